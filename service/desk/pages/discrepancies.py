"""Discrepancies: the list with its filters. One of them is :mod:`service.desk.pages.discrepancy`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal, TypeAlias, get_args
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from db.queries import discrepancies
from db.queries.discrepancies import DiscrepancyFilter
from db.queries.pages import Record
from service.api.conventions.pagination import encode, position, query_key
from service.api.deps import BackingDep
from service.desk.rendering import render
from service.desk.visit import visit_of
from service.desk.words import SEVERITIES, STATES, TYPES
from service.reconcile.figures import Language, subject_name

PAGE = 40
State: TypeAlias = Literal["open", "explained", "resolved", "all"]
_WANTED: Mapping[str, tuple[bool | None, bool | None]] = {
    "open": (False, False),
    "explained": (None, True),
    "resolved": (True, None),
    "all": (None, None),
}
"""For each state whether its discrepancies are resolved and explained; None for either."""
router = APIRouter()


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the list. The words are message ids, the explanation is in the reader's language."""

    public_id: str
    type: str
    type_word: str
    severity: str
    severity_word: str
    subject: str
    factor: str | None
    explanation: str
    opened_at: datetime
    state: State
    state_word: str


@dataclass(frozen=True, slots=True)
class Tab:
    """A state to look at, and the address with the other filters as they are."""

    word: str
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters as they stand, for the form."""

    state: State
    type: str
    severity: str
    subject: str


@router.get("/discrepancies")
def show(
    request: Request,
    backing: BackingDep,
    state: State = "open",
    type_: Annotated[str, Query(alias="type", max_length=40)] = "",
    severity: Annotated[str, Query(max_length=40)] = "",
    subject: Annotated[str, Query(max_length=200)] = "",
    cursor: Annotated[str | None, Query(max_length=400)] = None,
) -> Response:
    """Where an article and the data, or two articles, do not agree; the last opened first."""
    asked = Asked(state, type_ if type_ in TYPES else "", severity if severity in SEVERITIES else "", subject.strip())
    resolved, explained = _WANTED[state]
    wanted = DiscrepancyFilter(
        type=(asked.type,) if asked.type else (),
        severity=(asked.severity,) if asked.severity else (),
        subject=(asked.subject,) if asked.subject else (),
        resolved=resolved,
        explained=explained,
    )
    with backing.database.reading() as session:
        page = discrepancies.list_discrepancies(session, wanted, after=position(request, cursor), limit=PAGE)
    language: Language = "zh" if visit_of(request).language == "zh" else "en"
    following = None if page.after is None else _address(asked, cursor=encode(page.after, query_key(request)))
    return render(
        request,
        "discrepancies.html",
        asked=asked,
        items=[item_of(row, language) for row in page.rows],
        tabs=[Tab(STATES[one], _address(asked, state=one), one == state) for one in get_args(State)],
        types=list(TYPES.items()),
        severities=list(SEVERITIES.items()),
        filtered=bool(asked.type or asked.severity or asked.subject),
        next=following,
        first=_address(asked) if cursor else None,
        citation=backing.snapshot.reference(backing.snapshot.covered).citation,
    )


def item_of(row: Record, language: Language) -> Item:
    state = state_of(row)
    return Item(
        public_id=row.public_id,
        type=row.type,
        type_word=TYPES.get(row.type, row.type),
        severity=row.severity,
        severity_word=SEVERITIES.get(row.severity, row.severity),
        subject=subject_name(row.subject, language),
        factor=factor_words(row),
        explanation=row.explanation_zh if language == "zh" else row.explanation,
        opened_at=row.opened_at,
        state=state,
        state_word=STATES[state],
    )


def state_of(row: Record) -> State:
    if row.resolved_at is not None:
        return "resolved"
    return "open" if row.explained_at is None else "explained"


def factor_words(row: Record) -> str | None:
    """How many times larger the larger side is, where that measures anything."""
    if row.factor is None or row.factor <= 0:
        return None
    times = max(row.factor, 1 / row.factor)
    return f"{times:.3g}×" if times < 1000 else f"{times:,.0f}×"


def _address(asked: Asked, *, state: str | None = None, cursor: str | None = None) -> str:
    chosen = {
        "state": state or asked.state,
        "type": asked.type,
        "severity": asked.severity,
        "subject": asked.subject,
        "cursor": cursor,
    }
    return "/discrepancies?" + urlencode({name: value for name, value in chosen.items() if value})
