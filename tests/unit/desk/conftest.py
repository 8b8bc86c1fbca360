"""The desk over the API's store; and a browser's session for a client."""

from __future__ import annotations

import re

from fastapi.testclient import TestClient

from service.api.access.sessions import begin, cookie_name, secret_of
from tests.unit.api.conftest import Backing, backing, client, snapshot

__all__ = ["backing", "client", "signed_in", "snapshot", "token_in"]

HTML = {"Accept": "text/html"}


def signed_in(client: TestClient, backing: Backing, scope: str = "admin", name: str = "operator") -> str:
    """Give the client a session's cookie; its CSRF token."""
    secret = secret_of(backing.database)
    with backing.database.transaction() as session:
        cookie = begin(session, secret, key_id=None, name=name, scope=scope, now=backing.clock())
    client.cookies.set(cookie_name(secret, "session"), cookie)
    return token_in(client.get("/docs").text)


def token_in(html: str) -> str:
    found = re.search(r'name="csrf_token" value="([0-9a-f]{64})"', html)
    assert found is not None
    return found[1]
