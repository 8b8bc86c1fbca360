"""Reference data in the store: publications in, snapshots out.

Every vintage's statement about every day is kept. A snapshot takes, for each day, the newest statement that is not
later than the date it is asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import blake2b
from typing import Any

from db.queries import reference as queries
from db.queries.listings import add_entries
from db.queries.pages import Record
from db.session import Database, Session
from service.reconcile.snapshot import Snapshot
from service.reconcile.types import Number
from service.reference.catalogue import DEFAULT, dataset_of
from service.reference.listings import listed_in, load_listed, news
from service.reference.protocol import Day, Problem, Publication


@dataclass(frozen=True, slots=True)
class SaveReport:
    """What storing a publication came to. ``days_changed`` counts days that now say something else, or anything.

    A list that now says something else of an entry counts as one day, even if every number stayed.
    """

    dataset: str
    as_of: datetime
    start: date
    end: date
    days_seen: int
    days_changed: int
    problems: tuple[Problem, ...]


def save_publication(
    session: Session, publication: Publication, *, origin: str, citation: str, now: datetime
) -> SaveReport:
    """Store the days that say something new as a vintage; all old values stay, as what was known before.

    A publication may be older than what is stored: it then takes its place in the past. A day that contradicts an
    edition of the very same vintage is a problem, and the stored one stays.
    """
    publication, withdrawn = _without_wrong_sums(session, publication)
    history = _history(session, publication, timedelta(0))
    problems = list(publication.problems)
    said: list[tuple[date, str]] = [(day, digest_of({})) for day in withdrawn]
    changed = len(withdrawn)
    for day, values in publication.days.items():
        digest = digest_of(values)
        known = _known(history[day], publication.as_of)
        if known is not None and known.as_of == publication.as_of:
            if known.digest != digest:
                detail = "other values are stored for the same vintage; they stay"
                problems.append(Problem(day, "contradicts_vintage", detail))
            continue
        if publication.lasting and _still_holds(session, publication.dataset, day, digest):
            continue
        changed += known is None or known.digest != digest
        said.append((day, digest))
    entries = news(session, publication)
    changed += bool(entries) and not changed
    vintage_id = _vintage(session, publication, changed, problems, origin=origin, citation=citation, now=now)
    statements = list(_after_lateness(session, publication)) if publication.lasting and said else []
    for day, digest in said:
        rows = publication.days.get(day, {}).items()
        edition_id = queries.add_edition(session, publication.dataset, digest, rows)
        statements.append(
            {
                "dataset": publication.dataset,
                "day": day,
                "as_of": publication.as_of,
                "edition_id": edition_id,
                "vintage_id": vintage_id,
            }
        )
    queries.add_statements(session, statements)
    add_entries(session, [{**entry, "vintage_id": vintage_id} for entry in entries])
    return SaveReport(
        publication.dataset,
        publication.as_of,
        publication.start,
        publication.end,
        len(publication.days),
        changed,
        tuple(problems),
    )


def _history(session: Session, publication: Publication, around: timedelta) -> dict[date, list[Record]]:
    """What was stated about the publication's days and those around them, oldest first."""
    history: dict[date, list[Record]] = defaultdict(list)
    first, last = min(publication.days, default=publication.start), max(publication.days, default=publication.end)
    for row in queries.statements_between(session, publication.dataset, first - around, last + around):
        history[row.day].append(row)
    return history


def _without_wrong_sums(session: Session, publication: Publication) -> tuple[Publication, tuple[date, ...]]:
    """Less the days whose sums cannot be right beside the stored days around them: a file of one day has no others.

    With the stored days that the new ones beside them show to be wrong. They are withdrawn as from this vintage.
    """
    dataset = dataset_of(publication.dataset)
    if dataset.wrong_sums is None or not publication.days:
        return publication, ()
    known, earlier = {}, set()
    for day, statements in _history(session, publication, 2 * dataset.sums_reach).items():
        row = _known(statements, publication.as_of)
        if day in publication.days or row is None:
            continue
        rows = queries.edition_rows(session, row.edition_id)
        if rows:
            known[day] = sum(value for _, value in rows)
        if row.as_of < publication.as_of:
            earlier.add(day)
    totals = {day: sum(values.values()) for day, values in publication.days.items()}
    wrong = tuple(dataset.wrong_sums(totals, known))
    bad = {problem.day for problem in wrong}
    good = {day: values for day, values in publication.days.items() if day not in bad}
    sums = {day: total for day, total in totals.items() if day in good}
    near = {
        day: total
        for day, total in known.items()
        if day in earlier and any(abs(day - new) <= dataset.sums_reach for new in good)
    }
    late = tuple(replace(one, reason="withdrawn") for one in dataset.wrong_sums(near, {**known, **sums}))
    told = (*publication.problems, *wrong, *late)
    withdrawn = tuple(problem.day for problem in late if problem.day is not None)
    return replace(publication, days=good, problems=told), withdrawn


