"""Price claims against a price list: aspects, statistics, and which of them is literal."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from extractors.types import Claim, Period
from service.reconcile.prices import openrouter_models, per_million, series
from service.reconcile.snapshot import Snapshot
from service.reconcile.types import Label, Observation
from service.reconcile.verdict import verify
from tests.unit.reconcile.make import claim, found

# US dollars per million tokens: input, output
LIST = {
    "deepseek/deepseek-v3.2-20251201": ("0.28", "0.42"),
    "deepseek/deepseek-v4-pro-20260423": ("0.4", "0.9"),
    "deepseek/deepseek-v4-flash-20260423": ("0.14", "0.28"),
    "minimax/minimax-m3-20260531": ("0.3", "1.2"),
    "minimax/minimax-m3-20260531:free": ("0", "0"),
    "anthropic/claude-4.8-opus-20260528": ("5", "25"),
    "anthropic/claude-4.6-sonnet-20260217": ("3", "15"),
}
JUNE, JULY = date(2026, 6, 10), date(2026, 7, 10)


def price_list() -> Snapshot:
    """Listed in June and in July, when DeepSeek had doubled the price of V3.2."""
    rows = []
    for day in (JUNE, JULY):
        as_of = datetime(day.year, day.month, day.day, 6, tzinfo=UTC)
        for model, prices in LIST.items():
            rise = 2 if day == JULY and "v3.2" in model else 1
            for aspect, price in zip(("input", "output"), prices, strict=True):
                rows.append(Observation(day, series(model, aspect), Decimal(price) * rise, as_of))
    return Snapshot.build(rows, openrouter_models())


def price(stated: str, subject: str, kind: str = "price", **fields: Any) -> Claim:
    defaults = {"measure": "token_price", "platform": None, "period": None}
    unit = "USD/1M token" if kind == "price" else None
    return claim(kind, stated or None, subject=subject, **({"unit": unit} | defaults | fields))


IN_JUNE = {"period": Period(date(2026, 6, 8), date(2026, 6, 14))}
FLASH, OPUS, CHEAP = (
    "model:deepseek/deepseek-v4-flash",
    "model:anthropic/claude-4.8-opus",
    "model:deepseek/deepseek-v3.2",
)

CASES: list[tuple[str, Claim, Label, str | None]] = [
    ("unnamed, is input", price("0.14", FLASH), "supported", "input"),
    ("unnamed, is output", price("0.28", FLASH), "supported", "output"),
    ("unnamed, is blended", price("0.175", FLASH), "supported", "blended"),
    ("unnamed, is none", price("0.7", FLASH), "refuted", None),
    ("input", price("0.14", FLASH, price_of="input"), "supported", "input"),
    ("input that is output", price("0.28", FLASH, price_of="input"), "conflicting", "output"),
    ("cached is not listed", price("0.02", FLASH, price_of="cached"), "not_enough_evidence", None),
    ("newest list", price("0.56", CHEAP, price_of="input"), "supported", "input"),
    ("list of the period", price("0.28", CHEAP, price_of="input", **IN_JUNE), "supported", "input"),
    (
        "before any list",
        price("0.28", CHEAP, period=Period(JUNE.replace(month=1), JUNE.replace(month=2))),
        "not_enough_evidence",
        None,
    ),
    ("lab under half a dollar", price("[,0.5]", "author:deepseek", modifier="less_than"), "supported", "input/median"),
    (
        "lab, by its cheapest",
        price("[,0.2]", "author:deepseek", price_of="input", modifier="less_than"),
        "conflicting",
        "input/cheapest",
    ),
    ("country's range", price("[3,15]", "country:US", modifier="range"), "supported", None),
    ("no median is that cheap", price("[,0.1]", "country:US", modifier="less_than"), "refuted", None),
    (
        "free variants do not count",
        price("[0.29,0.31]", "author:minimax", price_of="input"),
        "supported",
        "input/median",
    ),
    ("ratio", price("89", OPUS, "ratio", object=FLASH), "supported", "output"),
    ("wrong ratio", price("9", OPUS, "ratio", object=FLASH), "refuted", None),
    (
        "undercuts",
        price("", "model:minimax/minimax-m3", "comparison", relation="below", object=OPUS),
        "supported",
        None,
    ),
    ("does not", price("", OPUS, "comparison", relation="below", object=FLASH), "refuted", None),
    ("another currency", price("2", FLASH, unit="CNY/1M token"), "not_enough_evidence", None),
    ("average over use", price("0.41", "all"), "not_enough_evidence", None),
    ("change of a price", price("-75", FLASH, "change", base="03-02"), "not_enough_evidence", None),
    ("unknown model", price("2", "model:openai/gpt-17"), "not_enough_evidence", None),
    ("forecast", price("0.1", FLASH, modality="forecast"), "not_enough_evidence", None),
]


@pytest.mark.parametrize(
    ("stated", "label", "selection"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_prices(stated: Claim, label: Label, selection: str | None) -> None:
    verdict = verify(stated, price_list())
    assert verdict.label == label
    if selection is not None:
        assert verdict.reading is not None and verdict.reading.reading.selection == selection
    assert "None" not in verdict.explanation.en + verdict.explanation.zh


def test_the_rows_behind_a_median() -> None:
    verdict = verify(price("[,0.5]", "author:deepseek", price_of="input"), price_list())
    middle = found(verdict, "input/median")
    assert middle.low == middle.high == Decimal("0.4")
    assert {row.series: row.value for row in middle.rows} == {
        "deepseek/deepseek-v3.2-20251201": Decimal("0.56"),
        "deepseek/deepseek-v4-flash-20260423": Decimal("0.14"),
        "deepseek/deepseek-v4-pro-20260423": Decimal("0.4"),
    }
    # Nobody grants a licence for the list of models, so none is claimed.
    assert verdict.reference.citation == "Source: OpenRouter (openrouter.ai/models), as of 2026-07-10T06:00:00Z."


@pytest.mark.parametrize(
    ("stated", "english", "chinese"),
    [
        (
            price("0.14", FLASH),
            (
                "0.14 USD/1M token matches the input price of deepseek/deepseek-v4-flash listed on Jul 10, 2026 "
                "(0.14 USD/1M token)."
            ),
            "每百万Token 0.14 USD与2026年7月10日所列deepseek/deepseek-v4-flash的输入价相符（每百万Token 0.14 USD）。",
        ),
        (
            price("89", OPUS, "ratio", object=FLASH),
            (
                "89× matches the output price of anthropic/claude-4.8-opus listed on Jul 10, 2026 over the output "
                "price of deepseek/deepseek-v4-flash (89.29×)."
            ),
            "89倍与2026年7月10日所列anthropic/claude-4.8-opus的输出价与deepseek/deepseek-v4-flash的输出价之比相符（89.29倍）。",
        ),
        (
            price("[,0.2]", "author:deepseek", price_of="input", modifier="less_than"),
            (
                "At most 0.2 USD/1M token matches the cheapest input price of models by DeepSeek listed on Jul 10, "
                "2026 (0.14 USD/1M token); the median input price of models by DeepSeek listed on Jul 10, 2026 was "
                "0.4 USD/1M token."
            ),
            (
                "至多每百万Token 0.2 USD与2026年7月10日所列DeepSeek模型的最低输入价相符（每百万Token 0.14 USD）；"
                "2026年7月10日所列DeepSeek模型的中位输入价为每百万Token 0.4 USD。"
            ),
        ),
    ],
)
def test_sentences(stated: Claim, english: str, chinese: str) -> None:
    explanation = verify(stated, price_list()).explanation
    assert (explanation.en, explanation.zh) == (english, chinese)


def test_published_prices_are_per_token() -> None:
    assert per_million("0.00000028") == Decimal("0.28")
    assert per_million("-1") is None
