"""A claim group's rows as the carriers of one figure: who published each, and which other outlets its text names.

An outlet is a site: articles of one host are one outlet's, whichever source brought them (a folder or an aggregating
feed brings many outlets', and one outlet may have several feeds).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from db.queries.pages import Record
from service.reconcile.genealogy import Carrier, cited_outlets
from service.reconcile.groups import Member
from service.rows import claim_from_row
from service.sources.health import SourceHealth

_TELLING = 8
"""Letters from which on a site's bare name cannot be an ordinary word; a name with a digit in it never is one."""
_SHORTEST = 4
_SECOND_LEVELS = frozenset({"ac", "co", "com", "edu", "gov", "net", "org"})


def carriers(rows: Sequence[Record], texts: Mapping[str, str], sources: Iterable[SourceHealth]) -> list[Carrier]:
    """One carrier a row of :func:`db.queries.claims.claims_of_group`; ``texts`` are by article id."""
    known = _known_names(sources)
    outlets = {row.public_id: _outlet(row) for row in rows}
    names = {outlet: known.get(outlet, ()) + _bare_name(outlet) for outlet in outlets.values()}
    return [
        Carrier(
            Member(
                article_id=row.article_id,
                claim_id=row.public_id,
                claim=claim_from_row(row),
                name=next(iter(known.get(outlet, ())), outlet),
                published_at=row.published_at if row.first_version == 1 else row.first_seen_at,
                fingerprint=row.article_fingerprint,
            ),
            outlet,
            cited_outlets(texts.get(row.article_id, ""), {name: of for name, of in names.items() if name != outlet}),
        )
        for row, outlet in zip(rows, outlets.values(), strict=True)
    ]


def _outlet(row: Record) -> str:
    return _host(row.article_url) or str(row.source)


def _host(url: str | None) -> str | None:
    host = urlsplit(url or "").hostname
    return None if host is None else host.removeprefix("www.")


def _known_names(sources: Iterable[SourceHealth]) -> dict[str, tuple[str, ...]]:
    """What the configuration calls the sites of its sources, by outlet; a folder is nobody's site."""
    names: dict[str, tuple[str, ...]] = {}
    for source in sources:
        outlet = _host(source.url)
        if outlet is not None:
            told = (*names.get(outlet, ()), *((source.title,) if source.title else ()), *source.aliases)
            names[outlet] = tuple(dict.fromkeys(told))
    return names


def _bare_name(outlet: str) -> tuple[str, ...]:
    """``tickerpost`` of ``news.tickerpost.example``, where that can be told from ordinary words."""
    labels = outlet.split(".")[:-1]
    if len(labels) > 1 and labels[-1] in _SECOND_LEVELS:
        labels.pop()
    name = labels[-1] if labels else ""
    telling = len(name) >= _TELLING or (len(name) >= _SHORTEST and any(letter.isdigit() for letter in name))
    return (name,) if telling else ()
