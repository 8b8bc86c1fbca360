"""What the web does to a poller: every fault is noted with its reason, none is stored, none stops the others."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_address

import pytest

import service.http.client
import service.http.guard
from db.queries import sources as queries
from db.session import Database
from service.http.guard import forbidden
from service.sources.health import ADVICE
from service.sources.store import SourceStore
from tests.acceptance.conftest import Desk
from tests.acceptance.sites import CHALLENGE, KR36, kr36_feed, kr36_item
from tests.acceptance.standin import Reply, Route, StandIn, bomb, page, redirect, with_etag, xml, zipped

FEED = f"{KR36}/feed"
ARTICLE = "36kr.com/p/3730012345678?f=rss"
FLASH = "36kr.com/newsflashes/3730012345999?f=rss"
GOOD = "<rss version='2.0'><channel><title>t</title></channel></rss>"

LISTING_FAULTS: dict[str, tuple[str, Callable[[StandIn], Route]]] = {
    "an anti-bot page with status 200": ("challenge_page", lambda web: page(CHALLENGE)),
    "an anti-bot page that claims to be XML": ("challenge_page", lambda web: xml(CHALLENGE.decode())),
    "HTML where XML was due": ("html_instead_of_feed", lambda web: page("<html><body>moved</body></html>")),
    "nothing": ("empty_body", lambda web: xml("")),
    "JSON": ("not_a_feed", lambda web: Reply(b'{"error": "busy"}')),
    "not found": ("http_404", lambda web: Reply(status=404)),
    "forbidden": ("http_403", lambda web: Reply(status=403)),
    "a server error": ("http_500", lambda web: Reply(b"<rss/>", status=500)),
    "a partial answer nobody asked for": ("http_206", lambda web: Reply(GOOD.encode(), status=206)),
    "a 304 nobody asked for": ("http_304", lambda web: Reply(status=304)),
    "compressed data cut short": ("truncated_body", lambda web: zipped(GOOD.encode() * 50, keep=40)),
    "a body cut short": ("truncated_body", lambda web: Reply(GOOD.encode(), cut=9)),
    "corrupt compression": (
        "corrupt_compression",
        lambda web: Reply(b"xxx", headers={"Content-Encoding": "gzip"}),
    ),
    "an encoding nobody asked for": ("unknown_encoding", lambda web: Reply(b"x", headers={"Content-Encoding": "br"})),
    "a decompression bomb": ("body_too_large", lambda web: bomb(64)),
    "a huge body": ("body_too_large", lambda web: Reply(b"x" * 11_000_000)),
    "a reset connection": ("connection_broken", lambda web: Reply(reset=True)),
    "a redirect without an end": ("too_many_redirects", lambda web: redirect(web.url(FEED))),
    "a redirect to nowhere": ("redirect_to_nowhere", lambda web: Reply(status=302)),
    "a redirect to a file": ("bad_url", lambda web: redirect("file:///etc/passwd")),
    "a redirect with a password": ("bad_url", lambda web: redirect("http://me:secret@elsewhere.example/")),
}


@pytest.mark.parametrize("fault", LISTING_FAULTS)
async def test_a_fault_in_a_listing_is_noted_and_recovered_from(desk: Desk, fault: str) -> None:
    reason, broken = LISTING_FAULTS[fault]
    good = desk.web.routes[FEED]
    desk.web.routes[FEED] = broken(desk.web)
    polled = await desk.poll()
    assert (polled.report.outcome, polled.report.reason) == ("failed", reason)
    assert polled.state.failures == 1
    assert polled.state.next_due is not None
    assert polled.state.next_due >= desk.time.now + timedelta(minutes=59)
    assert desk.articles == []
    assert (await desk.poll("setupai.cc")).report.outcome == "ok"
    desk.web.routes[FEED] = good
    desk.time.advance(hours=3)
    recovered = await desk.poll()
    assert (recovered.report.outcome, recovered.report.new, recovered.state.failures) == ("ok", 2, 0)


async def test_a_stalled_answer_ends_with_the_sources_patience(desk: Desk) -> None:
    desk.web.routes[FEED] = Reply(b"<rss", stall=True)
    source = desk.sources["36kr"]
    polled = await desk.poller.poll(source.model_copy(update={"timeout": timedelta(seconds=0.1)}))
    assert (polled.report.outcome, polled.report.reason) == ("failed", "timeout")


async def test_failures_in_a_row_wait_longer_and_never_stop(desk: Desk) -> None:
    desk.web.routes[FEED] = Reply(status=500)
    waits = []
    for _ in range(8):
        polled = await desk.poll()
        assert polled.state.next_due is not None
        waits.append(polled.state.next_due - desk.time.now)
        desk.time.now = polled.state.next_due
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(days=1)
    assert polled.state.failures == 8


@pytest.mark.parametrize("status", [429, 503])
async def test_retry_after_is_kept_and_the_host_left_alone(desk: Desk, status: int) -> None:
    desk.web.routes[FEED] = Reply(status=status, headers={"Retry-After": "7200"})
    polled = await desk.poll()
    assert polled.report.reason == f"http_{status}"
    assert polled.state.next_due is not None
    assert polled.state.next_due - desk.time.now >= timedelta(hours=2)
    asked = len(desk.web.seen)
    hasty = await desk.poll()
    assert hasty.report.reason == "host_asked_to_wait"
    assert len(desk.web.seen) == asked


async def test_an_anti_bot_page_in_place_of_an_article_is_not_stored_and_ends_the_round(desk: Desk) -> None:
    good = desk.web.routes[ARTICLE]
    desk.web.routes[ARTICLE] = page(CHALLENGE)
    polled = await desk.poll()
    assert (polled.report.outcome, polled.report.reason, polled.state.failures) == ("partial", "challenge_page", 1)
    assert desk.articles == []
    assert desk.web.asked(FLASH) == []
    desk.web.routes[ARTICLE] = good
    desk.time.advance(hours=3)
    recovered = await desk.poll()
    assert (recovered.report.outcome, recovered.report.new) == ("ok", 2)


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (Reply(status=404), "http_404"),
        (page("<html><body></body></html>"), "not_an_article"),
        (page(b"\x89PNG\r\n" + bytes(300)), "not_text"),
        (zipped(b"<html>" * 500, keep=30), "truncated_body"),
        (bomb(64), "body_too_large"),
    ],
)
async def test_an_odd_page_stops_no_other(desk: Desk, broken: Reply, reason: str) -> None:
    desk.web.routes[ARTICLE] = broken
    polled = await desk.poll()
    assert (polled.report.outcome, polled.report.reason, polled.report.new) == ("partial", reason, 1)
    assert polled.state.failures == 0
    with desk.database.reading() as session:
        (row,) = queries.known_entries(session, "36kr", ["id:p/3730012345678"])
    assert (row.reason, row.article_id, row.attempts) == (reason, None, 1)


async def test_a_page_that_is_gone_is_given_up_after_some_tries(desk: Desk) -> None:
    desk.web.routes[ARTICLE] = desk.web.routes["36kr.com/p/3730012345678"] = Reply(status=404)
    for _ in range(6):
        await desk.poll()
        desk.time.advance(hours=25)
    assert len(desk.web.asked(ARTICLE)) + len(desk.web.asked("36kr.com/p/3730012345678")) == 3


async def test_robots_txt_decides_about_pages_and_not_about_feeds(desk: Desk) -> None:
    desk.web.routes[f"{KR36}/robots.txt"] = Reply(b"User-agent: *\nDisallow: /")
    desk.web.routes["36kr.com/robots.txt"] = Reply(b"User-agent: *\nDisallow: /p/\nCrawl-delay: 9")
    desk.web.routes["setupai.cc/robots.txt"] = Reply(b"User-agent: tallywire\nDisallow: /\n")
    polled = await desk.poll()
    assert (polled.report.outcome, polled.report.reason, polled.report.new) == ("partial", "robots_forbids", 1)
    assert desk.web.asked(ARTICLE) == []
    assert len(desk.web.asked("36kr.com/robots.txt")) == 1
    refused = await desk.poll("setupai.cc")
    assert (refused.report.outcome, refused.report.reason) == ("failed", "robots_forbids")
    assert desk.web.asked("setupai.cc/") == []


async def test_unreadable_robots_txt_means_no_pages_for_now(desk: Desk) -> None:
    desk.web.routes["36kr.com/robots.txt"] = Reply(status=500)
    polled = await desk.poll()
    assert (polled.report.reason, polled.report.new) == ("robots_unreachable", 0)
    del desk.web.routes["36kr.com/robots.txt"]
    desk.time.advance(hours=3)
    assert (await desk.poll()).report.new == 2


@pytest.fixture
def loopback_is_public(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the stand-in be reached as if it were out on the web, and nothing else that is private."""

    def rule(address: object) -> str | None:
        return None if address == ip_address("127.0.0.1") else forbidden(address)  # type: ignore[arg-type]

    monkeypatch.setattr(service.http.guard, "forbidden", rule)
    monkeypatch.setattr(service.http.client, "forbidden", rule)


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:10.0.0.1]/",
        "http://127.0.0.2/",
        "http://intranet.example/",
        "http://rebinding.example/",
    ],
)
@pytest.mark.usefixtures("loopback_is_public")
async def test_a_redirect_to_a_private_address_is_refused_when_connecting(desk: Desk, target: str) -> None:
    desk.sources["36kr"] = desk.sources["36kr"].model_copy(update={"allow_private": False})
    desk.web.addresses |= {"intranet.example": ["192.168.0.9"], "rebinding.example": ["127.0.0.1", "10.1.1.1"]}
    desk.web.routes[FEED] = redirect(target)
    polled = await desk.poll()
    assert (polled.report.outcome, polled.report.reason) == ("failed", "address_refused")
    assert "allow_private" in (polled.report.detail or "")


