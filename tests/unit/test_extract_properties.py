"""Extraction is total, exact in its offsets and linear, whatever it is given.

Soup of the words that readers look for, real articles damaged at random, and texts built to make a reader go back over
what it has read. Linearity is held by counting calls, which no busy machine changes; work inside the regular
expression engine, which makes no calls, by processor time with room to spare.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from inspect import isfunction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors.article import read_file
from extractors.explain import explain
from extractors.extract import Extraction, extract
from extractors.rules import load_rules
from extractors.types import Article
from tests.golden.pages import SAMPLES

PUBLISHED = datetime(2026, 4, 6, 8, tzinfo=UTC)
slow = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def article(text: str, language: str = "en", title: str = "") -> Article:
    return Article("x", language, title, text, published_at=PUBLISHED)


def sound(given_article: Article, found: Extraction) -> None:
    for claim in found.claims:
        assert claim.mentions
        assert claim.rule
        ends = [end for end in (claim.value.low, claim.value.point, claim.value.high) if end is not None]
        assert all(end.is_finite() for end in ends)
        assert ends == sorted(ends)
        for span in claim.mentions:
            text = given_article.title if span.field == "title" else given_article.text
            assert 0 <= span.start < span.end <= len(text)
            assert text[span.start : span.end] == span.quote


# -- soup

NUMBERS = """12.96 3.03 4 2026 31% -5% $3 ¥0.5 trillion billion T % 万亿 亿 三成 四分之一 half doubled 倍 翻番"""
MARKS = """, . ; : ? ! ( ) " ' “ ” 、 。 ， ； ： （ ） 《 》 — -- - | |---| # * ** <b> </b> &nbsp;"""
NAMES = """China U.S. Chinese American DeepSeek Kimi OpenRouter JPMorgan 中国 美国 小米 MiMo-V2-Pro 阿里巴巴 国产
其中 前者 it both 上周 同期 3月30日 4月5日 2030年 去年 当周 年底"""
LINES = ["\n", "\n\n", "\n- ", "\n| ", " |\n", "\n## "]
PHRASES = [
    "March 30",
    "April 5",
    "last week",
    "the same week",
    "in 2030",
    "DeepSeek V3.2",
    "Qwen3.6 Plus",
    "the latter",
]
ODD = [
    "\u200b",
    "\u202e",
    "\u2066",
    "\ufeff",
    "\u00ad",
    "İ",
    "ﬀ",
    "\ud800",
    "\x00",
    "１２",
    "．",
    "％",
    "萬億",
    "✓",
    "👩‍👩‍👧",
]


def cue_words() -> list[str]:
    rules = load_rules()
    cues = {word for language in ("en", "zh") for word in rules.cues[language].words}
    literals = {literal.strip() for language in ("en", "zh") for literal in rules.patterns[language].sieve.literals}
    return sorted(cues | literals | {"token", "tokens", "weekly tokens", "Token", "调用量"})


PIECES = st.one_of(
    st.sampled_from(NUMBERS.split()),
    st.sampled_from(cue_words()),
    st.sampled_from([*NAMES.split(), *PHRASES]),
    st.sampled_from([*MARKS.split(), *LINES, *ODD]),
)
SOUP = st.lists(PIECES, max_size=60).flatmap(lambda pieces: st.sampled_from([" ".join(pieces), "".join(pieces)]))
LANGUAGES = st.sampled_from(["en", "zh", "zh-Hant", "xx", ""])
ANY = SOUP | st.text(max_size=200) | st.text(alphabet=st.characters(codec=None, categories=None), max_size=60)


@slow
@given(ANY, ANY, LANGUAGES, st.sampled_from([PUBLISHED, None, datetime(1, 1, 1, tzinfo=UTC)]))
def test_any_text_is_read_without_a_slip(title: str, text: str, language: str, published: datetime | None) -> None:
    # The measure's own words first, so that the text is read at all.
    whole = f"OpenRouter token usage, Token调用量: {text}"
    given_article = Article("x", language, title, whole, published_at=published)
    sound(given_article, extract(given_article))
    assert isinstance(explain(given_article), str)


# -- damage

