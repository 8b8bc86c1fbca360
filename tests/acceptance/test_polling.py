"""The real poller against the four sites' shapes, through to the store."""

from __future__ import annotations

from datetime import timedelta

from db.queries import articles as article_queries
from db.queries.claims import ClaimFilter, list_claims
from tests.acceptance.conftest import Desk
from tests.acceptance.sites import KR36, kr36_feed, kr36_item
from tests.acceptance.standin import Route, page, with_etag, xml

FEED = f"{KR36}/feed"
FILLER = "<p>榜单每日更新，名次按七天合计排列，读者可自行核对。</p>"


async def test_the_four_sites_are_polled_through_to_their_claims(desk: Desk) -> None:
    reports = {name: (await desk.poll(name)).report for name in desk.sources}
    assert {name: (report.outcome, report.new, report.failed) for name, report in reports.items()} == {
        "36kr": ("ok", 2, 0),
        "en.wedoany.com": ("ok", 1, 0),
        "chinadailybrief.com": ("ok", 1, 0),
        "setupai.cc": ("ok", 1, 0),
    }
    assert len(desk.articles) == 5
    with desk.database.reading() as session:
        claims = list_claims(session, ClaimFilter(subject=("country:CN",)), limit=100).rows
    assert {claim.source for claim in claims} == set(desk.sources)
    assert all(claim.label for claim in claims)


async def test_the_same_again_changes_nothing(desk: Desk) -> None:
    await desk.poll()
    before, asked = desk.articles, len(desk.web.paths)
    desk.time.advance(hours=2)
    again = await desk.poll()
    assert (again.report.outcome, again.report.new, again.report.changed) == ("unchanged", 0, 0)
    assert desk.articles == before
    assert desk.web.paths[asked:] == [FEED]


async def test_validators_are_echoed_as_they_came(desk: Desk) -> None:
    odd = 'W/"a,b\\"--gzip"'
    desk.web.routes[FEED] = with_etag(odd, xml(kr36_feed(kr36_item(desk.web, "p/3730012345678", "周调用量"))))
    await desk.poll()
    desk.time.advance(hours=2)
    again = await desk.poll()
    first, second = desk.web.asked(FEED)
    assert "if-none-match" not in first.headers
    assert second.headers["if-none-match"] == odd
    assert again.report.outcome == "unchanged"
    assert again.report.bytes == 0


async def test_requests_say_who_asks_and_rest_between_pages(desk: Desk) -> None:
    await desk.poll()
    agents = {seen.headers["user-agent"] for seen in desk.web.seen}
    assert len(agents) == 1
    assert agents.pop().endswith("(+https://desk.example/bot)")
    assert "cookie" not in {name for seen in desk.web.seen for name in seen.headers}
    # robots.txt, then two pages of one host: two rests of the source's five seconds.
    assert [round(rest) for rest in desk.time.rests] == [5, 5]


async def test_new_items_are_read_and_known_ones_are_not_asked_for_again(desk: Desk) -> None:
    await desk.poll()
    asked = len(desk.web.paths)
    newer = kr36_item(desk.web, "p/3730012349999", "又一周", day=29)
    desk.web.routes[FEED] = xml(kr36_feed(newer, kr36_item(desk.web, "p/3730012345678", "周调用量")))
    desk.web.routes["36kr.com/p/3730012349999?f=rss"] = desk.web.routes["36kr.com/newsflashes/3730012345999?f=rss"]
    desk.time.advance(hours=2)
    polled = await desk.poll()
    assert polled.report.new == 1
    assert desk.web.paths[asked:] == [FEED, "36kr.com/p/3730012349999?f=rss"]


async def test_links_with_other_tracking_are_the_same_article(desk: Desk) -> None:
    await desk.poll()
    feed = kr36_feed(
        kr36_item(desk.web, "p/3730012345678", "周调用量"), kr36_item(desk.web, "newsflashes/3730012345999", "快讯")
    )
    desk.web.routes[FEED] = xml(feed.replace("?f=rss", "?channel=app&amp;ktm_source=x"))
    desk.time.advance(hours=2)
    assert (await desk.poll()).report.new == 0
    assert len(desk.articles) == 2


