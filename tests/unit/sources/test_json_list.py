"""Lists of articles as JSON, wherever in the document they are and whatever their keys are called."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from service.sources.kinds.json_list import JsonListSource, parse, plan
from service.sources.protocol import Document, Listing, ListingError

NOW = datetime(2026, 3, 26, 12, 0, tzinfo=UTC)
HOT = {
    "name": "hot",
    "kind": "json_list",
    "url": "https://cdn.example/hotlist/{date}/list.json",
    "timezone": "Asia/Shanghai",
    "items": "data.itemList",
    "link": "https://36kr.com/p/{itemId}",
    "item_title": "template.title",
    "item_date": "publishTime",
    "id_pattern": r"/p/(\d+)",
}
ITEM = {"itemId": 3730012345678, "template": {"title": "周调用量"}, "publishTime": "2026-03-26 10:00:00"}


def read(data: object, **options: object) -> Listing:
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    source = JsonListSource.model_validate({**HOT, **options})
    return parse(Document(body, "https://cdn.example/hotlist/2026-03-26/list.json", "application/json"), source, NOW)


def test_an_item_by_its_paths_with_a_time_in_the_sources_zone() -> None:
    (entry,) = read({"data": {"itemList": [ITEM]}}).entries
    assert (entry.key, entry.title) == ("id:3730012345678", "周调用量")
    assert entry.link == "https://36kr.com/p/3730012345678"
    assert entry.published_at == datetime(2026, 3, 26, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize("stamp", [1774490400000, 1774490400, "1774490400"])
def test_times_since_1970_need_no_zone(stamp: object) -> None:
    (entry,) = read([{"u": "/a", "t": stamp}], items=None, link="u", item_date="t").entries
    assert entry.published_at == datetime(2026, 3, 26, 2, 0, tzinfo=UTC)
    assert entry.url == "https://cdn.example/a"


def test_what_has_no_link_is_rejected_by_number_and_stops_no_other() -> None:
    listing = read({"data": {"itemList": [{}, ITEM, 5, {"itemId": None}, ITEM]}})
    assert len(listing.entries) == 1
    assert [rejected.where for rejected in listing.rejected] == ["item 1", "item 3", "item 4"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty_body"),
        (b"{", "malformed_json"),
        (b"[" * 100_000, "malformed_json"),
        ({"data": {}}, "not_a_list"),
        ({"data": [1]}, "not_a_list"),
        ("busy", "not_a_list"),
        (b"<html><head><title>Just a moment...</title></head><body>Wait</body></html>", "challenge_page"),
    ],
)
def test_what_is_no_list_has_a_reason(data: object, reason: str) -> None:
    with pytest.raises(ListingError) as caught:
        read(data)
    assert caught.value.reason == reason


def test_paths_are_tried_in_order() -> None:
    several = {"items": ["hot", "data.itemList"], "link": ["url", "https://36kr.com/p/{id}", HOT["link"]]}
    (entry,) = read({"hot": {}, "data": {"itemList": [ITEM]}}, **several, item_title=["name", "template.title"]).entries
    assert (entry.link, entry.title) == ("https://36kr.com/p/3730012345678", "周调用量")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"code": 0, "data": {"rows": []}}, "no list at data.itemList; the keys are code, data"),
        ({"data": {"itemList": [{"href": "/a", "name": "x"}]}}, "no item has a link at .*; the keys are href, name"),
    ],
)
def test_a_wrong_path_is_told_with_the_keys_that_there_are(data: object, says: str) -> None:
    with pytest.raises(ListingError, match=says) as caught:
        read(data)
    assert caught.value.reason == "not_a_list"


def test_the_day_in_the_address_is_the_sources() -> None:
    source = JsonListSource.model_validate(HOT)
    (get,) = plan(source)
    assert get.may_be_missing
    assert get.at(source.zone, datetime(2026, 3, 26, 17, 0, tzinfo=UTC)).url.endswith("/2026-03-27/list.json")


@pytest.mark.parametrize("key", ["items", "item_title"])
def test_a_path_that_is_none_is_a_mistake(key: str) -> None:
    with pytest.raises(ValidationError):
        JsonListSource.model_validate({**HOT, key: "a..b"})


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda x: (
            st.lists(x)
            | st.dictionaries(st.sampled_from(["data", "itemList", "itemId", "publishTime", "template", "title"]), x)
        ),
        max_leaves=20,
    )
)
def test_any_json_is_a_listing_or_a_reason(data: object) -> None:
    try:
        assert isinstance(read(data), Listing)
        assert isinstance(read([data], items=None), Listing)
    except ListingError as error:
        assert error.reason
