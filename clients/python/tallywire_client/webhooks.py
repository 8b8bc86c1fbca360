"""Verify what a webhook sent (Standard Webhooks, version v1) before believing any of it."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from collections.abc import Mapping
from typing import Any

TOLERANCE = 300.0


class BadSignature(Exception):
    """The message is not one that the secret's holder sent now."""


def verify(body: bytes, headers: Mapping[str, str], secret: str, *, now: float, tolerance: float = TOLERANCE) -> Any:
    """The message's JSON. ``now`` is seconds since 1970; a message further away than ``tolerance`` may be a replay.

    Repeats within the tolerance have the same ``webhook-id``: keep the ids that were handled.
    """
    given = {name.lower(): value for name, value in headers.items()}
    try:
        message_id, stamp = given["webhook-id"], given["webhook-timestamp"]
        signatures = given["webhook-signature"].split()
        sent = int(stamp)
    except (KeyError, ValueError) as error:
        raise BadSignature("The headers webhook-id, webhook-timestamp, webhook-signature are not all there.") from error
    if abs(now - sent) > tolerance:
        raise BadSignature("The message was signed at another time.")
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error as error:
        raise ValueError("not a webhook secret (whsec_ and base64)") from error
    made = hmac.digest(key, b".".join((message_id.encode(), stamp.encode(), body)), "sha256")
    expected = base64.b64encode(made)
    if not any(hmac.compare_digest(f"v1,{expected.decode()}".encode(), one.encode()) for one in signatures):
        raise BadSignature("The signature is not the secret's.")
    return json.loads(body)
