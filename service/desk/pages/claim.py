"""One claim: its sentence, every reading on one axis, who carried it, and what was held of it when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from db.queries import articles, claims, discrepancies, verdicts
from db.queries.pages import Record
from extractors.types import Period
from service.api.deps import BackingDep
from service.api.lineage import carriers
from service.desk.catalogue import N_
from service.desk.charts.intervals import Axis, Bar, Ends, axis_of
from service.desk.claim_words import ClaimItem, Quoted, item_of, quoted
from service.desk.rendering import render
from service.desk.visit import visit_of
from service.desk.words import READINGS, TYPES
from service.errors import NotFound
from service.reconcile.compare import tolerance
from service.reconcile.figures import Language, figure, period_text, span_of, subject_name
from service.reconcile.genealogy import Step, genealogy, summary
from service.reference.catalogue import datasets

MOST_CARRIERS = 100
router = APIRouter()

MATCHES = {
    "true": N_("agrees"),
    "false": N_("does not agree"),
    "undecided": N_("cannot be told"),
    "not_covered": N_("no data"),
}
EVIDENCE = {"copy": N_("a copy of"), "cites": N_("names")}
_UNITS = {"change": "percent", "share": "percent", "ratio": "times", "comparison": "times", "rank": None}


@dataclass(frozen=True, slots=True)
class Reading:
    """One way of reading the data: what it says, and where that lies on the axis."""

    name: str
    named_by_code: bool
    notes: tuple[str, ...]
    window: str
    bounds: str
    match: str
    match_word: str
    literal: bool
    decided: bool
    bar: Bar | None
    tolerance: Bar | None


@dataclass(frozen=True, slots=True)
class Axes:
    """The axis under all readings: ticks in per cent with their words, and the claim's own interval."""

    ticks: tuple[tuple[float, str], ...]
    claim: Bar
    claim_words: str


@dataclass(frozen=True, slots=True)
class Held:
    """One verdict of the history."""

    label: str
    explanation: str
    decided_at: datetime
    as_of: datetime | None


@dataclass(frozen=True, slots=True)
class Carried:
    """An article that carries the figure, in order of publication."""

    public_id: str
    outlet: str
    title: str
    carried_at: datetime | None
    value: str
    evidence: str | None
    origin: str | None
    change: str | None
    this: bool


@router.get("/claims/{public_id}")
def claim_page(request: Request, backing: BackingDep, public_id: str) -> Response:
    """Everything that is known of one claim."""
    language: Language = "zh" if visit_of(request).language == "zh" else "en"
    with backing.database.reading() as session:
        row = claims.get_claim(session, public_id)
        if row is None:
            raise NotFound(f"There is no claim {public_id}.")
        article = articles.get_article(session, row.article_id)
        mentions = claims.mentions_of(session, [row.id]).get(row.id, [])
        history = verdicts.history(session, row.id)
        found = discrepancies.list_discrepancies(
            session, discrepancies.DiscrepancyFilter(claim=public_id), limit=50
        ).rows
        group = [] if row.group_key is None else claims.claims_of_group(session, row.group_key, limit=MOST_CARRIERS)
        if all(one.id != row.id for one in group):
            group = [*group, claims.with_fingerprint(session, public_id)]
        texts = articles.texts_of(session, {one.article_id for one in group})
    assert article is not None  # noqa: S101 - a claim's article is there: a foreign key holds it
    steps = genealogy(carriers(group, texts, backing.health()))
    newest = history[0] if history else None
    axes, readings = _axes(row, newest, language)
    return render(
        request,
        "claim.html",
        claim=item_of(row, mentions, language),
        quotes=_quotes(row, mentions, article),
        article=article,
        axes=axes,
        readings=readings,
        facts=_facts(row, language),
        history=[_held(one, language) for one in history],
        carried=_carried(steps, row.public_id, group, language),
        lineage=_in_language(summary(steps), language),
        discrepancies=[(one, TYPES[one.type], _explained(one, language)) for one in found],
        citation=newest.citation if newest is not None else "",
    )


def _quotes(row: Record, mentions: Sequence[Record], article: Record) -> list[Quoted]:
    """The places in the article; none where a later version changed the text under them."""
    if row.last_version != article.version:
        return [Quoted("", mention.quote, "", mention.field == "title") for mention in mentions]
    return [quoted(mention, article.title, article.text) for mention in mentions]


