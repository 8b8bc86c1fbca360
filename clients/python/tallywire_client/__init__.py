"""A typed client of the Tallywire API."""

from tallywire_client.client import AsyncTallywire, Tallywire
from tallywire_client.errors import Problem
from tallywire_client.streams import Event

__all__ = ["AsyncTallywire", "Event", "Problem", "Tallywire"]
