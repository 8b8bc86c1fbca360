"""What an edit may make of a claim: fields on the wire, checked against the contract and the article's own words.

Every mistake is found, not only the first, and each names the field by a JSON pointer into the claim.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any, TypeAlias

from extractors.rules import Measure
from extractors.types import Claim, Kind, Span
from extractors.wire import WireError, claim_from_wire, claim_to_wire

RULE = "review"
"""The rule of a claim that a person read: its trail says so."""

Measures: TypeAlias = Mapping[str, Measure]
LONGEST_TEXT = 200
MOST_MENTIONS = 50

_ENTITY = re.compile(
    r"all|country:[A-Z]{2}|author:[a-z0-9][a-z0-9._-]*|model:[a-z0-9][a-z0-9._-]*/[a-z0-9][a-z0-9._:-]*|named:\S(?:.*\S)?"
)
EDITABLE = frozenset(each.name for each in fields(Claim)) - {"rule", "confidence"}
"""A person's reading has no rule's name and no doubt of its own."""

_RELATED = frozenset({"comparison", "streak"})
_UNITS: Mapping[Kind, tuple[str | None, ...]] = {
    "change": ("percent",),
    "share": ("percent",),
    "ratio": ("times",),
    "rank": ("place",),
    "streak": ("week", "day", "month", "year"),
    "comparison": (None,),
}
"""Of the kinds that do not count in the measure's own unit."""
_CURRENCIES = ("USD", "CNY", "EUR")


