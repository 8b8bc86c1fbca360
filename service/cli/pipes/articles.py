"""Articles as a pipe gets them: a JSON row, a saved page, or plain text whose first line is the title."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from extractors.article import read_file
from extractors.documents.language import language_of
from extractors.documents.page import Known
from extractors.types import Article
from extractors.wire import WireError, article_from_wire
from service.cli.pipes.run import Command, Row
from service.errors import UnusableInput


@dataclass(frozen=True, slots=True)
class Given:
    """What the command line says about every file that does not say it itself."""

    language: str | None = None
    published_at: datetime | None = None


def article_from_row(row: Row) -> Article:
    """Raises :class:`WireError` where the contract's fields are not there; a missing language is told by the script."""
    if not isinstance(row.get("id"), str | int | None):
        raise WireError("id: a string is required")
    article = article_from_wire(row)
    return article if article.language else replace(article, language=language_of(f"{article.title}\n{article.text}"))


def article_from_file(path: str, data: bytes, given: Given) -> Article:
    """Raises :class:`UnusableInput` with the reader's reason where the file holds no article."""
    known = Known(language=given.language, published_at=given.published_at)
    result = read_file(data, name=path, known=known)
    if result.article is None:
        raise UnusableInput(f"{result.reason}: {result.detail}")
    return result.article


class Moment(click.ParamType[datetime]):
    """An ISO 8601 time with a zone, or a date, which is its midnight UTC."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not an ISO 8601 time", param, ctx)
        if moment.tzinfo is None:
            if len(value) > len("2026-03-22"):
                self.fail(f"{value!r} has no time zone", param, ctx)
            moment = moment.replace(tzinfo=UTC)
        try:
            moment.astimezone(UTC)
        except OverflowError:
            self.fail(f"{value!r} does not exist in UTC", param, ctx)
        return moment  # with its own zone: "last week" begins on the publisher's day


def article_options(command: Command) -> Command:
    """``FILE…``, ``--language`` and ``--published-at``, the same for every pipe that reads articles."""
    decorators = (
        click.option(
            "--published-at", type=Moment(), help="Publication time of the files that do not say it (ISO 8601)."
        ),
        click.option("--language", help="Language of the files that do not say it (en, zh)."),
        click.argument(
            "files", nargs=-1, type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)
        ),
    )
    for decorate in decorators:
        command = decorate(command)
    return command
