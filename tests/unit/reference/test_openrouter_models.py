"""The list of models as a day of prices."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from service.reference.datasets.openrouter_models import queries, read
from service.reference.protocol import Frame, Publication, RawRow

NOW = datetime(2026, 3, 20, 6, tzinfo=UTC)
TODAY = date(2026, 3, 20)


def listed(*models: dict[str, Any]) -> Publication:
    return read([RawRow(f"data[{at}]", model) for at, model in enumerate(models)], Frame(NOW))


def model(slug: Any, pricing: Any, name: str | None = None) -> dict[str, Any]:
    return {"id": name or slug, "canonical_slug": slug, "pricing": pricing}


def test_prices_are_per_million_by_aspect() -> None:
    pricing = {"prompt": "0.00000027", "completion": "0.0000011", "input_cache_read": "0.00000007", "image": "0.1"}
    publication = listed(model("deepseek/deepseek-v3.2", pricing))
    assert publication.days == {
        TODAY: {
            "deepseek/deepseek-v3.2#input": Decimal("0.27"),
            "deepseek/deepseek-v3.2#output": Decimal("1.1"),
            "deepseek/deepseek-v3.2#cached": Decimal("0.07"),
        }
    }
    assert publication.lasting
    assert publication.problems == ()


def test_a_free_variant_is_a_model_of_its_own() -> None:
    publication = listed(model("a/one", {"prompt": "0.000001"}), model("a/one", {"prompt": "0"}, name="a/one:free"))
    assert publication.days[TODAY] == {"a/one#input": 1, "a/one:free#input": 0}


def test_a_price_that_varies_has_no_row() -> None:
    publication = listed(
        model("openrouter/auto", {"prompt": "-1", "completion": "-1"}), model("a/one", {"prompt": "1e-6"})
    )
    assert publication.days[TODAY] == {"a/one#input": 1}


@pytest.mark.parametrize(
    "bad",
    [
        model(None, {}),
        model("a/two", None),
        model("a/two", {"prompt": "cheap"}),
        model("a/two", {"prompt": [1]}),
        {},
    ],
)
def test_a_bad_record_is_told_and_the_others_are_used(bad: dict[str, Any]) -> None:
    publication = listed(bad, model("a/one", {"prompt": "0.000001"}))
    assert publication.days[TODAY] == {"a/one#input": 1}
    assert [(problem.reason, problem.used) for problem in publication.problems] == [("malformed_model", True)]


@pytest.mark.parametrize("price", ["NaN", "Infinity", "sNaN"])
def test_a_price_that_is_no_number_is_no_row(price: str) -> None:
    publication = listed(model("a/two", {"prompt": price}), model("a/one", {"prompt": "0.000001"}))
    assert set(publication.days[TODAY]) == {"a/one#input"}


def test_an_empty_list_is_no_day() -> None:
    publication = listed()
    assert publication.days == {}
    assert [problem.reason for problem in publication.problems] == ["no_prices"]


def test_the_list_is_one_call() -> None:
    (query,) = queries(date(2025, 1, 1), TODAY)
    assert (query.path, dict(query.params), query.end) == ("/api/v1/models", {}, TODAY)
