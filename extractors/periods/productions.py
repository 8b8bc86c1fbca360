"""All productions by the names the tables use; importing their modules registers them."""

from extractors.periods import dates, units
from extractors.periods.groups import PRODUCTIONS, Production

__all__ = ["PRODUCTIONS", "Production", "dates", "units"]
