"""Names in an article: countries, labs, models, platforms, organisations.

``find_entities`` finds them and gives each its canonical id; ``load_labs`` and ``load_countries`` are the facts behind
them, dated where they change. All names are data in the YAML files beside this module.
"""

from extractors.entities.countries import Countries, Country, load_countries
from extractors.entities.find import find_entities
from extractors.entities.labs import Lab, Labs, StealthModel, load_labs
from extractors.entities.types import EntityKind, EntityMention

__all__ = [
    "Countries",
    "Country",
    "EntityKind",
    "EntityMention",
    "Lab",
    "Labs",
    "StealthModel",
    "find_entities",
    "load_countries",
    "load_labs",
]
