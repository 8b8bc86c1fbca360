"""List pages: front pages and archives, read by selectors."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.sources.kinds.list_page import ListPageSource, parse, plan
from service.sources.protocol import Document, Listing, ListingError

NOW = datetime(2026, 3, 26, 12, 0, tzinfo=UTC)
PAGE = """<html><head><title>News</title></head><body><nav><a href="/about">About</a></nav>
<div class="card"><a href="/shortnews/1001.html?from=home"><img alt=""></a>
  <h3><a href="/shortnews/1001.html">Token volume <b>rises</b></a></h3><span class="t">2026-03-26 10:00</span></div>
<div class="card"><h3><a href="shortnews/1002.html#c">Second</a></h3>
  <time datetime="2026-03-25T10:00:00+08:00">a day ago</time></div>
<div class="card"><h3><a href="/video/7.html">A video</a></h3></div>
<a href="javascript:more()">More</a></body></html>"""


def source(**options: object) -> ListPageSource:
    return ListPageSource.model_validate(
        {
            "name": "w",
            "kind": "list_page",
            "url": "https://en.wedoany.com/",
            "timezone": "Asia/Shanghai",
            "links": "a[href*='shortnews/']",
            "id_pattern": r"/shortnews/(\d+)\.html",
            **options,
        }
    )


def read(text: str | bytes, **options: object) -> Listing:
    data = text if isinstance(text, bytes) else text.encode()
    return parse(Document(data, "https://en.wedoany.com/", "text/html"), source(**options), NOW)


def test_robots_txt_has_a_say_in_pages() -> None:
    (get,) = plan(source())
    assert get.robots


def test_links_are_found_once_each_whatever_points_at_them() -> None:
    listing = read(PAGE)
    assert [(entry.key, entry.url) for entry in listing.entries] == [
        ("id:1001", "https://en.wedoany.com/shortnews/1001.html"),
        ("id:1002", "https://en.wedoany.com/shortnews/1002.html"),
    ]


def test_cards_give_titles_and_dates_in_the_sources_zone() -> None:
    first, second = read(PAGE, items="div.card", item_title="h3", item_date=".t, time").entries
    assert first.title == "Token volume rises"
    assert first.published_at == datetime(2026, 3, 26, 2, 0, tzinfo=UTC)
    assert second.title == "Second"
    assert second.published_at == datetime(2026, 3, 25, 2, 0, tzinfo=UTC)


def test_without_a_title_selector_the_page_itself_names_the_article() -> None:
    assert {entry.title for entry in read(PAGE).entries} == {None}


def test_a_base_element_moves_the_links() -> None:
    page = PAGE.replace("<title>", '<base href="https://cdn.example/x/"><title>')
    assert read(page).entries[1].url == "https://cdn.example/x/shortnews/1002.html"


def test_a_challenge_page_is_told_from_a_changed_layout() -> None:
    with pytest.raises(ListingError) as challenged:
        read("<html><head><title>Just a moment...</title></head><body>Checking your browser before accessing us</body>")
    assert challenged.value.reason == "challenge_page"
    with pytest.raises(ListingError) as changed:
        read("<html><body><p>We have a new design.</p><a href='/news/1'>x</a></body></html>")
    assert changed.value.reason == "empty_listing"
    assert "layout" in changed.value.explanation


def test_what_a_selector_matched_instead_of_articles_is_said() -> None:
    with pytest.raises(ListingError, match=r"3 links match .* none of them is an article's"):
        read("<body>" + "<a class='headline' href='/shortnews/about.html'>About</a>" * 3, links="a.headline")
    with pytest.raises(ListingError, match=r"no link matches 'a\.headline' inside 'div\.card'"):
        read("<body><a class='headline' href='/shortnews/1.html'>One</a>", links="a.headline", items="div.card")


@pytest.mark.parametrize("data", [b"", b"  ", b"\x00\x01", b"<", b"<!-- -->"])
def test_pages_without_anything_have_a_reason(data: bytes) -> None:
    with pytest.raises(ListingError):
        read(data)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_listing_or_a_reason(data: bytes) -> None:
    try:
        assert isinstance(read(data), Listing)
    except ListingError as error:
        assert error.reason
