"""``tallywire extract``: articles in, claims out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click

from extractors.explain import explain as explain_article
from extractors.extract import extract as extract_claims
from extractors.rules import load_rules
from extractors.types import Article
from extractors.wire import claim_to_wire
from service.cli.pipes.articles import Given, article_from_file, article_from_row, article_options
from service.cli.pipes.inputs import items
from service.cli.pipes.run import Row, jobs_option, run


@dataclass(frozen=True, slots=True)
class Extract:
    """An article in, ``{"id", "claims"}`` in the contract's fields out."""

    given: Given

    def row(self, row: Row) -> Row:
        return self._answer(row.get("id"), article_from_row(row))

    def file(self, path: str, data: bytes) -> Row:
        return self._answer(path, article_from_file(path, data, self.given))

    def _answer(self, identity: object, article: Article) -> Row:
        extraction = extract_claims(article, load_rules())
        return {"id": identity, "claims": [claim_to_wire(claim) for claim in extraction.claims]}


@dataclass(frozen=True, slots=True)
class Explain:
    """An article in, how it was read in words out."""

    given: Given

    def row(self, row: Row) -> str:
        return self._answer(row.get("id"), article_from_row(row))

    def file(self, path: str, data: bytes) -> str:
        return self._answer(path, article_from_file(path, data, self.given))

    def _answer(self, identity: object, article: Article) -> str:
        return f"{identity}: {article.title}\n{explain_article(article, load_rules())}\n"


@click.command()
@article_options
@jobs_option
@click.option("--explain", is_flag=True, help="Say in words, sentence by sentence, what was read and by which rule.")
def extract(
    files: tuple[Path, ...], language: str | None, published_at: datetime | None, jobs: int, explain: bool
) -> None:
    """Articles in, claims out, as JSON lines.

    Reads JSON lines {"id", "language", "title", "text", "url", "published_at"} from stdin and writes {"id", "claims"}
    in the same order. FILES are saved pages or texts (first line = title), .json or .jsonl rows.
    """
    given = Given(language, published_at)
    work = Explain(given) if explain else Extract(given)
    run(work, items(files), jobs=jobs)
