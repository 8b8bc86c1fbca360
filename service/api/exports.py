"""Claims as files: CSV for a spreadsheet, JSON Lines for a program, JSON-LD for the web. All of them, as a stream.
(Parquet has a module of its own, :mod:`service.api.parquet`: its library is an extra.)

Articles are written by strangers, and a spreadsheet runs what begins like a formula: in CSV such a text gets an
apostrophe before it, as spreadsheets themselves mark text. The other forms give every text as it is.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson

from service.reviews.types import CONFIRMED

Chunks = Iterable[list[dict[str, Any]]]

_OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

_RATINGS = {"supported": 5, "conflicting": 3, "refuted": 1}
_PLAIN = ("unit", "per", "modifier", "scope", "scope_n", "platform", "modality")
COLUMNS = (
    *("id", "kind", "measure", "subject", "object", "relation", "point", "low", "high", "of", *_PLAIN),
    *("period_start", "period_end", "base_period_start", "base_period_end", "price_of", "attribution", "quote"),
    *("verdict", "reading", "reading_low", "reading_high", "relative_error", "explanation", "reference_as_of"),
    *("article_id", "article_title", "article_url", "source", "language", "published_at", "group", "withdrawn_at"),
    *("rule", "confidence", "review"),
)
_SIDE = ("source", "point", "low", "high", "unit", "url")
DISPUTE_COLUMNS = (
    *("id", "type", "subject", "measure", "relation", "factor", "period_start", "period_end", "reading"),
    *(f"first_{name}" for name in _SIDE),
    *(f"second_{name}" for name in _SIDE),
    *("explanation", "claims", "article", "opened_at", "updated_at", "resolved_at"),
)
NUMBERS = frozenset({"point", "low", "high", "reading_low", "reading_high", "relative_error"})
_EXACT = NUMBERS | {"factor"} | {f"{which}_{end}" for which in ("first", "second") for end in ("point", "low", "high")}


def json_lines(chunks: Chunks) -> Iterator[bytes]:
    """One claim a line, as the list shows it."""
    for chunk in chunks:
        yield b"".join(orjson.dumps(item, option=_OPTIONS) for item in chunk)


def comma_separated(chunks: Chunks) -> Iterator[bytes]:
    """One claim a row under a row of names (RFC 4180, UTF-8); nested fields are columns of their own."""
    return _separated(chunks, COLUMNS, row)


def disputes_separated(chunks: Chunks) -> Iterator[bytes]:
    """One discrepancy a row, its two sides beside each other."""
    return _separated(chunks, DISPUTE_COLUMNS, dispute_row)


def _separated(
    chunks: Chunks, columns: Sequence[str], flat: Callable[[Mapping[str, Any]], dict[str, Any]]
) -> Iterator[bytes]:
    page = io.StringIO()
    writer = csv.writer(page)
    writer.writerow(columns)
    for chunk in chunks:
        writer.writerows([_cell(name, value) for name, value in flat(item).items()] for item in chunk)
        yield page.getvalue().encode()
        page.seek(0)
        page.truncate()
    if page.tell():
        yield page.getvalue().encode()


def linked_data(chunks: Chunks, base: str) -> Iterator[bytes]:
    """One JSON-LD document whose graph holds every claim."""
    yield b'{"@context":"https://schema.org","@graph":['
    first = True
    for chunk in chunks:
        nodes = (node for item in chunk for node in (linked(item, base), reviewed(item, base)) if node is not None)
        lines = b",\n".join(orjson.dumps(node, option=orjson.OPT_UTC_Z) for node in nodes)
        yield lines if first else b",\n" + lines
        first = False
    yield b"]}\n"


def linked(item: Mapping[str, Any], base: str) -> dict[str, Any]:
    """A claim as schema.org's ``Claim``, with the article it appears in."""
    article = item["article"]
    quotes = [mention["quote"] for mention in item["mentions"]]
    appearance = {
        "@type": "NewsArticle",
        "@id": f"{base}/v1/articles/{article['id']}",
        "url": article["url"],
        "headline": article["title"],
        "inLanguage": article["language"],
        "datePublished": article["published_at"],
    }
    return _given(
        {
            "@type": "Claim",
            "@id": f"{base}/v1/claims/{item['id']}",
            "identifier": item["id"],
            "text": quotes[0] if quotes else None,
            "about": item["subject"],
            "datePublished": article["published_at"],
            "temporalCoverage": item["period"] and f"{item['period']['start']}/{item['period']['end']}",
            "appearance": _given(appearance),
        }
    )


