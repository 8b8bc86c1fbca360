"""Verdicts and consistency results as JSON objects, and readings back: the contract's field names.

Numbers travel as plain decimal strings, periods as ISO dates, a match as its name. Two keys are ours beside the
contract's: ``share_of`` and ``series`` fix what a share is part of and which build a model's name was taken to mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, get_args

from extractors.wire import WireError, decimal_text, period_from_wire, period_to_wire
from service.reconcile.types import (
    Attribution,
    ConsistencyResult,
    Match,
    Reading,
    ReadingResult,
    Row,
    ShareOf,
    Verdict,
)


def verdict_to_wire(verdict: Verdict) -> dict[str, Any]:
    """All keys, always present."""
    reference = verdict.reference
    return {
        "label": verdict.label,
        "reason": verdict.reason,
        "reading": None if verdict.reading is None else reading_to_wire(verdict.reading),
        "readings": [reading_to_wire(result) for result in verdict.readings],
        "relative_error": decimal_text(verdict.relative_error),
        "explanation": verdict.explanation.en,
        "explanation_zh": verdict.explanation.zh,
        "missing": [period_to_wire(period) for period in verdict.missing],
        "reference": {
            "dataset": reference.dataset,
            "as_of": time_text(reference.as_of),
            "citation": reference.citation,
        },
    }


def time_text(moment: datetime | None) -> str | None:
    """An aware UTC time as ISO 8601 with ``Z``."""
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")


def reading_to_wire(result: ReadingResult) -> dict[str, Any]:
    reading = result.reading
    return {
        "selection": reading.selection,
        "window": period_to_wire(reading.window),
        "attribution": reading.attribution,
        "share_of": reading.share_of,
        "series": reading.series,
        "literal": reading.literal,
        "low": decimal_text(result.low),
        "high": decimal_text(result.high),
        "match": result.match,
        "rows": [
            {"series": row.series, "window": period_to_wire(row.window), "value": decimal_text(Decimal(row.value))}
            for row in result.rows
        ],
    }


def consistency_to_wire(result: ConsistencyResult) -> dict[str, Any]:
    """``claims`` are positions in the article's claims, the judged one first."""
    return {
        "relation": result.relation,
        "result": result.result,
        "claims": list(result.claims),
        "low": decimal_text(result.low),
        "high": decimal_text(result.high),
        "point": decimal_text(result.point),
        "explanation": result.explanation.en,
        "explanation_zh": result.explanation.zh,
    }


def reading_from_wire(row: Mapping[str, Any]) -> ReadingResult:
    """A stored reading as it was; :class:`~extractors.wire.WireError` names the key that is wrong."""
    window = period_from_wire(row.get("window"), "window")
    if window is None or not isinstance(row.get("selection"), str):
        raise WireError("readings: selection and window are required")
    return ReadingResult(
        reading=Reading(
            selection=row["selection"],
            window=window,
            attribution=_one_of(row.get("attribution"), Attribution, "attribution"),
            literal=bool(row.get("literal")),
            share_of=None if row.get("share_of") is None else _one_of(row["share_of"], ShareOf, "share_of"),
            series=row.get("series"),
        ),
        low=_decimal(row.get("low")),
        high=_decimal(row.get("high")),
        match=_one_of(row.get("match"), Match, "match"),
        rows=tuple(_row(each) for each in row.get("rows") or ()),
    )


def _row(row: Mapping[str, Any]) -> Row:
    window, value = period_from_wire(row.get("window"), "rows.window"), _decimal(row.get("value"))
    if window is None or value is None:
        raise WireError("rows: window and value are required")
    return Row(str(row.get("series")), window, int(value) if value == value.to_integral_value() else value)


def _decimal(raw: Any) -> Decimal | None:
    return None if raw is None else Decimal(str(raw))


def _one_of(raw: Any, allowed: Any, key: str) -> Any:
    if raw not in get_args(allowed):
        raise WireError(f"{key}: {raw!r} is not one of {', '.join(get_args(allowed))}")
    return raw
