"""A figure's way from article to article."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.reconcile.genealogy import Carrier, cited_outlets, genealogy, summary
from tests.unit.groups.test_groups import FLASH, WIRE, level, member

OUTLETS = {"kr": ["36Kr", "36氪"], "wedoany": ["Wedoany"]}


def test_outlets_are_found_in_the_order_of_the_text() -> None:
    assert cited_outlets("As wedoany wrote, after 36氪", OUTLETS) == ("wedoany", "kr")
    assert cited_outlets("nobody is named", OUTLETS) == ()


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("据36氪报道", True),
        ("36KR said on Sunday", True),
        ("36 Kr said", True),
        ("order 136Kr of the year", False),
        ("a 36Krs model", False),
        ("", False),
    ],
)
def test_a_name_stands_as_words_of_its_own(text: str, cited: bool) -> None:
    assert cited_outlets(text, OUTLETS) == (("kr",) if cited else ())


def test_the_line_in_a_sentence() -> None:
    first = Carrier(member("First Daily", level("4.69e12"), 0, FLASH), "first")
    slip = Carrier(member("Ticker", level("4.69e13"), 2, WIRE), "ticker", ("first",))
    copy = Carrier(member("Mirror", level("4.69e13"), 3, WIRE), "mirror")
    told = summary(genealogy([slip, copy, first]))
    assert told.en == (
        "First Daily carried 4.69T first, on 2026-03-16; 2 more articles followed (1 as a copy, 1 naming its source); "
        "Ticker has 46.9T (10×, 亿 (a hundred million) taken for a billion)."
    )
    assert told.zh == (
        "First Daily最早于2026-03-16刊出4.69万亿，此后另有2篇（1篇是转载，1篇注明出处）；"
        "Ticker作46.9万亿（10倍，把“亿”当成了 billion（十亿））。"
    )
    alone = summary(genealogy([first]))
    assert alone.en == "First Daily carried 4.69T first, on 2026-03-16; no other article carries it."
    assert alone.zh == "First Daily最早于2026-03-16刊出4.69万亿，没有其他文章刊出。"


def test_a_line_with_a_copy_a_citation_and_a_slip() -> None:
    first = Carrier(member("first", level("4.69e12"), 0, FLASH), "kr")
    apart = Carrier(member("apart", level("4.7e12"), 1), "elsewhere")
    cites = Carrier(member("cites", level("4.69e13"), 2, WIRE), "wedoany", ("kr",))
    copy = Carrier(member("copy", level("4.69e13"), 3, WIRE), "aggregator")
    steps = genealogy([copy, cites, apart, first])
    line = [
        (step.carrier.member.name, step.origin and step.origin.member.name, step.evidence, step.change is not None)
        for step in steps
    ]
    assert line == [
        ("first", None, None, False),
        ("apart", None, None, False),
        ("cites", "first", "cites", True),
        ("copy", "cites", "copy", False),
    ]
    assert steps[2].change is not None
    assert steps[2].change.factor == 10


def test_an_undated_article_fathers_nothing() -> None:
    undated = Carrier(replace(member("undated", level("4.69e12"), 0, WIRE), published_at=None), "kr")
    dated = Carrier(member("dated", level("4.69e12"), 5, WIRE), "wedoany", ("kr",))
    assert [(step.carrier.member.name, step.origin) for step in genealogy([undated, dated])] == [
        ("dated", None),
        ("undated", None),
    ]
