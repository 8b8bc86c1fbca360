"""Feeds with everything that has been met in them."""

from __future__ import annotations

import codecs
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.sources.kinds.feed import FeedSource, parse, plan
from service.sources.protocol import Document, Listing, ListingError

NOW = datetime(2026, 3, 26, 12, 0, tzinfo=UTC)
LONG = "<p>" + "Weekly volume rose again, and the list shows by how much. " * 20 + "</p>"
CHALLENGE = "<!DOCTYPE html><html><head><title>安全检测</title></head><body><p>正在进行安全检测...</p></body></html>"


def source(**options: object) -> FeedSource:
    return FeedSource.model_validate(
        {
            "name": "36kr",
            "kind": "feed",
            "url": "https://www.36kr.com/feed",
            "timezone": "Asia/Shanghai",
            "id_pattern": r"/((?:p|newsflashes)/\d+)",
            "challenge": ["正在进行安全检测"],
            **options,
        }
    )


PLAIN = {"id_pattern": None, "timezone": "UTC"}


def rss(*items: str, channel: str = "") -> str:
    modules = "http://purl.org/rss/1.0/modules"
    spaces = f'xmlns:content="{modules}/content/" xmlns:sy="{modules}/syndication/"'
    body = "".join(f"<item>{item}</item>" for item in items)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f'{head}<rss version="2.0" {spaces}><channel><title>t</title>{channel}{body}</channel></rss>'


def read(text: str | bytes, content_type: str | None = "application/xml", **options: object) -> Listing:
    data = text if isinstance(text, bytes) else text.encode()
    return parse(Document(data, "https://www.36kr.com/feed", content_type), source(**options), NOW)


def reason(text: str | bytes, **options: object) -> str:
    with pytest.raises(ListingError) as caught:
        read(text, **options)
    return caught.value.reason


def test_the_plan_is_one_request_that_robots_txt_has_no_say_in() -> None:
    (get,) = plan(source())
    assert (get.url, get.robots) == ("https://www.36kr.com/feed", False)
    assert "rss" in get.accept


def test_an_item_as_36kr_writes_it() -> None:
    listing = read(
        rss(
            "<title><![CDATA[周调用量 &amp; 排名]]></title><link><![CDATA[https://36kr.com/p/3730012345678?f=rss]]></link>"
            "<pubDate>2026-03-26 10:00:00  +0800</pubDate><description><![CDATA[<p>一句话</p>]]></description>"
        )
    )
    (entry,) = listing.entries
    assert entry.key == "id:p/3730012345678"
    assert entry.url == "https://36kr.com/p/3730012345678"
    assert entry.link == "https://36kr.com/p/3730012345678?f=rss"
    assert entry.title == "周调用量 & 排名"
    assert entry.published_at == datetime(2026, 3, 26, 2, 0, tzinfo=UTC)
    assert entry.content is None
    assert entry.flags == ()


def test_a_missing_zone_is_the_sources() -> None:
    (entry,) = read(rss("<link>https://36kr.com/p/1</link><pubDate>2026-03-26 10:00:00</pubDate>")).entries
    assert entry.published_at == datetime(2026, 3, 26, 2, 0, tzinfo=UTC)


def test_a_date_in_the_future_is_clamped_and_flagged() -> None:
    (entry,) = read(rss("<link>https://36kr.com/p/1</link><pubDate>2027-01-01 10:00:00 +0800</pubDate>")).entries
    assert (entry.published_at, entry.flags) == (NOW, ("date_in_future",))


@pytest.mark.parametrize(
    ("items", "keys"),
    [
        (
            [
                "<guid>a</guid><link>https://e.example/1?utm_source=r</link>",
                "<guid>b</guid><link>https://e.example/2</link>",
            ],
            ["guid:a", "guid:b"],
        ),
        (
            ["<guid>all</guid><link>https://e.example/1</link>", "<guid>all</guid><link>https://e.example/2</link>"],
            ["url:https://e.example/1", "url:https://e.example/2"],
        ),
        (["<link>https://e.example/1?f=rss</link>", "<link>https://e.example/1</link>"], ["url:https://e.example/1"]),
        (["<guid>https://e.example/permalink</guid>"], ["guid:https://e.example/permalink"]),
        (["<guid isPermaLink='false'>tag:1</guid><description>no link</description>"], ["guid:tag:1"]),
        (
            ["<title>nothing that identifies it</title>", "<link>https://e.example/2</link>"],
            ["url:https://e.example/2"],
        ),
    ],
)
def test_identities(items: list[str], keys: list[str]) -> None:
    assert [entry.key for entry in read(rss(*items), **PLAIN).entries] == keys


def test_an_item_without_identity_is_rejected_by_number_and_stops_no_other() -> None:
    listing = read(
        rss("<link>https://e.example/1</link>", "<title>x</title>", "<link>https://e.example/3</link>"), **PLAIN
    )
    assert len(listing.entries) == 2
    assert [(row.where, row.reason) for row in listing.rejected] == [("item 2", "no_identity")]


def test_full_content_is_used_and_a_teaser_is_not() -> None:
    item = (
        "<link>https://e.example/1</link><description>{}</description><content:encoded><![CDATA[{}]]></content:encoded>"
    )
    (full,) = read(rss(item.format("short", LONG)), **PLAIN).entries
    (teaser,) = read(rss(item.format("short", "<p>Read more</p>")), **PLAIN).entries
    (always,) = read(rss(item.format("short", LONG)), pages="always", **PLAIN).entries
    (never,) = read(rss(item.format("The whole newsflash.", "")), pages="never", **PLAIN).entries
    assert full.content == LONG
    assert teaser.content is None
    assert always.content == LONG  # kept for the case that the page gives nothing
    assert never.content == "The whole newsflash."