async def test_a_feed_with_full_text_needs_no_page(desk: Desk) -> None:
    text = "<p>截至3月15日，中国大模型周调用量为4.69万亿Token，此前一周为4.19万亿Token。</p>" * 12
    full = f"<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'><![CDATA[{text}]]></content:encoded>"
    item = kr36_item(desk.web, "p/3730012340001", "全文").replace("</item>", f"{full}</item>")
    desk.web.routes[FEED] = xml(kr36_feed(item))
    polled = await desk.poll()
    assert (polled.report.new, polled.report.requests) == (1, 1)
    assert desk.web.paths == [FEED]
    assert "4.69万亿" in article_text(desk, "全文")


async def test_an_edited_article_is_a_new_version_of_the_same(desk: Desk) -> None:
    def item(text: str, updated: str) -> str:
        body = f"<p>截至3月15日，中国大模型周调用量为{text}万亿Token。</p>" + FILLER * 20
        return (
            f"<entry><id>tag:one</id><title>周报</title><link href='{desk.web.url('36kr.com/p/77')}'/>"
            f"<published>2026-03-22T02:00:00Z</published><updated>{updated}</updated>"
            f"<content type='html'><![CDATA[{body}]]></content></entry>"
        )

    def feed(entry: str) -> str:
        return f"<feed xmlns='http://www.w3.org/2005/Atom'><title>t</title>{entry}</feed>"

    desk.web.routes[FEED] = xml(feed(item("4.1", "2026-03-22T02:00:00Z")))
    assert (await desk.poll()).report.new == 1
    desk.web.routes[FEED] = xml(feed(item("4.69", "2026-03-22T05:00:00Z")))
    desk.time.advance(hours=2)
    edited = await desk.poll()
    assert (edited.report.new, edited.report.changed) == (0, 1)
    (row,) = desk.articles
    assert "4.69万亿" in article_text(desk, "周报")
    with desk.database.reading() as session:
        full = article_queries.get_article(session, row.public_id)
        assert full is not None
        assert len(article_queries.versions_of(session, full.id)) == 2


async def test_more_pages_than_one_poll_may_fetch_are_read_by_the_next(desk: Desk) -> None:
    paths = [f"p/37300000000{number:02}" for number in range(25)]
    desk.web.routes[FEED] = with_etag('"x"', xml(kr36_feed(*(kr36_item(desk.web, path, path) for path in paths))))
    for number, path in enumerate(paths):
        desk.web.routes[f"36kr.com/{path}?f=rss"] = article_page(f"第{number}号", number)
        desk.web.routes[f"36kr.com/{path}"] = article_page(f"第{number}号", number)
    first = await desk.poll()
    assert first.report.new == 20
    desk.time.advance(hours=2)
    second = await desk.poll()
    assert (second.report.outcome, second.report.new) == ("ok", 5)
    assert len(desk.articles) == 25


async def test_what_the_server_asks_decides_when_it_is_asked_again(desk: Desk) -> None:
    feed = kr36_feed(kr36_item(desk.web, "p/3730012345678", "周调用量"))
    desk.web.routes[FEED] = xml(feed, Cache_Control="public, max-age=14400", Age="400")
    polled = await desk.poll()
    assert polled.state.next_due is not None
    assert polled.state.next_due - polled.report.started_at >= timedelta(seconds=14_000)


def article_page(title: str, number: int) -> Route:
    text = f"<p>截至3月15日的一周，榜上第{number}个模型的用量没有公布。</p>{FILLER}" * 8
    return page(
        f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{text}</article></body></html>"
    )


def article_text(desk: Desk, title: str) -> str:
    (row,) = [row for row in desk.articles if row.title == title]
    with desk.database.reading() as session:
        full = article_queries.get_article(session, row.public_id)
    assert full is not None
    return str(full.text)
