"""``tallywire reference``: bring in the data that claims are checked against."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from service.cli.common import load_settings, open_store
from service.cli.pipes.articles import Moment
from service.cli.pipes.references import tell
from service.clock import utc_now
from service.reference.imports import import_file
from service.reference.store import SaveReport


@click.group()
def reference() -> None:
    """Bring in reference data."""


@reference.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--as-of", type=Moment(), help="The vintage, where the file does not say when its figures were published."
)
def import_(files: tuple[Path, ...], as_of: datetime | None) -> None:
    """Import reference rows from FILES: API answers (JSON) or CSV.

    Importing a file again changes nothing; older vintages are kept beside newer ones.
    """
    settings = load_settings()
    with open_store(settings) as database:
        for path in files:
            report = import_file(database, path, utc_now(), as_of=as_of)
            tell(path, report.problems)
            click.echo(f"{path}: {summary(report)}")


def summary(report: SaveReport) -> str:
    return (
        f"{report.dataset} as of {report.as_of.isoformat().replace('+00:00', 'Z')}, "
        f"{report.start} to {report.end}, {report.days_seen} days, {report.days_changed} changed"
    )
