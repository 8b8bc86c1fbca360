"""``tallywire sources test``: what sources give now, without storing any of it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from datetime import datetime

import click
import orjson

from service.cli.common import load_settings
from service.config import Settings
from service.jobs.trial import try_out
from service.sources.config import load_sources, select
from service.sources.protocol import SourceConfig
from service.sources.trial import Trial

SHOWN = 3


@click.command()
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Every source that is polled.")
@click.option("--pages", default=1, show_default=True, type=click.IntRange(0, 20), help="Pages of articles to fetch.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line a source, with every article.")
def test(names: tuple[str, ...], every: bool, pages: int, as_json: bool) -> None:
    """Ask sources once, and say what they give; nothing is stored.

    Each SOURCE (or group) is asked as a poll would ask it: its listing once, the pages of its first articles, with
    robots.txt and pauses obeyed. Shown is what would be stored, and what is odd about it. Exit status 1 if one of them
    gives nothing that can be read.
    """
    settings = load_settings()
    if bool(names) == every:
        raise click.UsageError("Name sources, or say --all.")
    configured = load_sources(settings.sources_file)
    chosen = select(configured, names or settings.selected_sources)
    if not asyncio.run(_try(settings, chosen, pages=pages, as_json=as_json)):
        sys.exit(1)


async def _try(settings: Settings, chosen: tuple[SourceConfig, ...], *, pages: int, as_json: bool) -> bool:
    usable = True
    async for trial in try_out(settings, chosen, pages=pages):
        usable = usable and trial.usable
        click.echo(orjson.dumps(trial, option=orjson.OPT_UTC_Z) if as_json else "\n".join(told(trial)))
    return usable


def told(trial: Trial) -> Iterator[str]:
    """What a person reads."""
    why = ": ".join(part for part in (trial.reason, trial.detail) if part)
    if trial.advice is not None:
        yield f"{trial.source}: failed: {why}"
        yield f"  {trial.advice}"
        return
    yield f"{trial.source}: {trial.entries} entries, {trial.new} of them not stored yet" + (f" ({why})" if why else "")
    if trial.entries:
        dates = f"{_minute(trial.oldest)} to {_minute(trial.newest)}" if trial.dated else "none"
        yield f"  dates: {dates}" + (f", {trial.entries - trial.dated} without" if trial.dated < trial.entries else "")
        yield f"  text: {trial.whole} bring it along, {trial.entries - trial.whole} need their page"
    claims = sum(article.claims for article in trial.articles)
    languages = ", ".join(dict.fromkeys(article.language for article in trial.articles))
    read = f"{len(trial.articles)} articles ({languages}) with {claims} claims" if trial.articles else "no article"
    yield f"  would store: {read}" + (f"; {trial.unread} were not read" if trial.unread else "")
    for article in trial.articles[:SHOWN]:
        yield (
            f"    {_minute(article.published_at)}  {article.language}  {article.characters} characters, "
            f"{article.claims} claims  {article.title}"
        )
    for odd in trial.odd:
        yield f"  odd: {odd.what}: {odd.reason} ({odd.count}), first: {odd.example}"


def _minute(moment: datetime | None) -> str:
    return "undated" if moment is None else f"{moment:%Y-%m-%d %H:%M}"
