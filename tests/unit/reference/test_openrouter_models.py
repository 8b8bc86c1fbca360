"""The list of models as a day of prices."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from service.reconcile.types import Listed
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


def test_names_and_days_of_release_come_along() -> None:
    record = {**model("a/one", {"prompt": "0.000001"}), "name": " Lab: One ", "created": 1764601200}
    variant = {**model("a/one", {"prompt": "0"}, name="a/one:free"), "name": "", "created": None}
    publication = listed(record, variant)
    assert publication.listed == {"a/one": Listed("Lab: One", date(2025, 12, 1)), "a/one:free": Listed(None, None)}
    assert publication.problems == ()


@pytest.mark.parametrize("created", ["yesterday", [1], 10**30, "1e9"])
def test_what_can_be_read_of_a_record_is_used(created: Any) -> None:
    publication = listed({**model("a/one", {"prompt": "0.000001"}), "name": "One", "created": created})
    assert publication.days[TODAY] == {"a/one#input": 1}
    assert publication.listed == {"a/one": Listed("One", None)}
    assert [problem.reason for problem in publication.problems] == ["malformed_model"]
    priceless = listed({"canonical_slug": "a/one", "name": "One", "pricing": None}, model("a/two", {"prompt": "1"}))
    assert priceless.listed is not None
    assert set(priceless.listed) == {"a/one", "a/two"}


def test_an_empty_list_is_no_day() -> None:
    publication = listed()
    assert publication.days == {}
    assert publication.listed is None
    assert [problem.reason for problem in publication.problems] == ["no_prices"]


def test_the_list_is_one_call() -> None:
    (query,) = queries(date(2025, 1, 1), TODAY)
    assert (query.path, dict(query.params), query.end) == ("/api/v1/models", {}, TODAY)
