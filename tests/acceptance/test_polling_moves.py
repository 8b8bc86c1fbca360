"""Addresses that move, vanish or lead astray, identities that change, and polls that are cut off."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_address

import pytest

import service.http.client
import service.http.guard
from db.queries import sources as queries
from db.session import Database
from service.http.guard import Address, forbidden
from service.sources.store import SourceStore
from tests.acceptance.conftest import Desk
from tests.acceptance.sites import KR36, kr36_feed, kr36_item
from tests.acceptance.standin import Reply, redirect, with_etag, xml

FEED = f"{KR36}/feed"
FLASH = "36kr.com/newsflashes/3730012345999?f=rss"


@pytest.fixture
def loopback_is_public(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the stand-in be reached as if it were out on the web, and nothing else that is private."""

    def rule(address: Address, *, allow_private: bool) -> str | None:
        return None if address == ip_address("127.0.0.1") else forbidden(address, allow_private=allow_private)

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


@pytest.mark.parametrize("end", ["36kr.com/", FEED])
async def test_an_article_that_leads_to_a_front_page_is_gone_and_not_that_page(desk: Desk, end: str) -> None:
    desk.web.routes["36kr.com/"] = desk.web.routes[FLASH]
    desk.web.routes["36kr.com/p/3730012345678?f=rss"] = redirect(desk.web.url(end))
    polled = await desk.poll()
    assert (polled.report.reason, polled.report.new) == ("redirected_away", 1)


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


async def test_a_feed_that_is_cut_off_twice_at_one_place_is_asked_for_whole(desk: Desk) -> None:
    """The tag that comes with half a feed is the whole feed's: to echo it would hide the other half for ever."""
    whole = kr36_feed(kr36_item(desk.web, "p/3730012345678", "周调用量"), kr36_item(desk.web, FLASH[9:-6], "快讯"))
    half = whole[: whole.index("</item>") + 20]
    for _ in range(3):
        desk.web.routes[FEED] = with_etag('"whole"', xml(half))
        await desk.poll()
        desk.time.advance(hours=2)
    desk.web.routes[FEED] = with_etag('"whole"', xml(whole))
    assert (await desk.poll()).report.outcome == "ok"
    assert len(desk.articles) == 2
    assert all("if-none-match" not in seen.headers for seen in desk.web.asked(FEED))


async def test_the_list_of_a_day_may_come_late(desk: Desk) -> None:
    where = "cdn.example/hot"
    desk.configure(
        f"sources:\n  hot: {{kind: json_list, url: '{desk.web.url(where)}/{{date}}/list.json', language: zh, "
        f"timezone: Asia/Shanghai, items: [data, data.list], link: [url], item_title: title, allow_private: true}}"
    )
    early = await desk.poll("hot")
    assert [early.report.outcome, early.report.reason, early.state.failures] == ["unchanged", "not_yet", 0]
    article = desk.web.url("36kr.com/p/3730012345678")
    item = f'{{"data": {{"list": [{{"url": "{article}", "title": "周调用量"}}]}}}}'
    desk.web.routes["cdn.example/hot/2026-04-07/list.json"] = Reply(item.encode())
    desk.time.advance(hours=2)
    assert [(await desk.poll("hot")).report.new, desk.titles] == [1, ["周调用量"]]
    desk.time.advance(hours=14)  # the day is over in Shanghai
    assert (await desk.poll("hot")).report.reason == "not_yet"
    desk.web.routes["cdn.example/hot/2026-04-08/list.json"] = Reply(b'{"code": 0, "rows": []}')
    desk.time.advance(hours=2)
    guessed = await desk.poll("hot")
    assert [guessed.report.outcome, guessed.report.reason] == ["failed", "not_a_list"]
    assert "the keys are code, rows" in (guessed.report.detail or "")
