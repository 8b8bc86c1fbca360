"""Which reader knows a page: by its host, or by marks that no other page carries.

A module of :mod:`extractors.pages` is a reader by having ``matches(url)``, ``looks_like(page)`` and ``read(page)``.
``read`` gives a draft, a refusal with its reason, or null where the page is not of the shape it knows; a redesign is
met by another shape in the same module, the old one staying for pages already saved.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from extractors import pages
from extractors.discover import discover
from extractors.documents.page import Draft, Page, Refusal


@dataclass(frozen=True, slots=True)
class Site:
    """One site's reader. ``matches`` asks the address alone, ``looks_like`` a page that was saved without one."""

    name: str
    matches: Callable[[str], bool]
    looks_like: Callable[[Page], bool]
    read: Callable[[Page], Draft | Refusal | None]


@lru_cache(maxsize=1)
def load_sites() -> tuple[Site, ...]:
    return tuple(
        Site(
            module.__name__.rpartition(".")[2],
            cast("Callable[[str], bool]", module.matches),
            cast("Callable[[Page], bool]", module.looks_like),
            cast("Callable[[Page], Draft | Refusal | None]", module.read),
        )
        for module in discover(pages)
    )


def find_site(page: Page) -> Site | None:
    """The reader asked for by name, else by address, else by the page's own marks; null for the general reader."""
    for site in load_sites():
        if site.name == page.known.site:
            return site
    for site in load_sites():
        if page.url and site.matches(page.url):
            return site
    return next((site for site in load_sites() if site.looks_like(page)), None)
