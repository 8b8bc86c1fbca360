"""A source tried out: its listings asked for once, and an article or two read, to say what a poll would make of them.

Nothing is stored and nothing is remembered, so what an earlier poll was told about a host is the caller's to pass on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from service.http import FetchError, HttpClient
from service.sources.decide import KnownEntry, Work, decide
from service.sources.gather import Gathered, gather
from service.sources.health import ADVICE, ADVICE_OTHERWISE
from service.sources.pages import IncomingArticle, Round, Settled, needs_page
from service.sources.protocol import Entry, ListingError, SourceConfig
from service.sources.state import SourceState
from service.workers import WorkerDied, Workers

MOST_READ = 100
"""Articles that need no page of their own and are read; the others are like them."""

Known = Callable[[str, Sequence[Entry]], Iterable[KnownEntry]]


@dataclass(frozen=True, slots=True)
class Tried:
    """An article as it would be stored."""

    title: str
    language: str
    published_at: datetime | None
    characters: int
    claims: int
    url: str | None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something that is not as it should be, how often, and the first case of it."""

    what: str
    reason: str
    count: int
    example: str = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """What a source gave. ``reason``, ``detail`` and ``advice`` say why there is nothing, or nothing yet.

    ``new`` of ``entries`` are not stored here; ``whole`` bring their text along; ``unread`` were left for a poll.
    """

    source: str
    kind: str
    url: str | None = None
    reason: str | None = None
    detail: str | None = None
    advice: str | None = None
    requests: int = 0
    bytes: int = 0
    entries: int = 0
    new: int = 0
    whole: int = 0
    dated: int = 0
    oldest: datetime | None = None
    newest: datetime | None = None
    articles: tuple[Tried, ...] = ()
    unread: int = 0
    odd: tuple[Oddity, ...] = ()

    @property
    def usable(self) -> bool:
        """Whether a poll would bring something, as far as was tried."""
        return self.advice is None and (bool(self.articles) or self.unread == self.entries)


@dataclass(slots=True)
class _Nothing:
    """In the place of what storing came to."""

    article_id: str = ""
    created: bool = False
    changed: bool = False


async def try_source(
    source: SourceConfig, http: HttpClient, workers: Workers, now: datetime, *, pages: int, known: Known
) -> Trial:
    """Ask once, with the manners of a poll, and read at most ``pages`` pages of articles. Raises nothing that a source
    can cause."""
    url = getattr(source, "url", None)
    try:
        gathered = await gather(source, SourceState(source.name), http, workers, now)
    except (FetchError, ListingError) as error:
        return _failed(source, url, error.reason, error.explanation)
    except TimeoutError:
        return _failed(source, url, "worker_timeout", "the listing took too long to read")
    except WorkerDied as error:
        return _failed(source, url, "worker_died", str(error))
    works = decide(gathered.entries, (), now, local=source.is_local).work
    read: list[IncomingArticle] = []
    round_ = _round(source, http, workers, now, read)
    await round_.run(_chosen(works, source, pages))
    reason, detail = gathered.waiting or (None, None)
    new = decide(gathered.entries, known(source.name, gathered.entries), now, local=source.is_local).new
    dates = [entry.published_at for entry in gathered.entries if entry.published_at is not None]
    return Trial(
        source=source.name,
        kind=source.kind,
        url=url,
        reason=reason,
        detail=detail,
        requests=gathered.requests + round_.requests,
        bytes=gathered.bytes + round_.bytes,
        entries=len(gathered.entries),
        new=new,
        whole=sum(not needs_page(entry, source) for entry in gathered.entries),
        dated=len(dates),
        oldest=min(dates, default=None),
        newest=max(dates, default=None),
        articles=tuple(map(_tried, read)),
        unread=len(works) - len(round_.done),
        odd=tuple(_odd(gathered, round_, read)),
    )


def _round(
    source: SourceConfig, http: HttpClient, workers: Workers, now: datetime, read: list[IncomingArticle]
) -> Round:
    async def keep(work: Work, article: IncomingArticle) -> Settled:
        read.append(article)
        return Settled(work, stored=_Nothing())

    async def settle(settled: Settled) -> None:
        """A poll would note why; here the round's own list is enough."""

    return Round(source, http, workers, keep, settle, now)


def _chosen(works: Iterable[Work], source: SourceConfig, pages: int) -> list[Work]:
    """The first that need no page, and the first of those that do."""
    works = list(works)
    paged = [work for work in works if needs_page(work.entry, source)]
    whole = [work for work in works if not needs_page(work.entry, source)]
    return [*whole[:MOST_READ], *paged[:pages]]


def _tried(found: IncomingArticle) -> Tried:
    article = found.article
    return Tried(
        article.title,
        article.language,
        article.published_at,
        len(article.text),
        len(found.assessment.claims),
        found.url,
        tuple(dict.fromkeys([*article.flags, *found.flags])),
    )


def _odd(gathered: Gathered, round_: Round, read: Iterable[IncomingArticle]) -> list[Oddity]:
    met: dict[tuple[str, str], list[str]] = {}
    for entry in gathered.entries:
        for flag in entry.flags:
            met.setdefault(("entry", flag), []).append(entry.title or entry.key)
    for rejected in gathered.rejected:
        met.setdefault(("left out", rejected.reason), []).append(f"{rejected.where}: {rejected.detail}".strip(": "))
    for settled in round_.done:
        if settled.reason is not None:
            entry, detail = settled.work.entry, settled.detail or ""
            where = entry.link or entry.key
            case = detail if where in detail else f"{where}: {detail}"
            met.setdefault(("not read", settled.reason), []).append(case)
    for found in read:
        for flag in found.article.flags:
            met.setdefault(("article", flag), []).append(found.article.title)
    return [Oddity(what, reason, len(cases), cases[0]) for (what, reason), cases in met.items()]


def _failed(source: SourceConfig, url: str | None, reason: str, detail: str) -> Trial:
    advice = ADVICE.get(reason, ADVICE_OTHERWISE)
    return Trial(source.name, source.kind, url, reason, detail, advice, requests=int(not source.is_local))