READ = [read_file(path.read_bytes(), name=path.name).article for path in sorted(SAMPLES.iterdir()) if path.is_file()]
ARTICLES = [one for one in READ if one is not None]
INSERTED = [
    "\u202e", "\u202d", "\u2066", "\u2069", "\u200f", "\u200b", "\u200d", "\ufeff", "\u00ad", "\x00", "\n", "\n\n", "|",
    "<td>", "</p>", "&#8203;", "7", ",", "。", "%", "万亿", " trillion ", " no ", "不", "\ud83d", "ｰ",
]  # fmt: skip


def damaged(text: str, dice: random.Random) -> str:
    """Bytes flipped, stretches cut, doubled and moved, marks put in, the end torn off."""
    data = bytearray(text.encode())
    for _ in range(dice.randint(0, 12)):
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    text = data.decode("utf-8", "replace")
    for _ in range(dice.randint(1, 12)):
        start = dice.randrange(len(text) + 1)
        end = min(len(text), start + dice.randint(0, 60))
        piece = dice.choice(["", text[start:end] * 2, text[start:end][::-1], dice.choice(INSERTED)])
        text = text[:start] + piece + text[end:]
    return text[: dice.randint(0, len(text))] if dice.random() < 0.3 else text


def dotted(text: str, mark: str, dice: random.Random) -> str:
    return "".join(character + mark * (dice.random() < 0.1) for character in text)


@slow
@given(st.sampled_from(ARTICLES), st.integers(0, 2**32))
def test_damaged_articles(one: Article, seed: int) -> None:
    dice = random.Random(seed)
    text = damaged(one.text, dice)
    if dice.random() < 0.3:
        text = dotted(text, dice.choice(INSERTED[:10]), dice)
    given_article = replace(one, text=text, title=damaged(one.title or "x", dice))
    sound(given_article, extract(given_article))


@pytest.mark.parametrize("mark", ["\u200b", "\u202e", "\ufeff"])
def test_invisible_marks_between_words_change_no_claim(mark: str) -> None:
    text = "Chinese models processed 12.96 trillion tokens on OpenRouter in the week of March 30 to April 5."
    [plain] = extract(article(text)).claims
    [marked] = extract(article(text.replace(" processed", f"{mark} processed"))).claims
    assert (marked.value, marked.subject, marked.period) == (plain.value, plain.subject, plain.period)


# -- size

EN = (
    "In the week of March 30 to April 5, Chinese models processed 12.96 trillion tokens on OpenRouter, up 31.48% from "
    "the week before, and U.S. models 3.03 trillion. "
)
ZH = (
    "3月30日至4月5日当周，中国大模型周调用量为12.96万亿Token，环比增长31.48%，"
    "美国大模型为3.03万亿Token，连续第五周领先。"
)
HEAD = "OpenRouter weekly token usage of China was 5 trillion tokens "
KOPF = "OpenRouter周调用量：中国5万亿Token"
REPEATED: dict[str, tuple[str, str]] = {
    "sentences on one line": ("en", EN),
    "sentences line by line": ("en", EN + "\n"),
    "one sentence without an end": ("en", EN.replace(". ", " ")),
    "Chinese sentences": ("zh", ZH),
    "a Chinese sentence without an end": ("zh", ZH.replace("。", "，")),
    "digits": ("en", "7"),
    "Chinese digits": ("zh", "7"),
    "spaced digits": ("en", "7 "),
    "grouped digits": ("en", "777,"),
    "digits and points": ("en", "7."),
    "amounts": ("en", "7 trillion tokens, "),
    "different amounts": ("en", "{} trillion tokens, "),
    "different amounts in sentences": ("en", "China processed {} billion tokens. "),
    "Chinese amounts": ("zh", "7万亿Token"),
    "different Chinese amounts": ("zh", "{}亿Token，"),
    "percentages": ("en", "7% "),
    "characters that count": ("zh", "二十"),
    "names": ("en", "China "),
    "models": ("en", "DeepSeek V3.2, "),
    "unknown models": ("en", "Fooly-{} Pro, "),
    "comparisons": ("en", "China surpassed the U.S., "),
    "Chinese comparisons": ("zh", "中国超过美国，"),
    "streaks": ("en", "for a third week in a row "),
    "places": ("en", "China took all of the top five places, DeepSeek V3.2 ranked first, "),
    "prices": ("en", "$3 per million tokens, "),
    "Chinese prices": ("zh", "每百万Token 3美元，"),
    "denominators": ("en", "per 1 million tokens "),
    "dates": ("en", "March 30 to April 5 "),
    "Chinese dates": ("zh", "3月30日至4月5日"),
    "pronouns": ("zh", "同期前者后者"),
    "denials": ("en", "OpenRouter denied that token usage was 5 trillion tokens. "),
    "corrections": ("en", "China processed 5 trillion tokens. Correction: that was wrong. "),
    "quotes": ("en", "\"('"),
    "markup": ("en", "<div><td>"),
    "markup never closed": ("en", "<div class='"),
    "rows": ("en", "\n| DeepSeek V3.2 | 5.1T | 3 |"),
    "tables": ("en", "\n\n| Model | Tokens |\n|---|---|\n| DeepSeek V3.2 | 5.1T |\n"),
    "bars": ("en", "|"),
    "items": ("en", "\n- 5 trillion tokens"),
    "headings": ("en", "\n## China's 5 trillion tokens"),
    "bidi": ("en", "5\u202e trillion\u2066 tokens "),
    "zero width": ("zh", "5\u200b万亿\u200d"),
    "invisible marks alone": ("en", "\u200b\u202e\ufeff"),
    "stops": ("en", ". "),
    "stops that touch": ("en", "A."),
    "lines": ("en", "\n"),
    "blanks": ("en", " "),
    "addresses": ("en", "http://a.b/"),
    "mail addresses": ("en", "a@"),
    "one word": ("en", "a"),
    "listed names": ("zh", "DeepSeek、MiniMax、"),
}


