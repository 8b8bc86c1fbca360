"""An article after a reviewer changed what it says: what follows from its claims is found again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from db.queries import claims as claim_queries
from db.queries import verdicts
from db.queries.pages import Record
from db.session import Session
from extractors.types import Claim
from service.documents import write_documents
from service.pipeline.claims import Place
from service.pipeline.disputes import settle_groups, settle_streaks
from service.pipeline.findings import Finding, Stated, Teller, against_data, within
from service.pipeline.judged import append_verdicts, settle_article
from service.pipeline.tasks import refresh_tasks
from service.reconcile.consistency import check_consistency
from service.reconcile.groups import group_key
from service.reconcile.snapshot import Snapshot
from service.reconcile.types import Verdict
from service.reconcile.verdict import verify
from service.rows import claim_from_row, consistency_values, verdict_from_row


def restate(
    session: Session,
    article: Record,
    changed: Mapping[str, Sequence[Claim]],
    snapshots: Sequence[Snapshot],
    now: datetime,
) -> None:
    """Judge the changed claims of an article again, and settle every discrepancy that its claims are in.

    ``changed`` gives what each of them stated before and states now. Claims that do not stand any more are in nothing.
    A verdict that is another one because the claim is another one is no ``verdict_changed``: no data moved.
    """
    rows = [row for row in claim_queries.stored_claims(session, article.id) if row.withdrawn_at is None]
    mentions = claim_queries.mentions_of(session, [row.id for row in rows])
    newest = verdicts.newest_of_article(session, article.id)
    stated = []
    for row in rows:
        claim = claim_from_row(row, mentions.get(row.id, ()))
        verdict = _judged(claim, snapshots) if row.public_id in changed else _stored(newest.get(row.id))
        stated.append(Stated(row.public_id, claim, verdict))
    ids = {row.public_id: int(row.id) for row in rows}
    append_verdicts(session, newest, stated, ids, now)
    consistency = check_consistency([each.claim for each in stated])
    order = [each.claim_id for each in stated]
    results = [consistency_values(result, order) for result in consistency]
    verdicts.remove_consistency(session, article.id, article.version)
    verdicts.add_consistency(session, article.id, article.version, results)
    teller = Teller(article.public_id, article.title, article.url)
    place = Place(article.id, teller, article.source, article.language, article.sorted_at, article.version)
    found: list[Finding] = [*against_data(teller, stated), *within(teller, stated, consistency)]
    settle_article(session, place, found, (), set(ids), ids, now, restated=changed.keys())
    forms = [claim for each in changed.values() for claim in each]
    settle_groups(session, {key for key in map(group_key, forms) if key is not None}, now)
    for at in range(max(map(len, changed.values()), default=0)):
        each_one = {public_id: each[at] for public_id, each in changed.items() if at < len(each)}
        settle_streaks(session, each_one, now)
    refresh_tasks(session, article.id, article.public_id, article.sorted_at)
    write_documents(session, article.id)


def _judged(claim: Claim, snapshots: Sequence[Snapshot]) -> Verdict:
    main = snapshots[0]
    return verify(claim, next((one for one in snapshots if one.spec.measure == claim.measure), main))


def _stored(row: Record | None) -> Verdict | None:
    return None if row is None else verdict_from_row(row)
