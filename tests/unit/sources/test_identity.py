"""Which links are the same article."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.sources.listings.identity import canonical_url, entry_key, read_link, site_id, usable_guids

KR = r"/((?:p|newsflashes)/\d+)"


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://36kr.com/p/3730012345678?f=rss", "https://36kr.com/p/3730012345678"),
        ("https://36kr.com/newsflashes/373?f=rss&channel=app&ktm_source=feed", "https://36kr.com/newsflashes/373"),
        ("HTTPS://Example.COM:443/A/b?utm_source=x&id=7#top", "https://example.com/A/b?id=7"),
        ("http://example.com:80", "http://example.com/"),
        ("http://example.com:8080/x", "http://example.com:8080/x"),
        ("https://example.com/list?f=list&page=2", "https://example.com/list?f=list&page=2"),
        ("https://example.com/a?b=&a=1", "https://example.com/a?b=&a=1"),
        ("https://example.com/文章/1", "https://example.com/%E6%96%87%E7%AB%A0/1"),
        ("https://example.com/%E6%96%87", "https://example.com/%E6%96%87"),
        ("https://[2001:db8::1]/x", "https://[2001:db8::1]/x"),
        ("mailto:desk@example.com", None),
        ("/p/1", None),
        ("https://example.com:port/", None),
        ("javascript:void(0)", None),
    ],
)
def test_canonical_urls(url: str, canonical: str | None) -> None:
    assert canonical_url(url) == canonical


@given(st.text(max_size=80))
def test_canonical_is_total_and_idempotent(text: str) -> None:
    once = canonical_url(f"https://example.com/{text}")
    assert once is None or canonical_url(once) == once
    canonical_url(text)


def test_a_source_may_name_further_tracking_parameters() -> None:
    assert canonical_url("https://e.example/a?X=1&y=2", ["x"]) == "https://e.example/a?y=2"


@pytest.mark.parametrize(
    ("pattern", "url", "found"),
    [
        (KR, "https://36kr.com/p/3730012345678", "p/3730012345678"),
        (KR, "https://www.36kr.com/newsflashes/99", "newsflashes/99"),
        (KR, "https://36kr.com/video/99", None),
        (r"\d+", "https://e.example/55", "55"),
        (None, "https://e.example/55", None),
    ],
)
def test_site_ids(pattern: str | None, url: str, found: str | None) -> None:
    assert site_id(url, pattern) == found


def test_links_are_resolved_against_the_page_they_stand_on() -> None:
    link = read_link(" ../p/12?f=rss\n", "https://36kr.com/information/web/", (), KR)
    assert link is not None
    assert (link.url, link.canonical, link.site_id) == (
        "https://36kr.com/information/p/12?f=rss",
        "https://36kr.com/information/p/12",
        "p/12",
    )
    assert read_link("", "https://36kr.com/") is None
    assert read_link("http://[broken", "https://36kr.com/") is None


@pytest.mark.parametrize(
    ("pairs", "usable"),
    [
        ([("g1", "a"), ("g2", "b")], {"g1", "g2"}),
        ([("feed", "a"), ("feed", "b"), ("g3", "c")], {"g3"}),
        ([("same", "a"), ("same", "a")], {"same"}),
        ([("alone", None)], {"alone"}),
        ([("shared", None), ("shared", None)], set()),
        ([(None, "a")], set()),
    ],
)
def test_a_guid_shared_by_articles_names_none_of_them(
    pairs: list[tuple[str | None, str | None]], usable: set[str]
) -> None:
    assert usable_guids(pairs) == usable


def test_keys_prefer_the_sites_id_then_the_guid_then_the_link() -> None:
    guids = frozenset({"g"})
    with_id = read_link("https://36kr.com/p/1?f=rss", "https://36kr.com/", (), KR)
    plain = read_link("https://e.example/a?utm_medium=rss", "https://e.example/")
    assert entry_key("g", with_id, guids) == "id:p/1"
    assert entry_key("g", plain, guids) == "guid:g"
    assert entry_key("shared", plain, guids) == "url:https://e.example/a"
    assert entry_key(None, None, guids) is None
    assert entry_key("g", None, guids) == "guid:g"
