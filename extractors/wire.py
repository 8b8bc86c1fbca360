"""Articles, claims and quantities as JSON objects, and back: the contract's field names, nothing else.

Decimals travel as plain decimal strings (no exponent), periods as ISO dates, a comparison's value as three nulls.
Reading is strict about what it needs and silent about what it does not know: unknown keys are ignored, so that a
file annotated by somebody else can be read; a missing or malformed one is a :class:`WireError` that names the key.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, get_args

from extractors.types import (
    Article,
    Claim,
    Kind,
    Modality,
    Modifier,
    Per,
    Period,
    PeriodBasis,
    PriceOf,
    Quantity,
    Relation,
    Scope,
    Span,
    TextField,
    Value,
)


class WireError(ValueError):
    """A JSON object does not have the contract's shape; the message names the key."""


def decimal_text(number: Decimal | None) -> str | None:
    """``Decimal("4.690E+12")`` as ``"4690000000000"``; trailing zeros after the point are dropped."""
    if number is None:
        return None
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def _decimal(raw: Any, key: str) -> Decimal | None:
    if raw is None:
        return None
    try:
        number = Decimal(str(raw))
    except InvalidOperation as error:
        raise WireError(f"{key}: {raw!r} is not a decimal") from error
    if not number.is_finite():
        raise WireError(f"{key}: {raw!r} is not a finite decimal")
    return number


def _one_of(raw: Any, allowed: Any, key: str) -> Any:
    values = get_args(allowed)
    if raw not in values:
        raise WireError(f"{key}: {raw!r} is not one of {', '.join(values)}")
    return raw


def _optional(raw: Any, allowed: Any, key: str) -> Any:
    return None if raw is None else _one_of(raw, allowed, key)


def _text(row: Mapping[str, Any], key: str) -> str:
    raw = row.get(key)
    if not isinstance(raw, str):
        raise WireError(f"{key}: a string is required, got {raw!r}")
    return raw


def _maybe_text(row: Mapping[str, Any], key: str) -> str | None:
    return None if row.get(key) is None else _text(row, key)


def _rows(row: Mapping[str, Any], key: str) -> list[Any]:
    raw = row.get(key)
    if raw is None:
        return []
    if not isinstance(raw, list) or not all(isinstance(each, Mapping) for each in raw):
        raise WireError(f"{key}: a list of objects is required, got {raw!r}")
    return raw


def _count(raw: Any, key: str) -> int | None:
    if raw is None:
        return None
    number = _decimal(raw, key)
    if number is None or number != number.to_integral_value():
        raise WireError(f"{key}: {raw!r} is not a whole number")
    return int(number)


def value_to_wire(value: Value) -> dict[str, str | None]:
    return {
        "point": decimal_text(value.point),
        "low": decimal_text(value.low),
        "high": decimal_text(value.high),
    }


def value_from_wire(row: Mapping[str, Any] | None) -> Value:
    if row is not None and not isinstance(row, Mapping):
        raise WireError(f"value: an object is required, got {row!r}")
    row = row or {}
    return Value(*(_decimal(row.get(end), f"value.{end}") for end in ("point", "low", "high")))


def span_to_wire(span: Span) -> dict[str, Any]:
    return {"field": span.field, "start": span.start, "end": span.end, "quote": span.quote}


def span_from_wire(row: Mapping[str, Any]) -> Span:
    start, end = _count(row.get("start"), "start"), _count(row.get("end"), "end")
    if start is None or end is None:
        raise WireError("mentions: start and end are required")
    return Span(_one_of(row.get("field", "text"), TextField, "field"), start, end, _text(row, "quote"))


def period_to_wire(period: Period | None) -> dict[str, str] | None:
    return None if period is None else {"start": period.start.isoformat(), "end": period.end.isoformat()}


def period_from_wire(row: Mapping[str, Any] | None, key: str = "period") -> Period | None:
    if row is None:
        return None
    try:
        return Period(date.fromisoformat(str(row["start"])), date.fromisoformat(str(row["end"])))
    except (KeyError, ValueError, TypeError) as error:
        raise WireError(f"{key}: ISO dates start and end are required, got {row!r}") from error


