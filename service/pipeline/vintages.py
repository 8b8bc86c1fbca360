"""A new vintage: judge the stored claims again, add the verdicts that differ, and tell where a label moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from db.queries import articles, verdicts
from db.queries import claims as claim_queries
from db.queries.pages import Record
from db.queries.reference import note_judged
from db.session import Database
from service.documents import write_documents
from service.pipeline.claims import Place
from service.pipeline.findings import Finding, Stated, Teller, against_data
from service.pipeline.judged import append_verdicts, settle_article
from service.pipeline.tasks import refresh_tasks
from service.reconcile.snapshot import Snapshot
from service.reconcile.types import Verdict
from service.reconcile.verdict import verify
from service.reference.holdings import Holdings
from service.rows import claim_from_row, verdict_from_row, verdict_values

_BATCH = 500
_WEEK_AROUND = timedelta(days=7)
"""A vague week may be read as one that ends some days after the claim's period."""


@dataclass(frozen=True, slots=True)
class ReassessReport:
    """``claims`` were judged again; ``verdicts`` said something new, in ``articles`` articles; ``moved`` labels."""

    claims: int
    verdicts: int
    articles: int
    moved: int


def reassess(
    database: Database,
    snapshot: Snapshot,
    now: datetime,
    *,
    others: Sequence[Snapshot] = (),
    changed_days: Iterable[date] | None = None,
) -> ReassessReport:
    """Judge every claim that stands and whose measure one of the snapshots has; ``others`` are further data sets.

    With ``changed_days``, only claims whose period may reach one of them.
    Reading and judging hold no lock; each article whose verdicts differ is then stored in its own transaction.
    Stopped halfway, it can simply be run again.
    """
    since = None if changed_days is None else min(changed_days, default=date.max)
    if since == date.max:
        return ReassessReport(0, 0, 0, 0)
    data = {one.spec.measure: one for one in (*others, snapshot)}
    judged = 0
    stale: dict[int, None] = {}
    for row, digest in _standing(database, since):
        source = data.get(row.measure)
        if source is None:
            continue
        judged += 1
        if digest is None or digest != verdict_values(verify(claim_from_row(row), source))["digest"]:
            stale[row.article_id] = None
    outcomes = [_rejudge(database, article_row, data, now) for article_row in stale]
    return ReassessReport(judged, sum(added for added, _ in outcomes), len(stale), sum(moved for _, moved in outcomes))


def catch_up(database: Database, holdings: Holdings, now: datetime) -> ReassessReport:
    """Judge the stored claims by all that is held, and note that this was done for its vintages. Blocking.

    Claims stored meanwhile by an older snapshot are their writer's to look at again: :func:`look_again`.
    """
    snapshot, *others = holdings.snapshots
    report = reassess(database, snapshot, now, others=others)
    with database.transaction() as session:
        for vintage_id, days_changed in holdings.unjudged:
            note_judged(session, vintage_id, days_changed, now)
    return report


def look_again(database: Database, public_id: str, snapshots: Iterable[Snapshot], now: datetime) -> None:
    """Judge one article's claims again: a new vintage came while it was being stored."""
    data = {one.spec.measure: one for one in snapshots}
    with database.reading() as session:
        article = articles.get_article(session, public_id)
    if article is not None:
        _rejudge(database, article.id, data, now)


def _standing(database: Database, since: date | None) -> Iterator[tuple[Record, str | None]]:
    after = 0
    while True:
        with database.reading() as session:
            period_from = None if since is None else since - _WEEK_AROUND
            batch = verdicts.standing_after(session, after, period_from=period_from, limit=_BATCH)
        if not batch:
            return
        for row in batch:
            yield row, row.digest
        after = batch[-1].id


def _rejudge(database: Database, article_row: int, data: Mapping[str, Snapshot], now: datetime) -> tuple[int, int]:
    """Verdicts added and labels moved in one article; a claim that no data set covers keeps the verdict it has."""
    with database.transaction() as session:
        article = articles.get_by_row(session, article_row)
        rows = [row for row in claim_queries.stored_claims(session, article_row) if row.withdrawn_at is None]
        ids = {row.public_id: int(row.id) for row in rows}
        newest = verdicts.newest_of_article(session, article_row)
        stated = [Stated(row.public_id, claim_from_row(row), _judged(row, newest.get(row.id), data)) for row in rows]
        added, changes = append_verdicts(session, newest, stated, ids, now)
        teller = Teller(article.public_id, article.title, article.url)
        place = Place(article_row, teller, article.source, article.language, article.sorted_at, article.version)
        found: list[Finding] = list(against_data(teller, stated))
        settle_article(session, place, found, changes, set(ids), ids, now, refound=("refuted", "conflicting"))
        refresh_tasks(session, article_row, article.public_id, article.sorted_at)
        write_documents(session, article_row)
    return added, len(changes)


def _judged(row: Record, stored: Record | None, data: Mapping[str, Snapshot]) -> Verdict | None:
    source = data.get(row.measure)
    if source is not None:
        return verify(claim_from_row(row), source)
    return None if stored is None else verdict_from_row(stored)
