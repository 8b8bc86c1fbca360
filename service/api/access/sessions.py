"""Who signed in with a browser: a signed cookie that names a session in the store.

The cookie holds a random token, signed, so that a forged one never reaches the store. The store keeps a digest of the
token, when the session ends, and the key that it hangs on: signing out or revoking the key ends it at the next request.

A session may do with a browser what a key may do with a program, so a request that changes something must also show
that one of our own pages sent it: see :mod:`service.api.access.forgery`.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from datetime import datetime, timedelta
from hashlib import blake2b, sha256

from itsdangerous import BadSignature, URLSafeSerializer

from db.queries import sessions
from db.session import Database, Session
from service.api.access.callers import Caller
from service.api.access.tokens import Scope

COOKIES = "tallywire_"
LASTS = timedelta(days=7)
LINK_LASTS = timedelta(hours=1)
_REMEMBERED = 1_000


def secret_of(database: Database) -> bytes:
    """What this store's cookies are signed with; made on first use."""
    with database.reading() as session:
        value = sessions.signing_secret(session)
    if value is None:
        with database.transaction() as session:
            sessions.keep_signing_secret(session, secrets.token_bytes(32))
            value = sessions.signing_secret(session)
    assert value is not None  # noqa: S101 - kept the line before
    return value


def signer(secret: bytes, purpose: str) -> URLSafeSerializer:
    """Signs values for one purpose; what is signed for another does not pass."""
    return URLSafeSerializer(
        secret, salt=f"tallywire.{purpose}", signer_kwargs={"key_derivation": "hmac", "digest_method": sha256}
    )


def cookie_name(secret: bytes, purpose: str) -> str:
    """What this store's cookie for a purpose is called.

    Browsers tell cookies apart by host and not by port, so a name that two services shared would sign one's readers out
    whenever the other signs them in. The name follows the store: it stays when the service moves to another port.
    """
    return f"{COOKIES}{purpose}_{blake2b(secret, digest_size=4, person=b'tallywire.cookie').hexdigest()}"


class Sessions:
    """Sessions that were good lately, remembered for as long as the store does not change."""

    def __init__(self) -> None:
        self._good: OrderedDict[str, tuple[int, datetime, Caller]] = OrderedDict()
        self._secret: bytes | None = None

    def secret(self, database: Database) -> bytes:
        if self._secret is None:
            self._secret = secret_of(database)
        return self._secret

    def cookie(self, database: Database, purpose: str = "session") -> str:
        return cookie_name(self.secret(database), purpose)

    def remembered(self, cookie: str, version: int, now: datetime) -> Caller | None:
        known = self._good.get(cookie)
        return known[2] if known is not None and known[0] == version and now < known[1] else None

    def find(self, database: Database, cookie: str, version: int, now: datetime) -> Caller | None:
        """Whose session the cookie names; None for one that is over, and for any other text."""
        try:
            token = signer(self.secret(database), "session").loads(cookie)
        except BadSignature:
            return None
        digest = digest_of(str(token))
        with database.reading() as session:
            row = sessions.find_session(session, digest)
        if row is None or row.expires_at <= now or row.revoked_at is not None:
            return None
        caller = Caller(row.key_id, row.name, row.scope, session=digest.hex())
        self._good[cookie] = (version, row.expires_at, caller)
        if len(self._good) > _REMEMBERED:
            self._good.popitem(last=False)
        return caller


def begin(session: Session, secret: bytes, *, key_id: str | None, name: str, scope: str, now: datetime) -> str:
    """Start a session, in the caller's transaction; what the cookie is to hold."""
    token = secrets.token_urlsafe(32)
    sessions.add_session(
        session, digest=digest_of(token), key_id=key_id, name=name, scope=scope, now=now, expires_at=now + LASTS
    )
    cookie = signer(secret, "session").dumps(token)
    return cookie if isinstance(cookie, str) else cookie.decode()


def make_link(session: Session, *, name: str, scope: Scope, now: datetime) -> str:
    """A token that signs in once, within :data:`LINK_LASTS`."""
    token = secrets.token_urlsafe(24)
    sessions.add_link(session, digest=digest_of(token), name=name, scope=scope, now=now, expires_at=now + LINK_LASTS)
    return token


def digest_of(token: str) -> bytes:
    return blake2b(token.encode(), digest_size=32, person=b"tallywire.sesn").digest()
