"""Days and times as ends of a range of publication times."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from service.api.filters import ClaimQuery
from service.questions import beginning, ending

EIGHT = datetime(2026, 4, 6, 8, tzinfo=timezone(timedelta(hours=8)))


@pytest.mark.parametrize(
    ("moment", "first", "after"),
    [
        (None, None, None),
        (EIGHT, EIGHT, EIGHT),
        (date(2026, 4, 6), datetime(2026, 4, 6, tzinfo=UTC), datetime(2026, 4, 7, tzinfo=UTC)),
        (date.max, datetime(9999, 12, 31, tzinfo=UTC), datetime.max.replace(tzinfo=UTC)),
    ],
)
def test_ends(moment: datetime | date | None, first: datetime | None, after: datetime | None) -> None:
    assert beginning(moment) == first
    assert ending(moment) == after


def test_words_are_searched_in_the_form_they_are_indexed_in() -> None:
    assert ClaimQuery(q="ＯｐｅｎＲｏｕｔｅｒ").filter().text == "OpenRouter"


def test_every_filter_reaches_the_query() -> None:
    """A parameter that the query drops would answer another question: each one changes the filter."""
    given = {
        "kind": ["level"],
        "modality": ["forecast"],
        "verdict": ["refuted"],
        "discrepancy": ["revision"],
        "period_from": "2026-03-30",
        "period_to": "2026-04-05",
        "published_from": "2026-03-30",
        "published_to": "2026-04-05",
        "withdrawn": True,
        "review": ["edited"],
        "of": ["9"],
        "scope_n": ["10"],
        "confidence_from": "0.5",
        "confidence_to": "0.75",
        "base_period_from": "2026-03-23",
        "base_period_to": "2026-03-29",
        "value_from": "1",
        "value_to": "2",
        **{name: ["x"] for name in ("subject", "object", "measure", "platform", "source", "language", "reading")},
        **{name: ["x"] for name in ("relation", "unit", "per", "modifier", "scope", "price_of", "attribution")},
        "period_basis": ["x"],
        **dict.fromkeys(("article", "group", "cluster", "rule", "q"), "x"),
    }
    shape = {"limit", "cursor", "sort", "fields", "expand"}  # how much of which claims, not which claims
    assert given.keys() | shape | {"saved"} == ClaimQuery.model_fields.keys()
    for name, value in given.items():
        beside = {"kind": ["level"]} if name.startswith("value_") else {}
        with_it, without = ClaimQuery.model_validate({**beside, name: value}), ClaimQuery.model_validate(beside)
        assert with_it.filter() != without.filter(), name
