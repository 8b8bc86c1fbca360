"""``tallywire reviews``: what people decided about claims, for other programs."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import orjson

from service.cli.common import load_settings, open_store
from service.pipeline.reviewing.reports import reviewed_articles
from service.reviews.export import doc_bin, record


@click.group("reviews")
def reviews_group() -> None:
    """Export what people decided about claims."""


@reviews_group.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "docbin"]),
    default="jsonl",
    show_default=True,
    help="Records in the contract's fields, or spaCy's DocBin with the claims as spans.",
)
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="A file instead of the output.")
def export(form: str, output: Path | None) -> None:
    """Write the articles of which every claim was decided about, with the claims that people answer for.

    A line of jsonl is an input for `tallywire extract` and the answer that it should give.
    """
    with open_store(load_settings()) as database:
        articles = list(reviewed_articles(database))
    if form == "docbin":
        data = doc_bin(articles)
    else:
        data = b"".join(orjson.dumps(record(each), option=orjson.OPT_APPEND_NEWLINE) for each in articles)
    if output is None:
        sys.stdout.buffer.write(data)
    else:
        output.write_bytes(data)
    click.echo(f"{len(articles)} reviewed articles", err=True)
