"""How many claims match a filter, in all and by the values of fields, without walking the claims.

A conjunction of the fields that the store tallies (:mod:`db.tables.derived`) is a sum over the tally, exact whatever it
comes to. What reviewers rejected does not stand and is not tallied. For any other filter the newest matches are
counted, up to a bound; the answer says whether those were all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, Table, func, select
from sqlalchemy.orm import Session

from db.queries.claim_filter import ClaimFilter, claim, selected
from db.queries.claim_words import newest_with_words
from db.tables import ClaimTallyRow, ClaimWeekTallyRow, table_of

Facet = Literal[
    "kind",
    "subject",
    "object",
    "measure",
    "modality",
    "platform",
    "label",
    "selection",
    "source",
    "language",
    "review",
    "week",
]

BOUND, BOUND_OF_WORDS = 10_000, 2_000

_tally = table_of(ClaimTallyRow)
_week_tally = table_of(ClaimWeekTallyRow)
_TALLIED = frozenset(_tally.c.keys()) - {"key", "number"}
_ANY = ClaimFilter()


class Counts(NamedTuple):
    """``exact`` is false where more match than were counted: the counts are then those of the newest ``total``."""

    total: int
    exact: bool
    by: Mapping[Facet, list[tuple[str | None, int]]]


def count_claims(session: Session, wanted: ClaimFilter, *, cap: int = BOUND) -> int:
    """How many claims match; no further than ``cap`` where the tally cannot say."""
    if is_tallied(wanted):
        return _sum(session, _tally, wanted)
    matching = _newest(session, wanted, cap, claim.c.id).subquery()
    return session.execute(select(func.count()).select_from(matching)).scalar_one()


def count_by(
    session: Session, wanted: ClaimFilter, facets: Sequence[Facet], *, top: int = 20, bound: int = BOUND
) -> Counts:
    """How many claims match, and how many of them have each value of some fields, the most frequent ``top`` first.

    ``week`` is the Monday of the week in which the period starts.
    """
    if is_tallied(wanted):
        found = {facet: _tallied_by(session, wanted, facet, top) for facet in facets}
        return Counts(_sum(session, _tally, wanted), exact=True, by=found)
    columns = [_column(facet) for facet in facets]
    bound = min(bound, BOUND_OF_WORDS) if wanted.text or wanted.rule else bound
    rows = session.execute(_newest(session, wanted, bound + 1, *columns, claim.c.id)).all()
    exact, rows = len(rows) <= bound, rows[:bound]
    return Counts(len(rows), exact, {facet: _top(rows, at, top) for at, facet in enumerate(facets)})


def _top(rows: Sequence[Any], at: int, top: int) -> list[tuple[str | None, int]]:
    counts = Counter(row[at] for row in rows)
    return sorted(counts.items(), key=lambda one: (-one[1], one[0] is not None, one[0]))[:top]


def is_tallied(wanted: ClaimFilter) -> bool:
    """Whether the filter's counts are exact and cost nothing."""
    asked = {one.name for one in fields(wanted) if getattr(wanted, one.name) != getattr(_ANY, one.name)}
    return asked <= _TALLIED and "rejected" not in wanted.review


def _sum(session: Session, tally: Table, wanted: ClaimFilter) -> int:
    number = func.coalesce(func.sum(tally.c.number), 0)
    return int(session.execute(select(number).where(*_conditions(tally, wanted))).scalar_one())


def _tallied_by(session: Session, wanted: ClaimFilter, facet: Facet, top: int) -> list[tuple[str | None, int]]:
    tally = _week_tally if facet == "week" else _tally
    column, number = tally.c[facet], func.sum(tally.c.number)
    query = select(column, number).where(*_conditions(tally, wanted)).group_by(column)
    rows = session.execute(query.order_by(number.desc(), column).limit(top)).all()
    return [(value, int(count)) for value, count in rows]


def _conditions(tally: Table, wanted: ClaimFilter) -> list[ColumnElement[bool]]:
    return [tally.c[name].in_(values) for name in sorted(_TALLIED) if (values := getattr(wanted, name))]


def _newest(session: Session, wanted: ClaimFilter, limit: int, *columns: ColumnElement[Any]) -> Any:
    chosen = selected(session, wanted, page=limit)
    conditions = chosen.conditions
    if chosen.phrase:
        conditions = (claim.c.id.in_(newest_with_words(session, chosen, limit)),)
    return select(*columns).where(*conditions).order_by(claim.c.sorted_at.desc(), claim.c.id.desc()).limit(limit)


def _column(facet: Facet) -> ColumnElement[Any]:
    return func.date(claim.c.period_start, "weekday 0", "-6 days") if facet == "week" else claim.c[facet]
