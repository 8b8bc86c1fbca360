"""``tallywire sources``: every source with its health, and what one would give."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import click
import orjson

from service.cli.common import load_settings, open_store
from service.cli.trial import test
from service.clock import utc_now
from service.sources.config import load_sources, select
from service.sources.health import HISTORY, SourceHealth, health_of
from service.sources.store import SourceStore

HEAD = ("source", "kind", "status", "today", "usual", "last success", "next due", "why")


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON line a source instead of a table.")
@click.pass_context
def sources(context: click.Context, as_json: bool) -> None:
    """Show every source with its health.

    "today" counts new entries since midnight UTC, "usual" the middle half of the last days. Times are UTC.
    """
    if context.invoked_subcommand is not None:
        return
    settings = load_settings()
    configured = load_sources(settings.sources_file)
    polled = {source.name for source in select(configured, settings.selected_sources)}
    now = utc_now()
    with open_store(settings) as database:
        store = SourceStore(database)
        states = store.load_all()
        health = [
            health_of(
                source,
                states[source.name] if source.name in states else store.load(source.name),
                store.by_day(source.name, now - HISTORY),
                now,
                selected=source.name in polled,
            )
            for source in configured
        ]
    if as_json:
        for one in health:
            click.echo(orjson.dumps(one, option=orjson.OPT_UTC_Z))
        return
    click.echo("\n".join(table(HEAD, map(cells, health))))
    for one in health:
        if one.advice:
            click.echo(f"{one.name}: {one.advice}")


sources.add_command(test)


def cells(health: SourceHealth) -> tuple[str, ...]:
    usual = "" if health.usual is None else f"{health.usual[0]:g}-{health.usual[1]:g}"
    why = ": ".join(part for part in (health.reason, health.detail) if part)
    times = (minute(health.last_success_at), minute(health.next_due))
    return (health.name, health.kind, health.status, str(health.today), usual, *times, why)


def minute(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment:%Y-%m-%d %H:%M}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Lines with columns as wide as their widest cell; the last column is not padded."""
    lines = [tuple(head), *map(tuple, rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
