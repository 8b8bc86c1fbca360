"""``tallywire mcp`` as an assistant starts it: a process of its own, spoken to by the official client."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import orjson
import pytest

pytest.importorskip("mcp")

from mcp import Client, StdioServerParameters, stdio_client

from db import migrations
from db.session import Database
from service.config import ROOT
from service.reference.imports import import_file
from service.reference.store import load_snapshot
from tests.unit.api.conftest import AS_OF
from tests.unit.api.stories import tell

TOOLS = {"search_claims", "get_claim", "check_text", "list_discrepancies", "weekly_series", "list_sources"}


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with reference rows and the four articles."""
    path = tmp_path / "tallywire.db"
    with Database(path) as database:
        migrations.upgrade(database)
        import_file(database, ROOT / "samples" / "reference" / "openrouter-rankings-daily.csv", AS_OF, as_of=AS_OF)
        tell(database, load_snapshot(database))
    return path


def kept(path: Path) -> bytes:
    return path.read_bytes()


@asynccontextmanager
async def assistant(store: Path, complaints: Path) -> AsyncIterator[Client]:
    environment = {**os.environ, "TALLYWIRE_DATABASE": str(store)}
    command = StdioServerParameters(command=sys.executable, args=["-m", "service.cli", "mcp"], env=environment)
    with complaints.open("w", encoding="utf-8") as stream:
        async with Client(stdio_client(command, errlog=stream)) as client:
            yield client


async def ask(client: Client, tool: str, **arguments: Any) -> Any:
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    return orjson.loads(result.content[0].text)  # type: ignore[union-attr]


async def test_every_tool_answers_over_standard_input_and_output(store: Path, tmp_path: Path) -> None:
    before = kept(store)
    async with assistant(store, tmp_path / "stderr") as client:
        assert {tool.name for tool in (await client.list_tools()).tools} == TOOLS
        (claim,) = await ask(client, "search_claims", subject="country:CN", verdict="conflicting")
        assert claim["mentions"][0]["quote"] == "12.96 trillion tokens"
        (chinese,) = await ask(client, "search_claims", words="调用量", limit=1)
        assert chinese["article"]["language"] == "zh"
        one = await ask(client, "get_claim", claim_id=claim["id"])
        assert {reading["selection"] for reading in one["verdicts"][0]["readings"]} >= {"all", "top9"}
        text = "In the week of March 30 to April 5, Chinese models processed 12.96 trillion tokens on OpenRouter."
        checked = await ask(client, "check_text", text=text, published_at="2026-04-07T08:00:00Z")
        assert [each["verdict"]["label"] for each in checked["claims"]] == ["conflicting"]
        found = await ask(client, "list_discrepancies", type="refuted")
        assert {each["subject"] for each in found} == {"country:CN"}
        series = await ask(client, "weekly_series", subject="country:CN", selection="top9", since="2026-03-30")
        assert series["weeks"][0]["start"] == "2026-03-30"
        assert "CC BY 4.0" in series["citation"]
        assert {each["name"] for each in await ask(client, "list_sources")} == {"daily", "wire"}
        refused = await client.call_tool("get_claim", {"claim_id": "clm_none"})
        assert refused.is_error
        assert "There is no claim clm_none" in refused.content[0].text  # type: ignore[union-attr]
    assert kept(store) == before
    assert kept(tmp_path / "stderr") == b""
