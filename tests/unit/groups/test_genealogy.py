"""A figure's way from article to article."""

from __future__ import annotations

from dataclasses import replace

from service.reconcile.genealogy import Carrier, cited_outlets, genealogy
from tests.unit.groups.test_groups import FLASH, WIRE, level, member

OUTLETS = {"kr": ["36Kr", "36氪"], "wedoany": ["Wedoany"]}


def test_outlets_are_found_in_the_order_of_the_text() -> None:
    assert cited_outlets("As wedoany wrote, after 36氪", OUTLETS) == ("wedoany", "kr")
    assert cited_outlets("nobody is named", OUTLETS) == ()


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
