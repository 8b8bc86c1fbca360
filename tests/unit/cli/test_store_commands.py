"""Commands around the store: reference data, sources, the schema."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner, Result

from db.migrations import upgrade
from db.session import Database
from service.cli import main
from service.cli.sources import table
from service.config import ROOT
from service.pipeline import ingest
from tests.integration.make import NOW, incoming
from tests.unit.reconcile.make import claim

ROWS = ROOT / "samples" / "reference" / "openrouter-rankings-daily.csv"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "data" / "tallywire.db"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TALLYWIRE_DATABASE", str(path))
    monkeypatch.delenv("OPENROUTER_API_KEY", raising=False)
    return path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_migrate_makes_the_store_and_can_be_repeated(store: Path) -> None:
    first, second = run("migrate"), run("migrate")
    assert first.exit_code == 0, first.output
    assert first.output == second.output
    assert store.is_file()


def test_importing_a_file_again_changes_nothing(store: Path) -> None:
    first, second = run("reference", "import", str(ROWS)), run("reference", "import", str(ROWS))
    assert first.exit_code == second.exit_code == 0
    assert "49 days, 49 changed" in first.output
    assert "49 days, 0 changed" in second.output
    assert "as of 2026-10-11T00:27:00Z" in first.output


def test_a_file_that_is_no_reference_data_is_told_in_one_line(store: Path, tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    result = run("reference", "import", str(tmp_path / "other.csv"))
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert "other.csv" in result.stderr
    assert "Traceback" not in result.output


def test_a_refresh_without_a_key_says_so_and_calls_nobody(store: Path) -> None:
    result = run("reference", "refresh", "openrouter-rankings-daily")
    assert result.exit_code == 1
    assert "OPENROUTER_API_KEY" in result.stderr


def test_a_data_set_nobody_knows_is_told(store: Path) -> None:
    result = run("reference", "refresh", "openrouter")
    assert result.exit_code == 1
    assert "there are openrouter-models, openrouter-rankings-daily" in result.stderr


def test_status_tells_what_is_covered_and_which_day_is_wrong(store: Path, tmp_path: Path) -> None:
    days = [("2026-03-16", "7"), ("2026-03-17", "seven"), ("2026-03-19", "9")]
    rows = [{"date": day, "model_permaslug": "a/b", "total_tokens": tokens} for day, tokens in days]
    meta = {"as_of": "2026-03-20T02:00:00Z"}
    (tmp_path / "api.json").write_bytes(orjson.dumps({"data": rows, "meta": meta}))
    assert run("reference", "import", str(tmp_path / "api.json")).exit_code == 0
    text = run("reference", "status").output
    assert (
        "openrouter-rankings-daily: as of 2026-03-20 02:00 UTC (1 kept), 2026-03-16 to 2026-03-16, 2026-03-19" in text
    )
    assert "  2026-03-17 data[1]: total_tokens 'seven' is not a whole number of tokens (not used)" in text
    assert "  2026-03-18 there is no row for this day (not used)" in text
    assert "openrouter-models: no vintage (0 kept), no days" in text
    of_models, of_usage = orjson.loads(run("reference", "status", "--json").stdout)
    assert of_models["upkeep"] is None
    assert [(one["day"], one["reason"]) for one in of_usage["problems"]] == [
        ("2026-03-17", "malformed_tokens"),
        ("2026-03-18", "missing_day"),
    ]


def test_claims_in_the_store_are_judged_by_what_is_imported(store: Path) -> None:
    with Database(store) as database:
        upgrade(database)
        ingest(database, incoming([claim("level", "4.69")]), NOW)
    assert "1 stored claims judged again, 0 labels moved" in run("reference", "import", str(ROWS)).output
    assert "judged again" not in run("reference", "import", str(ROWS)).output


def test_sources_shows_every_stanza_before_the_first_poll(store: Path) -> None:
    result = run("sources")
    assert result.exit_code == 0, result.output
    lines = {line.split()[0]: line for line in result.output.splitlines()}
    assert "pending" in lines["samples"]
    assert "36kr" in lines


def test_sources_left_out_by_the_setting_are_paused(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALLYWIRE_SOURCES", "samples")
    result = run("sources", "--json")
    status = {row["name"]: row["status"] for row in map(orjson.loads, result.output.splitlines())}
    assert status.pop("samples") == "pending"
    assert set(status.values()) == {"paused"}


def test_a_mistake_in_the_settings_is_named(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALLYWIRE_PORT", "eighty")
    result = run("migrate")
    assert result.exit_code == 1
    assert "port" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_mistake_in_the_sources_file_names_its_line(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "sources.yaml"
    broken.write_text("sources:\n  - name: x\n    kind: telepathy\n", encoding="utf-8")
    monkeypatch.setenv("TALLYWIRE_SOURCES_FILE", str(broken))
    result = run("sources")
    assert result.exit_code == 1
    assert f"{broken}:" in result.stderr


def test_a_store_that_is_none_is_told(store: Path) -> None:
    store.parent.mkdir()
    store.write_bytes(b"this is not a database, however long it may be" * 100)
    result = run("migrate")
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")


def test_a_table_is_as_wide_as_its_cells() -> None:
    assert table(("a", "b", "c"), [("long", "", "x"), ("", "y", "")]) == ["a     b  c", "long     x", "      y"]


def test_rereading_finds_what_the_rules_find_now_and_may_be_repeated(store: Path) -> None:
    """A claim that no rule makes goes, those that the rules make come; a second time nothing is different."""
    with Database(store) as database:
        upgrade(database)
        text = "Models on OpenRouter processed 27 trillion tokens in the week of March 30 to April 5, 2026."
        ingest(database, incoming([claim("level", "4.69")], text=text), NOW)
    assert "1 articles read again, 1 with other claims" in run("reread").output
    assert "1 articles read again, 0 with other claims" in run("reread").output
    assert "0 articles read again" in run("reread", "--source", "nobody").output
