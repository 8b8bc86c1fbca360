"""One file, one plug-in: the modules of a package, found rather than listed.

Site pages, source kinds, data sets and channels register by being there; nothing else names them. The order is by
module name, so that two runs agree. A module whose name starts with an underscore is private and not a plug-in.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType


def discover(package: ModuleType) -> tuple[ModuleType, ...]:
    """Import every public module directly inside ``package``; an import error is the caller's to see."""
    names = sorted(info.name for info in iter_modules(package.__path__) if not info.name.startswith("_"))
    return tuple(import_module(f"{package.__name__}.{name}") for name in names)
