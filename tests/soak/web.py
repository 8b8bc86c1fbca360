"""The simulated web: one real server on loopback for every publisher, with a log of all that was asked of it."""

from __future__ import annotations

import asyncio
import random
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from tests.loopback import listening, read_head, write_head
from tests.soak.faults import LISTING, PAGE, UNSEEN_IN_HTML, Answer, Headers, spoil
from tests.soak.journal import Hit, Journal, Said
from tests.soak.publishers import Publisher
from tests.soak.timeline import Activity

JUDGED = ("user-agent", "cookie", "if-none-match", "if-modified-since")
"""Headers that the journal keeps."""
VALIDATORS = ("ETag", "Last-Modified")
GONE_ANSWER = Answer(404, b"no such page", intact=False, fault="unknown_path")


@dataclass(slots=True)
class Web:
    """``announced``: the stories that an intact listing has shown. ``calm_from``: no faults since then."""

    publishers: Sequence[Publisher]
    activity: Activity
    clock: Callable[[], datetime]
    seed: int
    calm_from: datetime
    trouble: float = 1.0
    megabytes: int = 4
    port: int = 0
    journal: Journal = field(default_factory=Journal)
    announced: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    faults: Counter[str] = field(default_factory=Counter)
    _asked: Counter[tuple[str, str]] = field(default_factory=Counter)
    _listings: dict[tuple[str, str], Publisher] = field(init=False)
    _pages: dict[tuple[str, str], Publisher] = field(init=False)
    _hosts: dict[str, Publisher] = field(init=False)

    def __post_init__(self) -> None:
        self._listings = {(each.host, path): each for each in self.publishers for path in (each.path, each.moved_path)}
        self._pages = {(each.host, path): each for each in self.publishers for path in each.by_path}
        self._hosts = {each.host: each for each in reversed(self.publishers)}

    async def resolve(self, host: str, port: int) -> list[str]:
        return ["127.0.0.1"] if host in self._hosts else []

    def decide(self, host: str, target: str, headers: Headers) -> tuple[str, str | None, Answer, random.Random]:
        """What the server says: the same for the same seed, address and count of earlier requests for it."""
        now, path = self.clock(), target.partition("?")[0]
        self._asked[host, path] += 1
        dice = random.Random(f"{self.seed} {host}{path} {self._asked[host, path]}")
        publisher = self._listings.get((host, path))
        if publisher is not None:
            return "listing", publisher.name, self._listing(publisher, path, headers, now, dice), dice
        publisher = self._pages.get((host, path))
        if publisher is not None:
            return "page", publisher.name, self._page(publisher, path, now, dice), dice
        if path == "/robots.txt" and host in self._hosts:
            return "robots", None, self._robots(self._hosts[host], now), dice
        return "other", None, GONE_ANSWER, dice

    def _listing(self, publisher: Publisher, path: str, headers: Headers, now: datetime, dice: random.Random) -> Answer:
        base = f"http://{publisher.host}:{self.port}"
        if publisher.moves_at is not None and now >= publisher.moves_at and path == publisher.path:
            return Answer(301, headers={"Location": f"{base}{publisher.moved_path}"}, fault="moved")
        answer = publisher.listing(now, base, dice)
        fault = self._fault(publisher, LISTING, 0.13, now, dice)
        if fault and not (publisher.form == "list" and fault in UNSEEN_IN_HTML):
            spoiled = spoil(answer, fault, dice, now, self.megabytes)
            if spoiled.intact:
                self.announced[publisher.name].update(story.mark for story in publisher.shown(now))
            return spoiled
        validators = (answer.headers.get("ETag"), answer.headers.get("Last-Modified"))
        echoed = (headers.get("if-none-match"), headers.get("if-modified-since"))
        same = any(ours is not None and ours == theirs for ours, theirs in zip(validators, echoed, strict=True))
        if same and publisher.quirk != "ignores_conditions":
            return Answer(304, headers={"ETag": validators[0]} if validators[0] else {})
        self.announced[publisher.name].update(story.mark for story in publisher.shown(now))
        return answer

    def _page(self, publisher: Publisher, path: str, now: datetime, dice: random.Random) -> Answer:
        story = publisher.by_path[path]
        if story.dead or story.published_at > now:
            return Answer(404, b"gone", intact=False, fault="dead")
        answer = publisher.page(story, now)
        if fault := self._fault(publisher, PAGE, 0.06, now, dice):
            return spoil(answer, fault, dice, now, self.megabytes)
        return answer

    def _robots(self, publisher: Publisher, now: datetime) -> Answer:
        if publisher.is_down(now):
            return Answer(500, b"", intact=False, fault="outage")
        delay = f"Crawl-delay: {publisher.crawl_delay}\n" if publisher.crawl_delay else ""
        return Answer(
            body=f"User-agent: *\nDisallow: /closed/\n{delay}".encode(), headers={"Content-Type": "text/plain"}
        )

    def _fault(
        self, publisher: Publisher, kinds: Sequence[str], chance: float, now: datetime, dice: random.Random
    ) -> str | None:
        if now >= self.calm_from:
            return None
        if publisher.is_down(now):
            return dice.choice(("reset", "http_500", "stall"))
        return dice.choice(kinds) if dice.random() < chance * self.trouble else None

    async def exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One request and its answer; whether another may follow."""
        head = await read_head(reader)
        target, headers, host = head.target, head.headers, head.host
        what, name, answer, dice = self.decide(host, target, headers)
        judged = {header: headers[header] for header in JUDGED if header in headers}
        if answer.fault:
            self.faults[f"{what} {answer.fault}"] += 1
        start = self.clock()
        ends = [start]
        try:
            return await self._answer(answer, ends, f"{host}{target}", reader, writer, dice)
        finally:
            given = {name: value for name, value in answer.headers.items() if name in VALIDATORS}
            said = Said(answer.status, given, answer.intact, answer.empty, answer.retry_after)
            self.journal.note(Hit(what, name, host, target.partition("?")[0], judged, start, ends[-1], said))

    async def _answer(
        self,
        answer: Answer,
        ends: list[datetime],
        key: str,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        dice: random.Random,
    ) -> bool:
        """Whether the connection may be used again. ``ends`` is told when the answer began, and when it was over."""
        with self.activity.letting_wait(key):
            await asyncio.sleep(dice.uniform(0.05, 1.5))
        ends.append(self.clock())
        if answer.reset:
            writer.transport.abort()
            return False
        write_head(writer, answer.status, answer.headers, None if answer.status == 304 else len(answer.body))
        if answer.stall or answer.drip:
            await self._keep_waiting(answer, key, reader, writer)
            ends.append(self.clock())
            return False
        writer.write(answer.body[: len(answer.body) - answer.cut])
        await writer.drain()
        return not answer.cut

    async def _keep_waiting(
        self, answer: Answer, key: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Until the client has had enough: nothing at all, or a byte now and then."""
        await writer.drain()
        with self.activity.letting_wait(key):
            gone = asyncio.ensure_future(reader.read(1))
            for at in range(len(answer.body) if answer.drip else 0):
                done, _ = await asyncio.wait((gone,), timeout=4)
                if done:
                    break
                writer.write(answer.body[at : at + 1])
            await gone


@asynccontextmanager
async def serving(web: Web) -> AsyncIterator[Web]:
    """The server for the length of a simulation."""
    async with listening(web.exchange) as web.port:
        yield web
