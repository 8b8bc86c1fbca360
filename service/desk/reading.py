"""A checked article as a page shows it: its text cut where claims begin and end, and its claims beside it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

from extractors.types import Period
from service.desk.words import LABELS
from service.reconcile.figures import Language, figure, period_text, span_of, subject_name

_GRAVEST = ("refuted", "conflicting", "not_enough_evidence", "supported")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; ``claims`` are the numbers of the claims that stand in it, ``label`` the gravest of theirs."""

    text: str
    claims: tuple[int, ...]
    label: str | None


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """One claim with its verdict. ``label_word`` is a message id."""

    number: int
    subject: str
    value: str
    period: str
    quote: str
    label: str
    label_word: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Claims of the article that cannot all hold, in the reader's language."""

    explanation: str


@dataclass(frozen=True, slots=True)
class CheckedText:
    """The article as it was read."""

    title: tuple[Piece, ...]
    text: tuple[Piece, ...]
    language: str
    url: str | None
    published_at: datetime | None
    claims: tuple[CheckedClaim, ...]
    tally: tuple[tuple[str, str, int], ...]
    conflicts: tuple[Conflict, ...]


def checked_text(answer: Mapping[str, Any], language: str) -> CheckedText:
    """The answer of ``POST /v1/check`` for a page."""
    reader: Language = "zh" if language == "zh" else "en"
    article, claims = answer["article"], answer["claims"]
    shown = tuple(_claim(number, one, reader) for number, one in enumerate(claims, 1))
    published = article["published_at"]
    return CheckedText(
        title=pieces(article["title"], _spans("title", claims)),
        text=pieces(article["text"], _spans("text", claims)),
        language=article["language"],
        url=article["url"],
        published_at=None if published is None else datetime.fromisoformat(published),
        claims=shown,
        tally=tuple((label, LABELS[label], count) for label in _GRAVEST if (count := _count(shown, label))),
        conflicts=tuple(
            Conflict(one["explanation_zh"] if reader == "zh" else one["explanation"])
            for one in answer["consistency"]
            if one["result"] == "inconsistent"
        ),
    )


def pieces(text: str, spans: Iterable[tuple[int, int, int, str]]) -> tuple[Piece, ...]:
    """The text cut at every end of a span; spans are start, end, number, label, and may overlap."""
    found = [(max(0, start), min(len(text), end), number, label) for start, end, number, label in spans]
    cuts = sorted({0, len(text), *(start for start, *_ in found), *(end for _, end, *_ in found)})
    cut: list[Piece] = []
    for start, end in pairwise(cuts):
        here = [(number, label) for first, last, number, label in found if first <= start and end <= last]
        numbers = tuple(sorted({number for number, _ in here}))
        label = min((label for _, label in here), key=_GRAVEST.index, default=None)
        cut.append(Piece(text[start:end], numbers, label))
    return tuple(cut)


def _spans(field: str, claims: Sequence[Mapping[str, Any]]) -> list[tuple[int, int, int, str]]:
    return [
        (span["start"], span["end"], number, claim["verdict"]["label"])
        for number, claim in enumerate(claims, 1)
        for span in claim["mentions"]
        if span["field"] == field
    ]


def _claim(number: int, claim: Mapping[str, Any], language: Language) -> CheckedClaim:
    verdict, value, unit = claim["verdict"], claim["value"], claim["unit"]
    point, low, high = (None if value[name] is None else Decimal(value[name]) for name in ("point", "low", "high"))
    return CheckedClaim(
        number=number,
        subject=subject_name(claim["subject"], language),
        value=span_of(low, high, unit, language) if point is None else figure(point, unit, language),
        period=period_text(_period(claim["period"]), language),
        quote=claim["mentions"][0]["quote"],
        label=verdict["label"],
        label_word=LABELS[verdict["label"]],
        explanation=verdict["explanation_zh"] if language == "zh" else verdict["explanation"],
    )


def _period(wire: Mapping[str, str] | None) -> Period | None:
    return None if wire is None else Period(date.fromisoformat(wire["start"]), date.fromisoformat(wire["end"]))


def _count(claims: Iterable[CheckedClaim], label: str) -> int:
    return sum(claim.label == label for claim in claims)