async def test_a_private_source_is_refused_unless_it_is_allowed(desk: Desk) -> None:
    desk.sources["36kr"] = desk.sources["36kr"].model_copy(update={"allow_private": False})
    assert (await desk.poll()).report.reason == "address_refused"
    assert desk.web.seen == []


async def test_a_permanent_redirect_is_followed_for_a_week_and_then_believed(desk: Desk) -> None:
    desk.web.routes["feeds.36kr.example/rss"] = desk.web.routes[FEED]
    desk.web.routes[FEED] = redirect(desk.web.url("feeds.36kr.example/rss"), 301)
    first = await desk.poll()
    assert first.report.outcome == "ok"
    assert first.state.moved is not None
    desk.time.advance(days=3)
    await desk.poll()
    assert len(desk.web.asked(FEED)) == 2
    desk.time.advance(days=5)
    moved = await desk.poll()
    assert len(desk.web.asked(FEED)) == 2
    assert moved.report.outcome in {"ok", "unchanged"}


async def test_a_temporary_redirect_is_only_followed(desk: Desk) -> None:
    desk.web.routes["feeds.36kr.example/rss"] = desk.web.routes[FEED]
    desk.web.routes[FEED] = redirect(desk.web.url("feeds.36kr.example/rss"), 302)
    polled = await desk.poll()
    assert (polled.report.outcome, polled.state.moved) == ("ok", None)


