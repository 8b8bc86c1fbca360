"""What a bench returns, and how it is printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One measured thing: what was aimed at, what was reached. ``target`` is empty where nothing was promised."""

    what: str
    target: str
    reached: str


def render(rows: Sequence[Row]) -> str:
    lines = ["| what | target | reached |", "|---|---|---|"]
    return "\n".join(lines + [f"| {row.what} | {row.target} | {row.reached} |" for row in rows])