class Wrong(StrEnum):
    """What can be wrong, in English; a page in another language translates it before it fills in the values."""

    NOT_EDITABLE = "there is no such field to edit"
    NO_SUCH_FIELD = "there is no such field"
    UNREADABLE = "%(why)s"
    NO_SUCH_MEASURE = "there is no %(measure)s; there are %(known)s"
    NO_SUCH_KIND = "%(measure)s has no %(kind)s; it has %(known)s"
    OTHER_UNIT = "%(unit)s does not go with %(kind)s; %(known)s does"
    RELATION_NEEDED = "a %(kind)s needs one"
    NUMBER_OF_ALL = "only a listed scope has a number"
    ENDS_EARLY = "it ends before it starts"
    TOO_LONG = "at most %(most)s characters"
    NO_ENTITY = "write %(known)s"
    NO_VALUE_HERE = "a comparison has none"
    NUMBER_NEEDED = "a number is needed"
    TOO_LARGE = "that is beyond any number here"
    BELOW_LOW = "it is below the low end"
    OUTSIDE = "it is outside of the interval"
    TWO_ENDS = "a range has two ends"
    AT_LEAST_ONE = "at least 1"
    NOWHERE = "a claim stands somewhere in its article"
    TOO_MANY = "at most %(most)s"
    NO_SUCH_QUOTE = "the article does not have this quote there"
    NOTHING_NEW = "nothing is different: accept the claim instead"


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong in one field; ``pointer`` is a JSON pointer into the claim."""

    pointer: str
    wrong: Wrong
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def detail(self) -> str:
        return str(self.wrong) % self.values


class UnusableFields(ValueError):
    """Fields that do not make a claim of this article."""

    def __init__(self, problems: Collection[FieldProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{each.pointer}: {each.detail}" for each in problems))


def edited(claim: Claim, changes: Mapping[str, Any], texts: Mapping[str, str], measures: Measures) -> Claim:
    """The claim with other fields; :class:`UnusableFields` where they make none.

    ``texts`` are the article's ``title`` and ``text``.
    """
    before = claim_to_wire(claim)
    if unknown := sorted(changes.keys() - EDITABLE):
        raise UnusableFields([FieldProblem(f"/{name}", Wrong.NOT_EDITABLE) for name in unknown])
    value = changes.get("value", before["value"])
    if isinstance(value, Mapping):
        value = {**before["value"], **value} if "value" in changes else value
    return _read({**before, **changes, "value": value, "rule": RULE, "confidence": 1}, texts, measures)


def added(given: Mapping[str, Any], texts: Mapping[str, str], measures: Measures) -> Claim:
    """A claim that a person found; :class:`UnusableFields` where the fields make none."""
    if unknown := sorted(given.keys() - EDITABLE):
        raise UnusableFields([FieldProblem(f"/{name}", Wrong.NO_SUCH_FIELD) for name in unknown])
    return _read({**given, "rule": RULE, "confidence": 1}, texts, measures)


def _read(wire: Mapping[str, Any], texts: Mapping[str, str], measures: Measures) -> Claim:
    try:
        claim = claim_from_wire(wire)
    except WireError as error:
        name, _, why = str(error).partition(": ")
        raise UnusableFields([FieldProblem("/" + name.replace(".", "/"), Wrong.UNREADABLE, {"why": why})]) from error
    if problems := list(_problems(claim, texts, measures)):
        raise UnusableFields(problems)
    return claim


def units(kind: Kind, measure: Measure) -> tuple[str | None, ...]:
    """Units that a claim of this kind may be in; of a price, some of the currencies that it may be in."""
    own = tuple(measure.unit.format(currency=currency) for currency in _CURRENCIES)
    return _UNITS.get(kind, tuple(dict.fromkeys(own)))


def _fits(unit: str | None, kind: Kind, measure: Measure) -> bool:
    if kind in _UNITS:
        return unit in _UNITS[kind]
    pattern = re.escape(measure.unit).replace(re.escape("{currency}"), "[A-Z]{3}")
    return unit is not None and re.fullmatch(pattern, unit) is not None


def _problems(claim: Claim, texts: Mapping[str, str], measures: Measures) -> Iterator[FieldProblem]:
    measure = measures.get(claim.measure)
    if measure is None:
        known = ", ".join(sorted(measures))
        yield FieldProblem("/measure", Wrong.NO_SUCH_MEASURE, {"measure": claim.measure, "known": known})
    elif claim.kind not in measure.kinds:
        known = ", ".join(sorted(measure.kinds))
        said = {"measure": claim.measure, "kind": claim.kind, "known": known}
        yield FieldProblem("/kind", Wrong.NO_SUCH_KIND, said)
    elif not _fits(claim.unit, claim.kind, measure):
        known = ", ".join(unit or "none" for unit in units(claim.kind, measure))
        said = {"unit": claim.unit or "none", "kind": claim.kind, "known": known}
        yield FieldProblem("/unit", Wrong.OTHER_UNIT, said)
    yield from _entities(claim)
    yield from _values(claim)
    if claim.kind in _RELATED and claim.relation is None:
        yield FieldProblem("/relation", Wrong.RELATION_NEEDED, {"kind": claim.kind})
    if claim.scope == "all" and claim.scope_n is not None:
        yield FieldProblem("/scope_n", Wrong.NUMBER_OF_ALL)
    for name in ("period", "base_period"):
        period = getattr(claim, name)
        if period is not None and period.end < period.start:
            yield FieldProblem(f"/{name}", Wrong.ENDS_EARLY)
    for name in ("unit", "platform", "attribution"):
        if len(getattr(claim, name) or "") > LONGEST_TEXT:
            yield FieldProblem(f"/{name}", Wrong.TOO_LONG, {"most": LONGEST_TEXT})
    yield from _mentions(claim.mentions, texts)


def _entities(claim: Claim) -> Iterator[FieldProblem]:
    known = "all, country:XX, author:slug, model:author/name or named:words"
    for name, value, others in (("subject", claim.subject, ()), ("object", claim.object, ("listed",))):
        if value is None or value in others:
            continue
        if len(value) > LONGEST_TEXT or _ENTITY.fullmatch(value) is None:
            yield FieldProblem(f"/{name}", Wrong.NO_ENTITY, {"known": known})


def _values(claim: Claim) -> Iterator[FieldProblem]:
    value = claim.value
    ends = (value.point, value.low, value.high)
    if claim.kind == "comparison":
        if any(end is not None for end in ends):
            yield FieldProblem("/value", Wrong.NO_VALUE_HERE)
        return
    if all(end is None for end in ends):
        yield FieldProblem("/value/point", Wrong.NUMBER_NEEDED)
        return
    if any(end is not None and not -(10**30) < end < 10**30 for end in ends):
        yield FieldProblem("/value", Wrong.TOO_LARGE)
    low, point, high = value.low, value.point, value.high
    if low is not None and high is not None and high < low:
        yield FieldProblem("/value/high", Wrong.BELOW_LOW)
    if point is not None and ((low is not None and point < low) or (high is not None and high < point)):
        yield FieldProblem("/value/point", Wrong.OUTSIDE)
    if claim.modifier == "range" and (low is None or high is None):
        yield FieldProblem("/value", Wrong.TWO_ENDS)
    if claim.of is not None and claim.of < 1:
        yield FieldProblem("/of", Wrong.AT_LEAST_ONE)


def _mentions(mentions: tuple[Span, ...], texts: Mapping[str, str]) -> Iterator[FieldProblem]:
    if not mentions:
        yield FieldProblem("/mentions", Wrong.NOWHERE)
    if len(mentions) > MOST_MENTIONS:
        yield FieldProblem("/mentions", Wrong.TOO_MANY, {"most": MOST_MENTIONS})
    for position, span in enumerate(mentions[:MOST_MENTIONS]):
        text = texts.get(span.field, "")
        if not 0 <= span.start < span.end <= len(text) or text[span.start : span.end] != span.quote:
            yield FieldProblem(f"/mentions/{position}", Wrong.NO_SUCH_QUOTE)
