"""A claim in a few words, as lists and headings show it; and where in its article it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from db.queries.pages import Record
from extractors.types import Period
from service.desk.catalogue import N_, catalogue
from service.reconcile.figures import Language, period_text, subject_name
from service.reconcile.groups import stated_value
from service.rows import claim_from_row

KINDS = {
    "level": N_("Amount"),
    "change": N_("Change"),
    "ratio": N_("Ratio"),
    "share": N_("Share"),
    "rank": N_("Rank"),
    "streak": N_("Streak"),
    "comparison": N_("Comparison"),
    "price": N_("Price"),
}
RELATIONS = {
    "above": N_("above"),
    "below": N_("below"),
    "grows": N_("growing"),
    "falls": N_("falling"),
    "ranks_first": N_("in first place"),
}
_CONTEXT = 160


@dataclass(frozen=True, slots=True)
class Quoted:
    """A mention with the words around it, all of them text."""

    before: str
    quote: str
    after: str
    in_title: bool


@dataclass(frozen=True, slots=True)
class ClaimItem:
    """A claim as a list shows it. ``value`` is empty where the claim is only an order."""

    public_id: str
    subject: str
    value: str
    kind: str
    period: str
    label: str | None
    explanation: str
    quote: str
    article_title: str
    article_url: str | None
    source: str
    published_at: datetime | None
    forecast: bool
    withdrawn: bool


def item_of(row: Record, mentions: Sequence[Record], language: Language) -> ClaimItem:
    """The view of one row of :func:`db.queries.claims.list_claims`."""
    return ClaimItem(
        public_id=row.public_id,
        subject=capital(subject_name(row.subject, language)),
        value=value_of(row, language),
        kind=KINDS[row.kind],
        period=period_of(row, language),
        label=row.label,
        explanation=explanation_of(row, language),
        quote=mentions[0].quote if mentions else "",
        article_title=row.article_title or "",
        article_url=row.article_url,
        source=row.source,
        published_at=row.published_at,
        forecast=row.modality == "forecast",
        withdrawn=row.withdrawn_at is not None,
    )


def value_of(row: Record, language: Language) -> str:
    """What is stated: a figure, a place, or an order towards another subject."""
    words = catalogue(language)
    claim = claim_from_row(row)
    relation = words.gettext(RELATIONS[row.relation]) if row.relation in RELATIONS else ""
    other = subject_name(row.object, language) if row.object and row.object != "listed" else ""
    if row.kind == "comparison":
        return f"{relation} {other}".strip()
    stated = stated_value(claim, language)
    if row.kind == "rank":
        if row.of:
            return words.gettext(N_("%(held)s of the top %(of)s")) % {"held": stated, "of": row.of}
        return words.gettext(N_("place %(place)s")) % {"place": stated}
    if row.kind == "streak":
        return " · ".join(part for part in (stated, f"{relation} {other}".strip()) if part)
    if row.kind == "change" and row.value_point is not None and row.value_point > Decimal(0):
        return f"+{stated}"
    daily = words.gettext(N_("a day"))
    return f"{stated} {daily}" if row.per == "day" else stated


def explanation_of(row: Record, language: Language) -> str:
    """The newest verdict's sentence; empty for a claim without one."""
    found = row.verdict_explanation_zh if language == "zh" else row.verdict_explanation
    return found or ""


def period_of(row: Record, language: Language) -> str:
    """The claim's days in words."""
    if row.period_start is None or row.period_end is None:
        return period_text(None, language)
    return period_text(Period(row.period_start, row.period_end), language)


def quoted(mention: Record, title: str, text: str) -> Quoted:
    """A mention in its surroundings, cut at line ends and, far off, at a fixed distance."""
    whole = title if mention.field == "title" else text
    start = max(whole.rfind("\n", 0, mention.start) + 1, mention.start - _CONTEXT)
    line_end = whole.find("\n", mention.end)
    end = min(len(whole) if line_end < 0 else line_end, mention.end + _CONTEXT)
    before, after = whole[start : mention.start], whole[mention.end : end]
    return Quoted(
        before=("…" if start and whole[start - 1] != "\n" else "") + before.lstrip(),
        quote=whole[mention.start : mention.end],
        after=after.rstrip() + ("…" if end < len(whole) and whole[end] != "\n" else ""),
        in_title=mention.field == "title",
    )


def capital(words: str) -> str:
    """The first letter large."""
    return words[:1].upper() + words[1:]
