"""The sentences, for every kind and label, in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from extractors.types import Claim
from service.reconcile.verdict import verify
from tests.unit.reconcile.make import claim, sample_snapshot
from tests.unit.reconcile.test_seed_stories import REFUSED, STORIES

ABOVE: dict[str, Any] = {"object": "country:US", "relation": "above"}
MIMO = {"subject": "model:xiaomi/mimo-v2-pro"}

SENTENCES: list[tuple[Claim, str, str]] = [
    (
        claim("level", "27", "03-30", subject="all"),
        "27T matches all models on OpenRouter (27.01T).",
        "27万亿与OpenRouter全部模型的总量相符（27.01万亿）。",
    ),
    (
        claim("level", "7.359", "03-16"),
        (
            "7.359T matches the sum of the Chinese models among the weekly top 9, counting the then unnamed models of "
            "their labs (7.345T); all Chinese models on OpenRouter used at least 8.75T."
        ),
        "7.359万亿与周榜前9名中的中国模型（含后来被认领的匿名模型）之和相符（7.345万亿）；OpenRouter上全部中国模型共用至少8.75万亿。",
    ),
    (
        claim("level", "129.6", "03-30"),
        "129.6T matches no reading of the data; all Chinese models on OpenRouter used at most 18.23T.",
        "129.6万亿与数据的任何一种口径都不符；OpenRouter上全部中国模型共用至多18.23万亿。",
    ),
    (
        claim("level", "0.44", "03-30", per="day", modifier="about", **MIMO),
        "About 440B a day matches the daily average of xiaomi/mimo-v2-pro (439.4B).",
        "日均约4,400亿与xiaomi/mimo-v2-pro的日均量相符（4,394亿）。",
    ),
    (
        claim("change", "18.9", "03-30", base="03-23", subject="all"),
        "+18.9% matches the change of all models on OpenRouter (+19.28%).",
        "+18.9%与OpenRouter全部模型的变动相符（+19.28%）。",
    ),
    (
        claim("change", "56.9", "03-16", base="03-09"),
        (
            "+56.9% can be neither confirmed nor ruled out: "
            "all Chinese models on OpenRouter changed by +7.353% to +89.56%."
        ),
        "+56.9%既不能证实也不能排除：OpenRouter上全部中国模型变动+7.353%至+89.56%。",
    ),
    (
        claim("share", "48", "03-30"),
        (
            "48% matches the share of the Chinese models among the weekly top 9 in the total on OpenRouter (47.97%); "
            "all Chinese models on OpenRouter held at least 61.78% of the total on OpenRouter."
        ),
        "48%与周榜前9名中的中国模型占OpenRouter总量的比重相符（47.97%）；OpenRouter上全部中国模型占OpenRouter总量的至少61.78%。",
    ),
    (
        claim("ratio", "1.43", "04-06", object="country:US"),
        (
            "1.43× matches the Chinese models among the weekly top 9 over the US models among the weekly top 9 "
            "(1.429×); all Chinese models on OpenRouter used at most 1.114× what all US models on OpenRouter did."
        ),
        "1.43倍与周榜前9名中的中国模型与周榜前9名中的美国模型之比相符（1.429倍）；OpenRouter上全部中国模型为OpenRouter上全部美国模型的至多1.114倍。",
    ),
    (
        claim("rank", "3", of=3),
        "3 of the top 3 holds: Chinese models held 3 of the top 3.",
        "前3名中占3席成立：中国模型在前3名中占3席。",
    ),
    (
        claim("rank", "1"),
        (
            "Place 1 holds: the Chinese models among the weekly top 9 came in place 1; "
            "all Chinese models on OpenRouter came in place 2."
        ),
        "第1位成立：周榜前9名中的中国模型位列第1；OpenRouter上全部中国模型位列第2。",
    ),
    (
        claim("rank", "1", "03-30", **MIMO),
        "Place 1 matches no reading of the data; xiaomi/mimo-v2-pro came in place 2.",
        "第1位与数据的任何一种口径都不符；xiaomi/mimo-v2-pro位列第2。",
    ),
    (
        claim("streak", "2", **ABOVE),
        (
            "2 weeks in a row holds: the Chinese models among the weekly top 9 were above the US models among the "
            "weekly top 9 for 2 weeks; all Chinese models on OpenRouter were not above all US models on OpenRouter."
        ),
        "连续2周成立：周榜前9名中的中国模型高于周榜前9名中的美国模型，持续2周；OpenRouter上全部中国模型并未高于OpenRouter上全部美国模型。",
    ),
    (
        claim("streak", "2", "04-06", subject="model:qwen/qwen3.6-plus:free", relation="ranks_first"),
        "2 weeks in a row holds: qwen/qwen3.6-plus:free was in first place for 2 weeks.",
        "连续2周成立：qwen/qwen3.6-plus:free位居第一，持续2周。",
    ),
    (
        claim("comparison", period="04-06", **ABOVE),
        (
            "This order holds: the Chinese models among the weekly top 9 used 1.429× what the US models among "
            "the weekly top 9 did; all Chinese models on OpenRouter used 0.7751× to 1.114× what all US models "
            "on OpenRouter did."
        ),
        "这一比较成立：周榜前9名中的中国模型为周榜前9名中的美国模型的1.429倍；OpenRouter上全部中国模型为OpenRouter上全部美国模型的0.7751倍至1.114倍。",
    ),
    (
        claim("level", "140", per="day", platform="national", modifier="more_than"),
        (
            "More than 140T a day cannot be checked: this is a country-wide total, and OpenRouter's data are those of "
            "one platform."
        ),
        "日均超过140万亿无法核对：这是全国总量，而OpenRouter的数据只是一个平台的。",
    ),
    (
        claim("level", "1", "02-02"),
        "1T cannot be checked: OpenRouter's data lack Feb 2–8, 2026.",
        "1万亿无法核对：OpenRouter的数据缺2026年2月2日至8日。",
    ),
]


@pytest.mark.parametrize(("stated", "english", "chinese"), SENTENCES)
def test_sentence(stated: Claim, english: str, chinese: str) -> None:
    explanation = verify(stated, sample_snapshot()).explanation
    assert (explanation.en, explanation.zh) == (english, chinese)


@pytest.mark.parametrize("stated", [case[1] for case in (*STORIES, *REFUSED)])
def test_every_verdict_is_one_sentence_in_each_language(stated: Claim) -> None:
    explanation = verify(stated, sample_snapshot()).explanation
    assert explanation.en.endswith(".") and explanation.en.count(". ") == 0
    assert explanation.zh.endswith("。") and explanation.zh.count("。") == 1
    assert "None" not in explanation.en + explanation.zh
