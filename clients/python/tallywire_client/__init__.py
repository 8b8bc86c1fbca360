"""A typed client of the Tallywire API."""

from tallywire_client.client import AsyncTallywire, Tallywire
from tallywire_client.errors import Problem

__all__ = ["AsyncTallywire", "Problem", "Tallywire"]