def test_markup_is_left_as_it_is_and_never_run() -> None:
    text = f"<script>alert(1)</script>{LONG}"
    item = f"<link>https://e.example/1</link><content:encoded><![CDATA[{text}]]></content:encoded>"
    (entry,) = read(rss(item), **PLAIN).entries
    assert entry.content == text


@pytest.mark.parametrize(
    ("channel", "ttl"),
    [
        ("<ttl>90</ttl>", timedelta(minutes=90)),
        ("<ttl>soon</ttl>", None),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", timedelta(hours=6)),
        ("<ttl>30</ttl><sy:updatePeriod>hourly</sy:updatePeriod>", timedelta(hours=1)),
        ("<ttl>-5</ttl>", None),
        ("", None),
    ],
)
def test_how_long_a_feed_asks_to_be_left_alone(channel: str, ttl: timedelta | None) -> None:
    assert read(rss(channel=channel)).ttl == ttl


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (CHALLENGE, "challenge_page"),
        (
            "﻿  <!-- x --><!DOCTYPE html><html><body>Checking your browser before accessing</body></html>",
            "challenge_page",
        ),
        ("<html><body>Our feed has moved</body></html>", "html_instead_of_feed"),
        (
            "<?xml version='1.0'?><!DOCTYPE html PUBLIC 'x'><html xmlns='http://www.w3.org/1999/xhtml'/>",
            "html_instead_of_feed",
        ),
        ("", "empty_body"),
        ("  \n", "empty_body"),
        ('{"items": []}', "not_a_feed"),
        ("<opml version='2.0'><body/></opml>", "not_a_feed"),
        ("service temporarily unavailable", "not_a_feed"),
    ],
)
def test_what_is_no_feed_is_never_an_empty_one(text: str, why: str) -> None:
    assert reason(text) == why


def test_an_empty_feed_is_a_feed() -> None:
    assert read(rss()).entries == ()


def test_atom_and_rdf_are_feeds_too() -> None:
    atom = (
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>t</title><entry><id>tag:e,2026:1</id><title>Weekly</title>"
        "<link rel='alternate' href='/a/1'/><updated>2026-03-26T01:00:00Z</updated>"
        "<published>2026-03-25T01:00:00Z</published></entry></feed>"
    )
    (entry,) = read(atom, **PLAIN).entries
    assert entry.url == "https://www.36kr.com/a/1"
    assert entry.published_at == datetime(2026, 3, 25, 1, tzinfo=UTC)
    assert entry.updated_at == datetime(2026, 3, 26, 1, tzinfo=UTC)
    rdf = (
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>"
        "<item rdf:about='https://e.example/9'><title>Nine</title><link>https://e.example/9</link></item></rdf:RDF>"
    )
    assert [entry.url for entry in read(rdf, **PLAIN).entries] == ["https://e.example/9"]


ITEM = rss("<title>周调用量4.69万亿，环比增长，三家公司居前</title><link>https://36kr.com/p/1</link>")


@pytest.mark.parametrize(
    ("data", "content_type", "flags"),
    [
        (ITEM.encode(), "text/xml", ()),
        (ITEM.encode(), "text/xml; charset=iso-8859-1", None),
        (ITEM.replace("UTF-8", "GB2312").encode(), "text/xml", ("declared_charset_wrong",)),
        (ITEM.replace("UTF-8", "GB2312").encode("gb18030"), None, ()),
        (ITEM.encode("gb18030"), "application/rss+xml; charset=gbk", ()),
        (codecs.BOM_UTF8 + ITEM.encode(), None, ()),
        (ITEM.replace("UTF-8", "UTF-16").encode("utf-16"), None, ()),
    ],
)
def test_encodings_that_lie(data: bytes, content_type: str | None, flags: tuple[str, ...] | None) -> None:
    listing = read(data, content_type)
    assert listing.entries[0].title == "周调用量4.69万亿，环比增长，三家公司居前"
    assert flags is None or listing.flags == flags


def test_one_bad_byte_costs_one_character() -> None:
    data = (
        ITEM.replace("UTF-8", "GB18030")
        .encode("gb18030")
        .replace("环比".encode("gb18030"), b"\xff" + "比".encode("gb18030"))
    )
    listing = read(data, None)
    assert "4.69万亿" in (listing.entries[0].title or "")
    assert "undecodable_bytes" in listing.flags
    assert listing.entries[0].flags == ("replacement_characters",)


def test_broken_xml_gives_what_it_holds_and_says_so() -> None:
    listing = read(rss("<title>a & b</title><link>https://36kr.com/p/1</link>").replace("</channel></rss>", "<item>"))
    assert listing.entries[0].key == "id:p/1"
    assert "malformed_xml" in listing.flags


def test_entities_that_multiply_do_not() -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {after} "{f"&{before};" * 10}">' for before, after in zip("abcdefgh", "bcdefghi", strict=True)
    )
    text = (
        bomb
        + "]><rss version='2.0'><channel><item><title>&i;</title><link>https://36kr.com/p/1</link></item></channel></rss>"
    )
    try:
        listing = read(text)
    except ListingError:
        return
    assert sum(len(entry.title or "") for entry in listing.entries) < 10_000


def test_no_more_items_than_the_source_allows() -> None:
    items = [f"<link>https://36kr.com/p/{number}</link>" for number in range(30)]
    assert len(read(rss(*items), max_items=10).entries) == 10


@given(st.binary(max_size=400) | st.text(max_size=300).map(lambda text: rss(f"<title>{text}</title>").encode()))
def test_any_bytes_are_a_listing_or_a_reason(data: bytes) -> None:
    try:
        assert isinstance(read(data), Listing)
    except ListingError as error:
        assert error.reason
