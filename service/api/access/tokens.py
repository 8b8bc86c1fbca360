"""What a key is made of, and what is kept of it.

A key reads ``tw_<id>_<secret>``: the id may be shown and finds the row, the secret is 32 random bytes. Only a BLAKE2b
digest of the secret is stored. A slow password hash would add nothing: those make guessing dear where a secret has
few bits, and nobody guesses 256 of them; but every request would pay for it, and a flood of false keys would cost the
service more than the sender.
"""

from __future__ import annotations

import re
import secrets
from base64 import b32encode
from hashlib import blake2b
from hmac import compare_digest
from typing import Literal, NamedTuple, get_args

Scope = Literal["read", "review", "admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
"""From the least to the most: each may do what those before it may."""

_TOKEN = re.compile(r"tw_([a-z2-7]{8})_([A-Za-z0-9_-]{43})", re.ASCII)


class NewKey(NamedTuple):
    """A key at the only moment when its ``token`` is known."""

    token: str
    public_id: str
    digest: bytes


def new_key() -> NewKey:
    public_id = b32encode(secrets.token_bytes(5)).decode().lower()
    secret = secrets.token_urlsafe(32)
    return NewKey(f"tw_{public_id}_{secret}", public_id, digest_of(secret))


def parse(token: str) -> tuple[str, str] | None:
    """Id and secret of something that has the form of a key."""
    found = _TOKEN.fullmatch(token)
    return None if found is None else (found[1], found[2])


def digest_of(secret: str) -> bytes:
    return blake2b(secret.encode(), digest_size=32, person=b"tallywire.key").digest()


def opens(secret: str, digest: bytes) -> bool:
    """Whether the secret is the one of the digest, in a time that tells nothing about either."""
    return compare_digest(digest_of(secret), digest)


def reaches(scope: str, needed: Scope) -> bool:
    return scope in SCOPES and SCOPES.index(scope) >= SCOPES.index(needed)
