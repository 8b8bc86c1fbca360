"""Sources tried out: asked once, told in full, and nothing stored."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner

from service.cli import main
from service.cli.trial import told
from service.config import ROOT, Settings
from service.jobs.trial import try_out
from service.sources.config import parse_sources
from service.sources.trial import Trial, try_source
from tests.acceptance.conftest import Desk, InThisProcess
from tests.acceptance.sites import CHALLENGE
from tests.acceptance.standin import Reply, page, standin, xml

SENTENCE = "The desk counted what the week brought and set it beside the week before, line by line. "
CLAIM = "Chinese models processed 4.69 trillion tokens on OpenRouter from March 9 to 15, 2026. "
STORY = SENTENCE * 20
FEED = "e.example/feed"
SOURCES = (
    "sources:\n  feed: {{kind: feed, url: '{url}', language: en, allow_private: true, pause: 5s, obey_robots: true}}\n"
)


def item(number: int, *, day: int = 16, text: str = "", link: str = "", rest: str = "") -> str:
    date = f"<pubDate>Mon, {day} Mar 2026 08:00:00 +0000</pubDate>" if day else ""
    content = f"<content:encoded><![CDATA[<p>{text}</p>]]></content:encoded>" if text else ""
    return f"<item><title>Note {number}</title><link>{link or f'/notes/{number}'}</link>{date}{content}{rest}</item>"


def feed(*items: str) -> Reply:
    space = "xmlns:content='http://purl.org/rss/1.0/modules/content/'"
    return xml(f"<rss version='2.0' {space}><channel><title>Notes</title>{''.join(items)}</channel></rss>")


async def attempt(desk: Desk, *, pages: int = 1) -> Trial:
    desk.configure(SOURCES.format(url=desk.web.url(FEED)))
    store = desk.poller.store
    return await try_source(
        desk.sources["feed"], desk.poller.http, InThisProcess(), desk.time.now, pages=pages, known=store.known
    )


async def test_a_feed_with_everything_is_told_and_nothing_is_stored(desk: Desk) -> None:
    desk.web.routes[FEED] = feed(
        item(1, day=16, text=CLAIM + STORY), item(2, day=14, text=STORY), item(3, day=0), item(4, day=13)
    )
    body = f"<article><h1>Note 3</h1><p>{SENTENCE * 5}</p></article>"
    desk.web.routes["e.example/notes/3"] = page(f"<title>Note 3</title>{body}")
    trial = await attempt(desk)
    assert (trial.entries, trial.new, trial.whole, trial.dated) == (4, 4, 2, 3)
    assert trial.usable
    assert [(one.title, one.language, one.claims) for one in trial.articles] == [
        ("Note 1", "en", 1),
        ("Note 2", "en", 0),
        ("Note 3", "en", 0),
    ]
    assert trial.unread == 1
    assert (str(trial.oldest), str(trial.newest)) == ("2026-03-13 08:00:00+00:00", "2026-03-16 08:00:00+00:00")
    assert desk.web.paths == [FEED, "e.example/notes/3"]
    assert desk.articles == []
    assert desk.poller.store.load("feed").last_polled_at is None
    lines = list(told(trial))
    assert lines[0] == "feed: 4 entries, 4 of them not stored yet"
    assert "  would store: 3 articles (en) with 1 claims; 1 were not read" in lines


async def test_what_is_stored_already_is_not_new(desk: Desk) -> None:
    desk.web.routes[FEED] = feed(item(1, text=STORY))
    desk.configure(SOURCES.format(url=desk.web.url(FEED)))
    await desk.poll("feed")
    desk.web.routes[FEED] = feed(item(2, text=STORY + SENTENCE), item(1, text=STORY))
    trial = await attempt(desk)
    assert (trial.entries, trial.new, len(trial.articles)) == (2, 1, 2)
    assert desk.titles == ["Note 1"]


async def test_oddities_are_counted_with_their_first_case(desk: Desk) -> None:
    desk.web.routes[FEED] = feed(
        item(1, text=STORY, rest="<guid>same</guid>"),
        item(2, text="\ufffd " + STORY),
        item(3),
        item(4, link="ftp://e.example/4"),
    )
    trial = await attempt(desk, pages=2)
    odd = {(each.what, each.reason): each for each in trial.odd}
    assert odd["not read", "http_404"].example.startswith(desk.web.url("e.example/notes/3"))
    assert trial.usable
    assert any(line.startswith("  odd: not read: http_404 (1), first: ") for line in told(trial))


@pytest.mark.parametrize(
    ("reply", "reason", "advice"),
    [
        (page(CHALLENGE), "challenge_page", "Poll it less often"),
        (
            page("<!DOCTYPE html><html><p>Our new home.</p></html>"),
            "html_instead_of_feed",
            "may have moved",
        ),
        (Reply(b"gone", 404), "http_404", "find the new one"),
        (Reply(reset=True), "connection_broken", "by itself"),
    ],
)
async def test_why_there_is_nothing_is_said_with_what_to_do(desk: Desk, reply: Reply, reason: str, advice: str) -> None:
    desk.web.routes[FEED] = reply
    trial = await attempt(desk)
    assert trial.reason == reason
    assert not trial.usable
    first, second = told(trial)
    assert first.startswith(f"feed: failed: {reason}")
    assert advice in second


async def test_pages_that_robots_forbid_are_left_alone(desk: Desk) -> None:
    desk.web.routes[FEED] = feed(item(1))
    desk.web.routes["e.example/robots.txt"] = Reply(b"User-agent: *\nDisallow: /notes/")
    trial = await attempt(desk)
    assert desk.web.paths == [FEED]
    assert [(each.what, each.reason) for each in trial.odd] == [("not read", "robots_forbids")]
    assert not trial.usable


async def test_without_pages_only_the_listing_is_asked_for(desk: Desk) -> None:
    desk.web.routes[FEED] = feed(item(1), item(2))
    trial = await attempt(desk, pages=0)
    assert desk.web.paths == [FEED]
    assert (trial.unread, trial.articles, trial.usable) == (2, (), True)


async def test_a_host_that_asked_for_a_rest_gets_it(desk: Desk) -> None:
    """Its wish is in the store, and the process that tries it out has heard of it nowhere else."""
    desk.configure(SOURCES.format(url=desk.web.url(FEED)))
    desk.web.routes[FEED] = Reply(b"", 429, {"Retry-After": "7200"})
    await desk.poll("feed")
    asked = len(desk.web.seen)
    settings = Settings(database=desk.database.path, sources_file=Path("unused.yaml"))
    trials = try_out(settings, desk.sources.values(), pages=1, workers=InThisProcess(), clock=desk.time)
    (trial,) = [trial async for trial in trials]
    assert trial.reason == "host_asked_to_wait"
    assert len(desk.web.seen) == asked


async def test_without_a_store_none_is_made(tmp_path: Path, desk: Desk) -> None:
    settings = Settings(database=tmp_path / "other" / "none.db", sources_file=Path("unused.yaml"))
    async with standin() as web:
        web.routes["127.0.0.1/feed"] = feed(item(1, text=STORY))
        sources = parse_sources(SOURCES.format(url=web.url("127.0.0.1/feed")), Path("sources.yaml"))
        (trial,) = [trial async for trial in try_out(settings, sources, pages=1, workers=InThisProcess())]
    assert (trial.entries, trial.new, len(trial.articles)) == (1, 1, 1)
    assert not settings.database.parent.exists()


def test_the_command_reads_in_a_process_of_its_own_and_stores_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TALLYWIRE_DATABASE", str(tmp_path / "none.db"))
    monkeypatch.setenv("TALLYWIRE_SOURCES_FILE", str(ROOT / "sources.yaml"))
    result = CliRunner().invoke(main, ["sources", "test", "samples", "--json"])
    assert result.exit_code == 0, result.output
    trial = orjson.loads(result.output)
    assert (trial["source"], trial["kind"], trial["advice"]) == ("samples", "files", None)
    assert trial["entries"] == len(trial["articles"]) > 5
    assert not (tmp_path / "none.db").exists()
    for wrong in (["sources", "test"], ["sources", "test", "--all", "samples"]):
        assert "Name sources, or say --all." in CliRunner().invoke(main, wrong).output
