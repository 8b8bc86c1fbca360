"""Every sentence of the claim corpora makes exactly the claims written beside it, in both languages."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from extractors.extract import extract
from extractors.types import Article, Claim, Period
from extractors.wire import decimal_text

CORPUS = Path(__file__).parents[1] / "corpus" / "claims"
DEFAULTS: dict[str, Any] = {
    "measure": "token_usage", "object": None, "relation": None, "value": None, "modifier": "none", "of": None,
    "per": None, "scope": "all", "platform": None, "modality": "observed", "period": None,
}  # fmt: skip


def _cases() -> list[Any]:
    cases = []
    for path in sorted(CORPUS.glob("*.yaml")):
        file = yaml.safe_load(path.read_text(encoding="utf-8"))
        for number, case in enumerate(file["cases"]):
            article = Article(
                id=f"{path.stem}-{number}",
                language=case.get("language", file["language"]),
                title=case.get("title", file["title"]),
                text=case["text"],
                published_at=datetime.fromisoformat(case.get("published", file["published"])),
            )
            marks = [pytest.mark.xfail(strict=True, reason=case["gap"])] if "gap" in case else []
            name = f"{path.stem}: {' '.join(case['text'].split())[:60]}"
            cases.append(pytest.param(article, case["claims"], marks=marks, id=name))
    return cases


def _days(period: Period | None) -> str | None:
    return None if period is None else f"{period.start}/{period.end}"


def _shown(claim: Claim) -> dict[str, Any]:
    """A claim in the corpus's terms."""
    return {
        "kind": claim.kind,
        "measure": claim.measure,
        "subject": claim.subject,
        "object": claim.object,
        "relation": claim.relation,
        "value": decimal_text(claim.value.point),
        "low": decimal_text(claim.value.low),
        "high": decimal_text(claim.value.high),
        "modifier": claim.modifier,
        "of": claim.of,
        "per": claim.per,
        "scope": claim.scope,
        "platform": claim.platform,
        "modality": claim.modality,
        "price_of": claim.price_of,
        "period": _days(claim.period),
        "base_period": _days(claim.base_period),
    }


def _order(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(str(row[key]) for key in ("kind", "measure", "subject", *DEFAULTS))


@pytest.mark.parametrize(("article", "expected"), _cases())
def test_a_sentence_makes_its_claims(article: Article, expected: list[dict[str, Any]]) -> None:
    """A row's own keys and every key with a default must agree; the others (``low``, ``price_of``) only where given."""
    found = list(extract(article).claims)
    due = sorted((DEFAULTS | row for row in expected), key=_order)
    got = sorted((_shown(claim) for claim in found), key=_order)
    compared = [{key: claim[key] for key in row} for row, claim in zip(due, got, strict=False)]
    assert compared + got[len(due) :] == due
    for claim in found:
        assert claim.rule
        for mention in claim.mentions:
            assert getattr(article, mention.field)[mention.start : mention.end] == mention.quote


def test_the_corpora_hold_negatives_and_both_languages() -> None:
    cases = _cases()
    for language in ("en", "zh"):
        ours = [case for case in cases if str(case.id).startswith(language)]
        assert len(ours) >= 30
        assert sum(not case.values[1] for case in ours) >= 8