def reviewed(item: Mapping[str, Any], base: str) -> dict[str, Any] | None:
    """A ``ClaimReview`` of a claim that a person answers for; None for any other.

    ``ClaimReview`` says that somebody reviewed the claim. A verdict that a program reached about what a program read is
    none, however sure it is.
    """
    review, verdict = item["review"], item["verdict"]
    if review["state"] not in CONFIRMED or verdict is None:
        return None
    rating = _RATINGS.get(verdict["label"])
    scale = {} if rating is None else {"ratingValue": rating, "bestRating": 5, "worstRating": 1}
    quotes = [mention["quote"] for mention in item["mentions"]]
    return _given(
        {
            "@type": "ClaimReview",
            "@id": f"{base}/v1/claims/{item['id']}#review",
            "url": f"{base}/v1/claims/{item['id']}",
            "claimReviewed": quotes[0] if quotes else None,
            "itemReviewed": {"@id": f"{base}/v1/claims/{item['id']}"},
            "author": {"@type": "Person", "name": review["reviewer"]},
            "datePublished": review["decided_at"],
            "reviewRating": {"@type": "Rating", "alternateName": verdict["label"], **scale},
            "reviewBody": verdict["explanation"],
        }
    )


def row(item: Mapping[str, Any]) -> dict[str, Any]:
    """A claim as one row of values by column."""
    verdict: Mapping[str, Any] = item["verdict"] or {}
    reading: Mapping[str, Any] = verdict.get("reading") or {}
    article, period, base = item["article"], item["period"] or {}, item["base_period"] or {}
    straight = ("id", "kind", "measure", "subject", "object", "relation", "of", *_PLAIN, "price_of", "attribution")
    values = {
        **{name: item[name] for name in (*straight, "group", "withdrawn_at", "rule", "confidence")},
        **{name: item["value"][name] for name in ("point", "low", "high")},
        "period_start": period.get("start"),
        "period_end": period.get("end"),
        "base_period_start": base.get("start"),
        "base_period_end": base.get("end"),
        "quote": item["mentions"][0]["quote"] if item["mentions"] else None,
        "verdict": verdict.get("label"),
        "reading": reading.get("selection"),
        "reading_low": reading.get("low"),
        "reading_high": reading.get("high"),
        "relative_error": verdict.get("relative_error"),
        "explanation": verdict.get("explanation"),
        "reference_as_of": verdict.get("reference", {}).get("as_of"),
        "article_id": article["id"],
        "article_title": article["title"],
        "article_url": article["url"],
        **{name: article[name] for name in ("source", "language", "published_at")},
        "review": item["review"]["state"],
    }
    return {name: values[name] for name in COLUMNS}


def dispute_row(item: Mapping[str, Any]) -> dict[str, Any]:
    """A discrepancy as one row of values by column."""
    straight = ("id", "type", "subject", "measure", "relation", "factor", "explanation", "article")
    values = {name: item[name] for name in (*straight, "opened_at", "updated_at", "resolved_at")}
    period, reading = item["period"] or {}, item["reading"] or {}
    values |= {"period_start": period.get("start"), "period_end": period.get("end")}
    values |= {"reading": reading.get("selection"), "claims": " ".join(item["claims"])}
    sides = [*item["sides"][:2], {}, {}]
    for which, side in zip(("first", "second"), sides, strict=False):
        values |= {f"{which}_{name}": side.get(name) for name in _SIDE}
    return {name: values[name] for name in DISPUTE_COLUMNS}


def _cell(name: str, value: Any) -> Any:
    if value is None:
        return ""
    if hasattr(value, "isoformat"):
        return value.isoformat().replace("+00:00", "Z")
    if name not in _EXACT and isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