async def test_gone_for_good_is_not_asked_again_until_the_address_changes(desk: Desk) -> None:
    desk.web.routes[FEED] = Reply(status=410)
    polled = await desk.poll()
    assert polled.state.gone
    later = desk.time.now + timedelta(days=30)
    assert "36kr" not in desk.poller.store.overdue(later)
    moved = desk.sources["36kr"].model_copy(update={"url": desk.web.url(f"{KR36}/feed-2")})
    desk.poller.store.register([moved], desk.time.now)
    assert "36kr" in desk.poller.store.overdue(desk.time.now)


async def test_a_feed_that_was_never_empty_and_is_now_is_suspect(desk: Desk) -> None:
    desk.web.routes[FEED] = xml(kr36_feed())
    assert (await desk.poll()).report.outcome == "ok"
    desk.web.routes[FEED] = xml(kr36_feed(kr36_item(desk.web, "p/3730012345678", "周调用量")))
    desk.time.advance(hours=2)
    await desk.poll()
    desk.web.routes[FEED] = xml(kr36_feed())
    desk.time.advance(hours=2)
    assert (await desk.poll()).report.reason == "empty_listing"


async def test_guids_that_are_shared_or_change_make_no_copies(desk: Desk) -> None:
    def feed(*guids: str) -> Reply:
        items = [
            kr36_item(desk.web, path, path, guid=f"<guid>{guid}</guid>")
            for path, guid in zip(["p/3730012345678", "newsflashes/3730012345999"], guids, strict=True)
        ]
        return xml(kr36_feed(*items))

    desk.sources["36kr"] = desk.sources["36kr"].model_copy(update={"id_pattern": None})
    desk.web.routes[FEED] = feed("same", "same")
    assert (await desk.poll()).report.new == 2
    for number in range(2):
        desk.web.routes[FEED] = feed(f"new-{number}a", f"new-{number}b")
        desk.time.advance(hours=2)
        await desk.poll()
    assert len(desk.articles) == 2


async def test_a_poll_that_is_killed_halfway_is_finished_by_the_next(desk: Desk) -> None:
    good = desk.web.routes[FLASH]
    desk.web.routes[FLASH] = Reply(stall=True)
    desk.web.routes[FEED] = with_etag('"1"', desk.web.routes[FEED])  # type: ignore[arg-type]
    polling = asyncio.create_task(desk.poll())
    while not desk.web.asked(FLASH):  # noqa: ASYNC110 - waits for the stand-in, which has no event to wait for
        await asyncio.sleep(0)
    polling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await polling
    assert len(desk.articles) == 1
    desk.web.routes[FLASH] = good
    desk.time.advance(hours=2)
    recovered = await desk.poll()
    assert (recovered.report.outcome, recovered.report.new) == ("ok", 1)
    assert len(desk.articles) == 2
    assert "if-none-match" not in desk.web.asked(FEED)[-1].headers


async def test_a_store_that_refuses_is_a_reason_and_not_a_crash(desk: Desk) -> None:
    with desk.database.transaction() as blocker:
        queries.save_state(blocker, "36kr", now=desk.time.now, title="held")
        with Database(desk.database.path, busy_timeout=0.05) as impatient:
            polled = await replace(desk.poller, store=SourceStore(impatient)).poll(desk.sources["36kr"])
    assert (polled.report.outcome, polled.report.reason) == ("failed", "store_failed")
    desk.time.advance(hours=2)
    assert (await desk.poll()).report.new == 2


def test_common_reasons_come_with_advice() -> None:
    reasons = {reason for reason, _ in LISTING_FAULTS.values()}
    unexplained = reasons - ADVICE.keys()
    assert unexplained <= {
        "empty_body",
        "http_500",
        "http_206",
        "http_304",
        "truncated_body",
        "corrupt_compression",
        "unknown_encoding",
        "connection_broken",
        "redirect_to_nowhere",
    }
