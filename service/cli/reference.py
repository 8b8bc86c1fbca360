"""``tallywire reference``: the data that claims are checked against: bring in, keep fresh, see how they stand."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click
import orjson

from db.session import Database
from service.cli.common import load_settings, open_store
from service.cli.pipes.articles import Moment
from service.cli.pipes.references import describe, tell
from service.clock import utc_now
from service.config import Settings
from service.http import HttpClient
from service.pipeline import catch_up
from service.reference.catalogue import dataset_of, datasets
from service.reference.holdings import load_holdings
from service.reference.imports import import_file
from service.reference.refresh import RefreshReport
from service.reference.refresh import refresh as refresh_data
from service.reference.status import DatasetStatus
from service.reference.status import status as status_of
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
    """Import reference rows from FILES: API answers (JSON) or CSV, of daily rankings or of the list of models.

    Importing a file again changes nothing; older vintages are kept beside newer ones. Stored claims are judged again.
    """
    settings = load_settings()
    with open_store(settings) as database:
        for path in files:
            report = import_file(database, path, utc_now(), as_of=as_of)
            tell(path, report.problems)
            click.echo(f"{path}: {summary(report)}")
        judge(database)


@reference.command()
@click.argument("names", nargs=-1, metavar="[DATASET]...")
def refresh(names: tuple[str, ...]) -> None:
    """Ask the publishers' APIs for what is missing or may have been restated: of every data set, or of those named.

    Usage data need OPENROUTER_API_KEY, the list of models needs none. Makes no call before the publisher allows it;
    exit status 1 if anything is not fresh.
    """
    settings = load_settings()
    wanted = [dataset_of(name).id for name in names] or [each.id for each in datasets().values() if each.queries]
    with open_store(settings) as database:
        reports = asyncio.run(_refresh(settings, database, wanted))
        for report in reports:
            for saved in report.saved:
                click.echo(summary(saved))
            if report.outcome == "refreshed":
                click.echo(f"{report.dataset}: {report.days_changed} days changed")
            else:
                click.echo(why_not(report), err=True)
        judge(database)
    if any(report.outcome != "refreshed" for report in reports):
        sys.exit(1)


async def _refresh(settings: Settings, database: Database, wanted: Sequence[str]) -> list[RefreshReport]:
    client = HttpClient(contact=settings.contact, proxy=settings.proxy)
    key = settings.openrouter_api_key
    try:
        return [
            await refresh_data(
                database,
                client.fetch,
                base_url=settings.openrouter_url,
                key=None if key is None else key.get_secret_value(),
                now=utc_now(),
                dataset_id=each,
            )
            for each in wanted
        ]
    finally:
        await client.aclose()


@reference.command()
@click.option("--json", "as_json", is_flag=True, help="Everything as JSON.")
def status(as_json: bool) -> None:
    """Show what each data set covers, how keeping it fresh goes, and what is wrong with which day."""
    settings = load_settings()
    with open_store(settings) as database, database.reading() as session:
        every = status_of(session, utc_now())
    if as_json:
        click.echo(orjson.dumps(every, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z))
        return
    for each in every:
        click.echo("\n".join(lines(each)))


def judge(database: Database) -> None:
    """Judge the stored claims by what came in, if anything did."""
    holdings = load_holdings(database)
    if not any(days_changed for _, days_changed in holdings.unjudged):
        return
    report = catch_up(database, holdings, utc_now())
    if report.claims:
        click.echo(f"{report.claims} stored claims judged again, {report.moved} labels moved")


def lines(of: DatasetStatus) -> list[str]:
    """A data set's status for a person, a fact a line."""
    covered = ", ".join(f"{one.start} to {one.end}" for one in of.covered) or "no days"
    vintage = "no vintage" if of.as_of is None else f"as of {of.as_of:%Y-%m-%d %H:%M} UTC"
    told = [f"{of.dataset}: {vintage} ({of.vintages} kept), {covered}"]
    upkeep = of.upkeep
    if upkeep is not None:
        when = "never" if upkeep.last_success_at is None else f"{upkeep.last_success_at:%Y-%m-%d %H:%M} UTC"
        told.append(f"  last refreshed: {when}; {upkeep.calls_today} calls today")
        if upkeep.reason is not None:
            again = "" if upkeep.not_before is None else f"; not before {upkeep.not_before:%Y-%m-%d %H:%M} UTC"
            told.append(f"  failing ({upkeep.failures}×): {upkeep.reason}: {upkeep.detail}{again}")
    return told + [f"  {describe(problem)}" for problem in of.problems]


def summary(report: SaveReport) -> str:
    return (
        f"{report.dataset} as of {report.as_of.isoformat().replace('+00:00', 'Z')}, "
        f"{report.start} to {report.end}, {report.days_seen} days, {report.days_changed} changed"
    )


def why_not(report: RefreshReport) -> str:
    """Why a refresh did not do all it should, and when it may be tried again."""
    why = ": ".join(each for each in (report.reason, report.detail) if each) or report.outcome
    again = "" if report.not_before is None else f"; not before {report.not_before:%Y-%m-%d %H:%M} UTC"
    return f"{report.dataset}: {report.outcome}: {why}{again}"
