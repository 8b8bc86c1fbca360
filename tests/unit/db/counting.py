"""What counting claims means, said without SQL."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from db.queries import claims


def counted(matching: list[dict[str, Any]], *, exact: bool) -> claims.Counts:
    """The counts of claims by kind, label and week, the most frequent values first."""

    def week(each: dict[str, Any]) -> str | None:
        start = each["period_start"]
        return None if start is None else (start - timedelta(days=start.weekday())).isoformat()

    by: dict[Any, Any] = {
        "kind": Counter(each["kind"] for each in matching),
        "label": Counter(each["label"] for each in matching),
        "week": Counter(map(week, matching)),
    }
    ordered = {
        name: sorted(counts.items(), key=lambda one: (-one[1], one[0] is not None, one[0]))
        for name, counts in by.items()
    }
    return claims.Counts(len(matching), exact, ordered)


def cluster_of(number: int) -> str:
    return f"art_{number - number % 3}"
