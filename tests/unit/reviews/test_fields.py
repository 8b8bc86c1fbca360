"""What an edit may make of a claim; every mistake is named by its field."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from extractors.rules import load_rules
from extractors.types import Span, Value
from extractors.wire import claim_to_wire
from service.reviews.fields import EDITABLE, UnusableFields, added, edited, units
from tests.unit.reconcile.make import claim

TEXT = "模型周调用量达 4.69 万亿 Token 😀。"
TEXTS = {"title": "周报", "text": TEXT}
PLACE = {"field": "text", "start": 8, "end": 15, "quote": "4.69 万亿"}
CLAIM = claim("level", "4.69", mentions=(Span(**PLACE),), rule="digits > level", confidence=0.5)  # type: ignore[arg-type]


def problems(changes: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(UnusableFields) as raised:
        edited(CLAIM, changes, TEXTS, load_rules().measures)
    return {each.pointer: each.detail for each in raised.value.problems}


def test_an_edit_changes_what_it_names_and_is_a_persons_reading() -> None:
    after = edited(CLAIM, {"subject": "author:qwen", "value": {"high": "4700000000000"}}, TEXTS, load_rules().measures)
    assert (after.subject, after.value.high) == ("author:qwen", Decimal(4700000000000))
    assert (after.value.point, after.value.low) == (CLAIM.value.point, CLAIM.value.low)
    assert (after.rule, after.confidence, after.mentions) == ("review", 1.0, CLAIM.mentions)


def test_another_kind_brings_its_own_fields() -> None:
    changes = {"kind": "comparison", "value": {"point": None, "low": None, "high": None}, "unit": None}
    changes |= {"relation": "above", "object": "country:US", "per": None}  # type: ignore[dict-item]
    after = edited(CLAIM, changes, TEXTS, load_rules().measures)
    assert (after.kind, after.relation, after.value) == ("comparison", "above", Value())


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        ({"kind": "levels"}, {"/kind"}),
        ({"kind": "price"}, {"/kind"}),
        ({"measure": "rainfall"}, {"/measure"}),
        ({"subject": "China"}, {"/subject"}),
        ({"subject": "country:China"}, {"/subject"}),
        ({"subject": "named:"}, {"/subject"}),
        ({"subject": "named:" + "x" * 300}, {"/subject"}),
        ({"object": "DeepSeek", "subject": ""}, {"/object", "/subject"}),
        ({"value": {"point": "many"}}, {"/value/point"}),
        ({"value": {"point": "1e3"}}, {"/value/point"}),
        ({"value": {"low": "9", "high": "8", "point": None}}, {"/value/high"}),
        ({"value": {"point": None, "low": None, "high": None}}, {"/value/point"}),
        ({"value": {"point": "1e40", "high": None, "low": None}}, {"/value"}),
        ({"value": "4.69"}, {"/value"}),
        ({"unit": "percent"}, {"/unit"}),
        ({"unit": None}, {"/unit"}),
        ({"kind": "comparison"}, {"/value", "/unit", "/relation"}),
        ({"modifier": "range", "value": {"low": None}}, {"/value"}),
        ({"modifier": "roughly"}, {"/modifier"}),
        ({"scope_n": 9}, {"/scope_n"}),
        ({"of": 0}, {"/of"}),
        ({"period": {"start": "2026-03-15", "end": "2026-03-09"}}, {"/period"}),
        ({"period": {"start": "soon", "end": "2026-03-09"}}, {"/period"}),
        ({"platform": "x" * 300}, {"/platform"}),
        ({"mentions": []}, {"/mentions"}),
        ({"mentions": [{**PLACE, "start": 7}]}, {"/mentions/0"}),
        ({"mentions": [{**PLACE, "end": 999}]}, {"/mentions/0"}),
        ({"mentions": [PLACE, {**PLACE, "start": -9, "end": -2}]}, {"/mentions/1"}),
        ({"mentions": [{"field": "body", "start": 0, "end": 1, "quote": "x"}]}, {"/field"}),
        ({"rule": "mine"}, {"/rule"}),
        ({"confidence": 1}, {"/confidence"}),
        ({"verdict": "supported"}, {"/verdict"}),
    ],
)
def test_fields_that_make_no_claim_are_named(changes: dict[str, Any], pointers: set[str]) -> None:
    assert problems(changes).keys() == pointers


def test_a_claim_is_added_from_its_fields_alone() -> None:
    given = {name: value for name, value in claim_to_wire(CLAIM).items() if name in EDITABLE}
    assert added(given, TEXTS, load_rules().measures).mentions == CLAIM.mentions
    with pytest.raises(UnusableFields, match="measure: a string is required"):
        added({"kind": "level"}, TEXTS, load_rules().measures)


def test_units_are_the_measures_own() -> None:
    measures = load_rules().measures
    assert units("level", measures["token_usage"]) == ("token",)
    assert units("price", measures["token_price"])[0] == "USD/1M token"
    assert units("comparison", measures["token_usage"]) == (None,)
    price = {"kind": "price", "measure": "token_price", "unit": "JPY/1M token", "per": None, "value": {"point": "3"}}
    after = edited(CLAIM, {**price, "value": {"point": "3", "low": "3", "high": "3"}}, TEXTS, measures)
    assert after.unit == "JPY/1M token"
    assert problems({**price, "unit": "USD", "value": {"point": "3", "low": "3", "high": "3"}}).keys() == {"/unit"}
