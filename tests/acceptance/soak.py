"""Months in minutes: many publishers with every fault at random, and a clock that jumps from one due poll to the next.

Run at full size with ``python -m tests.acceptance.soak --sources 200 --days 30``; the suite runs it small. What it
holds the poller to is in :func:`check`. One seed is one story.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path
from typing import TypeVar, TypeVarTuple

from db import migrations
from db.queries.articles import ArticleFilter, get_article, list_articles
from db.session import Database
from extractors.article import read_page
from service.assess import Assessment
from service.http import HttpClient
from service.pipeline import IncomingArticle, ingest
from service.sources.config import parse_sources
from service.sources.pages import FoundArticle, Stored
from service.sources.poll import Poller
from service.sources.store import SourceStore
from service.sources.work import PageReport, PageTask, read_article
from tests.acceptance.sites import CHALLENGE
from tests.acceptance.standin import Reply, Seen, StandIn, bomb, page, redirect, standin, xml, zipped

T = TypeVar("T")
Args = TypeVarTuple("Args")
START = datetime(2026, 3, 1, tzinfo=UTC)
EVERY, PAUSE = timedelta(hours=1), timedelta(seconds=2)
RETRY_AFTER = 5400
LISTED = 12
SENTENCE = "The desk counted what the week brought and set it beside the week before, line by line. "


@dataclass(slots=True)
class Publisher:
    """One site: a feed of its newest articles, and their pages. ``announced`` are those that a whole feed has shown."""

    host: str
    chance: random.Random
    web: StandIn
    time: Callable[[], datetime]
    faults: float
    published: list[tuple[datetime, int]] = field(default_factory=list)
    announced: set[int] = field(default_factory=set)
    silenced: list[float] = field(default_factory=list)

    def feed(self, seen: Seen) -> Reply:
        if fault := self._fault(seen):
            return fault
        newest = [row for row in self.published if row[0] <= self.time()][-LISTED:]
        tag = f'W/"{newest[-1][1] if newest else 0}"'
        if seen.headers.get("if-none-match") == tag:
            return Reply(status=304)
        self.announced |= {number for _, number in newest}
        body = "".join(self._item(at, number) for at, number in reversed(newest))
        return xml(f"<rss version='2.0'><channel><title>{self.host}</title>{body}</channel></rss>", ETag=tag)

    def article(self, seen: Seen) -> Reply:
        number = seen.path.rpartition("/")[2].partition("?")[0]
        title = f"{self.host} {number}"
        text = f"<p>Report {number} of {self.host}. {SENTENCE}</p>" * 4
        whole = page(
            f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{text}</article></body></html>"
        )
        return self._fault(seen) or whole

    def _item(self, at: datetime, number: int) -> str:
        """Links and guids are as unsteady as publishers make them; the article's number is not."""
        tracking = self.chance.choice(["", "?f=rss", "?utm_source=a&amp;utm_medium=b", "?ktm_source=feed"])
        guid = self.chance.choice(["", f"<guid>{self.host}-{number}</guid>", "<guid>shared</guid>"])
        link = f"<link>{self.web.url(f'{self.host}/a/{number}')}{tracking}</link>"
        return f"<item><title>{self.host} {number}</title>{link}{guid}<pubDate>{format_datetime(at)}</pubDate></item>"

    def _fault(self, seen: Seen) -> Reply | None:
        if self.chance.random() >= self.faults:
            return None
        fault = self.chance.choice(FAULTS)
        if fault.status in {429, 503}:
            self.silenced.append(seen.at)
        return fault


FAULTS = (
    page(CHALLENGE),
    page("<html><body>We are moving house.</body></html>"),
    Reply(status=429, headers={"Retry-After": str(RETRY_AFTER)}),
    Reply(status=503, headers={"Retry-After": str(RETRY_AFTER)}),
    Reply(status=500),
    Reply(reset=True),
    Reply(b"<rss version='2.0'><channel>", cut=5),
    zipped(b"<rss version='2.0'><channel>" * 99, keep=40),
    redirect("http://169.254.169.254/"),
    redirect("/feed"),
    bomb(2),
    xml(""),
)


class Readers:
    """Pages are read as ever; judging them is not what is tried here."""

    async def run(self, function: Callable[[*Args], T], *args: *Args) -> T:
        if function is read_article:
            return read_only(*args)  # type: ignore[arg-type, return-value]
        return function(*args)


def read_only(task: PageTask) -> PageReport:
    result = read_page(task.data, url=task.url, content_type=task.content_type, known=task.known)
    return PageReport(result.article, Assessment((), (), ()), result.reason, result.detail)


@dataclass(slots=True)
class Outcome:
    """What a soak came to."""

    publishers: list[Publisher]
    seen: list[Seen]
    articles: list[str]
    polls: int
    reasons: dict[str, int]


