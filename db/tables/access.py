"""Who may do what over the API, what they did, and the questions they keep under a name."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from db.tables.base import Row
from db.types import Json, UtcTime


class ApiKeyRow(Row, table=True):
    """A key to the API. The key itself is not stored, only ``digest`` of it; ``public_id`` is the part of it that may
    be shown. A key with ``revoked_at`` opens nothing, and stays for the audit log to point at."""

    __tablename__ = "api_key"
    __table_args__ = (UniqueConstraint("public_id"),)

    id: int | None = Field(default=None, primary_key=True)
    public_id: str
    digest: bytes
    name: str
    scope: str
    created_at: datetime = Field(sa_type=UtcTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcTime)


class SessionRow(Row, table=True):
    """Somebody who signed in with a browser. ``digest`` is of the token in the cookie; ``key_id`` is the public id of
    the key that was shown, null for a one-time link. A session ends at ``expires_at`` or when its key is revoked."""

    __tablename__ = "session"
    __table_args__ = (UniqueConstraint("digest"), Index(None, "expires_at"))

    id: int | None = Field(default=None, primary_key=True)
    digest: bytes
    key_id: str | None = None
    name: str
    scope: str
    created_at: datetime = Field(sa_type=UtcTime)
    expires_at: datetime = Field(sa_type=UtcTime)


class SignInLinkRow(Row, table=True):
    """A link that signs in whoever opens it first; its row goes when it is used."""

    __tablename__ = "sign_in_link"
    __table_args__ = (UniqueConstraint("digest"),)

    id: int | None = Field(default=None, primary_key=True)
    digest: bytes
    name: str
    scope: str
    expires_at: datetime = Field(sa_type=UtcTime)


class SigningSecretRow(Row, table=True):
    """What this store's cookies are signed with. There is one row."""

    __tablename__ = "signing_secret"

    id: int | None = Field(default=None, primary_key=True)
    value: bytes


class AuditRow(Row, table=True):
    """Something that somebody changed. ``key_id`` is the public id of the key; null for the command line."""

    __tablename__ = "audit"
    __table_args__ = (Index(None, "at"), Index(None, "target", "at"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcTime)
    actor: str
    key_id: str | None = None
    action: str
    target: str
    detail: Any = Field(default=None, sa_type=Json, nullable=True)


class SavedFilterRow(Row, table=True):
    """A question with a name. ``parameters`` are query parameters of the list called ``noun``, each with its values."""

    __tablename__ = "saved_filter"
    __table_args__ = (UniqueConstraint("name"),)

    id: int | None = Field(default=None, primary_key=True)
    name: str
    noun: str
    description: str
    parameters: Any = Field(sa_type=Json)
    created_at: datetime = Field(sa_type=UtcTime)
    updated_at: datetime = Field(sa_type=UtcTime)
