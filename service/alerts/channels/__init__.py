"""Ways to send an alert, one module each; a module's name is what an endpoint calls its channel."""

from __future__ import annotations

from collections.abc import Mapping

from service.alerts.protocol import Channel
from service.discover import discover


def channels() -> Mapping[str, Channel]:
    """Every channel by its name."""
    return discover(__name__, "CHANNEL", Channel)
