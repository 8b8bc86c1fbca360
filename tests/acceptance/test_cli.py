"""The command line on the samples: the pipes as benches and people use them, and the service as a process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson
import pytest
from click.testing import CliRunner

from extractors.article import read_file
from service.cli import main
from service.config import ROOT

SAMPLES = sorted(path for path in (ROOT / "samples").iterdir() if path.is_file() and path.name != "README.md")
ROWS = ROOT / "samples" / "reference" / "openrouter-rankings-daily.csv"


def run(*arguments: object, stdin: bytes = b"", status: int = 0) -> list[dict[str, Any]]:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments], input=stdin)
    assert result.exit_code == status, result.output
    return [orjson.loads(line) for line in result.stdout.splitlines()]


def as_rows(paths: list[Path]) -> bytes:
    """Files as the JSON lines that the pipes read."""
    lines = []
    for path in paths:
        article = read_file(path.read_bytes(), name=path.name).article
        assert article is not None
        published = article.published_at and article.published_at.isoformat()
        fields = {"language": article.language, "title": article.title, "text": article.text, "url": article.url}
        lines.append(orjson.dumps({"id": path.name, "published_at": published, **fields}))
    return b"\n".join(lines)


@pytest.fixture(scope="module")
def checked() -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in run("check", "--reference", ROWS, stdin=as_rows(SAMPLES))}


def test_files_and_lines_give_the_same_claims() -> None:
    from_files, from_lines = run("extract", *SAMPLES), run("extract", stdin=as_rows(SAMPLES))
    assert from_files[0]["id"] == str(SAMPLES[0])
    assert [row["claims"] for row in from_files] == [row["claims"] for row in from_lines]
    assert sum(len(row["claims"]) for row in from_lines) > 30


def test_every_mention_slices_to_its_quote() -> None:
    for line, row in zip(as_rows(SAMPLES).splitlines(), run("extract", stdin=as_rows(SAMPLES)), strict=True):
        article = orjson.loads(line)
        for claim in row["claims"]:
            for mention in claim["mentions"]:
                assert article[mention["field"]][mention["start"] : mention["end"]] == mention["quote"]


def test_a_checked_row_has_the_contracts_fields(checked: dict[str, dict[str, Any]]) -> None:
    row = checked["en-brief-thirteen-trillion.html"]
    assert row.keys() == {"id", "claims", "consistency"}
    for claim in row["claims"]:
        verdict = claim["verdict"]
        needed = {"label", "reading", "readings", "relative_error", "explanation", "reference"}
        assert needed <= verdict.keys()
        assert verdict["explanation"].endswith(".")
        assert verdict["reference"]["as_of"] == "2026-10-11T00:27:00Z"
        for reading in verdict["readings"]:
            keys = {"selection", "window", "attribution", "literal", "low", "high", "match", "rows"}
            assert keys <= reading.keys()


@pytest.mark.parametrize(
    ("name", "figure", "label"),
    [
        ("en-brief-thirteen-trillion.html", "12960000000000", "conflicting"),
        ("zh-newsflash-five-weeks.html", "12960000000000", "conflicting"),
        ("en-flash-scale-slip.html", "46900000000000", "refuted"),
        ("zh-newsflash-five-weeks.html", "27000000000000", "supported"),
    ],
)
def test_figures_have_their_verdicts(checked: dict[str, dict[str, Any]], name: str, figure: str, label: str) -> None:
    levels = [claim for claim in checked[name]["claims"] if claim["value"]["point"] == figure]
    assert [claim["verdict"]["label"] for claim in levels] == [label]


def test_check_is_extract_and_then_check_of_its_claims(checked: dict[str, dict[str, Any]]) -> None:
    extracted = run("extract", stdin=as_rows(SAMPLES))
    judged = run("check", "--claims", "--reference", ROWS, stdin=b"\n".join(map(orjson.dumps, extracted)))
    assert judged == list(checked.values())


def test_several_processes_give_the_same_rows_in_the_same_order(checked: dict[str, dict[str, Any]]) -> None:
    assert run("check", "--jobs", 2, "--reference", ROWS, stdin=as_rows(SAMPLES)) == list(checked.values())


def test_without_a_reference_the_stores_rows_count_and_else_the_samples(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, checked: dict[str, dict[str, Any]]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TALLYWIRE_DATABASE", str(tmp_path / "tallywire.db"))
    article = as_rows([ROOT / "samples" / "en-brief-thirteen-trillion.html"])
    expected = [checked["en-brief-thirteen-trillion.html"]]
    assert run("check", stdin=article) == expected
    assert not (tmp_path / "tallywire.db").exists()
    CliRunner().invoke(main, ["reference", "import", "--as-of", "2026-11-01", str(ROWS)])
    (stored,) = run("check", stdin=article)
    assert {claim["verdict"]["reference"]["as_of"] for claim in stored["claims"]} == {"2026-11-01T00:00:00Z"}
    assert [claim["verdict"]["label"] for claim in stored["claims"]] == [
        claim["verdict"]["label"] for claim in expected[0]["claims"]
    ]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b'{"id":"x"}', "text: a string is required"),
        (b'{"id":["x"],"text":"x"}', "id: a string is required"),
        (b'{"id":"x","text":"x","published_at":"yesterday"}', "published_at"),
        (b'{"id":"x","text":"x","published_at":"2026-03-22T08:00:00"}', "time zone"),
        (b'{"id":"x","text":"\\ud800"}', "not JSON"),
    ],
)
@pytest.mark.parametrize("command", [("extract",), ("check", "--reference", ROWS)])
def test_a_bad_line_is_told_and_the_others_are_done(command: tuple[object, ...], line: bytes, says: str) -> None:
    good = b'{"id":"good","text":"Nothing to see."}'
    before, bad, after = run(*command, stdin=b"\n".join((good, line, good)), status=1)
    assert before == after
    assert before["claims"] == []
    assert bad.keys() == {"id", "error"}
    assert says in bad["error"]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"id": "x"}, "claims: a list is required"),
        ({"id": "x", "claims": [{}]}, "claims[0].kind"),
        ({"id": "x", "claims": ["level"]}, "claims[0]: an object is required"),
        ({"id": "x", "claims": [{"kind": "level", "measure": "m", "subject": "s", "period": 3}]}, "claims[0].period"),
        ({"id": "x", "claims": [{"kind": "level", "measure": "m", "subject": "s", "value": "3"}]}, "claims[0]"),
        ({"id": "x", "claims": [{"kind": "level", "measure": "m", "subject": "s", "object": []}]}, "claims[0].object"),
    ],
)
def test_claims_that_are_none_are_told(row: dict[str, Any], says: str) -> None:
    (answer,) = run("check", "--claims", "--reference", ROWS, stdin=orjson.dumps(row), status=1)
    assert says in answer["error"]


def test_an_id_is_carried_over_and_may_be_left_out() -> None:
    rows = b'{"text":"x"}\n{"id":7,"text":"x"}\n{"id":"a","text":"x"}'
    assert [row["id"] for row in run("extract", stdin=rows)] == [None, 7, "a"]


def test_an_unreadable_file_is_an_error_row(tmp_path: Path) -> None:
    (tmp_path / "wall.html").write_bytes(b"<html></html>")
    bad, good = run("extract", tmp_path / "wall.html", SAMPLES[0], status=1)
    assert bad["id"] == str(tmp_path / "wall.html")
    assert "empty" in bad["error"] or "not_an_article" in bad["error"]
    assert "claims" in good


def test_an_explanation_shows_what_was_read_and_by_which_rules() -> None:
    result = CliRunner().invoke(
        main, ["extract", "--explain", str(ROOT / "samples" / "en-brief-thirteen-trillion.html")]
    )
    assert result.exit_code == 0, result.output
    assert "12.96 trillion" in result.stdout
    (claim,) = run("extract", ROOT / "samples" / "en-brief-thirteen-trillion.html")[0]["claims"][:1]
    for rule in claim["rule"].split(" > "):
        assert rule in result.stdout


def test_a_text_takes_its_time_from_the_command_line(tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("A headline\nOpenRouter: Chinese models processed 4 trillion tokens last week.", encoding="utf-8")
    (undated,) = run("extract", note)
    (dated,) = run("extract", "--published-at", "2026-04-06", note)
    assert undated["claims"][0]["period"] is None
    assert dated["claims"][0]["period"] == {"start": "2026-03-30", "end": "2026-04-05"}


def test_the_console_command_in_a_process_of_its_own(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "service.cli", "extract"],
        input=as_rows(SAMPLES[:2]) + b"\nnot json\n",
        capture_output=True,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 1
    assert done.stderr == b""
    assert [orjson.loads(line).keys() for line in done.stdout.splitlines()] == [
        {"id", "claims"},
        {"id", "claims"},
        {"id", "error"},
    ]


def test_the_service_starts_says_where_it_is_answers_and_stops(tmp_path: Path) -> None:
    settings = {"TALLYWIRE_DATABASE": str(tmp_path / "data" / "tallywire.db"), "TALLYWIRE_SOURCES": "samples"}
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "service.cli", "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env={**os.environ, **settings, "PYTHONPATH": str(ROOT)},
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        assert first.startswith("Tallywire is listening on http://127.0.0.1:")
        base = first.split()[-1]
        connection = HTTPConnection(urlsplit(base).netloc)
        connection.request("GET", "/health")
        health = orjson.loads(connection.getresponse().read())
        connection.close()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate()
    assert health["status"] == "ok"
    assert health["ready"] is True
    assert process.returncode == 0
    assert "Traceback" not in err
