"""Numbers, subjects and periods as a reader wants them, in each language the service speaks.

Display only: digits are rounded to at most four significant ones (never fewer than the whole part has), so nothing
here may be computed with. Tokens take the scale words of the language: ``4.683T``, ``4.683万亿``.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Literal

from extractors.entities import load_countries
from extractors.types import Period

Language = Literal["en", "zh"]

_SCALES: dict[Language, tuple[tuple[Decimal, str], ...]] = {
    "en": (
        (Decimal(10) ** 18, " quintillion"),
        (Decimal(10) ** 15, " quadrillion"),
        (Decimal(10) ** 12, "T"),
        (Decimal(10) ** 9, "B"),
        (Decimal(10) ** 6, "M"),
    ),
    "zh": (
        (Decimal(10) ** 16, "亿亿"),
        (Decimal(10) ** 12, "万亿"),
        (Decimal(10) ** 8, "亿"),
        (Decimal(10) ** 4, "万"),
    ),
}
_UNITS: dict[Language, dict[str, str]] = {
    "en": {"percent": "%", "times": "×", "place": " places", "day": " days", "week": " weeks", "month": " months"},
    "zh": {"percent": "%", "times": "倍", "place": "席", "day": "天", "week": "周", "month": "个月"},
}
_SIGNIFICANT = 4
_WRITTEN_OUT = 24  # powers of ten; beyond them nobody counts zeros, and a decimal's precision ends
_STEPS = tuple(Decimal(1).scaleb(-places) for places in range(_SIGNIFICANT + _WRITTEN_OUT))


def rounded(value: Decimal | int) -> str:
    """At most four significant digits, without exponent or trailing zeros: ``4.68312`` is ``4.683``."""
    number = Decimal(value)
    if not number:
        return "0"
    size = number.adjusted()
    if abs(size) > _WRITTEN_OUT:
        return f"{number:.{_SIGNIFICANT - 1}e}"
    text = format(number.quantize(_STEPS[max(0, _SIGNIFICANT - 1 - size)], rounding=ROUND_HALF_EVEN), ",f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def tokens(value: Decimal | int, language: Language = "en") -> str:
    """An amount with the language's scale word; below the smallest scale, in full."""
    number = Decimal(value)
    for size, word in _SCALES[language]:
        if abs(number) >= size:
            return rounded(number / size) + word
    return rounded(number)


def figure(value: Decimal | int | None, unit: str | None, language: Language = "en") -> str:
    """A value in its unit; an absent one is an ellipsis, as in an open interval."""
    if value is None:
        return "…"
    if unit == "token":
        return tokens(value, language)
    if unit and unit.endswith("/1M token"):
        money = rounded(value)
        return f"{money} {unit}" if language == "en" else f"每百万Token {money} {unit.partition('/')[0]}"
    suffix = _UNITS[language].get(unit or "", "")
    if language == "en" and Decimal(value) == 1 and suffix.endswith("s"):
        suffix = suffix[:-1]
    return rounded(value) + suffix


def span_of(low: Decimal | int | None, high: Decimal | int | None, unit: str | None, language: Language = "en") -> str:
    """An interval in words: one figure where both ends read alike, "at least" or "at most" where one is open."""
    if low is None and high is None:
        return "any value" if language == "en" else "任意值"
    if high is None:
        return f"{'at least' if language == 'en' else '至少'} {figure(low, unit, language)}"
    if low is None:
        return f"{'at most' if language == 'en' else '至多'} {figure(high, unit, language)}"
    ends = figure(low, unit, language), figure(high, unit, language)
    joint = " to " if language == "en" else "至"
    return ends[0] if ends[0] == ends[1] else joint.join(ends)


def subject_name(subject: str | None, language: Language = "en") -> str:
    """``country:CN`` as "Chinese models"; a lab or model keeps its slug; ``named:`` keeps the article's words."""
    if subject is None or subject == "all":
        return "all models" if language == "en" else "全部模型"
    kind, _, name = subject.partition(":")
    if kind == "country":
        word = load_countries().adjective(name, language)
        if language == "zh":
            return f"{word or name}模型"
        return f"{word} models" if word else f"models from {name}"
    if kind == "author":
        return f"{name}'s models" if language == "en" else f"{name}的模型"
    return name or subject


def period_text(period: Period | None, language: Language = "en") -> str:
    """``Mar 9–15, 2026``, ``2026年3月9日至15日``; "an unnamed period" for none."""
    if period is None:
        return "an unnamed period" if language == "en" else "未注明时间"
    start, end = period.start, period.end
    if language == "zh":
        first = f"{start.year}年{start.month}月{start.day}日"
        if start == end:
            return first
        year = "" if start.year == end.year else f"{end.year}年"
        month = "" if not year and start.month == end.month else f"{end.month}月"
        return f"{first}至{year}{month}{end.day}日"
    if start == end:
        return f"{start:%b} {start.day}, {start.year}"
    if start.year != end.year:
        return f"{start:%b} {start.day}, {start.year} – {end:%b} {end.day}, {end.year}"
    if start.month != end.month:
        return f"{start:%b} {start.day} – {end:%b} {end.day}, {end.year}"
    return f"{start:%b} {start.day}–{end.day}, {end.year}"
