"""What the web does to a poller: every fault is noted with its reason, none is stored, none stops the others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from db.queries import sources as queries
from service.sources.health import ADVICE
from tests.acceptance.conftest import Desk
from tests.acceptance.sites import CHALLENGE, KR36
from tests.acceptance.standin import Reply, Route, StandIn, bomb, page, redirect, xml, zipped

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
        (page("<html><title>Notice</title><body><p>We are moving house.</p></body></html>"), "not_an_article"),
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
    for _ in range(9):
        await desk.poll()
        desk.time.advance(hours=25)
    assert len(desk.web.asked(ARTICLE)) + len(desk.web.asked("36kr.com/p/3730012345678")) == 5


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
