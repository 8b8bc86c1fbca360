"""Whether a browser's request was sent by one of our own pages, or by a page of somebody else (CSRF).

A browser sends the session's cookie whoever made it send the request. Two things tell a page of ours apart. The browser
says where a request comes from (``Sec-Fetch-Site``, or ``Origin`` against ``Host``). And our pages know a token that
belongs to the reader's session and to no other: forms send it as the field ``csrf_token``, scripts as the header
``X-CSRF-Token``. Both are required; a browser too old to say where it comes from is held to the token alone.
"""

from __future__ import annotations

from hashlib import sha256
from hmac import compare_digest
from hmac import new as hmac
from urllib.parse import urlsplit

from starlette.types import Scope

FIELD = "csrf_token"
HEADER = "x-csrf-token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_FORMS = (b"application/x-www-form-urlencoded", b"multipart/form-data")


def token_for(secret: bytes, bound_to: str) -> str:
    """The token of one session (or of one visitor who has not signed in)."""
    return hmac(secret, b"csrf " + bound_to.encode(), sha256).hexdigest()


def is_token(given: str, secret: bytes, bound_to: str) -> bool:
    return compare_digest(given.encode(), token_for(secret, bound_to).encode())


def from_elsewhere(scope: Scope) -> bool:
    """Whether the browser says that the request comes from another site. False where it says nothing."""
    site = header(scope, b"sec-fetch-site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = header(scope, b"origin")
    return origin is not None and urlsplit(origin).netloc != header(scope, b"host")


def is_form(scope: Scope) -> bool:
    """Whether the body is what an HTML form sends, so that the token may be one of its fields."""
    return (header(scope, b"content-type") or "").lower().encode().startswith(_FORMS)


def header(scope: Scope, wanted: bytes) -> str | None:
    """The first header of that name."""
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == wanted), None)
