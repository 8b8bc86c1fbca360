"""What holds for any text: total, exact offsets, and every way of writing a number reads back as that number."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.fold import fold
from extractors.lexicon import load_lexicon
from extractors.quantities import find_quantities, quantities_in
from extractors.types import Quantity

LANGUAGES = st.sampled_from(["en", "zh", "zh-Hant", "xx"])
SIGNS = "0 1 12 4.69 1,234 3/4 2025 .5 - – — + ~ < > % $ US$ ¥ , . ; 、 。 : / x K M B T e5 ^2 ( ) [ ] ½ ４ ．６"
CHINESE = """元 倍 成 折 番 万 亿 兆 十 百 千 一 二 三 两 零 半 又 点 分之 第 负 多 余 几 约 近
超过 以上 月 日 年 周"""
ENGLISH = """one two three twenty hundred thousand million trillion dozen half quarter third thirds fifth point
and a an to over in minus times fold percent weeks tokens first second about nearly more than less march may GPT- v
http:// @ # No."""
ODD = ["\u200b", "\u202e", "\ufeff", "\u00a0", "İ", "ﬀ", " ", "\n", "\t"]
PIECES = st.sampled_from([*SIGNS.split(), *CHINESE.split(), *ENGLISH.split(), *ODD])
SOUP = st.lists(PIECES, max_size=40).map("".join) | st.lists(PIECES, max_size=40).map(" ".join)
ANY = SOUP | st.text() | st.text(alphabet=st.characters(codec=None, categories=None, max_codepoint=0x10FFFF))


def _sound(text: str, found: list[Quantity]) -> None:
    last = 0
    for quantity in found:
        span, value = quantity.span, quantity.value
        assert last <= span.start < span.end <= len(text)
        assert text[span.start : span.end] == span.quote
        last = span.end
        ends = [end for end in (value.low, value.point, value.high) if end is not None]
        assert ends
        assert ends == sorted(ends)
        assert all(end.is_finite() for end in ends)
        assert (value.point is None) == (quantity.modifier == "range")
        assert quantity.rule


@given(ANY, LANGUAGES)
def test_any_text_is_read_without_a_slip(text: str, language: str) -> None:
    _sound(text, find_quantities(text, language))


