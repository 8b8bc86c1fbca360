"""How far two reviewers decide alike: percent agreement and Cohen's kappa.

Each item is a claim that two people decided about without the second one seeing the first one's decision. Kappa is
(p_o − p_e) / (1 − p_e): p_o is the share of items decided alike, p_e the share that would be if both had drawn their
decisions at random, each with their own frequencies (J. Cohen, 1960). 1 is full agreement, 0 what chance gives, less
than 0 is worse than chance. Without items, and where chance alone would make all alike (both always gave one and the
same decision), it is undefined: None, and not 1.

Cohen's kappa is about two raters. It is given for each pair of reviewers, and for all items with the first and the
second decision as the two raters. Two edits count as alike; how many of them came to the same fields is told apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

CATEGORIES = ("accept", "edit", "reject")

Table = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Item:
    """A claim that two reviewers decided about. ``same`` is whether it came out of both alike, in every field."""

    claim_id: str
    reviewers: tuple[str, str]
    decisions: tuple[str, str]
    same: bool


@dataclass(frozen=True, slots=True)
class Agreement:
    """``table`` counts the items by both decisions; ``observed`` and ``kappa`` are None where undefined.

    ``reviewers`` is None for all of them together. Of ``edits`` that both made, ``same_edits`` gave the same fields.
    """

    reviewers: tuple[str, str] | None
    items: int
    agreed: int
    table: Table
    observed: Fraction | None
    kappa: Fraction | None
    edits: int
    same_edits: int


def kappa(table: Table) -> Fraction | None:
    """Cohen's kappa of a table of counts by (first rater's category, second rater's category)."""
    total = sum(table.values())
    if total == 0:
        return None
    rows: Counter[str] = Counter()
    columns: Counter[str] = Counter()
    for (row, column), count in table.items():
        rows[row] += count
        columns[column] += count
    observed = Fraction(sum(count for (row, column), count in table.items() if row == column), total)
    expected = Fraction(sum(rows[category] * columns[category] for category in rows), total * total)
    return None if expected == 1 else (observed - expected) / (1 - expected)


def agreement(items: Sequence[Item], reviewers: tuple[str, str] | None = None) -> Agreement:
    """Over all items, or over those of one pair, whoever of them came first."""
    decided = [each for each in (_as_pair(item, reviewers) for item in items) if each is not None]
    table = Counter(item.decisions for item in decided)
    agreed = sum(count for (first, second), count in table.items() if first == second)
    edits = [item for item in decided if item.decisions == ("edit", "edit")]
    return Agreement(
        reviewers=reviewers,
        items=len(decided),
        agreed=agreed,
        table=dict(table),
        observed=Fraction(agreed, len(decided)) if decided else None,
        kappa=kappa(table),
        edits=len(edits),
        same_edits=sum(item.same for item in edits),
    )


def pairs(items: Iterable[Item]) -> list[tuple[str, str]]:
    """Who decided about something together, each pair once, by name."""
    return sorted({(min(item.reviewers), max(item.reviewers)) for item in items})


def disputed(items: Iterable[Item]) -> list[Item]:
    """What two reviewers did not decide alike, or edited differently."""
    return [item for item in items if not item.same]


def _as_pair(item: Item, reviewers: tuple[str, str] | None) -> Item | None:
    if reviewers is None or item.reviewers == reviewers:
        return item
    if item.reviewers != reviewers[::-1]:
        return None
    return Item(item.claim_id, reviewers, item.decisions[::-1], item.same)
