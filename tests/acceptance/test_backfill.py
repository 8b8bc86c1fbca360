"""A source's past: archives and sitemaps walked to their end, once, and resumed where the walk stopped."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest

from service.errors import ConfigError
from service.sources.backfill import Backfill, Step
from service.sources.protocol import WebSource
from tests.acceptance.conftest import Desk, InThisProcess
from tests.acceptance.standin import Reply, page, xml

SINCE = datetime(2026, 2, 1, tzinfo=UTC)
SOURCES = """\
sources:
  feed: {{kind: feed, url: '{feed}', allow_private: true, pause: 2s}}
  map: {{kind: sitemap, url: '{map}', allow_private: true, pause: 0s}}
  folder: {{kind: files, path: /nowhere}}
"""
SENTENCE = "The desk counted what the week brought and set it beside the week before, line by line. "


def entry(desk: Desk, number: int, day: str) -> str:
    return (
        f"<entry><id>urn:{number}</id><title>Note {number}</title><updated>{day}T08:00:00Z</updated>"
        f"<link href='{desk.web.url(f'e.example/notes/{number}')}'/></entry>"
    )


def atom(*entries: str, older: str = "") -> Reply:
    link = f"<link rel='prev-archive' href='{older}'/>" if older else ""
    return xml(f"<feed xmlns='http://www.w3.org/2005/Atom'><title>t</title>{link}{''.join(entries)}</feed>")


@pytest.fixture
def archive(desk: Desk) -> Desk:
    """A feed whose archives go back to January, and a page for each of its notes."""
    desk.web.clock = desk.time.monotonic
    desk.configure(SOURCES.format(feed=desk.web.url("e.example/feed"), map=desk.web.url("e.example/index.xml")))
    desk.web.routes |= {
        "e.example/feed": atom(entry(desk, 6, "2026-04-06"), older="/3"),
        "e.example/3": atom(entry(desk, 5, "2026-03-20"), entry(desk, 4, "2026-03-10"), older="/2"),
        "e.example/2": atom(entry(desk, 3, "2026-02-20"), entry(desk, 2, "2026-01-20"), older="/1"),
        "e.example/1": atom(entry(desk, 1, "2026-01-10"), older="/0"),
    }
    for number in range(1, 7):
        body = f"<article><h1>Note {number}</h1><p>Note {number}. {SENTENCE * 5}</p></article>"
        desk.web.routes[f"e.example/notes/{number}"] = page(f"<title>Note {number}</title>{body}")
    return desk


async def walk(desk: Desk, name: str, *, since: datetime = SINCE, again: bool = False, most: int = 99) -> list[Step]:
    source = desk.sources[name]
    assert isinstance(source, WebSource)
    walker = Backfill(desk.database, desk.poller.http, InThisProcess(), desk.poller, desk.time)
    steps: list[Step] = []
    async for step in walker.walk(source, since, again=again):
        steps.append(step)
        if len(steps) == most:
            break
    return steps


def listings(desk: Desk) -> list[str]:
    return [seen.path for seen in desk.web.seen if "atom" in seen.headers["accept"]]


async def test_the_archives_are_walked_as_far_back_as_wished(archive: Desk) -> None:
    steps = await walk(archive, "feed")
    assert [(step.announced, step.stored, step.reason) for step in steps] == [
        (1, 1, None),
        (2, 2, None),
        (1, 1, None),
        (0, 0, None),
    ]
    assert archive.titles == ["Note 3", "Note 4", "Note 5", "Note 6"]
    assert listings(archive) == ["/feed", "/3", "/2", "/1"]
    starts = [seen.at for seen in archive.web.seen]
    assert all(later - earlier >= 1.99 for earlier, later in pairwise(starts))


async def test_a_walk_that_was_stopped_goes_on_where_it_stopped(archive: Desk) -> None:
    assert len(await walk(archive, "feed", most=2)) == 2
    asked = len(listings(archive))
    steps = await walk(archive, "feed")
    assert listings(archive)[asked:] == ["/feed", "/2", "/1"]
    assert [step.skipped for step in steps] == [False, True, False, False]
    assert len(archive.articles) == 4
    asked = len(archive.web.seen)
    await walk(archive, "feed")
    assert [seen.path for seen in archive.web.seen[asked:]] == ["/feed"]
    await walk(archive, "feed", again=True)
    assert listings(archive)[-4:] == ["/feed", "/3", "/2", "/1"]
    assert len(archive.articles) == 4


async def test_going_further_back_reads_again_what_was_cut_short(archive: Desk) -> None:
    await walk(archive, "feed", since=datetime(2026, 3, 15, tzinfo=UTC))
    assert archive.titles == ["Note 5", "Note 6"]
    archive.time.advance(hours=1)
    await walk(archive, "feed", since=datetime(2026, 1, 1, tzinfo=UTC))
    assert archive.titles == [f"Note {number}" for number in range(1, 7)]


async def test_a_listing_that_fails_is_tried_again_the_next_time(archive: Desk) -> None:
    good = archive.web.routes["e.example/2"]
    archive.web.routes["e.example/2"] = Reply(status=500)
    assert [step.reason for step in await walk(archive, "feed")] == [None, None, "http_500"]
    archive.web.routes["e.example/2"] = good
    assert [step.reason for step in await walk(archive, "feed")] == [None] * 4
    assert len(archive.articles) == 4


async def test_pages_that_fail_stay_pending_for_the_polls(archive: Desk) -> None:
    good = archive.web.routes["e.example/notes/4"]
    archive.web.routes["e.example/notes/4"] = Reply(status=500)
    assert [(step.stored, step.failed) for step in await walk(archive, "feed")] == [(1, 0), (1, 1), (1, 0), (0, 0)]
    archive.web.routes["e.example/notes/4"] = good
    archive.time.advance(hours=2)
    assert (await archive.poll("feed")).report.new == 1
    assert len(archive.articles) == 4


async def test_every_sitemap_of_an_index_is_read_and_a_poll_reads_the_newest(archive: Desk) -> None:
    months = [f"2026-0{month}" for month in (4, 3, 2, 1)]
    maps = "".join(
        f"<sitemap><loc>{archive.web.url(f'e.example/{month}.xml')}</loc><lastmod>{month}-06</lastmod></sitemap>"
        for month in reversed(months)
    )
    archive.web.routes["e.example/index.xml"] = xml(f"<sitemapindex>{maps}</sitemapindex>")
    for number, month in enumerate(months, 1):
        link = archive.web.url(f"e.example/notes/{number}")
        url = f"<url><loc>{link}</loc><lastmod>{month}-05T00:00:00Z</lastmod></url>"
        archive.web.routes[f"e.example/{month}.xml"] = xml(f"<urlset>{url}</urlset>")
    polled = await archive.poll("map")
    assert (polled.report.new, polled.report.requests) == (3, 7)
    archive.time.advance(hours=8)
    assert (await archive.poll("map")).report.outcome == "unchanged"
    steps = await walk(archive, "map", since=datetime(2026, 1, 1, tzinfo=UTC))
    assert [step.stored for step in steps] == [0, 0, 0, 0, 1]
    assert len(archive.articles) == 4


async def test_a_folder_has_no_archive(archive: Desk) -> None:
    walker = Backfill(archive.database, archive.poller.http, InThisProcess(), archive.poller, archive.time)
    with pytest.raises(ConfigError, match="no archive"):
        async for _ in walker.walk(archive.sources["folder"], SINCE):  # type: ignore[arg-type]
            pass


async def test_a_list_that_is_not_made_yet_is_no_failure(archive: Desk) -> None:
    url = archive.web.url("e.example/hot/{date}.json")
    archive.configure(
        f"sources:\n  hot: {{kind: json_list, url: '{url}', link: u, allow_private: true, timezone: Asia/Shanghai}}"
    )
    assert ((await archive.poll("hot")).report.outcome, archive.web.paths[-1]) == (
        "unchanged",
        "e.example/hot/2026-04-07.json",
    )
    archive.web.routes["e.example/hot/2026-04-07.json"] = Reply(b'[{"u": "/notes/1"}]')
    archive.time.advance(hours=2)
    assert (await archive.poll("hot")).report.new == 1
    archive.time.advance(hours=24)
    assert (await archive.poll("hot")).report.failed == 0
    assert "e.example/hot/2026-04-08.json" in archive.web.paths
