"""``/metrics``: what an operator watches, in Prometheus' text form. Read from the store when it is asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from db.errors import StoreError
from db.queries import articles, watching
from service.api.conventions.problem_types import NotReady
from service.api.deps import Backing, BackingDep

router = APIRouter()
LATELY = timedelta(days=1)
STATUSES = ("ok", "pending", "failing", "silent", "paused")


@router.get("/metrics", include_in_schema=False)
def metrics(backing: BackingDep) -> Response:
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    try:
        registry.register(_Readings(backing, backing.clock()))
        text = generate_latest(registry)
    except StoreError as error:
        raise NotReady(str(error), retry_after=10) from error
    return Response(text, media_type=CONTENT_TYPE_LATEST)


class _Readings(Collector):
    """The store's state at one moment."""

    def __init__(self, backing: Backing, now: datetime) -> None:
        self._backing = backing
        self._now = now

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield from self._sources()
        with self._backing.database.reading() as session:
            stored = articles.count_articles(session)
            polls = watching.polls_since(session, self._now - LATELY)
            waiting, events = watching.entries_waiting(session), watching.events_waiting(session)
            standing = watching.standing_by_type(session)
        yield _one("tallywire_articles", "Articles in the store.", stored)
        yield _one("tallywire_events_waiting", "Events that have not been dispatched to their receivers.", events)
        yield _family(
            "tallywire_discrepancies",
            "Unresolved discrepancies.",
            ("type",),
            [((kind,), number) for kind, number in standing.items()],
        )
        yield _family(
            "tallywire_entries_waiting",
            "Announced articles that are still to be read.",
            ("source",),
            [((name,), count) for name, count in waiting.items()],
        )
        yield _family(
            "tallywire_polls_last_day",
            "Polls of the last 24 hours.",
            ("source", "outcome"),
            [((row.source, row.outcome), row.times) for row in polls],
        )
        covered = self._backing.snapshot.covered
        if covered:
            newest = datetime.combine(covered[-1].end, datetime.min.time(), self._now.tzinfo)
            yield _one(
                "tallywire_reference_newest_day_seconds", "Newest day of the reference data.", newest.timestamp()
            )

    def _sources(self) -> Iterator[GaugeMetricFamily]:
        health = self._backing.health()
        by_status: Counter[str] = Counter(one.status for one in health)
        yield _family(
            "tallywire_sources", "Sources by status.", ("status",), [((name,), by_status[name]) for name in STATUSES]
        )
        yield _family(
            "tallywire_source_failures",
            "Failed polls in a row.",
            ("source",),
            [((one.name,), one.failures) for one in health],
        )
        yield _family(
            "tallywire_source_last_success_seconds",
            "When a source was last polled with success.",
            ("source",),
            [((one.name,), one.last_success_at.timestamp()) for one in health if one.last_success_at],
        )
        yield _family(
            "tallywire_source_entries_today",
            "New entries of a source since midnight UTC.",
            ("source",),
            [((one.name,), one.today) for one in health],
        )


def _one(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, text, value=value)


def _family(
    name: str, text: str, labels: tuple[str, ...], values: Iterable[tuple[tuple[str, ...], float]]
) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, text, labels=labels)
    for key, value in values:
        family.add_metric(key, value)
    return family
