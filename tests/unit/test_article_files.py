"""Articles saved by hand: text with a header, JSON, and pages without an address."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from extractors.article import Known, read_file

ROW = {
    "id": "a1",
    "language": "zh",
    "title": "标题",
    "text": "第一段。\n\n  第二段 有两个  空格。\n",
    "url": "https://outlet.example/a1",
    "published_at": "2026-03-23T18:30:00+08:00",
}


def test_text_file_has_title_header_and_text() -> None:
    data = (
        "The title\nURL: https://outlet.example/n\nPublished: 2026-03-24T14:30:00+08:00\n\nFirst.\n\nSecond: 4.69T.\n"
    )
    article = read_file(data.encode(), name="note.txt").article
    assert article is not None
    assert (article.title, article.text) == ("The title", "First.\nSecond: 4.69T.")
    assert (article.url, article.id) == ("https://outlet.example/n", "https://outlet.example/n")
    assert article.published_at == datetime(2026, 3, 24, 6, 30, tzinfo=UTC)


def test_text_that_looks_like_a_header_and_is_none_stays_text() -> None:
    article = read_file(b"Title\nPublished: by us, as ever.\nURL: none\nBody.", name="n.txt").article
    assert article is not None
    assert article.text == "Published: by us, as ever.\nURL: none\nBody."


def test_text_in_another_encoding_is_decoded() -> None:
    article = read_file(
        "标题一行\n中国模型的周调用量为四万多亿个，高于前一周。".encode("gb18030"), name="n.txt"
    ).article
    assert article is not None
    assert (article.title, article.language) == ("标题一行", "zh")


def test_json_file_keeps_its_text_untouched() -> None:
    article = read_file(json.dumps(ROW).encode(), name="a.json").article
    assert article is not None
    assert article.text == ROW["text"]
    assert (article.id, article.published_at) == ("a1", datetime(2026, 3, 23, 10, 30, tzinfo=UTC))


def test_json_file_may_leave_out_all_but_title_and_text() -> None:
    article = read_file(json.dumps({"title": "A", "text": "Eleven words about tokens."}).encode(), name="a").article
    assert article is not None
    assert (article.language, article.published_at) == ("en", None)
    assert article.id.startswith("page-")


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"text": None}, "text"),
        ({"text": 7}, "text"),
        ({"published_at": "2026-03-23T18:30:00"}, "published_at"),
        ({"published_at": "yesterday"}, "published_at"),
    ],
)
def test_malformed_json_article_is_refused_by_key(change: dict[str, object], key: str) -> None:
    result = read_file(json.dumps(ROW | change).encode(), name="a.json")
    assert result.reason == "malformed"
    assert key in result.detail


@pytest.mark.parametrize("data", [b"{", b"[1]", b'"x"', b"[" * 100_000, b'{"text": NaN}'])
def test_what_is_no_json_article_is_malformed(data: bytes) -> None:
    assert read_file(data, name="a.json").reason == "malformed"


def test_name_without_an_ending_is_told_by_its_first_character() -> None:
    html = read_file(b"\n <p>" + b"A page saved without an ending. " * 4 + b"</p>", name="saved").article
    text = read_file(b"Title\nBody text.", name="saved").article
    assert html is not None
    assert text is not None
    assert (html.title, text.title) == ("", "Title")


def test_saved_page_takes_what_is_known() -> None:
    known = Known(id="s-1", published_at=datetime(2026, 3, 22, tzinfo=UTC))
    article = read_file(b"<title>T</title><p>" + b"Words on a page. " * 9 + b"</p>", name="s.html", known=known).article
    assert article is not None
    assert (article.id, article.published_at) == ("s-1", datetime(2026, 3, 22, tzinfo=UTC))
