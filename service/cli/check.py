"""``tallywire check``: articles in, claims with verdicts and consistency out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from extractors.rules import load_rules
from extractors.types import Article, Claim
from extractors.wire import WireError, claim_from_wire, claim_to_wire
from service.assess import Assessment, assess, judge
from service.cli.pipes.articles import Given, article_from_file, article_from_row, article_options
from service.cli.pipes.inputs import items
from service.cli.pipes.references import load_reference
from service.cli.pipes.run import Row, jobs_option, run
from service.reconcile.snapshot import Snapshot
from service.reconcile.wire import consistency_to_wire, verdict_to_wire


@dataclass(frozen=True, slots=True)
class Check:
    """An article in; its claims, each with its verdict, and their consistency out."""

    given: Given
    snapshots: tuple[Snapshot, ...]

    def row(self, row: Row) -> Row:
        return answer(row.get("id"), self._assess(article_from_row(row)))

    def file(self, path: str, data: bytes) -> Row:
        return answer(path, self._assess(article_from_file(path, data, self.given)))

    def _assess(self, article: Article) -> Assessment:
        return assess(article, load_rules(), *self.snapshots)


@dataclass(frozen=True, slots=True)
class Judge:
    """An article that carries its claims in; the same claims with verdicts, and their consistency, out."""

    snapshots: tuple[Snapshot, ...]

    def row(self, row: Row) -> Row:
        claims = row.get("claims")
        if not isinstance(claims, list):
            raise WireError("claims: a list is required")
        return answer(row.get("id"), judge([_claim(one, at) for at, one in enumerate(claims)], *self.snapshots))

    def file(self, path: str, data: bytes) -> Row:
        raise WireError("--claims takes JSON lines")


def _claim(row: Any, at: int) -> Claim:
    if not isinstance(row, dict):
        raise WireError(f"claims[{at}]: an object is required")
    for key in ("object", "unit", "platform", "attribution", "rule"):
        if not isinstance(row.get(key), str | None):
            raise WireError(f"claims[{at}].{key}: a string is required, got {row[key]!r}")
    try:
        return claim_from_wire(row)
    except (ValueError, TypeError, AttributeError) as error:
        raise WireError(f"claims[{at}].{error}") from error


def answer(identity: object, assessment: Assessment) -> Row:
    """An assessment as the contract writes it."""
    return {
        "id": identity,
        "claims": [
            {**claim_to_wire(claim), "verdict": verdict_to_wire(verdict)}
            for claim, verdict in zip(assessment.claims, assessment.verdicts, strict=True)
        ],
        "consistency": [consistency_to_wire(result) for result in assessment.consistency],
    }


@click.command()
@article_options
@jobs_option
@click.option(
    "--reference",
    "references",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Reference rows: an API answer (JSON) or a CSV; may be repeated. Without it: the store's, else the samples'.",
)
@click.option("--claims", is_flag=True, help="The articles carry their claims already: verify those, extract nothing.")
def check(
    files: tuple[Path, ...],
    language: str | None,
    published_at: datetime | None,
    jobs: int,
    references: tuple[Path, ...],
    claims: bool,
) -> None:
    """Articles in, claims with verdicts out, as JSON lines.

    Reads what `tallywire extract` reads. Each claim gets its "verdict", each article its "consistency"; with --claims
    the rows are {"id", "claims"}, as `tallywire extract` writes them.
    """
    snapshots = load_reference(references)
    work = Judge(snapshots) if claims else Check(Given(language, published_at), snapshots)
    run(work, items(files), jobs=jobs)
