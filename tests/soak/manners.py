"""The server's log held against the rules of politeness: every breach is a sentence."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from tests.soak.journal import Hit
from tests.soak.publishers import PAUSE, Publisher

EVERY = timedelta(hours=1)
MOMENT = timedelta(milliseconds=5)  # clocks count microseconds in floats
RESTED = {"max_age": timedelta(hours=3), "ttl": timedelta(hours=3)}


def breaches(log: Sequence[Hit], publishers: Sequence[Publisher], restarts: Sequence[datetime]) -> list[str]:
    """``restarts``: when the poller was killed; what it had in memory only is forgiven across them, but no wish of a
    server that it had the time to note."""
    by_name = {each.name: each for each in publishers}
    by_host: dict[str, list[Hit]] = defaultdict(list)
    for hit in log:
        by_host[hit.host].append(hit)
    delays = {each.host: timedelta(seconds=each.crawl_delay) for each in reversed(publishers)}
    found: list[str] = []
    for host, hits in by_host.items():
        hits.sort(key=lambda hit: hit.start)
        found += _turns(host, hits, delays[host])
        found += _waits(host, hits)
        found += _robots(host, hits, restarts)
    listings: dict[str, list[Hit]] = defaultdict(list)
    for hit in log:
        if hit.what == "listing" and hit.publisher:
            listings[hit.publisher].append(hit)
        if "(+https://soak.example/bot)" not in hit.headers.get("user-agent", "") or "cookie" in hit.headers:
            found.append(f"{hit.host}{hit.path}: does not say who asks, or keeps cookies")
    for name, hits in listings.items():
        found += _pace(by_name[name], hits, restarts)
        found += _validators(name, hits)
    return found + list(_again(log, by_name, restarts))


def conditional_share(log: Sequence[Hit], restarts: Sequence[datetime]) -> tuple[int, int]:
    """Requests that could have been conditional after an intact answer with validators, and how many were.

    An empty listing may be one that lost its entries on the way, so it is always asked for anew.
    """
    could = were = 0
    for _, hits in _by_path(log):
        for earlier, later in pairwise(hits):
            given = {"ETag", "Last-Modified"} & earlier.answer.headers.keys()
            whole = earlier.answer.intact and not earlier.answer.empty
            if whole and given and not _between(earlier, later, restarts):
                could += 1
                were += bool({"if-none-match", "if-modified-since"} & later.headers.keys())
    return were, could


def _turns(host: str, hits: Sequence[Hit], delay: timedelta) -> Iterator[str]:
    """One request at a time, a pause after each, the crawl delay between pages."""
    for earlier, later in pairwise(hits):
        gap = later.start - earlier.end
        if gap < timedelta():
            yield f"{host}: {later.path} was asked for at {later.start} while {earlier.path} was being answered"
        elif gap < PAUSE - MOMENT:
            yield f"{host}: {gap.total_seconds():.3f} s between {earlier.path} and {later.path}"
        elif earlier.what == later.what == "page" and gap < delay - MOMENT:
            yield f"{host}: the crawl delay of {delay} was not kept: {gap.total_seconds():.3f} s"


def _waits(host: str, hits: Sequence[Hit]) -> Iterator[str]:
    """No request before a Retry-After has passed."""
    until, why = None, ""
    for hit in hits:
        if until is not None and hit.start < until:
            yield f"{host}: {hit.path} asked for at {hit.start}, before {until} ({why})"
        if hit.answer.retry_after is not None:
            until, why = hit.end + hit.answer.retry_after, f"{hit.answer.status} at {hit.end} for {hit.path}"


def _robots(host: str, hits: Sequence[Hit], restarts: Sequence[datetime]) -> Iterator[str]:
    """Pages only after robots.txt was read, none that it forbids, and robots.txt itself not again and again."""
    last: Hit | None = None
    for hit in hits:
        if hit.what == "page" and hit.path.startswith("/closed/"):
            yield f"{host}: {hit.path} is forbidden by robots.txt"
        if hit.what == "page" and last is None:
            yield f"{host}: {hit.path} was asked for before robots.txt"
        if hit.what == "robots":
            if last is not None and hit.start - last.start < EVERY - MOMENT and not _between(last, hit, restarts):
                yield f"{host}: robots.txt twice within {hit.start - last.start}"
            last = hit


def _pace(publisher: Publisher, hits: Sequence[Hit], restarts: Sequence[datetime]) -> Iterator[str]:
    """A listing at most hourly, and not before its freshness or ttl has passed."""
    asked = [hit for hit in hits if hit.answer.status not in {301, 302}]
    for earlier, later in pairwise(asked):
        least = EVERY
        if earlier.answer.intact and earlier.answer.status == 200:
            least = RESTED.get(publisher.quirk, EVERY) if publisher.quirk != "ttl" or "rss" in publisher.form else EVERY
        if later.start - earlier.start < least - MOMENT * 1000 and not _between(earlier, later, restarts):
            yield f"{publisher.name}: listing asked for again after {later.start - earlier.start}"


def _validators(name: str, hits: Sequence[Hit]) -> Iterator[str]:
    """Only validators that came with an intact answer are echoed, to the letter."""
    given: set[str | None] = {None}
    for hit in hits:
        for header in ("if-none-match", "if-modified-since"):
            if hit.headers.get(header) not in given:
                yield f"{name}: {header} {hit.headers[header]!r} was never given with an intact answer"
        if hit.answer.intact:
            given |= {hit.answer.headers.get("ETag"), hit.answer.headers.get("Last-Modified")}


def _again(log: Sequence[Hit], publishers: dict[str, Publisher], restarts: Sequence[datetime]) -> Iterator[str]:
    """A page that was read once is read again only when its listing says that it changed."""
    read: Counter[tuple[str, str]] = Counter()
    for hit in log:
        killed = any(timedelta() <= restart - hit.end < timedelta(minutes=2) for restart in restarts)
        if hit.what == "page" and hit.publisher and hit.answer.intact and not killed:
            read[hit.publisher, hit.path] += 1
    for (name, path), times in read.items():
        edited = publishers[name].by_path[path].edited_at is not None
        if times > 1 + edited:
            yield f"{name}: {path} was read {times} times"


def _by_path(log: Sequence[Hit]) -> Iterator[tuple[str, list[Hit]]]:
    paths: dict[str, list[Hit]] = defaultdict(list)
    for hit in log:
        if hit.what == "listing":
            paths[f"{hit.host}{hit.path}"].append(hit)
    yield from paths.items()


def _between(earlier: Hit, later: Hit, restarts: Sequence[datetime]) -> bool:
    return any(earlier.start <= restart <= later.start for restart in restarts)
