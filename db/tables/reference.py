"""Reference data with their vintages.

A publisher restates a whole day at a time, so the stored unit is an *edition*: all rows of one day, stored once
however many vintages repeat them. A *statement* says which edition a vintage gave. Both are only ever added. What was
known on a date is, for each day, the newest statement whose ``as_of`` is not later.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from db.tables.base import Row
from db.types import DecimalText, Json, UtcTime


class VintageRow(Row, table=True):
    """A data set as its publisher gave it at one moment.

    ``days_changed`` counts the days it put differently, ``problems`` lists what could not be used, and why.
    ``judged_at`` is when every stored claim had been judged by it, null as long as that is still to be done.
    """

    __tablename__ = "vintage"
    __table_args__ = (UniqueConstraint("dataset", "as_of"),)

    id: int | None = Field(default=None, primary_key=True)
    dataset: str
    as_of: datetime = Field(sa_type=UtcTime)
    received_at: datetime = Field(sa_type=UtcTime)
    origin: str
    start_date: date
    end_date: date
    citation: str
    days_changed: int = 0
    problems: Any = Field(default=None, sa_type=Json, nullable=True)
    judged_at: datetime | None = Field(default=None, sa_type=UtcTime)


class EditionRow(Row, table=True):
    """All rows of a day, in one wording. ``digest`` is of the rows: equal days are stored once."""

    __tablename__ = "edition"
    __table_args__ = (UniqueConstraint("dataset", "digest"),)

    id: int | None = Field(default=None, primary_key=True)
    dataset: str
    digest: str


class StatementRow(Row, table=True):
    """That a vintage gave a day in an edition: the same one as the vintage before, or a new one."""

    __tablename__ = "statement"
    __table_args__ = ({"sqlite_with_rowid": False},)

    dataset: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    as_of: datetime = Field(sa_type=UtcTime, primary_key=True)
    edition_id: int = Field(foreign_key="edition.id")
    vintage_id: int = Field(foreign_key="vintage.id")


class ObservationRow(Row, table=True):
    """One row of one edition: the value of one series on that day."""

    __tablename__ = "observation"
    __table_args__ = ({"sqlite_with_rowid": False},)

    edition_id: int = Field(primary_key=True, foreign_key="edition.id")
    series: str = Field(primary_key=True)
    value: Decimal = Field(sa_type=DecimalText)


class ListingRow(Row, table=True):
    """What a publisher's list says of one of its entries beside numbers: a name, and the day it was released.

    An entry has a row for each vintage that says something new of it. One that is not ``listed`` any more keeps the
    name and the day that it had.
    """

    __tablename__ = "listing"
    __table_args__ = ({"sqlite_with_rowid": False},)

    dataset: str = Field(primary_key=True)
    entry: str = Field(primary_key=True)
    as_of: datetime = Field(sa_type=UtcTime, primary_key=True)
    vintage_id: int = Field(foreign_key="vintage.id")
    name: str | None = None
    released: date | None = None
    listed: bool = True


class RefreshRow(Row, table=True):
    """How keeping a data set up to date is going; ``calls`` were made on the UTC day ``calls_on``."""

    __tablename__ = "refresh"

    dataset: str = Field(primary_key=True)
    last_attempt_at: datetime | None = Field(default=None, sa_type=UtcTime)
    last_success_at: datetime | None = Field(default=None, sa_type=UtcTime)
    failures: int = 0
    reason: str | None = None
    detail: str | None = None
    calls: int = 0
    calls_on: date | None = None
    not_before: datetime | None = Field(default=None, sa_type=UtcTime)
