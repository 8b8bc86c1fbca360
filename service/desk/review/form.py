"""A claim as the fields of a form, and what came back from it as fields of the contract."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, cast, get_args

from extractors.rules import Measure, load_rules
from extractors.types import Claim, Kind, Modality, Modifier, Per, PeriodBasis, PriceOf, Quantity, Relation, Scope, Span
from extractors.wire import decimal_text, span_to_wire
from service.desk.catalogue import N_
from service.desk.review import numbers
from service.reviews.fields import FieldProblem, units

NUMBERS = ("point", "low", "high")
_COUNTS = ("of", "scope_n")
_WORDS = (
    "kind",
    "measure",
    "subject",
    "object",
    "relation",
    "unit",
    "per",
    "modifier",
    "scope",
    "platform",
    "modality",
)
_MORE = ("period_basis", "price_of", "attribution")
_DAYS = ("period", "base_period")
_SPAN = re.compile(r"(title|text):(\d{1,8}):(\d{1,8})", re.ASCII)

CHOICES: Mapping[str, tuple[str, ...]] = {
    "kind": get_args(Kind),
    "relation": ("", *get_args(Relation)),
    "per": ("", *get_args(Per)),
    "modifier": get_args(Modifier),
    "scope": get_args(Scope),
    "platform": ("", "openrouter", "national"),
    "modality": get_args(Modality),
    "period_basis": ("", *get_args(PeriodBasis)),
    "price_of": ("", *get_args(PriceOf)),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a field: a message id, and what goes into its places once it is translated."""

    text: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fields:
    """A form's fields as texts by name, and what is wrong with them by name; ``""`` is wrong with all of it."""

    values: Mapping[str, str]
    problems: Mapping[str, Problem] = field(default_factory=dict)


def fields_of(claim: Claim, language: str) -> Fields:
    """A claim as a form shows it."""
    given: dict[str, str] = {name: getattr(claim, name) or "" for name in (*_WORDS, *_MORE)}
    for name in NUMBERS:
        given[name] = numbers.shown(getattr(claim.value, name), language)
    for name in _COUNTS:
        given[name] = "" if getattr(claim, name) is None else str(getattr(claim, name))
    for name in _DAYS:
        period = getattr(claim, name)
        given[f"{name}_start"] = "" if period is None else period.start.isoformat()
        given[f"{name}_end"] = "" if period is None else period.end.isoformat()
    return Fields(given)


def choices(name: str, fields: Fields) -> tuple[str, ...]:
    """What a field may be; what it is now is always among it."""
    measures = load_rules().measures
    if name == "measure":
        known: Collection[str] = tuple(measures)
    elif name == "unit":
        all_units = (
            unit or ""
            for measure in measures.values()
            for kind in sorted(measure.kinds)
            for unit in units(cast(Kind, kind), measure)
        )
        known = tuple(dict.fromkeys(all_units))
    else:
        known = CHOICES[name]
    now = fields.values.get(name, "")
    return tuple(known) if now in known else (*known, now)


def read(
    sent: Mapping[str, str], before: Fields | None, language: str, spans: Collection[Span] = ()
) -> tuple[dict[str, Any], dict[str, Problem]]:
    """Fields of the contract that a form gives, and what cannot be read, by the form's names.

    Of an edit (``before``) only what is different from it. A number that is written anew brings the interval that its
    digits stand for, unless its ends were written anew too.
    """
    was = {} if before is None else before.values
    given: dict[str, Any] = {name: sent.get(name, "") or None for name in (*_WORDS, *_MORE) if _new(name, sent, was)}
    problems: dict[str, Problem] = {}
    for name in _COUNTS:
        if _new(name, sent, was):
            text = sent.get(name, "")
            given[name] = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None
            if text and given[name] is None:
                problems[name] = Problem(N_("Write a whole number."))
    for name in _DAYS:
        ends = [sent.get(f"{name}_{end}", "") for end in ("start", "end")]
        if ends != [was.get(f"{name}_{end}", "") for end in ("start", "end")]:
            given[name] = {"start": ends[0], "end": ends[1]} if any(ends) else None
            if any(ends) and not all(ends):
                problems[f"{name}_{'end' if ends[0] else 'start'}"] = Problem(N_("Give both days, or neither."))
    value = _value(sent, was, language, problems)
    if value:
        given["value"] = value
    if spans:
        given["mentions"] = [span_to_wire(span) for span in spans]
    return given, problems


