"""The press stories of spring 2026 against the rows of their weeks: what the project exists to tell apart."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from extractors.types import Claim, Period
from service.reconcile.types import Label
from service.reconcile.verdict import verify
from tests.unit.reconcile.make import claim, found, sample_snapshot, week

US = {"subject": "country:US"}
ALL = {"subject": "all"}
ABOVE_US = {"object": "country:US", "relation": "above"}
LISTED = {"scope": "listed"}

Case = tuple[str, Claim, Label, str | None]

STORIES: list[Case] = [
    ("week to March 15: 4.69T", claim("level", "4.69", per="week"), "conflicting", "top9"),
    ("second week above the US", claim("streak", "2", **ABOVE_US), "conflicting", "top9"),
    ("top three all Chinese", claim("rank", "3", of=3), "supported", "all"),
    ("week to April 5: 12.96T", claim("level", "12.96", "03-30", per="week"), "conflicting", "top9"),
    ("US 3.03T", claim("level", "3.03", "03-30", per="week", **US), "conflicting", "top9"),
    ("five weeks above the US", claim("streak", "5", "03-30", **ABOVE_US), "conflicting", "top9"),
    ("six weeks above the US", claim("streak", "6", "04-06", **ABOVE_US), "conflicting", "top9"),
    ("all models 27T", claim("level", "27", "03-30", per="week", **ALL), "supported", "all"),
    ("all models +18.9%", claim("change", "18.9", "03-30", base="03-23", **ALL), "supported", "all"),
    ("nearly half of all", claim("share", "[47.5,50]", "03-30", modifier="nearly"), "conflicting", "top9"),
    ("top six all Chinese", claim("rank", "6", "03-30", of=6), "supported", "all"),
    ("Chinese models on the list 12.96T", claim("level", "12.96", "03-30", **LISTED), "supported", "top9"),
    ("a slip of ten: 129.6T", claim("level", "129.6", "03-30"), "refuted", "all"),
    ("a slip of ten on the list", claim("level", "1.296", "03-30", **LISTED), "refuted", None),
    ("7.359T with the unnamed model", claim("level", "7.359", "03-16"), "conflicting", "top9"),
    ("US 3.536T is a list of ten", claim("level", "3.536", "03-16", **US), "conflicting", "top10"),
    ("Qwen3.6 Plus first", claim("rank", "1", "03-30", subject="model:qwen/qwen3.6-plus:free"), "supported", "all"),
    ("MiMo-V2-Pro 3.08T", claim("level", "3.08", "03-30", subject="model:xiaomi/mimo-v2-pro"), "supported", "all"),
]


@pytest.mark.parametrize(("stated", "label", "selection"), [case[1:] for case in STORIES], ids=[s[0] for s in STORIES])
def test_story(stated: Claim, label: Label, selection: str | None) -> None:
    verdict = verify(stated, sample_snapshot())
    assert verdict.label == label
    assert verdict.reading is not None
    if selection is not None:
        assert verdict.reading.reading.selection == selection


def test_growth_of_the_listed_chinese_models_is_not_refuted() -> None:
    for base in ({"scope": "all"}, LISTED):
        assert verify(claim("change", "31.48", "03-30", base="03-23", **base), sample_snapshot()).label != "refuted"


def test_the_arithmetic_of_the_march_story() -> None:
    verdict = verify(claim("level", "4.69", per="week"), sample_snapshot())
    top9, everything = found(verdict, "top9"), found(verdict, "all")
    assert round(Decimal(top9.low or 0) / 10**12, 3) == Decimal("4.683")
    assert top9.low == top9.high == sum(row.value for row in top9.rows)
    assert {row.series.partition("/")[0] for row in top9.rows} == {"minimax", "stepfun", "deepseek", "moonshotai"}
    assert round(Decimal(everything.low or 0) / 10**12, 3) == Decimal("6.008")
    assert everything.high == sum(row.value for row in everything.rows)
    assert verdict.explanation.en == (
        "4.69T matches the sum of the Chinese models among the weekly top 9 (4.683T); "
        "all Chinese models on OpenRouter used at least 6.008T."
    )
    assert verdict.explanation.zh == (
        "4.69万亿与周榜前9名中的中国模型之和相符（4.683万亿）；OpenRouter上全部中国模型共用至少6.008万亿。"
    )
    assert verdict.relative_error is not None and Decimal("-0.22") < verdict.relative_error < Decimal("-0.21")


def test_the_unnamed_model_decides_the_week_of_march_16() -> None:
    verdict = verify(claim("level", "7.359", "03-16"), sample_snapshot())
    assert found(verdict, "top9").match == "false"
    assert found(verdict, "top9", attribution="stealth_counted").match == "true"
    assert verdict.reading == found(verdict, "top9", attribution="stealth_counted")


def test_a_streak_is_exactly_as_long_as_stated() -> None:
    lengths = {
        stated: verify(claim("streak", stated, "03-30", **ABOVE_US), sample_snapshot()).label
        for stated in ("4", "5", "6", "[5,]", "[4,]", "[6,]")
    }
    assert lengths == {
        "4": "refuted",
        "5": "conflicting",
        "6": "refuted",
        "[5,]": "conflicting",
        "[4,]": "conflicting",
        "[6,]": "refuted",
    }


FORECAST_2030: dict[str, Any] = {
    "period": Period(week("03-09").start.replace(year=2030, month=1, day=1), week("03-09").start.replace(2030, 12, 31)),
    "modality": "forecast",
    "platform": None,
}
BASE_2025 = Period(week("03-09").start.replace(2025, 1, 1), week("03-09").start.replace(2025, 12, 31))

REFUSED: list[tuple[str, Claim, str]] = [
    ("forecast level", claim("level", "3900000", per="year", **FORECAST_2030), "forecast"),
    ("forecast ratio", claim("ratio", "370", base=BASE_2025, **FORECAST_2030), "forecast"),
    ("forecast for the platform", claim("level", "30", "03-30", modality="forecast"), "forecast"),
    ("its base year, no platform", claim("level", "10000", BASE_2025, per="year", platform=None), "platform"),
    ("national total", claim("level", "140", per="day", platform="national"), "national"),
    ("a price", claim("price", "0.5", measure="token_price", unit="USD/1M token"), "measure"),
    ("a subject in the article's words", claim("level", "1", subject="named:open models"), "subject"),
    ("a country without labs", claim("level", "1", subject="country:AQ"), "subject"),
    ("a lab without rows", claim("level", "1", subject="author:nobody"), "subject"),
    ("a model without rows", claim("level", "1", subject="model:openai/gpt-17"), "subject"),
    ("an unknown rival", claim("comparison", object="country:AQ", relation="above"), "subject"),
    ("no period", claim("level", "4.69", None), "period"),
    ("no base period", claim("change", "31.48"), "period"),
    ("no relation", claim("comparison", object="country:US"), "incomplete"),
    ("no value", claim("level"), "incomplete"),
    ("a week before the rows", claim("level", "4.69", "02-09"), "missing_days"),
    ("a week that begins before them", claim("level", "4.69", "02-21"), "missing_days"),
    ("a base before the rows", claim("change", "11.83", "02-23", base="02-16"), "missing_days"),
    ("a streak as old as the rows", claim("streak", "10", "03-30", relation="grows", subject="all"), "missing_days"),
]


@pytest.mark.parametrize(("stated", "reason"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_not_enough_evidence(stated: Claim, reason: str) -> None:
    verdict = verify(stated, sample_snapshot())
    assert verdict.label == "not_enough_evidence"
    assert verdict.reason == reason
    assert (verdict.reading, bool(verdict.missing)) == (None, reason == "missing_days")


def test_missing_days_are_named() -> None:
    verdict = verify(claim("level", "4.69", "02-21"), sample_snapshot())
    assert [(gap.start.isoformat(), gap.end.isoformat()) for gap in verdict.missing] == [("2026-02-21", "2026-02-22")]
    assert "Feb 21–22, 2026" in verdict.explanation.en
    assert "2026年2月21日至22日" in verdict.explanation.zh


def test_the_vintage_is_cited() -> None:
    reference = verify(claim("level", "4.69"), sample_snapshot()).reference
    assert reference.dataset == "openrouter-rankings-daily"
    assert reference.citation == "Source: OpenRouter (openrouter.ai/rankings), as of 2026-10-11T00:27:00Z. CC BY 4.0."
