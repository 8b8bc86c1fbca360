"""Weekly figures: the same bounds that verdicts use, for the weeks that the data cover."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.api.schemas.series import SeriesAnswer


def series(client: TestClient, query: str) -> list[dict[str, Any]]:
    response = client.get(f"/v1/series?{query}")
    assert response.status_code == 200, response.text
    SeriesAnswer.model_validate_json(response.content)
    found: list[dict[str, Any]] = response.json()["series"]
    return found


def trillions(text: str) -> Decimal:
    return round(Decimal(text) / 10**12, 3)


@pytest.mark.parametrize(
    ("subject", "selection", "low", "high"),
    [
        ("all", "all", "27.006", "27.006"),
        ("country:CN", "top9", "12.954", "12.954"),
        ("country:US", "top9", "3.028", "3.028"),
        ("country:CN", "named", "16.684", "16.684"),
    ],
)
def test_the_week_of_march_30(client: TestClient, subject: str, selection: str, low: str, high: str) -> None:
    query = f"subject={subject}&selection={selection}&period_from=2026-03-30&period_to=2026-04-05"
    (one,) = series(client, query)
    (point,) = one["points"]
    assert (one["subject"], one["selection"]) == (subject, selection)
    assert point["period"] == {"start": "2026-03-30", "end": "2026-04-05"}
    assert (trillions(point["low"]), trillions(point["high"])) == (Decimal(low), Decimal(high))


def test_all_tokens_of_one_country_are_an_interval(client: TestClient) -> None:
    for point in series(client, "subject=country:CN")[0]["points"]:
        assert Decimal(point["low"]) < Decimal(point["high"])


def test_several_subjects_and_selections_are_several_series_over_the_same_weeks(client: TestClient) -> None:
    found = series(client, "subject=country:CN&subject=author:deepseek&selection=all&selection=top9")
    assert [(one["subject"], one["selection"]) for one in found] == [
        ("country:CN", "all"),
        ("country:CN", "top9"),
        ("author:deepseek", "all"),
        ("author:deepseek", "top9"),
    ]
    assert {len(one["points"]) for one in found} == {7}


def test_stealth_models_counted_with_their_lab_only_add(client: TestClient) -> None:
    left_out = series(client, "subject=country:CN&selection=named")[0]["points"]
    counted = series(client, "subject=country:CN&selection=named&attribution=stealth_counted")[0]["points"]
    gains = [Decimal(more["low"]) - Decimal(less["low"]) for less, more in zip(left_out, counted, strict=True)]
    assert min(gains) >= 0
    assert max(gains) > 0


@pytest.mark.parametrize("subject", ["country:XX", "model:nobody/nothing", "nonsense"])
def test_a_subject_that_the_data_do_not_know_is_no_zero(client: TestClient, subject: str) -> None:
    response = client.get("/v1/series", params={"subject": subject})
    assert response.status_code == 404
    assert response.json()["errors"] == [{"parameter": "subject", "detail": "unknown"}]
