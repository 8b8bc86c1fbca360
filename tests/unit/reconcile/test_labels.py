"""From matches to a label, and that a stored verdict comes to the same one."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from extractors.types import Period
from extractors.wire import WireError
from service.reconcile.types import Label, Match, Reading, ReadingResult
from service.reconcile.verdict import label_from_readings, verify
from service.reconcile.wire import reading_from_wire, reading_to_wire, verdict_to_wire
from tests.unit.reconcile.make import claim, sample_snapshot
from tests.unit.reconcile.test_seed_stories import REFUSED, STORIES

WEEK = Period(date(2026, 3, 9), date(2026, 3, 15))


def result(match: Match, literal: bool) -> ReadingResult:
    return ReadingResult(Reading("all", WEEK, "stealth_left_out", literal), Decimal(1), Decimal(2), match)


LABELS: list[tuple[str, str, Label]] = [
    # literal, others (t true, f false, u undecided, n not covered)
    ("t", "", "supported"),
    ("t", "fff", "supported"),
    ("f", "t", "conflicting"),
    ("f", "uut", "conflicting"),
    ("f", "u", "refuted"),
    ("f", "", "refuted"),
    ("u", "t", "supported"),
    ("u", "f", "not_enough_evidence"),
    ("u", "", "not_enough_evidence"),
    ("n", "t", "not_enough_evidence"),
    ("ft", "f", "supported"),  # any list is literal where the text does not say how long it is
    ("fff", "t", "conflicting"),
    ("ffu", "f", "not_enough_evidence"),
    ("ffn", "t", "not_enough_evidence"),
    ("tn", "", "supported"),
    ("", "", "not_enough_evidence"),
    ("", "t", "not_enough_evidence"),
]
MATCHES: dict[str, Match] = {"t": "true", "f": "false", "u": "undecided", "n": "not_covered"}


@pytest.mark.parametrize(("literal", "others", "label"), LABELS)
def test_label(literal: str, others: str, label: Label) -> None:
    readings = [result(MATCHES[one], True) for one in literal] + [result(MATCHES[one], False) for one in others]
    assert label_from_readings(readings) == label
    assert label_from_readings(reversed(readings)) == label


EVERY = [case[1] for case in STORIES] + [case[1] for case in REFUSED]


@pytest.mark.parametrize("position", range(len(EVERY)))
def test_a_stored_verdict_is_the_same(position: int) -> None:
    verdict = verify(EVERY[position], sample_snapshot())
    stored = json.loads(json.dumps(verdict_to_wire(verdict)))
    readings = tuple(reading_from_wire(row) for row in stored["readings"])
    assert readings == verdict.readings
    assert label_from_readings(readings) == verdict.label == stored["label"]


def test_wire_form() -> None:
    wire = verdict_to_wire(verify(claim("level", "4.69"), sample_snapshot()))
    assert list(wire) == [
        "label",
        "reason",
        "reading",
        "readings",
        "relative_error",
        "explanation",
        "explanation_zh",
        "missing",
        "reference",
    ]
    reading = wire["reading"]
    assert {**reading, "rows": len(reading["rows"])} == {
        "selection": "top9",
        "window": {"start": "2026-03-09", "end": "2026-03-15"},
        "attribution": "stealth_left_out",
        "share_of": None,
        "series": None,
        "literal": False,
        "low": "4683150519778",
        "high": "4683150519778",
        "match": "true",
        "rows": 4,
    }
    assert reading["rows"][0] == {
        "series": "minimax/minimax-m2.5-20260211",
        "window": {"start": "2026-03-09", "end": "2026-03-15"},
        "value": reading["rows"][0]["value"],
    }
    assert sum(int(row["value"]) for row in reading["rows"]) == 4683150519778
    assert wire["reference"] == {
        "dataset": "openrouter-rankings-daily",
        "as_of": "2026-10-11T00:27:00Z",
        "citation": "Source: OpenRouter (openrouter.ai/rankings), as of 2026-10-11T00:27:00Z. CC BY 4.0.",
    }


@pytest.mark.parametrize(
    "spoilt",
    [{"match": "perhaps"}, {"window": None}, {"attribution": ""}, {"share_of": "x"}, {"rows": [{"series": "a"}]}],
)
def test_a_spoilt_reading_is_refused(spoilt: dict[str, object]) -> None:
    with pytest.raises(WireError):
        reading_from_wire(reading_to_wire(result("true", True)) | spoilt)
