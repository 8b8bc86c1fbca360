"""Subscriptions and the stream by saved filters: what the filter's list would hold is what is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from db.queries import claims, discrepancies, saved_filters
from db.queries.claims import ClaimFilter
from db.queries.discrepancies import DiscrepancyFilter
from db.session import Database
from extractors.types import Claim
from service.alerts.deliver import Deliverer
from service.alerts.stream import Tail
from service.alerts.types import Filter
from service.pipeline import ingest
from service.questions import ClaimFilters, DiscrepancyFilters
from tests.integration.alerting import Now, Receiver, add_endpoint, clock, deliverer, happen, receiver, run, subscribe
from tests.integration.make import NOW, incoming, story
from tests.stores import plans
from tests.unit.api.test_alert_feeds import everything
from tests.unit.reconcile.make import claim

__all__ = ["clock", "deliverer", "receiver"]


def save(database: Database, noun: str, **parameters: Any) -> None:
    with database.transaction() as session:
        saved_filters.put_filter(session, "mine", noun=noun, description="", parameters=parameters, now=NOW)


def tell(database: Database, source: str, figure: str | None, clock: Now, **fields: Any) -> None:
    found: list[Claim] = [] if figure is None else [claim("level", figure)]
    ingest(database, incoming(found, source=source, **fields), clock())


def disagree(database: Database, clock: Now) -> None:
    """A feed says 4.69 trillion for China's week and a page ten times as much."""
    tell(database, "feed", "4.69", clock)
    tell(database, "page", "46.9", clock)


PASSES: list[tuple[str, dict[str, Any]]] = [
    ("claims", {}),
    ("claims", {"subject": ["country:CN"]}),
    ("claims", {"kind": ["level", "share"], "source": ["page", "elsewhere"]}),
    ("claims", {"discrepancy": ["disagreement"]}),
    ("claims", {"q": "numbers"}),
    ("claims", {"period_from": "2026-03-09", "period_to": "2026-03-15"}),
    ("claims", {"published_from": "2026-03-23"}),
    ("discrepancies", {}),
    ("discrepancies", {"type": ["disagreement", "revision"], "measure": ["token_usage"]}),
    ("discrepancies", {"subject": ["country:CN"], "resolved": False}),
]
HOLDS_BACK: list[tuple[str, dict[str, Any]]] = [
    ("claims", {"subject": ["country:US"]}),
    ("claims", {"kind": ["share"]}),
    ("claims", {"source": ["elsewhere"]}),
    ("claims", {"discrepancy": ["refuted"]}),
    ("claims", {"q": "nothing of the kind"}),
    ("claims", {"published_to": "2026-03-01"}),
    ("claims", {"period_to": "2026-03-01"}),
    ("discrepancies", {"type": ["refuted"]}),
    ("discrepancies", {"subject": ["country:US"]}),
    ("discrepancies", {"opened_to": "2026-03-01"}),
]


@pytest.mark.parametrize(
    ("noun", "parameters", "told"),
    [*((noun, asked, True) for noun, asked in PASSES), *((noun, asked, False) for noun, asked in HOLDS_BACK)],
    ids=str,
)
async def test_a_subscription_hears_what_its_saved_filter_lets_through(
    database: Database,
    deliverer: Deliverer,
    receiver: Receiver,
    clock: Now,
    noun: str,
    parameters: dict[str, Any],
    told: bool,
) -> None:
    url = add_endpoint(database)
    save(database, noun, **parameters)
    subscribe(database, filter={"saved": "mine"})
    tail = Tail(database, Filter(saved="mine"))
    tail.begin(None)
    disagree(database, clock)
    happen(database, "notice", clock())
    await run(deliverer)
    assert [one["type"] for one in receiver.got(url)] == (["discrepancy.opened"] if told else [])
    assert [type_ for _, type_, _ in everything(tail)] == (["discrepancy.opened"] if told else [])
    with database.reading() as session:  # and the list says the same
        if noun == "claims":
            rows = claims.list_claims(session, ClaimFilters.model_validate(parameters).filter()).rows
        else:
            wanted = DiscrepancyFilters.model_validate(parameters).filter()
            rows = discrepancies.list_discrepancies(session, wanted).rows
        assert bool(rows) == told


@pytest.mark.parametrize(("noun", "parameters"), PASSES, ids=str)
async def test_who_heard_of_the_beginning_hears_of_the_end(
    database: Database, deliverer: Deliverer, receiver: Receiver, clock: Now, noun: str, parameters: dict[str, Any]
) -> None:
    url = add_endpoint(database)
    save(database, noun, **parameters)
    subscribe(database, filter={"saved": "mine"})
    tail = Tail(database, Filter(saved="mine"))
    tail.begin(None)
    disagree(database, clock)
    await run(deliverer)
    clock.forward(hours=1)
    tell(database, "page", None, clock, text=story("corrected"))
    await run(deliverer)
    expected = ["discrepancy.opened", "discrepancy.resolved"]
    assert [one["type"] for one in receiver.got(url)] == expected
    assert [type_ for _, type_, _ in everything(tail)] == expected


async def test_a_filter_that_changes_changes_what_is_told(
    database: Database, deliverer: Deliverer, receiver: Receiver, clock: Now
) -> None:
    url = add_endpoint(database)
    save(database, "claims", subject=["country:US"])
    subscribe(database, filter={"saved": "mine", "severity": "critical"})
    disagree(database, clock)
    await run(deliverer)
    save(database, "discrepancies", subject=["country:CN"])
    tell(database, "page", None, clock, text=story("corrected"))
    clock.forward(hours=1)
    tell(database, "third", "469", clock)
    await run(deliverer)
    (told,) = receiver.got(url)
    assert told["data"]["discrepancy"]["factor"] == "100"


async def test_a_filter_that_cannot_be_used_any_more_holds_up_nobody_else(
    database: Database, deliverer: Deliverer, receiver: Receiver, clock: Now
) -> None:
    url = add_endpoint(database)
    save(database, "claims", colour=["red"], kind=["no such kind"])
    subscribe(database, filter={"saved": "mine"})
    other = subscribe(database)
    disagree(database, clock)
    await run(deliverer)
    (told,) = receiver.got(url)
    assert told["data"]["subscriptions"] == [other]


CLAIM_QUESTIONS = [
    ClaimFilter(),
    ClaimFilter(subject=("country:CN",)),
    ClaimFilter(kind=("level", "share"), source=("a", "b"), label=("refuted",)),
    ClaimFilter(text="numbers"),
    ClaimFilter(rule="digits"),
    ClaimFilter(discrepancy=("refuted",)),
    ClaimFilter(published_from=NOW, published_to=NOW + timedelta(days=1)),
    ClaimFilter(article="art_1"),
    ClaimFilter(cluster="art_1"),
]


@pytest.mark.parametrize("wanted", CLAIM_QUESTIONS, ids=str)
def test_holding_one_event_against_a_filter_walks_no_table(database: Database, wanted: ClaimFilter) -> None:
    with plans(database) as steps, database.reading() as session:
        claims.any_passes(session, wanted, [1, 2, 3])
        discrepancies.passes(session, DiscrepancyFilter(type=("refuted",), subject=("a", "b"), claim="clm_1"), 1)
    of_claims = [step for step in steps if " claim " in f"{step} " and step.startswith(("SEARCH", "SCAN"))]
    assert of_claims
    scans = [step for step in steps if step.startswith("SCAN") and "anon" not in step and "VIRTUAL" not in step]
    assert scans == []