def grown(name: str, size: int) -> Article:
    language, piece = REPEATED[name]
    count = size // len(piece)
    text = "".join(piece.replace("{}", str(number)) for number in range(1, count + 1))
    return article((HEAD if language == "en" else KOPF) + text, language, "Chinese models")


@contextmanager
def counting(calls: list[int]) -> Iterator[None]:
    """Counts the calls of Python and built-in functions, in ``calls[0]``."""

    def count(frame: object, event: str, argument: object) -> None:
        calls[0] += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        yield
    finally:
        sys.setprofile(before)


def steps(work: Callable[[], object]) -> int:
    with counting(calls := [0]):
        work()
    return calls[0]


SMALL, LARGE = 2_000, 8_000


@pytest.mark.skipif(not isfunction(extract), reason="compiled code takes no steps to be counted")
@pytest.mark.parametrize("name", REPEATED)
def test_four_times_the_text_is_four_times_the_steps(name: str) -> None:
    """Quadratic work would be sixteen times as much; the room left is for what is bounded, but not small."""
    short, long = grown(name, SMALL), grown(name, LARGE)
    extract(long)
    few, many = steps(lambda: extract(short)), steps(lambda: extract(long))
    assert many <= 8 * few + 3_000, f"{few} steps, then {many}"


@pytest.mark.parametrize("name", REPEATED)
def test_long_texts_cost_their_length(name: str) -> None:
    """Ten articles' length, which no backtracking reader ends; every offset still exact."""
    given_article = grown(name, 30_000)
    found = extract(given_article)
    sound(given_article, found)


@pytest.mark.parametrize(
    "text",
    [
        "7" * 1_000_000,
        "7," * 500_000,
        "<b>" * 330_000,
        "\u202e" * 1_000_000,
        " " * 1_000_000,
        "." * 1_000_000,
        EN * 600,
    ],
    ids=["digits", "groups", "markup", "bidi", "blanks", "stops", "claims"],
)
def test_a_megabyte_on_one_line(text: str) -> None:
    given_article = article(HEAD + text)
    found = extract(given_article)
    assert found.looked
    assert "5 trillion tokens" in found.claims[0].mentions[0].quote
    sound(given_article, found)


def test_a_title_of_a_hundred_kilobytes() -> None:
    given_article = article(EN, title=EN * 300)
    sound(given_article, extract(given_article))
