"""``tallywire opml``: subscription lists of feed readers, out and in."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import click

from service.cli.common import load_settings
from service.errors import ConfigError
from service.sources.config import load_sources, parse_sources
from service.sources.opml import read_opml, stanzas, write_opml


@click.group()
def opml() -> None:
    """Exchange feeds with feed readers."""


@opml.command("export")
def export() -> None:
    """Write the feeds of sources.yaml as OPML to standard output."""
    click.echo(write_opml(load_sources(load_settings().sources_file)), nl=False)


@opml.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--write", is_flag=True, help="Append the stanzas to sources.yaml instead of printing them.")
def import_(file: BinaryIO, write: bool) -> None:
    """Turn the feeds of an OPML FILE (- for standard input) into stanzas for sources.yaml.

    Feeds that are there already are left out.
    """
    path: Path = load_settings().sources_file
    added = stanzas(read_opml(file.read()), load_sources(path))
    if not write:
        click.echo(added, nl=False)
        return
    text = path.read_text("utf-8")
    text = f"{text.rstrip()}\n\n{added}" if added else text
    try:
        count = len(parse_sources(text, path)) - len(load_sources(path))
    except ConfigError as error:
        raise click.ClickException(f"nothing was written, append the stanzas yourself: {error}") from error
    path.write_text(text, "utf-8")
    click.echo(f"{path}: {count} sources added")
