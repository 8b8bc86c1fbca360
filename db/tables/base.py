"""What every table shares: one metadata with predictable constraint names, and the way to a Core table."""

from __future__ import annotations

from typing import cast

from sqlalchemy import MetaData, Table
from sqlmodel import SQLModel

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Row(SQLModel):
    """A stored row. Rows hold what is stored and compute nothing."""

    metadata = metadata


def table_of(row: type[Row]) -> Table:
    """The Core table of a row class: what queries select from."""
    return cast(Table, vars(row)["__table__"])
