"""The audit of packages can fail, and says so plainly when it could not be made."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.audit import REMEMBERED, Finding, audit, judged, remember, remembered
from tests.integration.make import NOW

FLAW = {"id": "TEST-1", "aliases": [], "summary": "It breaks.", "schema_version": "1.0.0"}
RANGES = [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.0"}]}]


class Advisories(BaseHTTPRequestHandler):
    """An advisory service that knows one vulnerability, of the package ``leaky``."""

    def do_POST(self) -> None:
        asked = orjson.loads(self.rfile.read(int(self.headers["Content-Length"])))["package"]
        known = [{**FLAW, "affected": [{"package": asked, "ranges": RANGES}]}] if asked["name"] == "leaky" else []
        body = orjson.dumps({"vulns": known})
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - its own name
        """Quiet."""


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with HTTPServer(("127.0.0.1", 0), Advisories) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    return tmp_path / "requirements.txt"


def ask(lock: Path, service: str, tmp_path: Path) -> Finding:
    return audit([lock], "--no-deps", "--vulnerability-service=osv", f"--osv-url={service}", f"--cache-dir={tmp_path}")


def test_a_known_vulnerability_fails(lock: Path, service: str, tmp_path: Path) -> None:
    lock.write_text("sound==1.0\nleaky==1.5\n")
    finding = ask(lock, service, tmp_path)
    assert finding.fails
    assert finding.words.splitlines()[1:] == ["  leaky 1.5: TEST-1, fixed in 2.0"]
    lock.write_text("sound==1.0\n")
    assert ask(lock, service, tmp_path) == Finding("no known vulnerability in 1 packages")


def test_a_service_that_cannot_be_reached_fails_nothing_and_is_named(
    lock: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    lock.write_text("leaky==1.5\n")
    with HTTPServer(("127.0.0.1", 0), Advisories) as closed:
        address = f"http://127.0.0.1:{closed.server_port}/"
    finding = ask(lock, address, tmp_path)
    assert finding.words.startswith("not audited: ")
    assert "onnection" in finding.words
    assert not finding.fails


def test_one_that_does_not_answer_is_given_up(lock: Path) -> None:
    lock.write_text("leaky==1.5\n")
    finding = audit([lock], seconds=0.01)
    assert (finding.fails, finding.words.startswith("not audited: no answer within")) == (False, True)


@pytest.mark.parametrize(
    ("packages", "words", "fails"),
    [
        ([{"name": "a", "skip_reason": "?"}], "not audited: the advisory service knows none of the 1 packages", False),
        (
            [{"name": "a", "skip_reason": "?"}, {"name": "b", "version": "1", "vulns": []}],
            "no known vulnerability in 1 packages; 1 are not known to the advisory service",
            False,
        ),
        (
            [{"name": "a", "skip_reason": "?"}, {"name": "b", "version": "1", "vulns": [{**FLAW, "fix_versions": []}]}],
            "known vulnerabilities in what is locked:\n  b 1: TEST-1, fixed in no version",
            True,
        ),
    ],
)
def test_what_a_report_comes_to(packages: list[Any], words: str, fails: bool) -> None:
    assert judged(packages) == Finding(words, fails)


def test_what_was_found_is_remembered_for_the_same_locks_and_half_a_day(lock: Path, tmp_path: Path) -> None:
    memory = tmp_path / "memory.json"
    lock.write_text("sound==1.0\n")
    assert remembered(memory, [lock], NOW) is None
    remember(memory, [lock], Finding("fine"), NOW)
    soon = NOW + REMEMBERED - timedelta(seconds=1)
    assert remembered(memory, [lock], soon) == Finding("fine (asked at 2026-03-23T08:00)")
    assert remembered(memory, [lock], NOW + REMEMBERED) is None
    remember(memory, [lock], Finding("broken", fails=True), soon)
    lock.write_text("sound==1.1\n")
    assert remembered(memory, [lock], soon) is None
