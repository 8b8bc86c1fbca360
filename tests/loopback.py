"""Servers on loopback for tests: just enough HTTP/1.1 to be wrong in interesting ways."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

Headers = dict[str, str]
Exchange = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[bool]]
LONGEST_HEAD = 1 << 20


@dataclass(frozen=True, slots=True)
class Head:
    """A request's first lines; header names are in lower case."""

    target: str
    headers: Headers

    @property
    def host(self) -> str:
        return self.headers["host"].rpartition(":")[0]


@asynccontextmanager
async def listening(exchange: Exchange) -> AsyncIterator[int]:
    """A server for the length of a block; its port. A connection lasts for as long as ``exchange`` says True."""
    tasks: set[asyncio.Task[None]] = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await exchange(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(talk(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(accept, "127.0.0.1", 0, limit=LONGEST_HEAD)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()


async def read_head(reader: asyncio.StreamReader) -> Head:
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    return Head(
        first.split(" ")[1], {name.lower(): value for name, value in (line.split(": ", 1) for line in lines if line)}
    )


def write_head(writer: asyncio.StreamWriter, status: int, headers: Mapping[str, str], length: int | None) -> None:
    """``length`` is what is promised, not what comes; None promises nothing."""
    lines = [f"HTTP/1.1 {status} Whatever", *(f"{name}: {value}" for name, value in headers.items())]
    if length is not None:
        lines.append(f"Content-Length: {length}")
    writer.write("\r\n".join([*lines, "", ""]).encode("latin-1"))
