"""``tallywire backfill``: what sources published before they were watched."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime

import click

from service.cli.common import load_settings
from service.jobs.backfill import backfill as walk
from service.sources.backfill import Step


@click.command()
@click.argument("names", metavar="SOURCE...", nargs=-1, required=True)
@click.option("--since", required=True, type=click.DateTime(["%Y-%m-%d"]), help="How far back to go (UTC).")
@click.option("--again", is_flag=True, help="Read listings again that an earlier backfill has read.")
def backfill(names: tuple[str, ...], since: datetime, again: bool) -> None:
    """Read what sources published before they were watched.

    Follows the archives that feeds name (RFC 5005) and the sitemaps of indexes, with the pauses of sources.yaml. Stop
    it when you like: the same command goes on where it stopped. Exit status 1 if a listing could not be read.
    """
    failed = asyncio.run(_walk(names, since.replace(tzinfo=UTC), again))
    if failed:
        sys.exit(1)


async def _walk(names: tuple[str, ...], since: datetime, again: bool) -> int:
    failed = 0
    async for step in walk(load_settings(), names, since, again=again):
        click.echo(line(step))
        failed += step.reason is not None
    return failed


def line(step: Step) -> str:
    if step.skipped:
        return f"{step.source}: {step.url}: done before"
    if step.reason is not None:
        return f"{step.source}: {step.url}: {step.reason}"
    return f"{step.source}: {step.url}: {step.announced} announced, {step.stored} stored, {step.failed} failed"
