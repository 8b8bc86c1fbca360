"""Claims: search, facets, saved filters, exports. An address of this page is the question itself, to be shared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import ValidationError

from db.queries import claims, saved_filters
from db.queries.claim_order import NEWEST, plain
from db.queries.claims import ClaimFilter
from db.queries.pages import After
from db.session import Session
from service.api.conventions.pagination import encode, query_key
from service.api.deps import BackingDep
from service.api.filters import ClaimQuery
from service.api.routers.claims import position_of
from service.api.saved import resolved
from service.desk.catalogue import N_
from service.desk.claim_words import KINDS, capital, item_of
from service.desk.rendering import render
from service.desk.review.words import STATE_WORDS
from service.desk.visit import visit_of
from service.desk.words import LABELS, TYPES
from service.reconcile.figures import Language, subject_name

PAGE = 30
COUNTED = 1_000
"""So many matches are counted where the store keeps no tally of them."""
VALUES = 8
router = APIRouter()

SORTS = (
    (NEWEST, N_("Newest articles")),
    ("-seen", N_("Newest arrivals")),
    ("-period", N_("Latest periods")),
)
_FACETS: tuple[tuple[str, claims.Facet, str], ...] = (
    ("verdict", "label", N_("Verdict")),
    ("kind", "kind", N_("Kind")),
    ("subject", "subject", N_("Subject")),
    ("source", "source", N_("Source")),
    ("language", "language", N_("Language")),
    ("review", "review", N_("Review")),
)
RANGES = (
    ("published_from", N_("Published from"), "date"),
    ("published_to", N_("Published to"), "date"),
    ("period_from", N_("Period from"), "date"),
    ("period_to", N_("Period to"), "date"),
    ("base_period_from", N_("Compared with a period from"), "date"),
    ("base_period_to", N_("Compared with a period to"), "date"),
    ("of", N_("Places in all"), "number"),
    ("scope_n", N_("Models on the leaderboard"), "number"),
    ("confidence_from", N_("Extractor's confidence from (0 to 1)"), "number"),
    ("confidence_to", N_("Extractor's confidence to (0 to 1)"), "number"),
)
"""Filters that have a field of their own: what they ask for takes too many values to list."""
_TONGUES = {"en": N_("English"), "zh": N_("Chinese")}
_EXPORTS = (("csv", "CSV"), ("jsonl", "JSON Lines"), ("jsonld", "JSON-LD"), ("parquet", "Parquet"))


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a facet: its words, how many claims have it, and the address with it chosen or not."""

    word: str
    translated: bool
    count: int
    chosen: bool
    address: str


