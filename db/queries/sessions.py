"""Who is signed in with a browser, the links that sign in once, and what cookies are signed with."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, literal, select
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.orm import Session

from db.queries.pages import Record
from db.tables import ApiKeyRow, SessionRow, SigningSecretRow, SignInLinkRow, table_of
from db.types import UtcTime

signed_in = table_of(SessionRow)
link = table_of(SignInLinkRow)
secret = table_of(SigningSecretRow)
_key = table_of(ApiKeyRow)


def add_session(
    session: Session, *, digest: bytes, key_id: str | None, name: str, scope: str, now: datetime, expires_at: datetime
) -> None:
    """Keep a new session, and forget those that are over."""
    session.execute(delete(signed_in).where(signed_in.c.expires_at <= literal(now, UtcTime())))
    values = {"digest": digest, "key_id": key_id, "name": name, "scope": scope}
    session.execute(insert(signed_in).values(**values, created_at=now, expires_at=expires_at))


def find_session(session: Session, digest: bytes) -> Record | None:
    """A session that was not ended, with ``revoked_at`` of its key; it may have expired."""
    query = select(signed_in, _key.c.revoked_at).select_from(
        signed_in.outerjoin(_key, _key.c.public_id == signed_in.c.key_id)
    )
    return session.execute(query.where(signed_in.c.digest == digest)).one_or_none()


def end_session(session: Session, digest: bytes) -> bool:
    """Forget a session; false if there was none."""
    return session.connection().execute(delete(signed_in).where(signed_in.c.digest == digest)).rowcount == 1


def add_link(session: Session, *, digest: bytes, name: str, scope: str, now: datetime, expires_at: datetime) -> None:
    """Keep a new link, and forget those that nobody opened in time."""
    session.execute(delete(link).where(link.c.expires_at <= literal(now, UtcTime())))
    session.execute(insert(link).values(digest=digest, name=name, scope=scope, expires_at=expires_at))


def take_link(session: Session, digest: bytes) -> Record | None:
    """The link's row, which is gone from now on: a link opens once. It may have expired."""
    return session.execute(delete(link).where(link.c.digest == digest).returning(*link.c)).one_or_none()


def signing_secret(session: Session) -> bytes | None:
    value = session.execute(select(secret.c.value)).scalar_one_or_none()
    return None if value is None else bytes(value)


def keep_signing_secret(session: Session, value: bytes) -> None:
    """Store the secret unless there is one already."""
    session.execute(upsert(secret).values(id=1, value=value).on_conflict_do_nothing())
