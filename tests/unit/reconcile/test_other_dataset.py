"""A data set is a plug-in: yearly harvests by country are checked by the same core, without a line of it changed."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import yaml

from extractors.types import Claim, Period, Value
from service.reconcile.dataset import DatasetSpec, KeyedSubjects, Words
from service.reconcile.snapshot import Snapshot
from service.reconcile.types import Label, Observation
from service.reconcile.verdict import verify

MEASURE_FILE = """
measure: rice_harvest
unit: tonne
dataset: {id: harvests, title: Harvest Board, source: Harvest Board yearbook, licence: CC0}
restated: "0.001"
words: {en: harvested, zh: 收获}
"""
VALUES = """country,year,tonnes
CN,2020,211.9
CN,2021,212.8
CN,2022,208.5
CN,2023,206.6
IN,2021,195.0
IN,2022,196.2
IN,2023,207.0
ID,2022,54.7
ID,2023,53.9
"""


def harvests() -> Snapshot:
    facts: dict[str, Any] = yaml.safe_load(MEASURE_FILE)
    spec = DatasetSpec(
        **facts["dataset"],
        measure=facts["measure"],
        unit=facts["unit"],
        platforms=frozenset({None, "national"}),
        grain="year",
        subjects=KeyedSubjects("country"),
        restated=Decimal(facts["restated"]),
        english=Words(facts["words"]["en"]),
        chinese=Words(facts["words"]["zh"]),
    )
    as_of = datetime(2024, 6, 1, tzinfo=UTC)
    return Snapshot.build(
        (
            Observation(date(int(row["year"]), 1, 1), row["country"], Decimal(row["tonnes"]), as_of)
            for row in csv.DictReader(io.StringIO(VALUES))
        ),
        spec,
    )


def year(number: int) -> Period:
    return Period(date(number, 1, 1), date(number, 12, 31))


def said(kind: Any, low: str | None = None, high: str | None = None, **fields: Any) -> Claim:
    value = Value(None, low and Decimal(low), (high or low) and Decimal(high or low or "0"))
    defaults = {"subject": "country:CN", "period": year(2023), "unit": "tonne" if kind == "level" else None}
    return Claim(kind=kind, measure="rice_harvest", value=value, **(defaults | fields))


CASES: list[tuple[str, Claim, Label]] = [
    ("level", said("level", "206", "207"), "supported"),
    ("wrong level", said("level", "2060", "2070"), "refuted"),
    ("of all countries", said("level", "467", "468", subject="all"), "supported"),
    ("over two years", said("level", "415", "416", period=Period(date(2022, 1, 1), date(2023, 12, 31))), "supported"),
    (
        "a year, on average",
        said("level", "207", "208", per="year", period=Period(date(2022, 1, 1), date(2023, 12, 31))),
        "supported",
    ),
    ("change", said("change", "-1", "-0.8", base_period=year(2022)), "supported"),
    ("wrong change", said("change", "1", "2", base_period=year(2022)), "refuted"),
    ("ratio", said("ratio", "3.8", "3.9", object="country:ID"), "supported"),
    ("share", said("share", "44", "44.5"), "supported"),
    ("rank", said("rank", "2"), "supported"),
    ("wrong rank", said("rank", "1"), "refuted"),
    ("rank of a year before", said("rank", "1", period=year(2022)), "supported"),
    ("comparison", said("comparison", object="country:IN", relation="below"), "supported"),
    ("wrong comparison", said("comparison", object="country:IN", relation="above"), "refuted"),
    ("streak", said("streak", "2", relation="falls", unit="year"), "supported"),
    (
        "streak cut off",
        said("streak", "2", relation="above", object="country:IN", unit="year", period=year(2022)),
        "not_enough_evidence",
    ),
    ("half a year", said("level", "100", period=Period(date(2023, 1, 1), date(2023, 6, 30))), "not_enough_evidence"),
    ("a year not there", said("level", "206", period=year(2019)), "not_enough_evidence"),
    ("a country not there", said("level", "206", subject="country:BR"), "not_enough_evidence"),
    ("a list", said("level", "206", scope="listed"), "not_enough_evidence"),
    ("a platform", said("level", "206", platform="openrouter"), "not_enough_evidence"),
]


@pytest.mark.parametrize(("stated", "label"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_yearly_values(stated: Claim, label: Label) -> None:
    verdict = verify(stated, harvests())
    assert verdict.label == label
    assert {result.reading.selection for result in verdict.readings} <= {"all"}, "there is nothing unnamed to bound"


def test_sentences_speak_of_the_data_set() -> None:
    explanation = verify(said("comparison", object="country:IN", relation="below"), harvests()).explanation
    assert explanation.en == "This order holds: CN harvested 0.9981× what IN did."
    assert explanation.zh == "这一比较成立：CN为IN的0.9981倍。"
    assert verify(said("level", "206", period=year(2019)), harvests()).explanation.en == (
        "206 cannot be checked: Harvest Board's data lack Jan 1 – Dec 31, 2019."
    )


def test_the_citation_is_the_data_sets() -> None:
    citation = verify(said("level", "206", "207"), harvests()).reference.citation
    assert citation == "Source: Harvest Board yearbook, as of 2024-06-01T00:00:00Z. CC0."
