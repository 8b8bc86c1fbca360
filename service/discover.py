"""One way to add a thing: put a module into its package. This finds it there and checks what it brings."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeVar

from extractors.discover import discover as modules
from service.errors import OurError

T = TypeVar("T")


def discover(package: str, attribute: str, kind: type[T]) -> Mapping[str, T]:
    """What every public module of ``package`` registers under ``attribute``, keyed by the module's own name.

    The order is the modules' alphabetical one. A module without the attribute is a mistake, not a helper: helpers
    start with an underscore. Raises :class:`OurError` naming the module.
    """
    found: dict[str, T] = {}
    for module in modules(importlib.import_module(package)):
        thing = getattr(module, attribute, None)
        if not isinstance(thing, kind):
            raise OurError(f"{module.__name__} has no {attribute} of type {kind.__name__}")
        found[module.__name__.rpartition(".")[2]] = thing
    return MappingProxyType(found)