@pytest.mark.parametrize(
    "text", ["1e100", "10^100", "no. 1e999", "1e100 thirds", "第1e100位", "1e100点五", "1e100万", "-9^99"]
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_larger_than_anything_is_no_value(text: str, language: str) -> None:
    assert not [quantity for quantity in find_quantities(text, language) if (quantity.value.point or 0) > 10**60]


@given(SOUP, SOUP, SOUP, LANGUAGES)
def test_a_sentence_is_read_in_place(before: str, text: str, after: str, language: str) -> None:
    whole, start, end = before + text + after, len(before), len(before) + len(text)
    inside = quantities_in(whole, fold(whole), load_lexicon(language), start=start, end=end)
    _sound(whole, inside)
    alone = find_quantities(text, language)
    assert [(q.span.start - start, q.span.quote, q.value, q.unit) for q in inside] == [
        (q.span.start, q.span.quote, q.value, q.unit) for q in alone
    ]


DENSE = "1 1, 1. 1- 1/ １ ( https:// 一 十一 亿 万亿 一又 百分之 分之 七八 负 约 1月 10至"
SPACED = [
    "1/2 ",
    "a1 ",
    "one ",
    "one hundred and ",
    "two thirds ",
    "one point ",
    "minus ",
    "5 and ",
    "march 1 to ",
    " ",
]
LONG = [*DENSE.split(), *SPACED]


@pytest.mark.parametrize("unit", LONG)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_long_line_of_one_thing(unit: str, language: str) -> None:
    text = unit * (8_000 // len(unit))
    _sound(text, find_quantities(text, language))


# -- round trips

WORDS = {
    "": 0,
    " thousand": 3,
    "K": 3,
    " million": 6,
    "M": 6,
    "bn": 9,
    " billion": 9,
    "T": 12,
    "tn": 12,
    " trillion": 12,
}
SCALES = WORDS | {" quadrillion": 15, "万": 4, "亿": 8, "万亿": 12, "兆": 12, "千万亿": 15, "亿亿": 16}
DIGITS = st.decimals(min_value=1, max_value=9999, places=2, allow_nan=False).map(lambda number: number.normalize())


def _is_year(text: str) -> bool:
    return text.isdigit() and len(text) == 4


def _full_width(text: str) -> str:
    return "".join(chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else character for character in text)


@given(DIGITS, st.sampled_from(sorted(SCALES)), st.booleans(), st.booleans())
def test_written_number_reads_back(number: Decimal, scale: str, grouped: bool, wide: bool) -> None:
    digits = format(number, ",f") if grouped else format(number, "f")
    if _is_year(digits) and not scale:
        return
    language = "en" if scale.isascii() else "zh"
    text = f"{digits}{scale}"
    [quantity] = find_quantities(_full_width(text) if wide else text, language)
    power = Decimal(10) ** SCALES[scale]
    assert quantity.value.point == number * power
    decimals = len(digits.partition(".")[2])
    low, high = quantity.value.low, quantity.value.high
    assert low is not None
    assert high is not None
    assert high - low == power / Decimal(10) ** decimals


@given(DIGITS, st.text(alphabet="0123456789", min_size=1, max_size=3))
def test_number_inside_a_longer_one_is_never_read(number: Decimal, more: str) -> None:
    inner = format(number, "f")
    for quantity in find_quantities(f"total {more}{inner} trillion", "en"):
        assert quantity.value.point == Decimal(more + inner) * 10**12


_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["_", "_", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_BIG = ["", " thousand", " million", " billion", " trillion"]


def _english_below_thousand(number: int, joiner: str) -> str:
    parts = []
    if number >= 100:
        parts.append(f"{_ONES[number // 100]} hundred")
    if rest := number % 100:
        tail = _ONES[rest] if rest < 20 else _TENS[rest // 10] + (f"-{_ONES[rest % 10]}" if rest % 10 else "")
        parts.append(tail)
    return joiner.join(parts)


def _english(number: int, joiner: str) -> str:
    parts, index = [], 0
    while number:
        if group := number % 1000:
            parts.append(_english_below_thousand(group, joiner) + _BIG[index])
        number, index = number // 1000, index + 1
    return " ".join(reversed(parts))


@given(st.integers(min_value=2, max_value=10**15 - 1), st.sampled_from([" ", " and "]))
def test_spelled_english_reads_back(number: int, joiner: str) -> None:
    [quantity] = find_quantities(f"exactly {_english(number, joiner)} calls", "en")
    assert quantity.value.point == number


_PLACES = ["", "十", "百", "千"]
_SECTIONS = ["", "万", "亿", "兆"]


def _chinese_section(number: int) -> str:
    text, zero = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if not digit:
            zero = bool(text)
            continue
        text += ("零" if zero else "") + "零一二三四五六七八九"[digit] + _PLACES[place]
        zero = False
    return text


def _chinese(number: int) -> str:
    sections, index = [], 0
    while number:
        sections.append((number % 10_000, index))
        number, index = number // 10_000, index + 1
    text, gap = "", False
    for section, place in reversed(sections):
        if not section:
            gap = True
            continue
        filler = "零" if text and (gap or section < 1000) else ""
        text, gap = text + filler + _chinese_section(section) + _SECTIONS[place], False
    return text


@given(st.integers(min_value=10, max_value=10**16 - 1), st.booleans())
def test_spelled_chinese_reads_back(number: int, formal: bool) -> None:
    text = _chinese(number)
    if formal:
        text = text.translate(str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟"))
    [quantity] = find_quantities(f"共计{text}次", "zh")
    assert quantity.value.point == number
