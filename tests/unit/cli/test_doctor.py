"""What ``tallywire doctor`` finds, and that it says what to do."""

from __future__ import annotations

import json
import shutil
from collections import namedtuple
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from db import migrations
from db.queries import sources
from db.session import Database
from service.cli.doctor import FULL, TIGHT, Finding, doctor, examine
from service.config import ROOT, Settings
from service.reference.imports import import_file

NOW = datetime(2026, 4, 14, 9, 0, tzinfo=UTC)
STANZA = "sources:\n  a: {kind: feed, url: 'https://a.example/feed'}\n"


Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A newsroom in which all is well."""
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(1, 0, 2 * TIGHT))
    file = tmp_path / "sources.yaml"
    file.write_text(STANZA)
    settings = Settings(database=tmp_path / "store.db", sources_file=file)
    with Database(settings.database) as database:
        migrations.upgrade(database)
        import_file(database, ROOT / "samples" / "reference" / "openrouter-rankings-daily.csv", NOW)
        with database.transaction() as session:
            sources.ensure_source(session, "a", kind="feed", now=NOW)
    polled(settings, last_polled_at=NOW, last_success_at=NOW)
    return settings


def polled(settings: Settings, **state: object) -> None:
    with Database(settings.database) as database, database.transaction() as session:
        sources.save_state(session, "a", now=NOW, **state)
        sources.add_poll(session, source="a", started_at=state["last_polled_at"], finished_at=NOW, outcome="ok")


def wrong(settings: Settings, now: datetime = NOW) -> list[Finding]:
    return [finding for finding in examine(settings, now) if finding.level != "ok"]


def test_where_all_is_well_nothing_is_wrong(settings: Settings) -> None:
    assert wrong(settings) == []
    about = [finding.about for finding in examine(settings, NOW)]
    assert about == ["sources.yaml", "rules", "disk", "store", "clock", "reference", "a"]


def test_a_mistake_in_the_sources_is_named_by_its_line(settings: Settings) -> None:
    settings.sources_file.write_text(STANZA.replace("feed, url", "feed, uri"))
    (first, *_) = wrong(settings)
    assert (first.level, first.about) == ("problem", "sources.yaml")
    assert "sources.yaml:2: sources.a" in first.text


def test_a_failing_source_comes_with_advice(settings: Settings) -> None:
    polled(settings, last_polled_at=NOW, failures=1, reason="http_404")
    (finding,) = wrong(settings)
    assert (finding.level, finding.about) == ("warning", "a")
    assert finding.advice == "The address is gone: find the new one and put it into sources.yaml."
    polled(settings, last_polled_at=NOW, failures=5, reason="http_404")
    assert [finding.level for finding in wrong(settings)] == ["problem"]


def test_a_source_that_ended_for_good_is_named(settings: Settings) -> None:
    polled(settings, last_polled_at=NOW, gone=True)
    assert ["is not polled: http_410" in finding.text for finding in wrong(settings)] == [True]


def test_old_data_an_idle_poller_and_a_clock_that_went_back(settings: Settings) -> None:
    later = NOW + timedelta(days=30)
    assert [finding.about for finding in wrong(settings, later)] == ["reference", "poller"]
    (clock,) = wrong(settings, NOW - timedelta(hours=1))
    assert (clock.level, clock.about) == ("problem", "clock")


def test_a_store_that_is_missing_old_or_damaged(settings: Settings, tmp_path: Path) -> None:
    missing = settings.model_copy(update={"database": tmp_path / "elsewhere" / "x.db"})
    assert [(finding.level, finding.about) for finding in wrong(missing)] == [("warning", "store")]
    assert not missing.database.parent.exists()
    empty = settings.model_copy(update={"database": tmp_path / "empty.db"})
    empty.database.touch()
    assert ["the schema is missing" in finding.text for finding in wrong(empty)] == [True]
    data = bytearray(settings.database.read_bytes())
    data[8192 : len(data) - 4096 : 7] = b"\xa5" * len(data[8192 : len(data) - 4096 : 7])
    settings.database.write_bytes(data)
    assert ("problem", "store") in [(finding.level, finding.about) for finding in wrong(settings)]


def test_a_disk_that_is_full(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(1, 1, FULL - 1))
    (finding,) = wrong(settings)
    assert (finding.level, finding.about) == ("problem", "disk")


def test_the_exit_status_and_the_lines(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALLYWIRE_DATABASE", str(settings.database))
    monkeypatch.setenv("TALLYWIRE_SOURCES_FILE", str(settings.sources_file))
    monkeypatch.setattr("service.cli.doctor.utc_now", lambda: NOW + timedelta(days=20))
    runner = CliRunner()
    told = runner.invoke(doctor)
    assert "-> " in told.output  # by that clock the data are old
    assert told.exit_code == 0
    settings.sources_file.write_text("sources: 5\n")
    told = runner.invoke(doctor, ["--json"])
    assert told.exit_code == 1
    lines = [json.loads(line) for line in told.output.splitlines()]
    assert {"level", "about", "text", "advice"} == lines[0].keys()
