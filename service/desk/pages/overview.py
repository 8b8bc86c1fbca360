"""The overview: who used how many tokens each week, what the press says of it, and what waits for somebody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from markupsafe import Markup

from db.queries import claims, discrepancies, watching
from db.queries.claims import ClaimFilter
from db.queries.pages import Record
from db.session import Session
from service.api.deps import BackingDep
from service.desk import weeks
from service.desk.catalogue import N_, catalogue
from service.desk.charts.draw import drawing
from service.desk.charts.weeks import Dot, Line, weeks_chart
from service.desk.rendering import render
from service.desk.visit import visit_of
from service.desk.words import READINGS, STATUSES, TYPES
from service.reconcile.figures import Language
from service.reconcile.select import complete_weeks
from service.reconcile.snapshot import Snapshot
from service.sources.health import SourceHealth

LATEST = 6
router = APIRouter()


@dataclass(frozen=True, slots=True)
class Choice:
    """A reading that the lines can be switched to."""

    name: str
    word: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """The drawing and the same as a table. ``drawing`` is null where the data cover no whole week."""

    drawing: Markup | None
    names: tuple[str, ...]
    weeks: tuple[weeks.Week, ...]
    dots: int


@dataclass(frozen=True, slots=True)
class Item:
    """One discrepancy, said in the reader's language."""

    public_id: str
    word: str
    explanation: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Trouble:
    """A source that is not well."""

    name: str
    status: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for somebody, and how polling goes."""

    open_by_type: tuple[tuple[str, int], ...]
    latest: tuple[Item, ...]
    unreviewed: int
    sources: int
    well: int
    troubles: tuple[Trouble, ...]
    last_poll: datetime | None


@router.get("/")
def overview(request: Request, backing: BackingDep, reading: str = weeks.READINGS[0]) -> Response:
    """One screen; ``reading`` switches the lines."""
    language: Language = "zh" if visit_of(request).language == "zh" else "en"
    snapshot = backing.snapshot
    chosen = reading if reading in weeks.READINGS else weeks.READINGS[0]
    subjects = weeks.leading(snapshot, complete_weeks(snapshot))
    with backing.database.reading() as session:
        dots = weeks.dots_of(session, snapshot, subjects, language)
        waiting = Waiting(
            open_by_type=tuple(sorted((TYPES[kind], n) for kind, n in watching.standing_by_type(session).items())),
            latest=tuple(_item(row, language) for row in _latest(session)),
            unreviewed=claims.count_claims(session, ClaimFilter(review=("unreviewed",))),
            last_poll=watching.newest_poll(session),
            **_health(backing.health()),
        )
    return render(
        request,
        "overview.html",
        chart=_chart(snapshot, subjects, chosen, dots, language),
        choices=[Choice(name, READINGS[name], name == chosen) for name in weeks.READINGS],
        waiting=waiting,
        citation=snapshot.reference(snapshot.covered).citation,
    )


def _chart(snapshot: Snapshot, subjects: Sequence[str], reading: str, dots: Sequence[Dot], language: Language) -> Chart:
    def made() -> tuple[tuple[Line, ...], tuple[weeks.Week, ...]]:
        lines = weeks.lines_of(snapshot, subjects, reading, language)
        return lines, weeks.table_of(lines, snapshot.spec.unit, language)

    lines, table = snapshot.memo(("desk.weeks", tuple(subjects), reading, language), made)
    if not table:
        return Chart(None, (), (), 0)
    axis = catalogue(language).gettext(N_("Trillion tokens a week"))
    specification = weeks_chart(lines, dots, axis=axis, language=language)
    return Chart(drawing(specification), tuple(line.name for line in lines), table, len(dots))


def _latest(session: Session) -> Sequence[Record]:
    return discrepancies.list_discrepancies(session, discrepancies.DiscrepancyFilter(resolved=False), limit=LATEST).rows


def _item(row: Record, language: str) -> Item:
    explanation = row.explanation_zh if language == "zh" else row.explanation
    return Item(row.public_id, TYPES[row.type], explanation, row.opened_at)


def _health(health: Sequence[SourceHealth]) -> dict[str, Any]:
    polled = [one for one in health if one.status != "paused"]
    troubles = tuple(
        Trouble(one.title or one.name, STATUSES[one.status], one.since)
        for one in polled
        if one.status in {"failing", "silent"}
    )
    return {"sources": len(polled), "well": len(polled) - len(troubles), "troubles": troubles}
