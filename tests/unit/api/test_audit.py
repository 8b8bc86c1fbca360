"""The audit log, read: over the API by whoever may do everything, and at the command line."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import orjson
import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient

from db.queries import audit
from service.api.schemas.audit import AuditPage
from service.cli import main
from tests.stores import plans
from tests.unit.api.conftest import AS_OF, Backing
from tests.unit.api.test_access import made, problem

LINES = [
    ("Ada", "k1", "filter.save", "slips"),
    ("Ada", "k1", "endpoint.create", "end_1"),
    ("command line", None, "key.add", "k2"),
    ("Ben", "k2", "endpoint.secret", "end_1"),
    ("command line", None, "key.revoke", "k1"),
]


@pytest.fixture(autouse=True)
def lines(backing: Backing) -> None:
    with backing.database.transaction() as session:
        for number, (actor, key_id, action, target) in enumerate(LINES):
            at, detail = AS_OF + timedelta(hours=number), {"number": number}
            audit.add(session, at=at, actor=actor, key_id=key_id, action=action, target=target, detail=detail)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [4, 3, 2, 1, 0]),
        ("actor=Ada", [1, 0]),
        ("actor=command+line", [4, 2]),
        ("key=k2", [3]),
        ("action=endpoint", [3, 1]),
        ("action=endpoint.secret&action=filter", [3, 0]),
        ("action=end", []),
        ("action=%25", []),
        ("target=end_1&actor=Ada", [1]),
        ("since=2026-10-11T02:27:00Z", [4, 3, 2]),
        ("until=2026-10-11T02:27:00Z", [1, 0]),
        ("since=2026-10-12", []),
    ],
)
def test_the_log_can_be_asked(client: TestClient, backing: Backing, query: str, found: list[int]) -> None:
    headers = made(backing, "admin")
    answer = client.get(f"/v1/audit?{query}", headers=headers)
    AuditPage.model_validate_json(answer.content)
    assert [line["detail"]["number"] for line in answer.json()["items"]] == found
    paged: list[int] = []
    path: str | None = f"/v1/audit?{query}&limit=2"
    while path is not None:
        page = client.get(path, headers=headers)
        paged += [line["detail"]["number"] for line in page.json()["items"]]
        path = page.links["next"]["url"] if "next" in page.links else None
    assert paged == found


def test_only_who_may_do_everything_reads_it(client: TestClient, backing: Backing) -> None:
    assert problem(client.get("/v1/audit")) == (401, "key-required")
    for scope in ("read", "review"):
        assert problem(client.get("/v1/audit", headers=made(backing, scope))) == (403, "scope-missing")
    assert problem(client.get("/v1/audit?colour=red", headers=made(backing, "admin"))) == (400, "unknown-parameter")


def test_a_page_is_a_walk_down_the_time(backing: Backing) -> None:
    with plans(backing.database) as steps, backing.database.reading() as session:
        audit.list_audit(session, limit=2)
    assert steps == ["SCAN audit USING INDEX ix_audit_at"]


def test_the_command_line_reads_it_too(backing: Backing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALLYWIRE_DATABASE", str(backing.settings.database))

    def run(*arguments: str) -> Any:
        result = CliRunner().invoke(main, ["audit", *arguments])
        assert result.exit_code == 0, result.output
        return result.stdout.splitlines()

    heads, *rows = run("--limit", "2")
    assert heads.split() == ["at", "who", "key", "did", "to"]
    assert [row.split()[-2] for row in rows if row.strip("- ")][-2:] == ["key.revoke", "endpoint.secret"]
    found = [orjson.loads(line) for line in run("--json", "--action", "endpoint", "--actor", "Ben")]
    assert [(line["key"], line["target"], line["detail"]) for line in found] == [("k2", "end_1", {"number": 3})]
    assert len(run("--json", "--since", "2026-10-11T02:27:00Z")) == 3