@dataclass(frozen=True, slots=True)
class FacetView:
    """A field to narrow the list by."""

    name: str
    title: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set and stands in no facet, and the address without it; ``word`` is still to be translated."""

    word: str
    value: str
    address: str


Pairs = Sequence[tuple[str, str]]


@router.get("/claims")
def claims_page(request: Request, backing: BackingDep) -> Response:
    """The list; its parameters are those of ``/v1/claims``, and empty ones are fields left empty."""
    visit = visit_of(request)
    language: Language = "zh" if visit.language == "zh" else "en"
    pairs = [pair for pair in request.query_params.multi_items() if pair[0] != "cursor" and pair[1]]
    with backing.database.reading() as session:
        asked = resolved(session, "claims", _asked(request))
        wanted = asked.filter()
        page = claims.list_claims(session, wanted, after=position_of(request, asked), limit=PAGE, sort=asked.sort)
        mentions = claims.mentions_of(session, [row.id for row in page.rows])
        columns = [column for _, column, _ in _FACETS]
        counts = claims.count_by(session, wanted, columns, top=VALUES, bound=COUNTED)
        facets = [_facet(session, wanted, counts, facet, pairs, language) for facet in _FACETS]
        filters = [row for row in saved_filters.all_filters(session) if row.noun == "claims"]
    ranges = {name for name, _, _ in RANGES}
    return render(
        request,
        "claims.html",
        items=[item_of(row, mentions.get(row.id, ()), language) for row in page.rows],
        counts=counts,
        facets=facets,
        chips=_chips(pairs),
        query=asked,
        sorts=SORTS,
        ranges=[(name, word, kind, _one(pairs, name)) for name, word, kind in RANGES],
        beside=[pair for pair in pairs if pair[0] not in ranges or not _one(pairs, pair[0])],
        hidden=[pair for pair in pairs if pair[0] not in {"q", "sort"}],
        filters=filters,
        exports=[(word, _address(f"/v1/claims.{form}", pairs)) for form, word in _EXPORTS],
        parameters=urlencode(pairs),
        next=_next(request, page.after, asked.sort, pairs),
        first="/claims?" + urlencode(pairs) if "cursor" in request.query_params else None,
    )


def _asked(request: Request) -> ClaimQuery:
    fields = ClaimQuery.model_fields
    given: dict[str, Any] = {}
    for name, value in request.query_params.multi_items():
        if name not in fields or not value:
            continue
        if isinstance(fields[name].default, list):
            given.setdefault(name, []).append(value)
        else:
            given[name] = value
    try:
        return ClaimQuery.model_validate(given)
    except ValidationError as error:
        found = [{**one, "loc": ("query", *one["loc"])} for one in error.errors(include_url=False)]
        raise RequestValidationError(found) from error


def _facet(
    session: Session,
    wanted: ClaimFilter,
    counts: claims.Counts,
    facet: tuple[str, claims.Facet, str],
    pairs: Pairs,
    language: Language,
) -> FacetView:
    """A field's values; where counting costs nothing, without its own choice, so that a second one can be added."""
    name, column, title = facet
    chosen = {value for key, value in pairs if key == name}
    if chosen and claims.is_tallied(wanted):
        nothing: Any = {column: ()}
        counts = claims.count_by(session, replace(wanted, **nothing), [column], top=VALUES)
    shown = [(value, number) for value, number in counts.by[column] if value is not None]
    shown += [(value, 0) for value in sorted(chosen - {value for value, _ in shown})]
    return FacetView(
        name,
        title,
        tuple(
            Value(*_word(name, value, language), number, value in chosen, _toggled(pairs, name, value, value in chosen))
            for value, number in shown
        ),
    )


def _word(facet: str, value: str, language: Language) -> tuple[str, bool]:
    """A value's words, and whether they are still to be translated."""
    words_of: Mapping[str, Mapping[str, str]] = {
        "verdict": LABELS,
        "kind": KINDS,
        "language": _TONGUES,
        "review": STATE_WORDS,
    }
    words = words_of.get(facet, {})
    if facet == "subject":
        return capital(subject_name(value, language)), False
    return (words[value], True) if value in words else (value, False)


def _chips(pairs: Pairs) -> list[Chip]:
    words = {name: word for name, word, _ in RANGES}
    in_facets = {name for name, _, _ in _FACETS} | {"q", "sort", "limit", "saved"}
    return [
        Chip(words.get(name, name), TYPES.get(value, value), _toggled(pairs, name, value, chosen=True))
        for name, value in pairs
        if name not in in_facets
    ]


def _one(pairs: Pairs, name: str) -> str:
    """What a field holds: the filter's value, if it has one."""
    values = [value for key, value in pairs if key == name]
    return values[0] if len(values) == 1 else ""


def _toggled(pairs: Pairs, name: str, value: str, chosen: bool) -> str:
    kept = [pair for pair in pairs if pair != (name, value)]
    return _address("/claims", kept if chosen else [*kept, (name, value)])


def _address(path: str, pairs: Iterable[tuple[str, str]]) -> str:
    asked = urlencode([pair for pair in pairs if pair[0] != "limit"])
    return f"{path}?{asked}" if asked else path


def _next(request: Request, after: After | None, sort: str, pairs: Pairs) -> str | None:
    if after is None:
        return None
    end: Any = after if sort == NEWEST else After(tuple(plain(after)), after.id)
    return _address("/claims", [*pairs, ("cursor", encode(end, query_key(request)))])
