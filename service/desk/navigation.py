"""The pages that the menu leads to, in its order."""

from __future__ import annotations

from dataclasses import dataclass

from service.desk.catalogue import N_


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the menu. ``icon`` names a drawing in ``templates/icons.html``."""

    path: str
    title: str
    icon: str

    def is_at(self, path: str) -> bool:
        """Whether an address is this page or one below it."""
        return path == self.path or (self.path != "/" and path.startswith(f"{self.path}/"))


MENU = (
    Place("/", N_("Overview"), "overview"),
    Place("/claims", N_("Claims"), "claims"),
    Place("/review", N_("Review"), "review"),
    Place("/discrepancies", N_("Discrepancies"), "discrepancies"),
    Place("/sources", N_("Sources"), "sources"),
    Place("/subscriptions", N_("Subscriptions"), "subscriptions"),
    Place("/check", N_("Check"), "check"),
)
