"""Core value <-> stored row: the only mapping. Rows hold the contract's wire form where a value has structure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Context
from typing import Any

import orjson

from db.queries.pages import Record
from extractors.fold import fold
from extractors.types import Article, Claim, Period, Span, Value
from extractors.wire import decimal_text, period_from_wire, period_to_wire
from service.identity import digest
from service.reconcile.groups import group_key
from service.reconcile.types import (
    ConsistencyResult,
    Discrepancy,
    Explanation,
    Reference,
    Side,
    Verdict,
)
from service.reconcile.wire import reading_from_wire, verdict_to_wire

_FACTOR = Context(prec=6)
_SENTENCE_ENDS = frozenset("\n。！？!?.；")
_CONTEXT = 240
"""Code points on each side of a mention that are searched for its sentence's ends."""


def claim_values(claim: Claim) -> dict[str, Any]:
    """The columns that a claim's own fields fill, its group's key among them."""
    value, period, base = claim.value, claim.period, claim.base_period
    return {
        "group_key": group_key(claim),
        "kind": claim.kind,
        "measure": claim.measure,
        "subject": claim.subject,
        "object": claim.object,
        "relation": claim.relation,
        "value_point": value.point,
        "value_low": value.low,
        "value_high": value.high,
        "value_number": _number(value),
        "of": claim.of,
        "unit": claim.unit,
        "per": claim.per,
        "modifier": claim.modifier,
        "scope": claim.scope,
        "scope_n": claim.scope_n,
        "platform": claim.platform,
        "modality": claim.modality,
        "period_start": period and period.start,
        "period_end": period and period.end,
        "period_basis": claim.period_basis,
        "base_period_start": base and base.start,
        "base_period_end": base and base.end,
        "price_of": claim.price_of,
        "attribution": claim.attribution,
        "rule": claim.rule,
        "confidence": claim.confidence,
    }


def _number(value: Value) -> float | None:
    """Where the value sorts: its point, else the middle or the only end of its interval."""
    ends = [end for end in (value.low, value.high) if end is not None]
    middle = value.point if value.point is not None else sum(ends) / len(ends) if ends else None
    return None if middle is None else float(middle)


def claim_from_row(row: Record, mentions: Sequence[Record] = ()) -> Claim:
    """A stored claim as it was; mentions are another table's."""
    return Claim(
        kind=row.kind,
        measure=row.measure,
        subject=row.subject,
        value=Value(row.value_point, row.value_low, row.value_high),
        object=row.object,
        relation=row.relation,
        of=row.of,
        unit=row.unit,
        per=row.per,
        modifier=row.modifier,
        scope=row.scope,
        scope_n=row.scope_n,
        platform=row.platform,
        modality=row.modality,
        period=_period(row.period_start, row.period_end),
        period_basis=row.period_basis,
        base_period=_period(row.base_period_start, row.base_period_end),
        price_of=row.price_of,
        attribution=row.attribution,
        mentions=tuple(Span(each.field, each.start, each.end, each.quote) for each in mentions),
        rule=row.rule,
        confidence=row.confidence,
    )


def _period(start: date | None, end: date | None) -> Period | None:
    return None if start is None or end is None else Period(start, end)


def span_values(span: Span) -> dict[str, Any]:
    return {"field": span.field, "start": span.start, "end": span.end, "quote": span.quote}


def verdict_values(verdict: Verdict) -> dict[str, Any]:
    """The columns that a verdict fills. Its digest leaves the vintage out, and the words that name it."""
    wire = verdict_to_wire(verdict)
    judged = {name: wire[name] for name in ("label", "reason", "reading", "readings", "relative_error", "missing")}
    return {
        "label": verdict.label,
        "reason": verdict.reason,
        "reading": wire["reading"],
        "readings": wire["readings"],
        "missing": wire["missing"],
        "relative_error": verdict.relative_error,
        "explanation": verdict.explanation.en,
        "explanation_zh": verdict.explanation.zh,
        "dataset": verdict.reference.dataset,
        "as_of": verdict.reference.as_of,
        "citation": verdict.reference.citation,
        "digest": digest([verdict.reference.dataset, orjson.dumps(judged, option=orjson.OPT_SORT_KEYS).decode()]),
    }


def verdict_from_row(row: Record) -> Verdict:
    """A stored verdict with every reading, equal to the one that was stored."""
    missing = (period_from_wire(each, "missing") for each in row.missing or ())
    return Verdict(
        label=row.label,
        reading=None if row.reading is None else reading_from_wire(row.reading),
        readings=tuple(reading_from_wire(each) for each in row.readings or ()),
        relative_error=row.relative_error,
        explanation=Explanation(row.explanation, row.explanation_zh),
        reference=Reference(row.dataset, row.as_of, row.citation),
        reason=row.reason,
        missing=tuple(period for period in missing if period is not None),
    )


def consistency_values(result: ConsistencyResult, claim_ids: Sequence[str]) -> dict[str, Any]:
    """``claim_ids`` are the article's claims in the order that the result's positions count."""
    return {
        "relation": result.relation,
        "result": result.result,
        "claims": [claim_ids[position] for position in result.claims],
        "low": result.low,
        "high": result.high,
        "point": result.point,
        "explanation": result.explanation.en,
        "explanation_zh": result.explanation.zh,
    }


def discrepancy_values(discrepancy: Discrepancy) -> dict[str, Any]:
    """The columns that a discrepancy's own fields fill."""
    reading = discrepancy.reading
    return {
        "type": discrepancy.kind,
        "subject": discrepancy.subject,
        "measure": discrepancy.measure,
        "factor": None if discrepancy.factor is None else _FACTOR.plus(discrepancy.factor),
        "explanation": discrepancy.explanation.en,
        "explanation_zh": discrepancy.explanation.zh,
        "detail": {
            "sides": [_side(side) for side in discrepancy.sides],
            "period": period_to_wire(discrepancy.period),
            "relation": discrepancy.relation,
            "reading": None
            if reading is None
            else {
                "selection": reading.selection,
                "window": period_to_wire(reading.window),
                "attribution": reading.attribution,
                "literal": reading.literal,
                "share_of": reading.share_of,
                "series": reading.series,
            },
        },
    }


def _side(side: Side) -> Mapping[str, Any]:
    return {
        "source": side.source,
        "low": decimal_text(side.low),
        "high": decimal_text(side.high),
        "point": decimal_text(side.point),
        "unit": side.unit,
        "article_id": side.article_id,
        "claim_id": side.claim_id,
        "url": side.url,
    }


def search_words(text: str) -> str:
    """Text or a query as full-text search knows it: widths and Chinese scripts unified."""
    return fold(text)


def claim_words(article: Article, claim: Claim) -> str:
    """What a claim is found by: its article's title and the sentences that make it."""
    around = [_sentence(article.text, span) for span in claim.mentions if span.field == "text"]
    return search_words("\n".join(dict.fromkeys([article.title, *around])))


def _sentence(text: str, span: Span) -> str:
    """The sentence or two that hold a mention; cut at a fixed distance where no end is near."""
    start, end = max(0, span.start - _CONTEXT), min(len(text), span.end + _CONTEXT)
    before = next((at + 1 for at in range(span.start - 1, start - 1, -1) if _ends(text, at)), start)
    after = next((at + 1 for at in range(span.end, end) if _ends(text, at)), end)
    return text[before:after].strip()


def _ends(text: str, at: int) -> bool:
    """Whether a sentence ends here; a full stop inside a number or a name does not."""
    if text[at] == ".":
        return at + 1 == len(text) or text[at + 1].isspace()
    return text[at] in _SENTENCE_ENDS
