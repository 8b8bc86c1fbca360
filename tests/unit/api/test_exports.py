"""Exports: every form says the same claims, a Parquet file is typed and made in pieces, Accept chooses the form."""

from __future__ import annotations

import csv
import io
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from service.api.conventions.negotiation import FORMS, JSON, preferred
from service.api.exports import COLUMNS, NUMBERS, row
from service.api.parquet import SCHEMA, fitted, parquet
from tests.unit.api.conftest import Backing
from tests.unit.api.stories import level, store, tell
from tests.unit.api.test_access import problem

MEDIA = list(FORMS["/v1/claims"].items())


@pytest.fixture(autouse=True)
def ids(backing: Backing) -> dict[str, str]:
    return tell(backing.database, backing.snapshot)


def listed(client: TestClient) -> list[dict[str, Any]]:
    return list(client.get("/v1/claims").json()["items"])


def test_a_parquet_file_has_every_claim_in_typed_columns(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.api.claim_lists.CHUNK", 1)
    monkeypatch.setattr("service.api.parquet.ROW_GROUP", 3)
    response = client.get("/v1/claims.parquet")
    assert response.headers["content-type"] == "application/vnd.apache.parquet"
    file = pq.ParquetFile(io.BytesIO(response.content))
    assert [file.metadata.row_group(number).num_rows for number in range(file.num_row_groups)] == [3, 1]
    found = file.read()
    assert found.schema.equals(SCHEMA)
    assert tuple(found.column_names) == COLUMNS
    rows, items = found.to_pylist(), listed(client)
    for made, item in zip(rows, items, strict=True):
        flat = row(item)
        for name in NUMBERS:
            assert made[name] == (None if flat[name] is None else round(Decimal(flat[name]), 9)), name
        for name in set(COLUMNS) - NUMBERS - {"published_at", "reference_as_of", "period_start", "period_end"}:
            assert made[name] == flat[name], name
        assert made["published_at"] == datetime.fromisoformat(flat["published_at"])
        assert made["period_start"] == date.fromisoformat(flat["period_start"])
    assert rows[0]["published_at"].tzinfo is not None
    assert rows[-1]["point"] == Decimal(12_960_000_000_000)
    assert rows[-1]["published_at"] == datetime(2026, 4, 6, 8, tzinfo=UTC)


def test_no_claim_gives_a_file_with_columns(client: TestClient) -> None:
    found = pq.read_table(io.BytesIO(client.get("/v1/claims.parquet?subject=country:XX").content))
    assert (found.num_rows, found.schema.equals(SCHEMA)) == (0, True)


def test_a_parquet_file_is_handed_on_while_it_is_made(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row group leaves before the claims of the next are read: memory holds one, however long the export is."""
    monkeypatch.setattr("service.api.parquet.ROW_GROUP", 2)
    ((item, *_),) = (listed(client),)
    item = {**item, "article": {**item["article"], "published_at": None}, "period": None, "verdict": None}
    read: list[int] = []

    def chunks() -> Any:
        for number in range(10):
            read.append(number)
            yield [item, item]

    pieces = parquet(chunks())
    first = next(pieces)
    assert first.startswith(b"PAR1")
    assert read == [0]
    assert pq.read_table(io.BytesIO(first + b"".join(pieces))).num_rows == 20


@pytest.mark.parametrize(
    ("text", "held"),
    [
        (None, None),
        ("4690000000000", "4690000000000"),
        ("0.0145", "0.0145"),
        ("-31.48", "-31.48"),
        ("0.33333333333333", "0.333333333"),
        ("9" * 29, "9" * 29),
        ("1" + "0" * 29, None),
        ("99999999999999999999999999999.9999999999", None),
    ],
)
def test_numbers_as_the_file_holds_them(text: str | None, held: str | None) -> None:
    assert fitted(text) == (None if held is None else Decimal(held))


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_no_number_breaks_a_file(number: Decimal) -> None:
    held = fitted(f"{number:f}")
    pa.array([held], type=SCHEMA.field("point").type)
    assert held is None or abs(held - number) <= Decimal("0.5e-9") or abs(number) > 10**18


def test_without_the_library_the_extra_is_named(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "service.api.parquet")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    response = client.get("/v1/claims.parquet")
    assert problem(response) == (501, "extra-missing")
    assert "tallywire[parquet]" in response.json()["detail"]
    assert client.get("/problems/extra-missing").status_code == 200


@pytest.mark.parametrize(("media", "address"), MEDIA)
def test_accept_chooses_the_form(client: TestClient, media: str, address: str) -> None:
    response = client.get("/v1/claims?kind=level", headers={"Accept": media})
    plain = client.get(f"{address}?kind=level")
    assert response.status_code == 200
    assert response.headers["content-type"] == plain.headers["content-type"]
    assert response.headers["content-location"] == f"{address}?kind=level"
    assert "Accept" in response.headers["vary"].split(", ")
    assert response.content == plain.content


def test_without_a_preference_the_answer_is_json(client: TestClient) -> None:
    for accept in ("*/*", "text/html,*/*;q=0.8", "image/png", "text/csv;q=0", "text/csv;q=high", ";;,"):
        response = client.get("/v1/claims", headers={"Accept": accept})
        assert response.headers["content-type"] == JSON, accept
        assert "Accept" in response.headers["vary"]
    refused = client.get("/v1/claims?limit=3", headers={"Accept": "text/csv"})
    assert problem(refused) == (400, "unknown-parameter")
    assert client.head("/v1/claims", headers={"Accept": "text/csv"}).headers["content-type"].startswith("text/csv")


def test_nothing_asked_makes_a_header(client: TestClient) -> None:
    hostile = "q=%0d%0aX-Evil:%20yes%0a%0a&subject=%E4%B8%AD"
    answer = client.get(f"/v1/claims?{hostile}", headers={"Accept": "text/csv"})
    assert answer.headers["content-location"] == f"/v1/claims.csv?{hostile}"
    assert "x-evil" not in answer.headers


@pytest.mark.parametrize("form", ["csv", "jsonl", "jsonld"])
def test_what_strangers_write_runs_nowhere(client: TestClient, backing: Backing, form: str) -> None:
    """In no form does an article's text become a formula, an element or a link of ours."""
    hostile = '=HYPERLINK("https://x.example") <script>alert(1)</script> [x](javascript:alert(1))'
    claims = (level("129.6 trillion tokens", "129.6", "0.05"),)
    text = "Chinese models processed 129.6 trillion tokens last week."
    store(backing.database, backing.snapshot, "wire", "hostile", title=hostile, text=text, day=9, claims=claims)
    answer = client.get(f"/v1/claims.{form}")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"].startswith("attachment")
    if form == "csv":
        titles = [row["article_title"] for row in csv.DictReader(io.StringIO(answer.content.decode()))]
        assert f"'{hostile}" in titles
    for path in ("/v1/feeds/claims.atom", "/v1/feeds/claims.json"):
        feed = client.get(path)
        assert feed.headers["content-type"].startswith(("application/atom+xml", "application/feed+json"))
        assert feed.headers["x-content-type-options"] == "nosniff"
        assert "<script>" not in client.get("/v1/feeds/claims.atom").text
        assert 'href="javascript:' not in feed.text


@pytest.mark.parametrize(
    ("accept", "found"),
    [
        ("text/csv", "text/csv"),
        ("TEXT/CSV; charset=utf-8", "text/csv"),
        ("text/*", "text/csv"),
        ("application/*", JSON),
        ("text/csv;q=0.5, application/json;q=0.4", "text/csv"),
        ("text/csv, application/json", JSON),
        ("text/csv;q=0.2, */*;q=0.1", "text/csv"),
        ("application/json;q=0, */*", "text/csv"),
        ("application/ld+json;profile=x, text/html;q=0.9", "application/ld+json"),
    ],
)
def test_what_is_preferred(accept: str, found: str) -> None:
    assert preferred(accept, [JSON, *FORMS["/v1/claims"]]) == found


@given(st.text(max_size=60))
def test_any_accept_prefers_something(accept: str) -> None:
    offered = [JSON, *FORMS["/v1/claims"]]
    assert preferred(accept, offered) in offered


def test_exports_have_an_order_too(client: TestClient) -> None:
    downward = client.get("/v1/claims.jsonl?sort=-value&kind=level").text.splitlines()
    points = [int(orjson.loads(line)["value"]["point"]) for line in downward]
    assert points == sorted(points, reverse=True)
    upward = csv.DictReader(io.StringIO(client.get("/v1/claims.csv?sort=value&kind=level").text))
    assert [int(one["point"]) for one in upward] == points[::-1]
    assert problem(client.get("/v1/claims.csv?sort=value")) == (422, "invalid-request")
