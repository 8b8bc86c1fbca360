"""Who is asking: keys held against the store, and remembered for as long as the store does not change."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from ipaddress import IPv6Address, ip_address

from db.queries import keys
from db.session import Database
from service.api.access.tokens import opens, parse

_REMEMBERED = 1_000


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is asking. ``key_id`` is the part of the key that may be shown; None for a session begun by a one-time link.

    ``session`` names the browser session that stands for the key; None where the key itself was sent.
    """

    key_id: str | None
    name: str
    scope: str
    session: str | None = None


class Callers:
    """Keys that were good lately. A revoked key is noticed at the next request: revoking changes the store."""

    def __init__(self) -> None:
        self._good: OrderedDict[bytes, tuple[int, Caller]] = OrderedDict()

    def remembered(self, token: str, version: int) -> Caller | None:
        known = self._good.get(_fingerprint(token))
        return known[1] if known is not None and known[0] == version else None

    def find(self, database: Database, token: str, version: int) -> Caller | None:
        """The holder of a key that is good, read from the store; None for any other text."""
        parts = parse(token)
        if parts is None:
            return None
        public_id, secret = parts
        with database.reading() as session:
            row = keys.find_key(session, public_id)
        if row is None or row.revoked_at is not None or not opens(secret, row.digest):
            return None
        caller = Caller(row.public_id, row.name, row.scope)
        self._good[_fingerprint(token)] = (version, caller)
        if len(self._good) > _REMEMBERED:
            self._good.popitem(last=False)
        return caller


@lru_cache(maxsize=4_096)
def client_of(host: str | None) -> str:
    """Whom an address belongs to, as far as limits go: itself, and for IPv6 its /64, which one customer has whole."""
    try:
        address = ip_address(host or "")
    except ValueError:
        return host or "unknown"
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address
    return str(address) if address.version == 4 else address.exploded[:19]


def is_loopback(host: str) -> bool:
    """Whether a service bound to this address hears its own machine alone."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _fingerprint(token: str) -> bytes:
    return blake2b(token.encode(), digest_size=16).digest()
