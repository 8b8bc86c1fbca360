"""What follows from other tables and is kept because it is asked for often. Triggers keep it true."""

from __future__ import annotations

from sqlmodel import Field

from db.tables.base import Row


class ClaimDocumentRow(Row, table=True):
    """A claim as lists send it. ``form`` names the way it is written, 0 where it has to be written anew."""

    __tablename__ = "claim_document"

    claim_id: int | None = Field(default=None, primary_key=True, foreign_key="claim.id")
    form: int = Field(default=0, index=True, sa_column_kwargs={"server_default": "0"})
    body: bytes | None = None
    digest: bytes | None = None


COUNTED = (
    *("kind", "measure", "subject", "modality", "source", "language", "review"),
    *("object", "platform", "label", "selection"),
)
"""The columns of a claim that the tallies count by."""


class _Counted(Row):
    """How many claims stand that have these values; ``key`` is the values as a JSON array."""

    key: str = Field(primary_key=True)
    kind: str
    measure: str
    subject: str
    object: str | None = None
    modality: str
    platform: str | None = None
    label: str | None = None
    selection: str | None = None
    source: str
    language: str
    review: str
    number: int


class ClaimTallyRow(_Counted, table=True):
    """Standing claims by the values that lists are filtered and counted by."""

    __tablename__ = "claim_tally"
    __table_args__ = ({"sqlite_with_rowid": False},)


class ClaimWeekTallyRow(_Counted, table=True):
    """The same by the week as well: the Monday of the week in which the period starts."""

    __tablename__ = "claim_week_tally"
    __table_args__ = ({"sqlite_with_rowid": False},)

    week: str | None = None
