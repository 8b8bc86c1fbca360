"""Signatures of the Standard Webhooks specification, version v1 (HMAC-SHA256), by its official library."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime

from standardwebhooks import Webhook

PREFIX = "whsec_"
_KEY_BYTES = 32


def new_secret() -> str:
    """A fresh secret in the specification's form."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode("ascii")


def signed_headers(message_id: str, secrets_: Iterable[str], now: datetime, body: str) -> Mapping[str, str]:
    """The three headers that let a receiver know who sent the body, and when.

    Several secrets give several signatures, so that a receiver may change to a new secret in its own time. ``now`` is
    an aware UTC time.
    """
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(Webhook(one).sign(message_id, now, body) for one in secrets_),
    }
