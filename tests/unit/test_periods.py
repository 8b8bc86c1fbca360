"""The corpora of time phrases: one period and its phrasings, per language, and what is no time phrase."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from extractors.periods import find_periods, find_rates, publication_day, resolve
from extractors.periods.rules import load_grammar
from extractors.rulefile import DataFileError
from extractors.types import Period

CORPUS = Path(__file__).parent.parent / "corpus" / "periods"
NOW = datetime.fromisoformat("2026-04-06T09:00:00+00:00")


def period(text: str | None) -> Period | None:
    if text is None:
        return None
    start, _, end = text.partition("..")
    return Period(date.fromisoformat(start), date.fromisoformat(end))


def corpus() -> list[tuple[str, dict[str, Any]]]:
    return [
        (path.stem, yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader))  # noqa: S506 - dates stay text
        for path in sorted(CORPUS.glob("[a-z][a-z].yaml"))
    ]


def cases() -> list[Any]:
    return [
        pytest.param(language, {"published": table["published"], **group}, phrasing, id=f"{language}-{phrasing}")
        for language, table in corpus()
        for group in table["groups"]
        for phrasing in group["phrasings"]
    ]


@pytest.mark.parametrize(("language", "group", "phrasing"), cases())
def test_phrasing_means_the_period(language: str, group: dict[str, Any], phrasing: str) -> None:
    published = datetime.fromisoformat(group["published"])
    found = find_periods(phrasing, language, published)
    expected = None if group["period"] == "null" else period(group["period"])
    means = {resolve(phrase, period(group.get("reference")), published) for phrase in found}
    assert means == {expected}, found
    for phrase in found:
        assert phrasing[phrase.start : phrase.end] == phrase.quote
        if "grain" in group and phrase.period is not None and phrase.kind != "end_point":
            assert phrase.grain == group["grain"]
        if "ahead" in group:
            assert phrase.ahead == period(group["ahead"])


@pytest.mark.parametrize(
    ("language", "text"),
    [pytest.param(language, text, id=f"{language}-{text}") for language, table in corpus() for text in table["none"]],
)
def test_no_time_phrase(language: str, text: str) -> None:
    assert find_periods(text, language, NOW) == []


def roles() -> list[Any]:
    return [
        pytest.param(language, role, text, id=f"{language}-{role}-{text}")
        for language, table in yaml.safe_load((CORPUS / "roles.yaml").read_text(encoding="utf-8")).items()
        for role, texts in table.items()
        for text in texts
    ]


@pytest.mark.parametrize(("language", "role", "text"), roles())
def test_role_of_the_first_phrase(language: str, role: str, text: str) -> None:
    assert find_periods(text, language, NOW)[0].role == role


def rates() -> list[Any]:
    return [
        pytest.param(language, per, text, id=f"{language}-{per}-{text}")
        for language, table in yaml.safe_load((CORPUS / "rates.yaml").read_text(encoding="utf-8")).items()
        for per, texts in table.items()
        for text in texts
    ]


@pytest.mark.parametrize(("language", "per", "text"), rates())
def test_rate(language: str, per: str, text: str) -> None:
    found = find_rates(text, language)
    assert [rate.per for rate in found] == ([] if per == "none" else [per])
    assert all(text[rate.start : rate.end] == rate.quote for rate in found)


def test_without_a_publication_time_a_phrase_is_found_but_says_no_days() -> None:
    for text in ("last week", "March 16 to March 22", "in June", "on Monday", "上周", "3月16日至22日", "6月"):
        (phrase,) = find_periods(text, "en" if text.isascii() else "zh", None)
        assert phrase.period is None
    (dated,) = find_periods("March 16 to March 22, 2026", "en", None)
    assert dated.period == period("2026-03-16..2026-03-22")


def test_impossible_dates_are_no_phrases() -> None:
    for text in ("on June 31", "February 30, 2026", "2026-13-01", "6月31日"):
        found = find_periods(text, "en" if text.isascii() else "zh", NOW)
        assert all(phrase.kind not in {"day", "range"} for phrase in found), found


def test_the_day_is_the_publishers_own() -> None:
    sunday_in_utc = datetime.fromisoformat("2026-07-05T23:30:00+00:00")
    assert publication_day(sunday_in_utc, "en") == date(2026, 7, 5)
    assert publication_day(sunday_in_utc, "zh-Hant") == date(2026, 7, 6)
    assert publication_day(datetime.fromisoformat("2026-07-06T00:30:00+08:00"), "en") == date(2026, 7, 6)
    assert publication_day(None, "en") is None


def test_an_anaphor_of_another_unit_takes_the_unit_around_its_reference() -> None:
    june = Period(date(2026, 6, 1), date(2026, 6, 30))
    (before,) = find_periods("the week before", "en", NOW)
    (that,) = find_periods("that week", "en", NOW)
    (month,) = find_periods("that month", "en", NOW)
    monday = Period(date(2026, 6, 8), date(2026, 6, 8))
    assert resolve(that, monday) == Period(date(2026, 6, 8), date(2026, 6, 14))
    assert resolve(before, monday) == Period(date(2026, 6, 1), date(2026, 6, 7))
    assert resolve(month, Period(date(2026, 6, 8), date(2026, 6, 14))) == june
    assert resolve(that, june) is None
    assert resolve(that, None) is None


# fmt: off
FRAGMENTS = st.lists(
    st.sampled_from([
        "March ", "30", " to ", "April ", "5", ", 2026", "last week", "the week of ", "-", "–", " and ",
        "the same week", "3月", "30日", "至", "截至", "上周", "环比", "2026年", "第一周", "的一周", "（", "）",
        "\n", " ", "12.96", "%", "in ", "from ", "May ", "Q1", "２０２６", "İ", "\u200b",
        "https://x.org/2026/", "the ", "as of ", "mid-", "五年间", "each day",
    ]),
    max_size=20,
).map("".join)
# fmt: on


@given(
    st.one_of(FRAGMENTS, st.text(max_size=200)),
    st.sampled_from(["en", "zh", "zh-Hant", "", "fr"]),
    st.one_of(st.none(), st.datetimes(timezones=st.just(UTC))),
)
def test_phrases_slice_to_their_quotes_and_never_overlap(text: str, language: str, published: datetime | None) -> None:
    end = 0
    for phrase in find_periods(text, language, published):
        assert phrase.start >= end
        assert text[phrase.start : phrase.end] == phrase.quote != ""
        for days in (phrase.period, phrase.ahead, resolve(phrase, Period(date.min, date.max), published)):
            assert days is None or days.start <= days.end
        end = phrase.end
    for rate in find_rates(text, language):
        assert text[rate.start : rate.end] == rate.quote != ""


@pytest.mark.parametrize("piece", ["March 30 to ", "3月30日至", "the week of ", "1", "2026-", "截至", "(", "last "])
def test_a_long_run_is_read_in_linear_time(piece: str) -> None:
    find_periods(piece * 20_000, "en" if piece.isascii() else "zh", NOW)


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ("rules: [{name: x, starts: [a], pattern: '{nothing}', makes: day}]", "neither a field"),
        ("rules: [{name: x, starts: [a], pattern: '(', makes: day}]", "not a pattern"),
        ("rules: [{name: x, starts: [a], pattern: a, makes: magic}]", "not one of"),
        ("rules: [{name: x, starts: ['@nobody'], pattern: a, makes: day}]", "no word list"),
        ("rules: [{name: x, starts: [a], pattern: a, makes: day, note: y}]", "unknown key"),
        ("rates: [{name: x, per: decade, words: [a]}]", "not one of"),
    ],
)
def test_a_malformed_table_is_named_with_its_line(tmp_path: Path, table: str, problem: str) -> None:
    path = tmp_path / "periods.xx.yaml"
    path.write_text(f"language: xx\nlatin: true\ndigits: '1'\n{table}\n", encoding="utf-8")
    with pytest.raises(DataFileError, match=rf"periods\.xx\.yaml:4: .*{problem}"):
        load_grammar("xx", tmp_path)
