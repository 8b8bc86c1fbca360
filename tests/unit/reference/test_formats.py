"""Bytes -> rows: what frames reference data, and how it says that something does not."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.errors import NotFound, UnusableInput
from service.reference.catalogue import datasets
from service.reference.formats import read_csv, read_json, stated_time
from service.reference.imports import read_file

NOW = datetime(2026, 11, 1, tzinfo=UTC)
HEADER = "date,model_permaslug,total_tokens\n"
DAY = "2026-03-16,a/one,300\n2026-03-16,other,100\n"


def file(tmp_path: Path, name: str, text: str | bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_csv_with_comments_bom_and_spaces_around_names() -> None:
    document = read_csv(
        b"\xef\xbb\xbf# as_of: 2026-10-11T00:27:00Z\n# by hand\n\n date , model_permaslug\r\n2026-03-16,a/one\r\n\r\n"
    )
    assert document.columns == ("date", "model_permaslug")
    assert document.meta == {"as_of": "2026-10-11T00:27:00Z"}
    assert [(row.where, dict(row.fields)) for row in document.rows] == [
        ("line 5", {"date": "2026-03-16", "model_permaslug": "a/one"})
    ]


def test_json_of_the_api() -> None:
    document = read_json(
        b'{"data":[{"date":"2026-03-16","total_tokens":"1"}, 7],"meta":{"as_of":"2026-03-20T02:00:00Z"}}'
    )
    assert document.published_order
    assert [row.where for row in document.rows] == ["data[0]", "data[1]"]
    assert stated_time(document.meta, "as_of") == datetime(2026, 3, 20, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("a.csv", "", "no header"),
        ("a.csv", "day,tokens\n2026-03-16,1\n", "columns day, tokens are of no known data set"),
        ("a.csv", b"date,\xff\xfe\n", "not UTF-8"),
        ("a.csv", HEADER + '2026-03-16,"a/one,1\n', "line 2"),
        ("a.json", "{", "not JSON"),
        ("a.json", "[]", "a JSON object"),
        ("a.json", '{"meta":{}}', "data: a list"),
        ("a.json", '{"error":{"code":401,"message":"no such key"}}', "error 401: no such key"),
        ("a.csv", "# as_of: yesterday\n" + HEADER + DAY, "as_of: 'yesterday' is not an ISO 8601 time"),
        ("a.csv", "# as_of: 2026-10-11T00:27:00\n" + HEADER + DAY, "has no time zone"),
    ],
)
def test_what_cannot_be_read_is_said_with_the_file_name(
    tmp_path: Path, name: str, content: str, complaint: str
) -> None:
    with pytest.raises(UnusableInput, match=complaint) as caught:
        read_file(file(tmp_path, name, content), NOW)
    assert name in str(caught.value)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnusableInput, match=r"gone\.csv: No such file"):
        read_file(tmp_path / "gone.csv", NOW)


def test_a_sidecar_gives_the_vintage(tmp_path: Path) -> None:
    path = file(tmp_path, "rows.csv", HEADER + DAY)
    file(tmp_path, "rows.meta.json", '{"dataset":"openrouter-rankings-daily","as_of":"2026-10-11T00:27:00Z"}')
    assert read_file(path, NOW).as_of == datetime(2026, 10, 11, 0, 27, tzinfo=UTC)
    stated = datetime(2026, 5, 1, tzinfo=UTC)
    assert read_file(path, NOW, as_of=stated).as_of == stated


@pytest.mark.parametrize("sidecar", ["{", "[]"])
def test_a_broken_sidecar_is_named(tmp_path: Path, sidecar: str) -> None:
    path = file(tmp_path, "rows.csv", HEADER + DAY)
    file(tmp_path, "rows.meta.json", sidecar)
    with pytest.raises(UnusableInput, match=r"rows\.meta\.json is not"):
        read_file(path, NOW)


def test_a_sidecar_of_an_unknown_data_set_is_refused(tmp_path: Path) -> None:
    path = file(tmp_path, "rows.csv", HEADER + DAY)
    file(tmp_path, "rows.meta.json", '{"dataset":"tea-leaves"}')
    with pytest.raises(NotFound, match=r"tea-leaves.*openrouter-rankings-daily"):
        read_file(path, NOW)


def test_without_any_vintage_the_time_of_reading_is_taken_and_told(tmp_path: Path) -> None:
    publication = read_file(file(tmp_path, "rows.csv", HEADER + DAY), NOW)
    assert publication.as_of == NOW
    assert publication.problems[0].reason == "vintage_assumed"


def test_every_data_set_says_what_it_is() -> None:
    for name, dataset in datasets().items():
        assert dataset.id == dataset.spec().id == name
        assert dataset.citation
        assert dataset.accepts([*dataset.columns, "more"])