async def soak(folder: Path, *, sources: int, days: int, seed: int, faults: float = 0.2) -> Outcome:
    chance = random.Random(seed)
    now = [START]
    end = START + timedelta(days=days)

    async def sleep(seconds: float) -> None:
        now[0] += timedelta(seconds=seconds)
        await asyncio.sleep(0)

    async with standin() as web:
        web.clock = lambda: now[0].timestamp()  # noqa: PLW0108 - it is another now each time
        publishers = [
            Publisher(f"site-{number}.example", random.Random(f"{seed}-{number}"), web, lambda: now[0], faults)
            for number in range(sources)
        ]
        stanzas = ["sources:"]
        for publisher in publishers:
            moments = sorted(START + (end - START) * chance.random() for _ in range(days * chance.randint(1, 8)))
            publisher.published = [(at, number) for number, at in enumerate(moments, 1)]
            web.routes[f"{publisher.host}/feed"] = publisher.feed
            for number in range(1, len(moments) + 1):
                for tracking in ("", "?f=rss", "?utm_source=a&utm_medium=b", "?ktm_source=feed"):
                    web.routes[f"{publisher.host}/a/{number}{tracking}"] = publisher.article
            stanzas.append(
                f"  {publisher.host}: {{kind: feed, url: '{web.url(f'{publisher.host}/feed')}', max_bytes: 100000,"
            )
            stanzas.append(f"    allow_private: true, every: {EVERY.seconds}s, pause: {PAUSE.seconds}s}}")
        with Database(folder / "soak.db") as database:
            migrations.upgrade(database)
            store = SourceStore(database)
            configured = parse_sources("\n".join(stanzas), folder / "sources.yaml")
            store.register(configured, now[0])
            http = HttpClient(
                contact="soak", clock=lambda: now[0], monotonic=web.clock, sleep=sleep, resolve=web.resolve
            )
            poller = Poller(store, http, Readers(), lambda found: keep(database, found), lambda: now[0])
            polls, reasons = 0, dict[str, int]()
            due = {source.name: now[0] for source in configured}
            by_name = {source.name: source for source in configured}
            # After the end the web recovers, and whatever is still owed is fetched.
            while (name := min(due, key=lambda each: due[each])) and due[name] < end + timedelta(days=20):
                now[0] = max(now[0], due[name])
                if now[0] >= end:
                    for publisher in publishers:
                        publisher.faults = 0
                polled = await poller.poll(by_name[name])
                polls += 1
                reasons[polled.report.reason or polled.report.outcome] = (
                    reasons.get(polled.report.reason or polled.report.outcome, 0) + 1
                )
                due[name] = polled.state.next_due or now[0]
                if now[0] >= end:
                    due[name] = max(due[name], now[0] + timedelta(days=1))
            await http.aclose()
            with database.reading() as session:
                rows = list_articles(session, ArticleFilter(), limit=1_000_000).rows
                stored = [get_article(session, row.public_id) for row in rows]
        articles = [what_it_is(row.title, row.text) for row in stored if row is not None]
        return Outcome(publishers, web.seen, articles, polls, reasons)


def what_it_is(title: str, text: str) -> str:
    """Publisher and number; an article under the wrong title, or of the wrong text, is what it says it is."""
    host, _, number = title.partition(" ")
    return title if f"Report {number} of {host}." in text else f"{title}: {text[:60]}"


def keep(database: Database, found: FoundArticle) -> Stored:
    incoming = IncomingArticle(
        found.source,
        found.key,
        found.url,
        found.site_id,
        found.article,
        found.assessment,
        found.fetched_at,
        found.flags,
    )
    result = ingest(database, incoming, found.fetched_at)
    return Stored(result.article_id, result.created, result.changed)


def check(outcome: Outcome) -> None:
    """Every announced article is stored exactly once, nothing else is, and no rule of politeness was broken."""
    announced = {f"{one.host} {number}" for one in outcome.publishers for number in one.announced}
    assert sorted(outcome.articles) == sorted(announced)
    for publisher in outcome.publishers:
        mine = [seen for seen in outcome.seen if seen.host == publisher.host]
        for earlier, later in pairwise(mine):
            assert later.at - earlier.at >= PAUSE.total_seconds() - 1e-3, (earlier, later)
        # The redirect among the faults leads a page's request to the feed; only polls count here.
        polls = [seen.at for seen in mine if seen.path == "/feed" and "rss" in seen.headers["accept"]]
        asked_again = [later - earlier for earlier, later in pairwise(polls)]
        assert all(gap >= EVERY.total_seconds() - 60 or gap <= 60 for gap in asked_again)
        for at in publisher.silenced:
            assert not [seen for seen in mine if at < seen.at < at + RETRY_AFTER - 1e-3]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=int, default=200)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = asyncio.run(soak(Path(folder), sources=options.sources, days=options.days, seed=options.seed))
    check(outcome)
    print(f"{outcome.polls} polls, {len(outcome.seen)} requests, {len(outcome.articles)} articles: all kept, each once")  # noqa: T201
    print(dict(sorted(outcome.reasons.items(), key=lambda item: -item[1])))  # noqa: T201


if __name__ == "__main__":
    main()