def _axes(row: Record, verdict: Record | None, language: Language) -> tuple[Axes | None, list[Reading]]:
    results: Sequence[Mapping[str, Any]] = () if verdict is None else verdict.readings or ()
    stated = Ends(row.value_low, row.value_high)
    if row.kind == "comparison":
        stated = Ends(Decimal(1), None) if row.relation in {"above", "grows"} else Ends(None, Decimal(1))
    bounds = [Ends(_number(one["low"]), _number(one["high"])) for one in results]
    axis = axis_of([stated, *bounds]) if results else None
    unit = row.unit or _UNITS.get(row.kind)
    readings = [
        _reading(one, ends, axis, verdict, row, unit, language) for one, ends in zip(results, bounds, strict=True)
    ]
    if axis is None:
        return None, readings
    ticks = tuple((tick.at, figure(tick.value, unit, language)) for tick in axis.ticks())
    return Axes(ticks, axis.bar(stated), span_of(stated.low, stated.high, unit, language)), readings


def _reading(
    result: Mapping[str, Any],
    ends: Ends,
    axis: Axis | None,
    verdict: Record | None,
    row: Record,
    unit: str | None,
    language: Language,
) -> Reading:
    covered = ends.low is not None
    decided = verdict is not None and verdict.reading is not None and _key(verdict.reading) == _key(result)
    window = result["window"]
    notes = [N_("counting models whose lab was not known then")] if result["attribution"] == "stealth_counted" else []
    if result["share_of"] == "selection":
        notes.append(N_("as a share of the same list"))
    return Reading(
        name=READINGS.get(result["selection"], result["selection"]),
        named_by_code=result["selection"] not in READINGS,
        notes=(*notes, *((result["series"],) if result["series"] else ())),
        window=period_text(Period(date.fromisoformat(window["start"]), date.fromisoformat(window["end"])), language),
        bounds=span_of(ends.low, ends.high, unit, language) if covered else "–",
        match=result["match"],
        match_word=MATCHES[result["match"]],
        literal=result["literal"],
        decided=decided,
        bar=axis.bar(ends) if axis is not None and covered else None,
        tolerance=axis.bar(_widened(ends, row, verdict)) if axis is not None and covered else None,
    )


def _key(reading: Mapping[str, Any]) -> tuple[Any, ...]:
    window = reading["window"]
    named = (reading["selection"], reading["attribution"], reading["share_of"], reading["series"])
    return (*named, window["start"], window["end"])


def _widened(ends: Ends, row: Record, verdict: Record | None) -> Ends:
    """The bounds give or take what the publisher's later vintages move them; orders are not widened."""
    dataset = datasets().get(verdict.dataset) if verdict is not None else None
    if dataset is None or row.kind in {"rank", "streak", "comparison"}:
        return ends
    wide = tolerance(row.kind, dataset.spec().restated)
    low = None if ends.low is None else Decimal(ends.low) - abs(Decimal(ends.low)) * wide
    high = None if ends.high is None else Decimal(ends.high) + abs(Decimal(ends.high)) * wide
    return Ends(low, high)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _held(row: Record, language: Language) -> Held:
    return Held(row.label, _explained(row, language), row.decided_at, row.as_of)


def _explained(row: Record, language: Language) -> str:
    return str(row.explanation_zh if language == "zh" else row.explanation)


def _in_language(explanation: Any, language: Language) -> str:
    return str(explanation.zh if language == "zh" else explanation.en)


def _carried(steps: Sequence[Step], this: str, rows: Sequence[Record], language: Language) -> list[Carried]:
    titles = {row.public_id: row.article_title or "" for row in rows}
    items: dict[str, ClaimItem] = {row.public_id: item_of(row, (), language) for row in rows}
    return [
        Carried(
            public_id=step.carrier.member.claim_id,
            outlet=step.carrier.outlet,
            title=titles[step.carrier.member.claim_id],
            carried_at=step.carrier.member.published_at,
            value=items[step.carrier.member.claim_id].value,
            evidence=None if step.evidence is None else EVIDENCE[step.evidence],
            origin=None if step.origin is None else step.origin.outlet,
            change=None if step.change is None else _in_language(step.change.explanation, language),
            this=step.carrier.member.claim_id == this,
        )
        for step in steps
    ]


def _facts(row: Record, language: Language) -> list[tuple[str, str]]:
    """The contract's fields that the heading does not show; the names are the reader's, the values the data's."""
    base = None if row.base_period_start is None else Period(row.base_period_start, row.base_period_end)
    pairs = [
        (N_("Measure"), row.measure),
        (N_("Compared with"), subject_name(row.object, language) if row.object else None),
        (N_("Since"), period_text(base, language) if base else None),
        (N_("How the period was given"), row.period_basis),
        (N_("Wording"), row.modifier if row.modifier != "none" else None),
        (N_("Counted"), f"{row.scope} {row.scope_n or ''}".strip()),
        (N_("Platform"), row.platform),
        (N_("Attributed to"), row.attribution),
        (N_("Price of"), row.price_of),
        (N_("Rules"), row.rule),
        (N_("Confidence"), f"{row.confidence:.2f}"),
    ]
    return [(name, str(value)) for name, value in pairs if value]
