"""One discrepancy under an address that stays: both sides, the arithmetic, the copies, and why it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import ValidationError

from db.queries import articles, audit, claims, discrepancies
from db.queries.audit import AuditFilter
from db.queries.pages import Record
from db.session import Session
from extractors.types import Period
from service.api.access import ReviewDep
from service.api.deps import BackingDep
from service.api.disputes import explain, row_of, take_back
from service.api.schemas.discrepancy import Explanation
from service.desk.catalogue import N_
from service.desk.charts.intervals import Bar, Ends, axis_of
from service.desk.forms import FormDep, go, text
from service.desk.pages.discrepancies import Item, item_of
from service.desk.rendering import render
from service.desk.visit import visit_of
from service.desk.words import LABELS, READINGS
from service.reconcile.figures import Language, figure, period_text, span_of

MOST_CLAIMS = 6
MOST_COPIES = 20
LONGEST = 2_000
router = APIRouter()

RELATIONS = {
    "growth": N_("A change between two figures"),
    "ratio": N_("A ratio of two figures"),
    "share": N_("A share of a whole"),
    "parts_whole": N_("Parts and their whole"),
    "order": N_("Who is ahead of whom"),
    "equal": N_("One figure, given twice"),
    "streak": N_("For how many weeks in a row"),
}
ACTIONS = {"discrepancy.explain": N_("explained it"), "discrepancy.reopen": N_("took the explanation back")}


@dataclass(frozen=True, slots=True)
class SideView:
    """Who says what. ``bar`` is the interval's place on the axis that both sides share."""

    source: str
    is_data: bool
    value: str
    span: str | None
    bar: Bar | None
    claim_id: str | None
    url: str | None
    quotes: tuple[str, ...]
    language: str | None


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A claim that it is about, in its article."""

    public_id: str
    title: str
    source: str
    published_at: datetime | None
    label: str | None
    label_word: str | None


@dataclass(frozen=True, slots=True)
class Copy:
    """Another article with nearly the same text."""

    source: str
    title: str
    url: str | None
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Line:
    """What somebody did with it, and the note."""

    at: datetime
    actor: str
    action: str
    note: str


@dataclass(frozen=True, slots=True)
class DiscrepancyView:
    """Everything that the page shows; words that are message ids are named so in :class:`Item`."""

    item: Item
    sentences: tuple[tuple[str, str], ...]
    sides: tuple[SideView, ...]
    ticks: tuple[tuple[float, str], ...]
    period: str
    window: str | None
    reading: str | None
    relation: str | None
    resolved_at: datetime | None
    explained_at: datetime | None
    explained_by: str | None
    note: str | None
    claims: tuple[ClaimLine, ...]
    copies: tuple[Copy, ...]
    history: tuple[Line, ...]


@router.get("/discrepancies/{public_id}")
def show(request: Request, backing: BackingDep, public_id: str) -> Response:
    """The page; the same for whoever is sent its address."""
    return _page(request, backing, public_id)


@router.post("/discrepancies/{public_id}/explanation")
def explained(request: Request, backing: BackingDep, caller: ReviewDep, form: FormDep, public_id: str) -> Response:
    """Say why it stands, or take that back."""
    address = f"/discrepancies/{public_id}"
    if text(form, "do") == "reopen":
        with backing.database.transaction() as session:
            take_back(session, caller, public_id, backing.clock())
        return go(request, address, N_("It is open again."))
    try:
        given = Explanation(note=text(form, "note"))
    except ValidationError:
        problem = N_("Write why it stands, in at most 2,000 characters.")
        return _page(request, backing, public_id, status=422, note=text(form, "note"), problem=problem)
    with backing.database.transaction() as session:
        explain(session, caller, public_id, given.note, backing.clock())
    return go(request, address, N_("Explained. It opens again by itself when one of the two sides changes."))


def _page(
    request: Request, backing: BackingDep, public_id: str, *, status: int = 200, note: str = "", problem: str = ""
) -> Response:
    language: Language = "zh" if visit_of(request).language == "zh" else "en"
    with backing.database.reading() as session:
        view = _view(session, row_of(session, public_id), language)
    citation = backing.snapshot.reference(backing.snapshot.covered).citation
    return render(request, "discrepancy.html", status=status, view=view, note=note, problem=problem, citation=citation)


def _view(session: Session, row: Record, language: Language) -> DiscrepancyView:
    detail: Mapping[str, Any] = row.detail or {}
    ids = discrepancies.claims_of(session, [row.id]).get(row.id, [])[:MOST_CLAIMS]
    rows = [found for one in ids if (found := claims.get_claim(session, one)) is not None]
    quotes = claims.mentions_of(session, [one.id for one in rows])
    quoted = {one.public_id: (tuple(span.quote for span in quotes.get(one.id, ())), one.language) for one in rows}
    sides, ticks = _sides(detail.get("sides", []), quoted, language)
    reading = detail.get("reading")
    words = (("en", row.explanation), ("zh-Hans", row.explanation_zh))
    return DiscrepancyView(
        item=item_of(row, language),
        sentences=words if language == "en" else words[::-1],
        sides=sides,
        ticks=ticks,
        period=period_text(_period(detail.get("period")), language),
        window=period_text(_period(reading["window"]), language) if reading else None,
        reading=READINGS.get(reading["selection"]) if reading else None,
        relation=RELATIONS.get(detail.get("relation") or ""),
        resolved_at=row.resolved_at,
        explained_at=row.explained_at,
        explained_by=row.explained_by,
        note=row.explained_note,
        claims=tuple(map(_claim, rows)),
        copies=_copies(session, rows),
        history=tuple(
            Line(one.at, one.actor, ACTIONS[one.action], (one.detail or {}).get("note") or "")
            for one in audit.list_audit(session, AuditFilter(target=row.public_id)).rows
            if one.action in ACTIONS
        ),
    )


def _sides(
    sides: Sequence[Mapping[str, Any]], quoted: Mapping[str, tuple[tuple[str, ...], str]], language: Language
) -> tuple[tuple[SideView, ...], tuple[tuple[float, str], ...]]:
    """Both sides on one axis, and the axis's ticks with their words."""
    intervals = [Ends(_number(side["low"]), _number(side["high"])) for side in sides]
    axis = axis_of(intervals)
    unit = next((side["unit"] for side in sides if side["unit"]), None)
    shown = []
    for side, ends in zip(sides, intervals, strict=True):
        point = _number(side["point"])
        span = span_of(ends.low, ends.high, side["unit"], language)
        value = span if point is None else figure(point, side["unit"], language)
        quotes, tongue = quoted.get(side["claim_id"] or "", ((), None))
        shown.append(
            SideView(
                source=side["source"],
                is_data=side["article_id"] is None,
                value=value,
                span=span if span != value else None,
                bar=None if axis is None or (ends.low is None and ends.high is None) else axis.bar(ends),
                claim_id=side["claim_id"],
                url=side["url"],
                quotes=quotes,
                language=tongue,
            )
        )
    ticks = () if axis is None else tuple((tick.at, figure(tick.value, unit, language)) for tick in axis.ticks())
    return tuple(shown), ticks


def _claim(row: Record) -> ClaimLine:
    word = None if row.label is None else LABELS[row.label]
    return ClaimLine(row.public_id, row.article_title, row.source, row.published_at, row.label, word)


def _copies(session: Session, rows: Sequence[Record]) -> tuple[Copy, ...]:
    """Articles that say nearly the same in the same language as those of the claims, and are none of them."""
    own = list(dict.fromkeys(row.article_id for row in rows))
    found: dict[str, Copy] = {}
    for public_id in own:
        article = articles.get_article(session, public_id)
        if article is not None:
            for one in articles.copies_of(session, article.cluster, limit=MOST_COPIES):
                if one.language == article.language:
                    found[one.public_id] = Copy(one.source, one.title, one.url, one.published_at)
    return tuple(copy for public_id, copy in found.items() if public_id not in own)[:MOST_COPIES]


def _number(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _period(wire: Mapping[str, str] | None) -> Period | None:
    return None if wire is None else Period(date.fromisoformat(wire["start"]), date.fromisoformat(wire["end"]))
