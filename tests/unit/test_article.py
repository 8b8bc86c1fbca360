"""A page's way to an article: what wins, what is refused, what is flagged."""

from __future__ import annotations

import gzip
import random
from datetime import UTC, datetime, timedelta, timezone

import pytest

from extractors.article import MAX_BYTES, Known, read_content, read_page

BEIJING = timezone(timedelta(hours=8))
BODY = (
    "<p>OpenRouter moved 20.3 trillion tokens in the week of March 16 to 22, more than in any week before it, its "
    "public table shows.</p><p>Analysts who follow the platform had expected a pause after two strong months.</p>"
)
TEXT = BODY.replace("</p><p>", "\n").replace("<p>", "").replace("</p>", "")


def page(head: str = "", body: str = BODY, title: str = "A record week for the platform") -> bytes:
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title} | Outlet</title>{head}</head><body>'
        f'<nav><a href="/">Home</a><a href="/t">Tech</a></nav><article><h1>{title}</h1>{body}</article>'
        "<footer>© 2026 Outlet</footer></body></html>"
    ).encode()


def published(head: str, **known: object) -> datetime | None:
    article = read_page(page(head), known=Known(**known)).article  # type: ignore[arg-type]
    assert article is not None
    return article.published_at


def test_page_alone_gives_title_text_language_and_address() -> None:
    article = read_page(page('<link rel="canonical" href="https://outlet.example/record">')).article
    assert article is not None
    assert (article.title, article.text) == ("A record week for the platform", TEXT)
    assert (article.language, article.url, article.id) == (
        "en",
        "https://outlet.example/record",
        "https://outlet.example/record",
    )
    assert article.flags == ()


def test_what_is_known_wins_over_the_page() -> None:
    known = Known(id="k1", title="The feed's title", published_at=datetime(2026, 3, 23, 8, tzinfo=BEIJING))
    head = '<meta property="article:published_time" content="2026-01-01T00:00:00Z">'
    article = read_page(page(head), url="https://outlet.example/x", known=known).article
    assert article is not None
    assert (article.id, article.title) == ("k1", "The feed's title")
    assert article.published_at == datetime(2026, 3, 23, tzinfo=UTC)
    assert article.url == "https://outlet.example/x"


def test_damaged_feed_title_gives_way_to_the_page() -> None:
    article = read_page(page(), known=Known(title="A record week \ufffd")).article
    assert article is not None
    assert article.title == "A record week for the platform"


NOON = datetime(2026, 3, 22, 12, 0, tzinfo=UTC)
MIDNIGHT = datetime(2026, 3, 22, tzinfo=UTC)


def linked(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


def meta(name: str, content: str) -> str:
    return f'<meta name="{name}" content="{content}">'


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<meta property="article:published_time" content="2026-03-22T20:00:00+08:00">', NOON),
        (meta("pubdate", "2026-03-22T12:00:00Z"), NOON),
        (meta("date", "2026-03-22"), MIDNIGHT),
        (linked('{"@type":"NewsArticle","datePublished":"2026-03-22T12:00:00.000Z"}'), NOON),
        (linked('[{"@graph":[{"@type":["Report"],"datePublished":"2026-03-22 20:00:00  +0800"}]}]'), NOON),
        (linked("{broken") + meta("dc.date", "Sun, 22 Mar 2026 12:00:00 GMT"), NOON),
        (meta("date", "2026-03-22") + meta("parsely-pub-date", "2026-03-22T12:00:00Z"), NOON),
        (meta("date", "1774180800000"), NOON),
        (meta("date", "0000-00-00") + meta("pubdate", "soon"), None),
    ],
)
def test_date_is_read_from_what_the_page_states(head: str, expected: datetime | None) -> None:
    assert published(head) == expected


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("2026-03-22 20:00", NOON),
        ("2026年3月22日 20:00", NOON),
        ("2026/03/22 20:00:00", NOON),
        ("March 22, 2026 8:00 PM", NOON),
        ("Published 22 March 2026", MIDNIGHT),
        ("Sunday, Mar. 22nd, 2026", MIDNIGHT),
    ],
)
def test_shown_date_without_a_zone_takes_the_sources(shown: str, expected: datetime) -> None:
    data = page(body=f'<div class="post-date">{shown}</div>{BODY}')
    article = read_page(data, known=Known(zone=BEIJING)).article
    assert article is not None
    assert article.published_at == expected
    assert set(article.flags) == ({"zone_assumed"} if expected == NOON else {"date_without_time"})


