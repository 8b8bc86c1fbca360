"""Which cluster an article belongs to: that of the text it copies, else that of its story in another language."""

from __future__ import annotations

from collections.abc import Iterator

from db.queries import articles, stories
from db.queries import claims as claim_queries
from db.queries.pages import Record
from db.session import Session
from service.reconcile.copies import are_copies
from service.reconcile.stories import APART, Telling, figures, is_same_story, probes
from service.rows import claim_from_row

_BAND_BYTES = 12
"""Three of a fingerprint's numbers: of two texts that are 60 % alike, 99 % share at least one band."""


def bands(sketch: bytes) -> set[bytes]:
    """The fingerprint in slices, each marked with its place: articles that share one are compared whole."""
    return {bytes([at // _BAND_BYTES]) + sketch[at : at + _BAND_BYTES] for at in range(0, len(sketch), _BAND_BYTES)}


def cluster_of(session: Session, public_id: str, sketch: bytes, telling: Telling) -> str:
    """The cluster of the earliest article that this one is a copy of, else of the same story in another language.

    Its own if there is none but those that joined it already. A cluster tells its story once in each language, copies
    apart: two reports of one language that share a translation are still two reports.
    """
    alike = (row for row in articles.candidates(session, bands(sketch)) if row.cluster != public_id)
    copied = next((str(row.cluster) for row in alike if are_copies(row.fingerprint, sketch)), None)
    if copied is not None:
        return copied
    languages: set[str] | None = None
    for row in _same_story(session, telling):
        languages = languages or {telling.language, *articles.languages_of(session, public_id)}
        if not languages & articles.languages_of(session, row.cluster):
            return str(row.cluster)
    return public_id


def _same_story(session: Session, telling: Telling) -> Iterator[Record]:
    """Articles of other languages that tell the story, the one with the most figures in common first."""
    asked = list(dict.fromkeys(each.group for each in probes(telling.figures)))[: stories.PROBED]
    if telling.published_at is None or not asked:
        return
    window = telling.published_at - APART, telling.published_at + APART
    found: list[tuple[int, Record]] = []
    for article_row in stories.tellers(session, asked, telling.language, *window):
        row = articles.get_by_row(session, article_row)
        claims = (each for each in claim_queries.stored_claims(session, row.id) if each.withdrawn_at is None)
        other = Telling(row.language, row.published_at, figures(map(claim_from_row, claims)))
        if is_same_story(telling, other):
            found.append((len(telling.figures & other.figures), row))
    yield from (row for _, row in sorted(found, key=lambda each: (-each[0], each[1].sorted_at, each[1].id)))
