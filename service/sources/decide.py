"""Which announced entries need work: a pure decision from the listing and what is stored about its entries."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from service.sources.protocol import Entry

MOST_ATTEMPTS = 30
"""Fetches of one entry's page, for whatever reason: some publishers change an entry for ever."""
_TRIES = {
    "address_refused": 8,
    "bad_url": 5,
    "encrypted": 5,
    "http_404": 5,
    "http_410": 1,
    "internal_error": 2,
    "no_link": 1,
    "not_an_article": 5,
    "redirected_away": 5,
    "robots_forbids": 5,
    "worker_died": 2,
    "worker_timeout": 2,
}
_TRIES_OTHERWISE = 12


@dataclass(frozen=True, slots=True)
class KnownEntry:
    """What is stored about an entry. ``next_try`` is None once it is done, or given up."""

    key: str
    url: str | None
    fingerprint: str
    attempts: int
    next_try: datetime | None
    article_id: str | None


@dataclass(frozen=True, slots=True)
class Work:
    """One entry to be read. ``attempts`` counts earlier ones; ``known`` is False the first time it is seen."""

    entry: Entry
    fingerprint: str
    attempts: int
    known: bool
    changed: bool
    article_id: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """Work in the listing's order, and how many entries need none."""

    work: tuple[Work, ...]
    settled: int

    @property
    def new(self) -> int:
        return sum(not work.known for work in self.work)

    @property
    def changed(self) -> int:
        return sum(work.changed for work in self.work)


def decide(entries: Iterable[Entry], known: Iterable[KnownEntry], now: datetime, *, local: bool = False) -> Decision:
    """New entries, changed ones, and failed ones whose time has come.

    ``local`` sources may change as often as they like. An entry whose link is known is the one with that link and
    keeps the stored key, whatever its guid is now.
    """
    entries, known = list(entries), list(known)
    by_key = {row.key: row for row in known}
    by_url = _by_own_url(entries, known)
    work: list[Work] = []
    settled = 0
    for announced in entries:
        mark = fingerprint(announced)
        holder = by_key.get(announced.key)
        row = by_url.get(announced.url) or (holder if holder and not _is_another(holder, announced, mark) else None)
        if row is None:
            entry = announced if holder is None else replace(announced, key=f"url:{announced.url}")
            work.append(Work(entry, mark, 0, known=False, changed=False))
            continue
        entry = replace(announced, key=row.key)
        changed = row.fingerprint != mark and (local or row.attempts < MOST_ATTEMPTS)
        if changed or (row.next_try is not None and row.next_try <= now):
            work.append(
                Work(
                    entry,
                    mark,
                    row.attempts,
                    known=True,
                    changed=changed and row.article_id is not None,
                    article_id=row.article_id,
                )
            )
        else:
            settled += 1
    return Decision(tuple(work), settled)


def _is_another(row: KnownEntry, announced: Entry, mark: str) -> bool:
    """Whether a guid has come to another article: with a new link a publisher may have moved the old one, but not
    when it says something else as well."""
    moved = bool(row.url and announced.url and row.url != announced.url)
    return moved and announced.key.startswith("guid:") and row.fingerprint != mark


def _by_own_url(entries: list[Entry], known: list[KnownEntry]) -> dict[str | None, KnownEntry]:
    """Stored entries by their links, but for links that several entries share: those say nothing."""
    announced = Counter(entry.url for entry in entries)
    stored = Counter(row.url for row in known)
    return {row.url: row for row in known if row.url and stored[row.url] == 1 and announced[row.url] == 1}


def gives_up(reason: str, attempts: int) -> bool:
    """Whether an entry that failed for this reason is left alone until its listing changes it."""
    return attempts >= _TRIES.get(reason, _TRIES_OTHERWISE)


def fingerprint(entry: Entry) -> str:
    """Changes when the publisher changes the entry; not with the clock, so an unstated date does not count."""
    digest = hashlib.blake2b(digest_size=16)
    for part in (entry.title, entry.updated_at.isoformat() if entry.updated_at else None, entry.content):
        digest.update(b"\0" if part is None else part.encode("utf-8", "replace") + b"\1")
    if entry.page is not None:
        digest.update(entry.page.data)
    return digest.hexdigest()
