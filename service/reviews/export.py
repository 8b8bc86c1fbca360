"""Reviewed articles for those who train and score extractors.

An article becomes a record in the contract's fields: its text, and the claims that people answer for. Or a spaCy
``Doc`` with the claims as spans, for a span categorizer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from extractors.types import Article, Claim
from extractors.wire import claim_to_wire

if TYPE_CHECKING:
    from spacy.tokens import Doc

SPANS_KEY = "claims"
"""Where a ``Doc`` has the claims: ``doc.spans["claims"]``, each span's label its claim's kind."""

BETWEEN = "\n\n"
"""A ``Doc`` is the title, this, and the text."""


@dataclass(frozen=True, slots=True)
class ReviewedArticle:
    """An article of which nothing waits for a reviewer, with what stands of its claims.

    ``labels`` are the claims' verdicts, one each. ``inconsistencies`` are wire objects whose ``claims`` are positions.
    """

    article: Article
    claims: tuple[Claim, ...]
    labels: tuple[str | None, ...]
    inconsistencies: tuple[Mapping[str, Any], ...] = ()


def record(reviewed: ReviewedArticle) -> dict[str, Any]:
    """The article as one JSON object: an input for ``tallywire extract``, and the answer that it should give."""
    article = reviewed.article
    return {
        "id": article.id,
        "language": article.language,
        "title": article.title,
        "text": article.text,
        "url": article.url,
        "published_at": None if article.published_at is None else article.published_at.isoformat(),
        "claims": [
            {**claim_to_wire(claim), "verdict": label}
            for claim, label in zip(reviewed.claims, reviewed.labels, strict=True)
        ],
        "inconsistencies": [dict(each) for each in reviewed.inconsistencies],
    }


def doc_bin(articles: Iterable[ReviewedArticle]) -> bytes:
    """A spaCy ``DocBin``: read it with ``DocBin().from_bytes`` or ``from_disk`` and any vocabulary.

    A span covers the tokens that hold the claim's words. Where a token is longer than they are (a number glued to its
    unit), ``doc.user_data["claims"]`` still has the exact code points, in the order of the spans.
    ``doc.user_data["id"]`` is the article's.
    """
    from spacy.tokens import DocBin  # noqa: PLC0415 - half a second that only an export needs

    packed = DocBin(store_user_data=True)
    for each in articles:
        packed.add(_doc(each))
    data: bytes = packed.to_bytes()
    return data


def _doc(reviewed: ReviewedArticle) -> Doc:
    from spacy.tokens import SpanGroup  # noqa: PLC0415

    article = reviewed.article
    doc: Doc = _blank(article.language).make_doc(f"{article.title}{BETWEEN}{article.text}")
    shift = {"title": 0, "text": len(article.title) + len(BETWEEN)}
    exact: list[dict[str, Any]] = []
    spans = []
    for number, claim in enumerate(reviewed.claims):
        for mention in claim.mentions:
            start, end = mention.start + shift[mention.field], mention.end + shift[mention.field]
            span = doc.char_span(start, end, label=claim.kind, alignment_mode="expand")
            if span is not None:
                spans.append(span)
                exact.append({"claim": number, "start": start, "end": end, "quote": mention.quote})
    doc.spans[SPANS_KEY] = SpanGroup(doc, name=SPANS_KEY, spans=spans)
    doc.user_data["id"] = article.id
    doc.user_data[SPANS_KEY] = exact
    return doc


def _blank(language: str) -> Any:
    """spaCy's tokenizer of the language; the many-language one where it has none."""
    import spacy  # noqa: PLC0415

    code = language.partition("-")[0].lower()
    if code not in _PIPELINES:
        try:
            _PIPELINES[code] = spacy.blank(code)
        except ImportError:
            _PIPELINES[code] = spacy.blank("xx")
    return _PIPELINES[code]


_PIPELINES: dict[str, Any] = {}


def inconsistencies(rows: Sequence[Mapping[str, Any]], ids: Sequence[str]) -> tuple[Mapping[str, Any], ...]:
    """Stored consistency results that do not hold, with positions in ``ids`` for claims."""
    found = []
    for row in rows:
        if row["result"] == "inconsistent" and set(row["claims"]) <= set(ids):
            positions = [ids.index(each) for each in row["claims"]]
            found.append({"relation": row["relation"], "claims": positions, "why": row["explanation"]})
    return tuple(found)