def _new(name: str, sent: Mapping[str, str], was: Mapping[str, str]) -> bool:
    return name in sent and sent[name] != was.get(name, "")


def _value(
    sent: Mapping[str, str], was: Mapping[str, str], language: str, problems: dict[str, Problem]
) -> dict[str, Any]:
    read_: dict[str, Quantity | None] = {}
    value: dict[str, Any] = {}
    for name in NUMBERS:
        if _new(name, sent, was):
            text = sent[name]
            read_[name] = numbers.read(text, language) if text else None
            if text and read_[name] is None:
                problems[name] = Problem(N_("Write one number, such as 4.69 trillion or 31.5."))
            found = read_[name]
            value[name] = None if found is None else decimal_text(found.value.point)
    point = read_.get("point")
    if point is not None and not read_.keys() & {"low", "high"}:
        value |= {"low": decimal_text(point.value.low), "high": decimal_text(point.value.high)}
    if "point" in read_ and not sent["point"] and not read_.keys() & {"low", "high"} and not sent.get("low"):
        value |= {"low": None, "high": None}
    return value


def by_name(problems: Collection[FieldProblem]) -> dict[str, Problem]:
    """Problems by the form's names for the fields."""
    named: dict[str, Problem] = {}
    for each in problems:
        path = each.pointer.strip("/").split("/")
        name = path[1] if path[0] == "value" and len(path) > 1 else {"value": "point"}.get(path[0], path[0])
        name = f"{name}_end" if name in _DAYS else "" if name == "mentions" else name
        named.setdefault(name, Problem(str(each.wrong), each.values))
    return named


def span_from(text: str, texts: Mapping[str, str]) -> Span | None:
    """``text:12:25`` as a place in the article; None for any other text and for a place that is none."""
    found = _SPAN.fullmatch(text)
    if found is None:
        return None
    where, start, end = found[1], int(found[2]), int(found[3])
    quote = texts[where][start:end]
    if not 0 <= start < end <= len(texts[where]):
        return None
    return Span(where, start, end, quote)  # type: ignore[arg-type]


def draft(span: Span, article_language: str, claims: Collection[Claim], language: str) -> Fields:
    """A new claim's fields from the words that were chosen: their number, and what the article's claims mostly are."""
    found = numbers.read(span.quote, article_language)
    like = next(iter(claims), None)
    values: dict[str, str] = dict.fromkeys((*_WORDS, *_MORE, *NUMBERS, *_COUNTS), "")
    values |= {f"{name}_{end}": "" for name in _DAYS for end in ("start", "end")}
    kind = _kind(found)
    measure = _measure(kind, like)
    values |= {"kind": kind, "measure": measure.name, "subject": "all", "scope": "all", "modality": "observed"}
    values |= {"modifier": "none" if found is None else found.modifier}
    if like is not None:
        period = like.period
        values |= {"subject": like.subject, "platform": like.platform or ""}
        values |= {"attribution": like.attribution or ""}
        if period is not None:
            values |= {"period_start": period.start.isoformat(), "period_end": period.end.isoformat()}
            values |= {"period_basis": like.period_basis or ""}
    if found is not None:
        values |= {name: numbers.shown(getattr(found.value, name), language) for name in NUMBERS}
    values["unit"] = units(kind, measure)[0] or ""
    if kind == "level":
        values["per"] = "week"
    return Fields(values)


def _measure(kind: Kind, like: Claim | None) -> Measure:
    """The measure of the article's other claims if it takes the kind, else the one that takes most kinds."""
    measures = load_rules().measures
    if like is not None and kind in measures[like.measure].kinds:
        return measures[like.measure]
    return max((each for each in measures.values() if kind in each.kinds), key=lambda each: len(each.kinds))


def _kind(found: Quantity | None) -> Kind:
    """The likeliest kind for a number's unit."""
    if found is None:
        return "comparison"
    unit = found.unit or ""
    known: dict[str, Kind] = {"percent": "change", "times": "ratio", "week": "streak", "place": "rank"}
    return "price" if unit.isupper() and len(unit) == 3 else known.get(unit, "level")