def claim_to_wire(claim: Claim) -> dict[str, Any]:
    """All contract fields, always present, in the contract's order."""
    return {
        "kind": claim.kind,
        "measure": claim.measure,
        "subject": claim.subject,
        "object": claim.object,
        "relation": claim.relation,
        "value": value_to_wire(claim.value),
        "of": claim.of,
        "unit": claim.unit,
        "per": claim.per,
        "modifier": claim.modifier,
        "scope": claim.scope,
        "scope_n": claim.scope_n,
        "platform": claim.platform,
        "modality": claim.modality,
        "period": period_to_wire(claim.period),
        "period_basis": claim.period_basis,
        "base_period": period_to_wire(claim.base_period),
        "price_of": claim.price_of,
        "attribution": claim.attribution,
        "mentions": [span_to_wire(span) for span in claim.mentions],
        "rule": claim.rule,
        "confidence": claim.confidence,
    }


def claim_from_wire(row: Mapping[str, Any]) -> Claim:
    """Raises :class:`WireError` where a field is missing or outside its vocabulary."""
    return Claim(
        kind=_one_of(row.get("kind"), Kind, "kind"),
        measure=_text(row, "measure"),
        subject=_text(row, "subject"),
        object=_maybe_text(row, "object"),
        relation=_optional(row.get("relation"), Relation, "relation"),
        value=value_from_wire(row.get("value")),
        of=_count(row.get("of"), "of"),
        unit=_maybe_text(row, "unit"),
        per=_optional(row.get("per"), Per, "per"),
        modifier=_one_of(row.get("modifier") or "none", Modifier, "modifier"),
        scope=_one_of(row.get("scope") or "all", Scope, "scope"),
        scope_n=_count(row.get("scope_n"), "scope_n"),
        platform=_maybe_text(row, "platform"),
        modality=_one_of(row.get("modality") or "observed", Modality, "modality"),
        period=period_from_wire(row.get("period")),
        period_basis=_optional(row.get("period_basis"), PeriodBasis, "period_basis"),
        base_period=period_from_wire(row.get("base_period"), "base_period"),
        price_of=_optional(row.get("price_of"), PriceOf, "price_of"),
        attribution=_maybe_text(row, "attribution"),
        mentions=tuple(span_from_wire(mention) for mention in _rows(row, "mentions")),
        rule=_maybe_text(row, "rule") or "",
        confidence=float(_decimal(row.get("confidence"), "confidence") or 0) if "confidence" in row else 1.0,
    )


def quantity_to_wire(quantity: Quantity) -> dict[str, Any]:
    return {
        **value_to_wire(quantity.value),
        "unit": quantity.unit,
        "modifier": quantity.modifier,
        "start": quantity.span.start,
        "end": quantity.span.end,
        "quote": quantity.span.quote,
        "rule": quantity.rule,
    }


def article_from_wire(row: Mapping[str, Any]) -> Article:
    """``text`` is required; a ``published_at`` without a zone is refused, not guessed.

    The time keeps the offset it is written with: "last week" is counted from the day on the article's own calendar.
    """
    published = row.get("published_at")
    try:
        moment = None if published is None else datetime.fromisoformat(str(published))
    except ValueError as error:
        raise WireError(f"published_at: {published!r} is not an ISO 8601 time") from error
    if moment is not None and moment.tzinfo is None:
        raise WireError(f"published_at: {published!r} has no time zone")
    try:
        if moment is not None:
            moment.astimezone(UTC)
    except OverflowError as error:
        raise WireError(f"published_at: {published!r} is no time that UTC can write") from error
    return Article(
        id=str(row.get("id", "")),
        language=str(row.get("language") or ""),
        title=_text(row, "title") if row.get("title") is not None else "",
        text=_text(row, "text"),
        url=_maybe_text(row, "url"),
        published_at=moment,
    )
