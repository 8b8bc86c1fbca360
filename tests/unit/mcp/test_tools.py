"""The tools as an assistant sees them, through the official client."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import pytest

pytest.importorskip("mcp")

from mcp import Client

from service.mcp.tools import Readable, server
from tests.unit.api.conftest import Backing, backing, snapshot
from tests.unit.api.stories import tell

__all__ = ["backing", "snapshot"]

Assistant = Callable[[], Client]


@pytest.fixture
def assistant(backing: Backing) -> Assistant:
    tell(backing.database, backing.snapshot)
    return lambda: Client(server(Readable(backing.database, backing.snapshot)))


async def ask(assistant: Assistant, tool: str, **arguments: Any) -> Any:
    async with assistant() as client:
        result = await client.call_tool(tool, arguments)
    text = result.content[0].text  # type: ignore[union-attr]
    if result.is_error:
        raise ValueError(text)
    return orjson.loads(text)


async def test_every_tool_says_that_it_only_reads(assistant: Assistant) -> None:
    async with assistant() as client:
        tools = (await client.list_tools()).tools
    assert {tool.name for tool in tools} == {
        *("search_claims", "get_claim", "check_text", "list_discrepancies", "weekly_series", "list_sources")
    }
    for tool in tools:
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint is True
        assert tool.description


async def test_claims_and_one_claim_with_its_readings(assistant: Assistant) -> None:
    (found,) = await ask(assistant, "search_claims", subject="country:CN", verdict="conflicting")
    assert found["mentions"][0]["quote"] == "12.96 trillion tokens"
    assert [one["subject"] for one in await ask(assistant, "search_claims", words="调用", limit=1)] == ["all"]
    narrow = {"period_to": "2026-04-05", "subject": ["country:CN"], "verdict": "conflicting", "confidence_from": 0.1}
    assert await ask(assistant, "search_claims", filters=narrow) == [found]
    assert await ask(assistant, "search_claims", filters={**narrow, "of": 9}) == []
    one = await ask(assistant, "get_claim", claim_id=found["id"])
    assert {reading["selection"] for reading in one["verdicts"][0]["readings"]} >= {"all", "top9"}


async def test_a_text_is_checked(assistant: Assistant) -> None:
    text = "In the week of March 30 to April 5, Chinese models processed 12.96 trillion tokens on OpenRouter."
    answer = await ask(assistant, "check_text", text=text, published_at="2026-04-06T08:00:00Z")
    assert [claim["verdict"]["label"] for claim in answer["claims"]] == ["conflicting"]


async def test_discrepancies_series_and_sources(assistant: Assistant) -> None:
    assert {one["type"] for one in await ask(assistant, "list_discrepancies")} >= {"refuted", "conflicting"}
    series = await ask(assistant, "weekly_series", subject="country:CN", selection="top9", since="2026-04-01")
    assert [week["start"] for week in series["weeks"]] == ["2026-03-30", "2026-04-06"]
    assert "OpenRouter" in series["citation"]
    assert {one["name"] for one in await ask(assistant, "list_sources")} == {"wire", "daily"}


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("get_claim", {"claim_id": "clm_none"}, "no claim"),
        ("search_claims", {"verdict": "true"}, "verdict"),
        ("search_claims", {"filters": {"verdct": "refuted"}}, "verdct"),
        ("search_claims", {"filters": {"confidence_to": 2}}, "confidence_to"),
        ("search_claims", {"published_from": "March"}, "published_from"),
        ("weekly_series", {"subject": "country:XX"}, "country:XX"),
        ("weekly_series", {"selection": "top3000"}, "selection"),
        ("weekly_series", {"since": "March"}, "March"),
        ("check_text", {"text": "x", "published_at": "soon"}, "soon"),
        ("check_text", {"text": "x", "published_at": "2026-04-06T08:00:00"}, "zone"),
        ("check_text", {"text": "x" * 50_001}, "50,000"),
    ],
)
async def test_what_cannot_be_answered_is_told(
    assistant: Assistant, tool: str, arguments: dict[str, Any], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        await ask(assistant, tool, **arguments)
