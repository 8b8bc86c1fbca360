"""Reading is total: whatever the bytes, there is an article or a reason, and an article keeps the house's rules."""

from __future__ import annotations

import json
import random
import resource

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors.article import Known, PageResult, read_content, read_file, read_page
from tests.golden.pages import HERE, SAMPLES

PAGES = [path.read_bytes() for path in sorted((*HERE.glob("*.html"), *SAMPLES.glob("*.html")))]
TAGS = st.sampled_from(
    "<p> </p> <div> </div> <table> <tr> <td rowspan=9> <th colspan=3> </table> <ul> <li> <sup> </sup> <a> </a> <br> "
    "<script> </script> <!-- --> <![CDATA[ <title> <h1> <article> <svg> <p &#0; &nbsp; &#x1F600; ]]> "
    "window.initialState={ } Key&nbsp;Takeaways Strategic&nbsp;Analysis What&nbsp;Changed".replace("&nbsp;", " ").split(
        " "
    )
)
FRAGMENTS = st.one_of(
    TAGS, st.text(max_size=12), st.sampled_from(["4.69万亿", "\ufffd", "\u202e", "\u200b", "１２．９６"])
)
slow = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def check(result: PageResult) -> None:
    article = result.article
    assert (article is None) != (result.reason is None)
    if article is None:
        assert result.detail
        return
    assert article.text.strip()
    assert article.id
    assert "\r" not in article.text
    assert article.published_at is None or article.published_at.utcoffset() is not None
    json.dumps([article.title, article.text, article.url]).encode()


def check_lines(result: PageResult) -> None:
    check(result)
    if result.article is not None:
        lines = result.article.text.split("\n")
        assert all(line == line.strip() and line for line in lines)
        assert result.article.title == result.article.title.strip()


@slow
@given(st.binary(max_size=400), st.sampled_from([None, "text/html; charset=gbk", "text/plain", "application/json"]))
def test_arbitrary_bytes(data: bytes, content_type: str | None) -> None:
    check(read_page(data, content_type=content_type))


@slow
@given(
    st.one_of(st.text(max_size=30), st.sampled_from(["http://[", "//x", "https://36kr.com:bad/p/1"])),
    st.text(max_size=30),
)
def test_arbitrary_addresses_and_content_types(url: str, content_type: str) -> None:
    page = f'<html><head><link rel="canonical" href="{url}"></head><body><p>Some words of text here.</p></body></html>'
    check(read_page(page.encode("utf-8", "replace"), url=url, content_type=content_type))
    check(read_page(page.encode("utf-8", "replace")))


@slow
@given(st.lists(FRAGMENTS, max_size=60), st.sampled_from([None, "kr36", "setupai", "wedoany", "chinadailybrief"]))
def test_arbitrary_markup(fragments: list[str], site: str | None) -> None:
    html = "".join(fragments).encode("utf-8", "surrogatepass")
    check_lines(read_page(html, known=Known(site=site)))
    check_lines(read_content(Known(title="T", content_html="".join(fragments))))


@slow
@given(st.sampled_from(PAGES), st.integers(0, 2**32), st.sampled_from(["a.html", "a.txt", "a.json", "a"]))
def test_damaged_pages(page: bytes, seed: int, name: str) -> None:
    """Bytes flipped, doubled and cut out, and the end torn off."""
    dice = random.Random(seed)
    data = bytearray(page)
    for _ in range(dice.randint(1, 30)):
        start = dice.randrange(len(data) + 1)
        end = min(len(data), start + dice.randint(1, 40))
        data[start:end] = dice.choice(
            [b"", bytes(data[start:end]) * 2, dice.randbytes(end - start), b"<", b'"', b"\x00"]
        )
    check(read_file(bytes(data[: dice.randint(0, len(data))]), name=name))


SENTENCE = "In one week the platform moved 27 trillion tokens, and 12.96 trillion of them went to Chinese models. "
MONSTERS = {
    "one line of two megabytes": f"<html><body><p>{SENTENCE * 25_000}</p></body></html>",
    "five megabytes of paragraphs": "<html><body><article>"
    + f"<p>{SENTENCE}</p>" * 45_000
    + "</article></body></html>",
    "a table of forty thousand rows": "<table>" + "<tr><td>a</td><td>4.69T</td></tr>" * 40_000 + "</table>",
    "forty thousand links": "<html><body>" + '<div><a href="/x">4.69 trillion</a></div>' * 40_000 + "</body></html>",
    "nothing but opening brackets": "<" * 2_000_000,
    "tags that never end": "<div class='" * 200_000,
    "a million digits": f"<p>{'7' * 1_000_000}</p>",
    "deep lists": "<ul><li>" * 40_000 + "4.69 trillion",
    "deep tables": "<table><tr><td>" * 20_000 + "4.69 trillion",
    "deep blocks that all say something": "<div class=date>word <a>link</a> " * 1_900 + "<p>x</p>" * 20_000,
    "small but deep": "<html><body>" + "<div>" * 1_900 + "<p>4.69 trillion</p>" * 8_000,
    "tables in tables": "<table><tr><td>" * 600 + "<p>4.69 trillion</p>" * 8_000,
    "deep quotes of raised text": "<blockquote><sup>1 " * 900 + "<i>2</i>" * 50_000,
    "deep lists of lists": "<ul><li>" * 900 + "<b>1</b>" * 50_000,
    "many titles": "<h1>T</h1><title>T</title>" * 50_000,
    "many states": "<script>window.initialState={" + '"a":[' * 50_000 + "</script>",
    "many small states": "window.initialState={" * 50_000,
    "many json-ld": '<script type="application/ld+json">{"@graph":[' * 20_000,
    "many dates": '<span class="date">2026-99-99 soon</span>' * 20_000,
    "footnotes": "<p>4<sup>1</sup></p>" * 20_000,
}


@pytest.mark.parametrize("monster", MONSTERS)
def test_monstrous_pages_cost_seconds_at_most(monster: str) -> None:
    """CPU time of this process, not the clock on the wall: a busy machine must not fail the test."""
    data = MONSTERS[monster].encode()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    check(read_page(data, url="https://36kr.com/p/1"))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_utime - before < 10


def test_page_of_five_megabytes_keeps_its_text() -> None:
    article = read_page(
        f"<html><body><article>{f'<p>{SENTENCE}</p>' * 45_000}</article></body></html>".encode()
    ).article
    assert article is not None
    assert article.text.count("27 trillion") == 45_000