def test_date_in_the_future_is_capped_by_the_time_of_the_visit() -> None:
    head = '<meta name="pubdate" content="2031-03-22T12:00:00Z">'
    article = read_page(page(head), known=Known(seen_at=NOON)).article
    assert article is not None
    assert (article.published_at, article.flags) == (NOON, ("date_in_future",))
    assert published(head) == datetime(2031, 3, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t ", "empty"),
        (b"x" * (MAX_BYTES + 1), "too_large"),
        (b"%PDF-1.7 stream", "not_text"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "not_text"),
        (random.Random(1).randbytes(2000), "not_text"),
        (gzip.compress(b"<html><body><p>packed</p></body></html>", mtime=0), "not_text"),
        (b"<html><head><title>Just a moment...</title></head><body><div></div></body></html>", "challenge"),
        ("<html><body><p>正在进行安全检测，请稍候</p></body></html>".encode(), "challenge"),
        ("<html><head><title>人机验证</title></head><body></body></html>".encode("gb18030"), "challenge"),
        (b"<html><script src='https://geo.captcha-delivery.com/c.js'></script><body></body></html>", "challenge"),
        (b"<html><head><title>Nothing</title></head><body><nav>Home</nav></body></html>", "not_an_article"),
        (b"<html></html>", "not_an_article"),
    ],
)  # fmt: skip
def test_what_is_no_article_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    result = read_page(data, url="https://outlet.example/x")
    assert (result.article, result.reason) == (None, reason)
    assert result.detail


def test_article_about_captchas_is_an_article() -> None:
    text = (
        "<p>Sites ask visitors to verify you are human, or show 访问验证 and a slider. "
        + "It annoys people. " * 60
        + "</p>"
    )
    assert read_page(page(body=text, title="The long life of the captcha")).reason is None


def test_feed_text_stands_in_for_a_page_without_text_but_not_for_a_challenge() -> None:
    known = Known(id="7", title="Title", content_html=BODY)
    from_page = read_page(b"<html><body><nav>Home</nav></body></html>", known=known)
    assert from_page.article is not None
    assert from_page.article.flags == ("from_feed_content",)
    assert from_page.article == read_content(known).article == read_page(b"", known=known).article
    assert read_page("<html><body>正在进行安全检测</body></html>".encode(), known=known).reason == "challenge"


def test_title_above_the_text_is_not_repeated() -> None:
    article = read_content(Known(title="同一个标题", content_html="<h1>同一个 标题</h1><p>正文只有一句。</p>")).article
    assert article is not None
    assert article.text == "正文只有一句。"


@pytest.mark.parametrize(
    ("text", "declared", "expected"),
    [
        ("据OpenRouter，各家模型上周一共用掉75.3万亿Token", "en", "zh"),
        ("平臺共處理44.6兆Token", "zh-Hant-TW", "zh"),
        ("Chinese models drew 7.36 trillion (７．３６万亿) tokens in one week of March", "zh-CN", "en"),
        ("Die Modelle verbrauchten 7,36 Billionen Token", "de", "de"),
        ("トークン使用量は週に4.69兆に達した", None, "ja"),
        ("주간 토큰 사용량은 4.69조", None, "ko"),
        ("4.69", None, "und"),
    ],
)
def test_language_is_told_by_script(text: str, declared: str | None, expected: str) -> None:
    article = read_content(Known(title="", content_html=f"<p>{text}</p>", language=declared)).article
    assert article is not None
    assert article.language == expected
