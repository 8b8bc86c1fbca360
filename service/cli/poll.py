"""``tallywire poll``: poll sources once, now."""

from __future__ import annotations

import asyncio
import sys

import click

from service.cli.common import load_settings
from service.jobs import poll_once
from service.sources.store import PollReport


@click.command()
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
def poll(names: tuple[str, ...]) -> None:
    """Poll the sources that are due, or one by name, once.

    A SOURCE that is named is polled whether it is due or not.

    Works beside a running service. Exit status 1 if a poll failed.
    """
    reports = asyncio.run(poll_once(load_settings(), names))
    if not reports:
        click.echo("Nothing is due.")
    for report in reports:
        click.echo(line(report))
    if any(report.outcome == "failed" for report in reports):
        sys.exit(1)


def line(report: PollReport) -> str:
    why = ": ".join(part for part in (report.reason, report.detail) if part)
    counts = f"{report.seen} seen, {report.new} new, {report.changed} changed, {report.failed} failed"
    return f"{report.source}: {report.outcome}, {counts}" + (f" ({why})" if why else "")
