"""A receiver of webhooks on loopback: reads what it is sent, and answers as badly as it is told to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Headers = dict[str, str]


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it arrived."""

    path: str
    headers: Headers
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to it; ``broken`` breaks the connection instead, after the request was read."""

    status: int = 204
    headers: Headers = field(default_factory=dict)
    broken: bool = False


@dataclass(slots=True)
class Receiver:
    """``answer`` decides about every request; ``seen`` are the requests in their order."""

    port: int = 0
    answer: Callable[[Received], Answer] = lambda received: Answer()
    seen: list[Received] = field(default_factory=list)
    arrived: asyncio.Condition = field(default_factory=asyncio.Condition)

    def url(self, host: str = "127.0.0.1", path: str = "/in") -> str:
        return f"http://{host}:{self.port}{path}"

    async def until(self, condition: Callable[[], bool], patience: float = 120.0) -> None:
        """Wait for requests until the condition holds; it is looked at after every request and now and then."""
        async with asyncio.timeout(patience):
            while not condition():
                async with self.arrived:
                    try:
                        async with asyncio.timeout(0.2):
                            await self.arrived.wait()
                    except TimeoutError:
                        continue

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._one(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in head[1:] if line)}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        received = Received(head[0].split(" ")[1], headers, body)
        self.seen.append(received)
        answer = self.answer(received)
        async with self.arrived:
            self.arrived.notify_all()
        if answer.broken:
            writer.transport.abort()
            return False
        lines = [f"HTTP/1.1 {answer.status} Whatever"]
        lines += [f"{name}: {value}" for name, value in answer.headers.items()]
        lines += ["Content-Length: 0"] if answer.status != 204 else []
        writer.write("\r\n".join([*lines, "", ""]).encode("latin-1"))
        await writer.drain()
        return True


@asynccontextmanager
async def receiver() -> AsyncIterator[Receiver]:
    """The server for the length of a test."""
    found = Receiver()
    tasks: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(found.serve(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    found.port = server.sockets[0].getsockname()[1]
    try:
        yield found
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()
