"""``tallywire migrate``: bring the store to this version's schema."""

from __future__ import annotations

import click

from db import migrations
from service.cli.common import load_settings, open_store


@click.command()
def migrate() -> None:
    """Bring the database to this version's schema.

    `tallywire serve` does this by itself. Running it twice changes nothing.
    """
    settings = load_settings()
    with open_store(settings) as database:
        click.echo(f"{settings.database}: revision {migrations.current(database)}")
