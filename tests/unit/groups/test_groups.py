"""Groups, copies and disagreements across articles."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.types import Claim, Period, Value
from service.reconcile.camps import disagreements
from service.reconcile.copies import are_copies, clusters, fingerprint
from service.reconcile.groups import Member, group_key, known_slips, voices

WEEK = Period(date(2026, 3, 9), date(2026, 3, 15))
NOON = datetime(2026, 3, 16, 12, tzinfo=UTC)

WIRE = """
Chinese models carried more of the platform's traffic than American ones for the second week, the operator of a large
model gateway said on Monday. Developers moved their agents to cheaper models, and three of them now lead the table.
Analysts expect the shift to last, because price matters more than reputation once programs, and not people, do the
asking. The gateway does not say which customers are behind the traffic.
"""
FLASH = """
国内一家接口聚合平台公布的最新数据显示，本周来自中国的模型再次超过美国，这是连续第二周。业内人士认为，价格是开发者
迁移的主要原因，智能体一旦接管任务，调用方不再在意模型的名气，而是在意每百万词元的成本。平台没有披露客户构成。
"""


def level(tokens: str, **fields: Any) -> Claim:
    point = Decimal(tokens)
    half = Decimal(5).scaleb(int(point.as_tuple().exponent) - 1)
    defaults: dict[str, Any] = {
        "measure": "token_usage",
        "subject": "country:CN",
        "unit": "token",
        "per": "week",
        "platform": "openrouter",
        "period": WEEK,
    }
    return Claim(kind="level", value=Value(point, point - half, point + half), **(defaults | fields))


def member(name: str, claim: Claim, hours: int = 0, text: str = "") -> Member:
    return Member(f"art_{name}", f"clm_{name}", claim, name, NOON + timedelta(hours=hours), fingerprint(text))


@pytest.mark.parametrize(
    ("other", "same"),
    [
        pytest.param(level("9e12"), True, id="another value"),
        pytest.param(level("4.69e12", attribution="OpenRouter"), True, id="another attribution"),
        pytest.param(level("4.69e12", subject="country:US"), False, id="another subject"),
        pytest.param(level("4.69e12", platform="national"), False, id="another platform"),
        pytest.param(level("4.69e12", period=Period(date(2026, 3, 2), date(2026, 3, 8))), False, id="another week"),
        pytest.param(level("4.69e12", modality="forecast"), False, id="a forecast"),
    ],
)
def test_group_key(other: Claim, same: bool) -> None:
    assert (group_key(other) == group_key(level("4.69e12"))) is same


def test_a_claim_without_a_period_has_no_group() -> None:
    assert group_key(level("4.69e12", period=None)) is None


@pytest.mark.parametrize("text", [WIRE, FLASH], ids=["words", "characters"])
def test_a_copy_with_a_changed_figure_is_a_copy(text: str) -> None:
    original = f"4.69 {text} 3.03"
    assert are_copies(fingerprint(original), fingerprint(f"46.9 {text} 3.3"))
    assert are_copies(fingerprint(original), fingerprint(original[: len(original) * 9 // 10]))


def test_two_stories_are_not_copies() -> None:
    other = WIRE[len(WIRE) * 3 // 4 :] + "The rest was written by somebody else, about other things. " * 2
    assert not are_copies(fingerprint(WIRE), fingerprint(other))
    assert not are_copies(fingerprint(WIRE), fingerprint(FLASH))
    assert not are_copies(fingerprint("too short"), fingerprint("too short"))


def test_copies_are_one_voice() -> None:
    members = [
        member("late", level("4.69e12"), 5, WIRE),
        member("first", level("4.69e12"), 0, WIRE),
        member("own", level("4.69e12"), 2, FLASH),
    ]
    assert [[each.name for each in voice] for voice in voices(members)] == [["first", "late"], ["own"]]


@pytest.mark.parametrize(
    ("wrong", "factor", "slip"),
    [("4.69e13", 10, "亿"), ("4.69e9", Decimal("0.001"), "万亿"), ("9.38e12", 2, None)],
    ids=["ten times", "a thousandth", "no known slip"],
)
def test_disagreement_with_its_factor(wrong: str, factor: Decimal, slip: str | None) -> None:
    found = disagreements([member("a", level("4.69e12")), member("b", level(wrong), 1)])
    assert [(each.first.name, each.second.name, each.factor) for each in found] == [("a", "b", factor)]
    assert (found[0].slip is None) == (slip is None)
    assert slip is None or slip in found[0].explanation.en


def test_the_majority_comes_first_and_copies_do_not_make_one() -> None:
    right = [member("a", level("4.69e12"), 3, WIRE), member("b", level("4.691e12"), 4, FLASH)]
    copied = [member(f"copy{number}", level("4.69e13"), number, WIRE.upper()) for number in range(3)]
    (found,) = disagreements([*copied, *right])
    assert found.second.claim.value.point == Decimal("4.69e13")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(level("4.69e12"), level("4.7e12"), id="coarser rounding"),
        pytest.param(level("4.69e12"), level("9e12", scope="listed"), id="another scope"),
        pytest.param(level("7e12"), level("1e12", per="day"), id="a day's average"),
        pytest.param(
            level("4e15", platform=None, attribution="JPMorgan"),
            level("9e15", platform=None, attribution="Goldman Sachs"),
            id="two forecasters",
        ),
    ],
)
def test_no_disagreement(one: Claim, other: Claim) -> None:
    assert disagreements([member("a", one), member("b", other, 1)]) == ()


def test_slips_are_distinct_and_explained() -> None:
    slips = known_slips()
    assert len({slip.factor for slip in slips}) == len(slips)
    assert all(slip.explanation.en and slip.explanation.zh for slip in slips)


@given(st.lists(st.sampled_from([b"", fingerprint(WIRE), fingerprint(FLASH)]), max_size=8))
def test_clusters_partition(fingerprints: list[bytes]) -> None:
    found = clusters(fingerprints)
    assert sorted(position for each in found for position in each) == list(range(len(fingerprints)))


@given(st.randoms(use_true_random=False))
def test_order_of_articles_does_not_matter(rng: random.Random) -> None:
    members = [
        member("a", level("4.69e12"), 0, WIRE),
        member("b", level("4.69e13"), 1, FLASH),
        member("c", replace(level("4.7e12"), per="week"), 2),
        member("d", level("2e12"), 3),
    ]
    expected = disagreements(members)
    assert disagreements(rng.sample(members, len(members))) == expected
    assert [each.second.name for each in expected] == ["b", "d"]
