"""Which claims a list holds: a filter as conditions that SQLite answers by index, newest first.

What makes that hard is that a list wants two things at once: few rows out of many, and in order of time. Four rules:

* One value of one field is an index on (field, time): walk it.
* Several values are several walks, merged: each gives at most a page.
* What is rare (a rare word, a week long ago, an open discrepancy) drives: its rows are fetched by id and sorted.
* What is common is tested row by row down the walk, because the walk ends soon.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import product
from math import prod
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, select, tuple_, union_all
from sqlalchemy.orm import Session

from db.queries import search
from db.queries.claim_spans import newest_within, spans, within
from db.queries.pages import After, unindexed
from db.tables import ArticleRow, ClaimRow, DiscrepancyClaimRow, DiscrepancyRow, table_of
from db.types import UtcTime

claim = table_of(ClaimRow)
_article = table_of(ArticleRow)
_link = table_of(DiscrepancyClaimRow)
_discrepancy = table_of(DiscrepancyRow)

Condition = ColumnElement[bool]
Range = tuple[float | None, float | None]

DRIVING = 20_000
"""Up to so many rows are fetched by id and sorted; that takes about as long as walking for a page of a rarer thing."""

MOST_WALKS = 64
"""So many combinations of alternatives are walked one by one; more are tested row by row."""

EQUAL = (
    *("kind", "subject", "object", "measure", "modality", "platform", "label", "selection", "source", "language"),
    "review",
    *("relation", "unit", "per", "modifier", "scope", "price_of", "attribution", "period_basis"),
    *("of", "scope_n"),
)


@dataclass(frozen=True, slots=True)
class ClaimFilter:
    """Which claims a list holds. Tuples are alternatives, fields are conjoined, empty means any.

    ``label`` and ``selection`` are the newest verdict's. ``published_from`` is inclusive and ``published_to``
    exclusive, both against the publication time (first sight, where a page gave none). The period fields ask for an
    overlap with the claim's period (``base_``: the one it is compared with), both ends inclusive, as the ends of a
    value and of a confidence are; a value needs one kind to mean something.
    ``discrepancy`` are types that stand unresolved. ``article`` and ``group`` are a public article id and a group key,
    ``cluster`` an article's cluster of near copies and translations. Claims that a later version of their article
    dropped are left out unless ``withdrawn`` says otherwise, and rejected ones unless ``review`` asks for them.
    """

    kind: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    object: tuple[str, ...] = ()
    measure: tuple[str, ...] = ()
    modality: tuple[str, ...] = ()
    platform: tuple[str, ...] = ()
    label: tuple[str, ...] = ()
    selection: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    review: tuple[str, ...] = ()
    relation: tuple[str, ...] = ()
    unit: tuple[str, ...] = ()
    per: tuple[str, ...] = ()
    modifier: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()
    price_of: tuple[str, ...] = ()
    attribution: tuple[str, ...] = ()
    period_basis: tuple[str, ...] = ()
    of: tuple[int, ...] = ()
    scope_n: tuple[int, ...] = ()
    confidence_from: float | None = None
    confidence_to: float | None = None
    value_from: float | None = None
    value_to: float | None = None
    rule: str | None = None
    text: str | None = None
    period_from: date | None = None
    period_to: date | None = None
    base_period_from: date | None = None
    base_period_to: date | None = None
    published_from: datetime | None = None
    published_to: datetime | None = None
    discrepancy: tuple[str, ...] = ()
    article: str | None = None
    group: str | None = None
    cluster: str | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Selected:
    """A filter as conditions.

    Where words are common, ``phrase`` is what :func:`db.queries.search.holding` looks for, and ``others`` are the
    conditions without the words.
    """

    conditions: tuple[Condition, ...]
    others: tuple[Condition, ...] = ()
    phrase: str = ""


def selected(session: Session, wanted: ClaimFilter, *, after: After | None = None, page: int | None = None) -> Selected:
    """The filter as conditions for one page of a list, or (without ``page``) for a count of everything."""
    found: list[Condition] = []
    drivers = _one_thing(wanted)
    hits = None
    words = {"words": wanted.text, "rule": wanted.rule}
    if any(words.values()):
        hits = search.claim_hits(session, claim.c.id, claim.c.sorted_at, drive=page is None, **words)
    free = not drivers and (hits is None or not hits.drives)
    if wanted.discrepancy:
        condition, driving = _disputed(session, wanted.discrepancy, may_drive=free)
        found.append(condition)
        free = free and not driving
    known = None
    gone = wanted.withdrawn or "rejected" in wanted.review  # some indexes hold claims that stand
    if (base := (wanted.base_period_from, wanted.base_period_to)) != (None, None):
        condition, driving = _overlapping(session, "base_", *base, may_drive=free)
        found.append(condition)
        free = free and not driving
    if (period := (wanted.period_from, wanted.period_to)) != (None, None):
        # A period without an end is that of the newest claims: walking by time meets them at once.
        if period[1] is not None and free and not gone and hits is None:
            known = spans(session, period[0] or date.min, period[1])
        if known is None:
            condition, driving = _overlapping(session, "", *period, may_drive=free)
            found.append(condition)
            free = free and not driving
        elif page is None or few(session, within(known)):
            found.append(claim.c.id.in_(within(known)))
            free, known = False, None
    free = free and known is None
    for column, asked, indexed in _ranges(wanted):
        condition, driving = _within(session, column, asked, indexed, may_drive=free and not gone)
        found.append(condition)
        free = free and not driving
    found += [*_times(wanted), *_standing(wanted)]
    equal = {name: values for name in EQUAL if (values := getattr(wanted, name))}
    tested: list[Condition] = [unindexed(claim.c[name]).in_(values) for name, values in equal.items()]
    one_each = [claim.c[name] == values[0] for name, values in equal.items() if len(values) == 1]
    several = {name: values for name, values in equal.items() if len(values) > 1}
    walked: list[Condition]
    if known is not None and page is not None:
        return Selected((newest_within(known, [*found, *tested], after, page),))
    if not free:
        walked = tested
    elif several and page is not None and hits is None and prod(map(len, several.values())) <= MOST_WALKS:
        walked = [_merged_walks([*found, *one_each], several, after, page)]
    else:
        walked = [*one_each, *(_either(name, values) for name, values in several.items())]
    if hits is None:
        return Selected((*drivers, *found, *walked))
    others = (*drivers, *found, *walked)
    return Selected((*others, hits.condition), others, hits.phrase)


def _one_thing(wanted: ClaimFilter) -> list[Condition]:
    """What names one article, story or group: its claims are few."""
    found: list[Condition] = []
    if wanted.article is not None:
        its_row = select(_article.c.id).where(_article.c.public_id == wanted.article).scalar_subquery()
        found.append(claim.c.article_id == its_row)
    if wanted.group is not None:
        found.append(claim.c.group_key == wanted.group)
    if wanted.cluster is not None:
        found.append(claim.c.article_id.in_(select(_article.c.id).where(_article.c.cluster == wanted.cluster)))
    return found


def _either(name: str, values: tuple[str, ...]) -> Condition:
    """Any of several values, tested row by row; reviewed claims are few, and fetched by their index."""
    rare = name == "review" and "unreviewed" not in values
    return (claim.c[name] if rare else unindexed(claim.c[name])).in_(values)


def older_than(after: After) -> Condition:
    return tuple_(claim.c.sorted_at, claim.c.id) < tuple_(literal(after.at, UtcTime()), literal(after.id))


def _times(wanted: ClaimFilter) -> list[Condition]:
    found = []
    if wanted.published_from is not None:
        found.append(claim.c.sorted_at >= literal(wanted.published_from, UtcTime()))
    if wanted.published_to is not None:
        found.append(claim.c.sorted_at < literal(wanted.published_to, UtcTime()))
    return found


def _standing(wanted: ClaimFilter) -> list[Condition]:
    """That a claim stands, where that is asked for; one that was rejected may be wanted all the same."""
    if wanted.withdrawn:
        return []
    stands = claim.c.withdrawn_at.is_(None)
    return [stands | (unindexed(claim.c.review) == "rejected") if "rejected" in wanted.review else stands]


def _overlapping(
    session: Session, prefix: str, since: date | None, until: date | None, *, may_drive: bool
) -> tuple[Condition, bool]:
    """Claims whose period (``base_``: whose base period) overlaps the wanted one, and whether they drive."""
    start, end = claim.c[f"{prefix}period_start"], claim.c[f"{prefix}period_end"]
    since, until = since or date.min, until or date.max
    ids = select(claim.c.id).where(end >= since, start <= until)
    if may_drive and few(session, ids):
        return claim.c.id.in_(ids), True
    return (unindexed(end) >= since) & (unindexed(start) <= until), False


def _ranges(wanted: ClaimFilter) -> Iterator[tuple[ColumnElement[Any], Range, tuple[Condition, ...] | None]]:
    """Numbers that are asked for by a range, each with the conditions of its index; None where it has no use."""
    stands = claim.c.withdrawn_at.is_(None)
    if (asked := (wanted.value_from, wanted.value_to)) != (None, None):
        one_kind = (claim.c.kind == wanted.kind[0], stands) if len(wanted.kind) == 1 else None
        yield claim.c.value_number, asked, one_kind
    if (asked := (wanted.confidence_from, wanted.confidence_to)) != (None, None):
        yield claim.c.confidence, asked, (stands,)


def _within(
    session: Session,
    column: ColumnElement[Any],
    asked: Range,
    indexed: tuple[Condition, ...] | None,
    *,
    may_drive: bool,
) -> tuple[Condition, bool]:
    """Claims whose number lies in a range, ends included, and whether they drive."""
    if may_drive and indexed is not None:
        ids = select(claim.c.id).where(*indexed, *_between(column, asked))
        if few(session, ids):
            return claim.c.id.in_(ids), True
    return and_(*_between(unindexed(column), asked)), False


def _between(column: ColumnElement[Any], asked: Range) -> list[Condition]:
    low, high = asked
    return [*([] if low is None else [column >= low]), *([] if high is None else [column <= high])]


def _disputed(session: Session, types: tuple[str, ...], *, may_drive: bool) -> tuple[Condition, bool]:
    """Claims of unresolved discrepancies of these types, and whether they drive."""
    standing = (_discrepancy.c.type.in_(types), _discrepancy.c.resolved_at.is_(None))
    linked = _link.c.discrepancy_id == _discrepancy.c.id
    ids = select(_link.c.claim_id).where(linked, *standing)
    if may_drive and few(session, ids):
        return claim.c.id.in_(ids), True
    return exists().where(_link.c.claim_id == claim.c.id, linked, *standing), False


def matching(session: Session, wanted: ClaimFilter) -> Select[Any]:
    """The row ids of every claim that the filter lets through."""
    return select(claim.c.id).where(*selected(session, wanted).conditions)


def few(session: Session, ids: Select[Any]) -> bool:
    """Whether so few rows are found that fetching and sorting them all is cheap."""
    some = ids.limit(DRIVING + 1).subquery()
    return session.execute(select(func.count()).select_from(some)).scalar_one() <= DRIVING


def _merged_walks(
    conditions: list[Condition], several: dict[str, tuple[str, ...]], after: After | None, page: int
) -> Condition:
    """The newest claims of each combination of alternatives, a page of each: the newest of all are among them."""
    walks = []
    for values in product(*several.values()):
        walk = select(claim.c.id).where(*conditions)
        walk = walk.where(*(claim.c[name] == value for name, value in zip(several, values, strict=True)))
        if after is not None:
            walk = walk.where(older_than(after))
        newest = walk.order_by(claim.c.sorted_at.desc(), claim.c.id.desc()).limit(page + 1).subquery()
        walks.append(select(newest.c.id))
    return claim.c.id.in_(union_all(*walks))