def digest_of(values: Day) -> str:
    """Equal for equal days, whatever the order of their rows."""
    lines = "\n".join(f"{series}\t{Decimal(value):f}" for series, value in sorted(values.items()))
    return blake2b(lines.encode(), digest_size=16).hexdigest()


def _known(statements: list[Record], as_of: datetime) -> Record | None:
    """The statement in force at a time; statements come oldest first."""
    return next((row for row in reversed(statements) if row.as_of <= as_of), None)


def _still_holds(session: Session, dataset: str, day: date, digest: str) -> bool:
    """Whether the last day that was stated says the same."""
    last = queries.newest_statement(session, dataset, day)
    return last is not None and last.digest == digest


def _after_lateness(session: Session, publication: Publication) -> Iterable[dict[str, Any]]:
    """What held at the next vintage, written down for it, so that a day imported late does not reach beyond it."""
    following = queries.next_vintage(session, publication.dataset, publication.as_of)
    if following is None:
        return
    day = following.as_of.date()
    held = queries.newest_statement(session, publication.dataset, day)
    if held is not None and held.as_of < following.as_of:
        yield {
            "dataset": publication.dataset,
            "day": day,
            "as_of": following.as_of,
            "edition_id": held.edition_id,
            "vintage_id": following.id,
        }


def _vintage(
    session: Session,
    publication: Publication,
    changed: int,
    problems: list[Problem],
    *,
    origin: str,
    citation: str,
    now: datetime,
) -> int:
    """The row of the publication's vintage: a new one, or the one that another window of it has made."""
    told = [{**asdict(problem), "day": problem.day and problem.day.isoformat()} for problem in problems]
    known = queries.newest_vintage(session, publication.dataset, publication.as_of)
    if known is None or known.as_of != publication.as_of:
        values = {
            "dataset": publication.dataset,
            "as_of": publication.as_of,
            "received_at": now,
            "origin": origin,
            "start_date": publication.start,
            "end_date": publication.end,
            "citation": citation,
            "days_changed": changed,
            "problems": told or None,
        }
        return queries.add_vintage(session, values)
    news = [problem for problem in told if problem not in (known.problems or [])]
    widened = {
        "start_date": min(known.start_date, publication.start),
        "end_date": max(known.end_date, publication.end),
        "days_changed": known.days_changed + changed,
        "problems": [*(known.problems or []), *news] or None,
        "judged_at": None if changed else known.judged_at,
    }
    if any(getattr(known, name) != value for name, value in widened.items()):
        queries.update_vintage(session, known.id, widened)
    return int(known.id)


def load_snapshot(store: Database | Session, dataset: str = DEFAULT, as_of: datetime | None = None) -> Snapshot:
    """The data set as it was known on a date, or as it is known now; empty if nothing is stored."""
    if isinstance(store, Database):
        with store.reading() as session:
            return load_snapshot(session, dataset, as_of)
    spec = dataset_of(dataset).spec()
    listed = load_listed(store, spec.list_of_names, as_of) if spec.list_of_names else {}
    rows: dict[int, dict[str, Number]] = {}
    vintages: dict[int, datetime] = {}
    times: dict[str, datetime] = {}
    known_day, into = "", {}
    for day, stated_at, series, value in queries.known_rows(store, dataset, as_of):
        if day != known_day:
            step = spec.step(date.fromisoformat(day))
            known_day, into = day, rows.setdefault(step, {})
            vintages[step] = times.setdefault(stated_at, datetime.fromisoformat(stated_at))
        into[series] = int(value) if value.isdigit() else Decimal(value)
    return Snapshot(spec, rows, vintages, listed)


def snapshot_of(publications: Iterable[Publication], dataset: str = DEFAULT) -> Snapshot:
    """A snapshot straight from files or answers, nothing stored; for each day the newest vintage counts."""
    spec, every = dataset_of(dataset).spec(), list(publications)
    return Snapshot.build(
        (row for each in every if each.dataset == dataset for row in each.observations()),
        spec,
        listed=listed_in(every, spec.list_of_names) if spec.list_of_names else {},
    )
