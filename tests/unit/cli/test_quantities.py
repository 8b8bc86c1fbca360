"""The pipe of numbers: a row of text in, its values out, whatever they measure."""

from __future__ import annotations

import orjson
import pytest
from click.testing import CliRunner

from service.cli import main


def quantities(*rows: dict[str, object]) -> list[dict[str, object]]:
    lines = b"\n".join(map(orjson.dumps, rows))
    result = CliRunner().invoke(main, ["quantities"], input=lines)
    assert result.stderr == ""
    return [orjson.loads(line) for line in result.stdout.splitlines()]


def test_a_value_with_its_interval_unit_and_place() -> None:
    text = "It processed about 10 quadrillion tokens."
    (row,) = quantities({"text": text, "language": "en"})
    assert row.keys() == {"quantities"}
    (found,) = row["quantities"]  # type: ignore[misc]
    assert found["quote"] == text[found["start"] : found["end"]]
    kept = {key: found[key] for key in ("point", "low", "high", "unit", "modifier")}
    assert kept == {
        "point": "10000000000000000",
        "low": "9500000000000000",
        "high": "10500000000000000",
        "unit": "token",
        "modifier": "about",
    }


def test_a_missing_language_is_told_by_the_script_and_an_id_is_kept() -> None:
    (row,) = quantities({"id": "z", "text": "增长约三成"})
    assert row["id"] == "z"
    assert [one["point"] for one in row["quantities"]] == ["30"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("row", [{"language": "en"}, {"text": 3, "language": "en"}, {"text": "x", "language": 3}])
def test_a_row_without_text_is_an_error(row: dict[str, object]) -> None:
    (answer,) = quantities(row)
    assert answer.keys() == {"id", "error"}
