"""What commands share: settings, the store, and mistakes told as one line instead of a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
from pydantic import ValidationError

from db import migrations
from db.errors import StoreError
from db.session import Database
from service.config import Settings


def load_settings() -> Settings:
    """Settings from the environment; a value that cannot be used is named with what is wrong about it."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = "\n".join(f"  {'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise click.ClickException(f"Settings (TALLYWIRE_*) cannot be used:\n{wrong}") from error


@contextmanager
def open_store(settings: Settings) -> Iterator[Database]:
    """The store at this version's schema."""
    try:
        with Database(settings.database) as database:
            if migrations.current(database) != migrations.head():
                migrations.upgrade(database)
            yield database
    except StoreError as error:
        raise click.ClickException(str(error)) from error
