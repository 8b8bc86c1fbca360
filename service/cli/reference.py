"""``tallywire reference``: bring in the data that claims are checked against."""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime
from pathlib import Path

import click

from db.session import Database
from service.cli.common import load_settings, open_store
from service.cli.pipes.articles import Moment
from service.cli.pipes.references import tell
from service.clock import utc_now
from service.config import Settings
from service.http import HttpClient
from service.reference.imports import import_file
from service.reference.refresh import RefreshReport
from service.reference.refresh import refresh as refresh_data
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


@reference.command()
def refresh() -> None:
    """Ask the publisher's API for what is missing or may have been restated.

    Needs OPENROUTER_API_KEY. Makes no call before the publisher allows it; exit status 1 if the data are not fresh.
    """
    settings = load_settings()
    with open_store(settings) as database:
        report = asyncio.run(_refresh(settings, database))
    for saved in report.saved:
        click.echo(summary(saved))
    if report.outcome != "refreshed":
        click.echo(why_not(report), err=True)
        sys.exit(1)
    click.echo(f"{report.dataset}: {report.days_changed} days changed")


async def _refresh(settings: Settings, database: Database) -> RefreshReport:
    client = HttpClient(contact=settings.contact, proxy=settings.proxy)
    key = settings.openrouter_api_key
    try:
        return await refresh_data(
            database,
            client.fetch,
            base_url=settings.openrouter_url,
            key=None if key is None else key.get_secret_value(),
            now=utc_now(),
        )
    finally:
        await client.aclose()


def summary(report: SaveReport) -> str:
    return (
        f"{report.dataset} as of {report.as_of.isoformat().replace('+00:00', 'Z')}, "
        f"{report.start} to {report.end}, {report.days_seen} days, {report.days_changed} changed"
    )


def why_not(report: RefreshReport) -> str:
    """Why a refresh did not do all it should, and when it may be tried again."""
    why = report.detail or report.reason or report.outcome
    again = "" if report.not_before is None else f"; not before {report.not_before:%Y-%m-%d %H:%M} UTC"
    return f"{report.dataset}: {report.outcome}: {why}{again}"
