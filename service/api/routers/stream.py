"""``/v1/alerts/stream``: what happens, as it happens, as server-sent events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from service.alerts.stream import KEEP_ALIVE, Tail
from service.alerts.types import AlertKind, Filter
from service.api.conventions.openapi import problems_of
from service.api.conventions.problem_types import Busy
from service.api.deps import BackingDep
from service.api.saved import must_exist
from service.questions import Word, Words
from service.reconcile.types import Severity

MOST_READERS = 100
LOOK_EVERY = 1.0
QUIET_TURNS = 15
RETRY_AFTER_SECONDS = 30
router = APIRouter(prefix="/v1/alerts", tags=["alerts"])
Sleep = Callable[[float], Awaitable[None]]


class StreamQuery(BaseModel):
    """Filters of the stream: the same as a subscription's."""

    type: list[AlertKind] = Field([], description="Types of discrepancies and notices.")
    subject: Words = Field([], description="Who is measured; leaves out notices.")
    source: Words = Field([], description="Where one of the articles came from.")
    severity: Severity = Field("minor", description="The least severity that is told.")
    saved: Word | None = Field(
        None, description="The name of a saved filter of claims or discrepancies: only what it lets through."
    )

    def filter(self) -> Filter:
        return Filter(tuple(self.type), tuple(self.subject), tuple(self.source), self.severity, self.saved)


@router.get(
    "/stream",
    summary="Stream of alerts",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "Server-sent events that do not end: the messages of webhooks, or `gap`.",
            "content": {"text/event-stream": {"schema": {"type": "string"}}},
        },
        **problems_of(503),
    },
)
async def stream(
    request: Request,
    backing: BackingDep,
    query: Annotated[StreamQuery, Query()],
    last_event_id: Annotated[str | None, Header(max_length=100, description="Where the reader left off.")] = None,
) -> StreamingResponse:
    """Events from now on, or from where `Last-Event-ID` says.

    At most a thousand missed events are sent again; who missed more gets an event of type `gap` first, with
    `resumes_after` and how many were `missed`. A comment every fifteen seconds keeps the connection open.
    """
    state = request.app.state
    reading: int = getattr(state, "stream_readers", 0)
    if reading >= MOST_READERS:
        raise Busy(f"{reading} readers are listening already.", retry_after=RETRY_AFTER_SECONDS)
    tail = Tail(backing.database, query.filter())
    gap = await asyncio.to_thread(_begin, tail, last_event_id)

    async def told() -> AsyncIterator[str]:
        state.stream_readers = getattr(state, "stream_readers", 0) + 1
        try:
            async for text in follow(tail, gap, backing.database.version, asyncio.sleep):
                yield text
        finally:
            state.stream_readers -= 1

    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(told(), media_type="text/event-stream", headers=headers)


def _begin(tail: Tail, last_event_id: str | None) -> str:
    with tail.database.reading() as session:
        must_exist(session, tail.wanted.saved)
    return tail.begin(last_event_id)


async def follow(tail: Tail, gap: str, version: Callable[[], int], sleep: Sleep) -> AsyncIterator[str]:
    """The stream's text, without end. The store is read only after something was committed to it."""
    yield KEEP_ALIVE + gap
    seen: int | None = None
    quiet = 0
    while True:
        newest = version()
        if newest != seen:
            text, more = await asyncio.to_thread(tail.read)
            seen = None if more else newest
            if text:
                quiet = 0
                yield text
            if more:
                continue
        quiet += 1
        if quiet >= QUIET_TURNS:
            quiet = 0
            yield KEEP_ALIVE
        await sleep(LOOK_EVERY)
