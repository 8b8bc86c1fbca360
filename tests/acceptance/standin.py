"""A web server on loopback that stands in for the web: every host name leads to it, and it behaves as badly as told.

It speaks just enough HTTP/1.1 to be wrong in interesting ways: bodies that end too early, compression that lies,
connections that break or stall.
"""

from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tests.loopback import Headers, listening, read_head, write_head


@dataclass(frozen=True, slots=True)
class Seen:
    """A request as it arrived; ``at`` is the server's own time, where it has one."""

    host: str
    path: str
    headers: Headers
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. ``cut`` drops that many bytes from the end of the body after its length was promised."""

    body: bytes = b""
    status: int = 200
    headers: Headers = field(default_factory=dict)
    cut: int = 0
    reset: bool = False
    stall: bool = False


Route = Reply | Callable[[Seen], Reply]


def xml(text: str, **headers: str) -> Reply:
    return Reply(text.encode(), headers={"Content-Type": "application/xml; charset=utf-8", **_dashed(headers)})


def page(content: str | bytes, **headers: str) -> Reply:
    data = content.encode() if isinstance(content, str) else content
    return Reply(data, headers={"Content-Type": "text/html; charset=utf-8", **_dashed(headers)})


def zipped(body: bytes, *, keep: int | None = None) -> Reply:
    """Gzip; with ``keep`` only that many of the compressed bytes, under an honest length."""
    return Reply(gzip.compress(body, mtime=0)[:keep], headers={"Content-Encoding": "gzip"})


def bomb(megabytes: int) -> Reply:
    """A small body that unfolds to many megabytes."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = bytes(1024 * 1024)
    data = b"".join(squeeze.compress(block) for _ in range(megabytes)) + squeeze.flush()
    return Reply(data, headers={"Content-Encoding": "gzip", "Content-Type": "application/xml"})


def redirect(to: str, status: int = 302) -> Reply:
    return Reply(status=status, headers={"Location": to})


def with_etag(tag: str, reply: Reply) -> Route:
    """A resource that answers 304 to whoever echoes its tag."""

    def route(seen: Seen) -> Reply:
        tagged = {**reply.headers, "ETag": tag}
        if seen.headers.get("if-none-match") == tag:
            return Reply(status=304, headers={"ETag": tag})
        return Reply(reply.body, reply.status, tagged)

    return route


@dataclass(slots=True)
class StandIn:
    """``routes`` by ``host/path``; anything else is a 404. ``seen`` are the requests in their order."""

    port: int = 0
    routes: dict[str, Route] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)
    addresses: dict[str, list[str]] = field(default_factory=dict)
    clock: Callable[[], float] = lambda: 0.0

    def url(self, where: str) -> str:
        """``www.36kr.com/feed`` as an address that leads here."""
        host, _, path = where.partition("/")
        return f"http://{host}:{self.port}/{path}"

    def asked(self, where: str) -> list[Seen]:
        return [seen for seen in self.seen if f"{seen.host}{seen.path}" == where]

    @property
    def paths(self) -> list[str]:
        """What was asked for, without robots.txt."""
        return [f"{seen.host}{seen.path}" for seen in self.seen if seen.path != "/robots.txt"]

    async def resolve(self, host: str, port: int) -> list[str]:
        """In place of DNS: every name is here, unless ``addresses`` says otherwise."""
        return self.addresses.get(host, ["127.0.0.1"])

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One request and its answer; whether another may follow."""
        head = await read_head(reader)
        path = head.target
        seen = Seen(head.host, path, head.headers, self.clock())
        self.seen.append(seen)
        found = self.routes.get(f"{seen.host}{path}", Reply(b"not here", 404))
        reply = found(seen) if callable(found) else found
        if reply.reset:
            writer.transport.abort()
            return False
        write_head(writer, reply.status, reply.headers, None if reply.status == 304 else len(reply.body))
        if reply.stall:
            await writer.drain()
            await asyncio.Event().wait()
        writer.write(reply.body[: len(reply.body) - reply.cut])
        await writer.drain()
        return not reply.cut


@asynccontextmanager
async def standin() -> AsyncIterator[StandIn]:
    """The server for the length of a test."""
    web = StandIn()
    async with listening(web.answer) as web.port:
        yield web


def _dashed(headers: dict[str, str]) -> Headers:
    return {name.replace("_", "-"): value for name, value in headers.items()}
