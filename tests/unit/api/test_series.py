"""Weekly figures: the same bounds that verdicts use, for the weeks that the data cover."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.api import known_on
from service.api.schemas.series import SeriesAnswer
from service.reconcile.snapshot import Snapshot
from service.reference.protocol import Publication
from service.reference.store import load_snapshot, save_publication
from tests.unit.api.conftest import Backing


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


OLD, NEW = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
def restated(backing: Backing) -> Backing:
    """One week that the publisher put at 7 billion tokens in May and at 14 billion in June."""
    for as_of, tokens in ((OLD, 10**9), (NEW, 2 * 10**9)):
        days = {date(2026, 4, day): {"deepseek/deepseek-v3.2": tokens} for day in range(6, 13)}
        publication = Publication("openrouter-rankings-daily", as_of, min(days), max(days), days)
        with backing.database.transaction() as session:
            save_publication(session, publication, origin="test", citation="test", now=as_of)
    backing.snapshot = load_snapshot(backing.database)
    return backing


@pytest.mark.parametrize(
    ("query", "billions", "vintage"),
    [
        ("", 14, NEW),
        ("&as_of=2026-06-01", 14, NEW),
        ("&as_of=9999-12-31", 14, NEW),
        ("&as_of=2026-05-31", 7, OLD),
        ("&as_of=2026-05-01", 7, OLD),
        ("&as_of=2026-05-31T23:59:59Z", 7, OLD),
        ("&as_of=2026-06-01T08:00:00%2B08:00", 14, NEW),
    ],
)
def test_data_as_they_were_known_on_a_date(
    client: TestClient, restated: Backing, query: str, billions: int, vintage: datetime
) -> None:
    response = client.get(f"/v1/series?subject=country:CN&selection=named{query}")
    assert response.status_code == 200, response.text
    body = SeriesAnswer.model_validate_json(response.content)
    (point,) = body.series[0].points
    assert Decimal(point.low) == billions * 10**9
    assert body.reference.as_of == f"{vintage:%Y-%m-%dT%H:%M:%SZ}"


def test_a_past_state_is_made_once(client: TestClient, restated: Backing, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[datetime | None] = []

    def load(*given: Any) -> Snapshot:
        made.append(given[2])
        return load_snapshot(*given)

    monkeypatch.setattr(known_on, "load_snapshot", load)
    for day in ("05-02", "05-03", "05-31", "06-02"):
        assert client.get(f"/v1/series?as_of=2026-{day}").status_code == 200
    assert len(made) == 1


@pytest.mark.parametrize(
    ("query", "status", "parameter"),
    [
        ("as_of=2026-04-30", 404, "as_of"),
        ("as_of=0001-01-01", 404, "as_of"),
        ("as_of=2026-02-30", 422, "as_of"),
        ("as_of=yesterday", 422, "as_of"),
        ("as_of=2026-05-01T08:00:00", 422, "as_of"),
        ("period_from=2026-05-01&period_to=2026-04-01", 422, None),
    ],
)
def test_dates_that_make_no_sense(
    client: TestClient, restated: Backing, query: str, status: int, parameter: str | None
) -> None:
    response = client.get(f"/v1/series?{query}")
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    if parameter is not None:
        assert {one["parameter"] for one in response.json()["errors"]} == {parameter}


def test_before_any_data_nothing_was_known(client: TestClient, backing: Backing) -> None:
    response = client.get("/v1/series?as_of=2026-06-01")
    assert (response.status_code, response.json()["detail"]) == (404, "as_of: nothing was known then.")
