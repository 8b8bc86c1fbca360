"""Sitemaps, with and without dates of news."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.sources.kinds.sitemap import SitemapSource, parse, plan
from service.sources.protocol import DAMAGED, Document, Listing, ListingError

NOW = datetime(2026, 3, 26, 12, 0, tzinfo=UTC)
SPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
)
NEWS = (
    "<news:news><news:publication_date>2026-03-26T10:00:00</news:publication_date>"
    "<news:title>Tokens &amp; weeks</news:title></news:news>"
)


INDEX = (
    f"<sitemapindex {SPACES}><sitemap><loc>https://e.example/1.xml</loc><lastmod>2026-03-01</lastmod></sitemap>"
    "<sitemap><loc>https://e.example/old.xml</loc></sitemap><sitemap><loc>https://other.example/3.xml</loc></sitemap>"
    "<sitemap><loc>https://e.example/2.xml</loc><lastmod>2026-03-25</lastmod></sitemap></sitemapindex>"
)


def read(text: str | bytes, **options: object) -> Listing:
    stanza = {"name": "s", "kind": "sitemap", "url": "https://e.example/s.xml", "timezone": "Asia/Shanghai", **options}
    data = text if isinstance(text, bytes) else text.encode()
    return parse(Document(data, "https://e.example/s.xml"), SitemapSource.model_validate(stanza), NOW)


def urlset(*urls: str) -> str:
    return f"<?xml version='1.0'?><urlset {SPACES}>{''.join(f'<url>{url}</url>' for url in urls)}</urlset>"


def test_a_news_entry_has_title_and_date_in_the_sources_zone() -> None:
    (entry,) = read(urlset(f"<loc> https://e.example/a?utm_source=x </loc><lastmod>2026-03-26</lastmod>{NEWS}")).entries
    assert (entry.key, entry.title) == ("url:https://e.example/a", "Tokens & weeks")
    assert entry.published_at == datetime(2026, 3, 26, 2, 0, tzinfo=UTC)
    assert entry.updated_at == datetime(2026, 3, 26, tzinfo=UTC)


def test_what_is_no_news_can_be_left_out() -> None:
    text = urlset("<loc>https://e.example/about</loc>", f"<loc>https://e.example/a</loc>{NEWS}")
    assert [entry.url for entry in read(text).entries] == ["https://e.example/about", "https://e.example/a"]
    assert [entry.url for entry in read(text, only_news=True).entries] == ["https://e.example/a"]
    assert [entry.key for entry in read(text, id_pattern=r"/(about)").entries] == ["id:about"]


def test_an_entry_without_an_address_is_named() -> None:
    listing = read(urlset("<loc>mailto:x</loc>", "<loc>https://e.example/b</loc>"))
    assert [row.where for row in listing.rejected] == ["url 1"]
    assert len(listing.entries) == 1


@pytest.mark.parametrize(
    ("text", "reason", "says"),
    [
        ("", "empty_body", ""),
        ("<html><body>Our sitemap has moved.</body></html>", "not_a_sitemap", ""),
        ("<html><head><title>Just a moment...</title></head><body>Wait</body></html>", "challenge_page", ""),
        ("nothing", "not_a_sitemap", ""),
        (gzip.compress(INDEX.encode(), mtime=0)[:-9], "truncated_body", "before its end"),
        (gzip.compress(bytes(50_000), mtime=0), "body_too_large", "20000"),
        (b"\x1f\x8b" + bytes(40), "corrupt_compression", ""),
    ],
)
def test_what_is_no_sitemap_has_a_reason(text: str | bytes, reason: str, says: str) -> None:
    with pytest.raises(ListingError) as caught:
        read(text, max_bytes=20_000)
    assert caught.value.reason == reason
    assert says in caught.value.explanation


@pytest.mark.parametrize("data", [INDEX.encode(), gzip.compress(INDEX.encode(), mtime=0)])
def test_an_index_leads_to_its_sitemaps_the_newest_first(data: bytes) -> None:
    listing = read(data)
    assert listing.entries == ()
    assert listing.parts == ("https://e.example/2.xml", "https://e.example/1.xml", "https://e.example/old.xml")


def test_a_sitemap_cut_short_is_read_and_flagged() -> None:
    whole = urlset("<loc>https://e.example/a</loc>", "<loc>https://e.example/b</loc>")
    assert read(whole).flags == ()
    cut = read(whole[: whole.index("</loc></url></urlset>")])
    assert [entry.url for entry in cut.entries] == ["https://e.example/a"]
    assert [rejected.reason for rejected in cut.rejected] == ["cut_off"]
    assert DAMAGED in cut.flags
    odd = read(whole.replace("<loc>", "<loc>&nbsp;"))
    assert len(odd.entries) + len(odd.rejected) == 2
    assert "cut_off" not in {rejected.reason for rejected in odd.rejected}


def test_a_change_in_the_future_is_no_change() -> None:
    (entry,) = read(urlset("<loc>https://e.example/a</loc><lastmod>2026-05-01T00:00:00Z</lastmod>")).entries
    assert entry.updated_at is None


def test_entities_are_not_resolved() -> None:
    text = "<!DOCTYPE u [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>" + urlset(
        f"<loc>https://e.example/&x;</loc>{NEWS}"
    )
    assert [entry.url for entry in read(text).entries] == ["https://e.example/"]


def test_the_plan_is_one_request() -> None:
    (get,) = plan(SitemapSource(name="s", kind="sitemap", url="https://e.example/s.xml"))
    assert not get.robots


@given(st.binary(max_size=300))
def test_any_bytes_are_a_listing_or_a_reason(data: bytes) -> None:
    try:
        assert isinstance(read(data), Listing)
    except ListingError as error:
        assert error.reason
