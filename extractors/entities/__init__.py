"""Names in an article: countries, labs, models, platforms, organisations."""

from extractors.entities.labs import Lab, Labs, StealthModel, load_labs

__all__ = ["Lab", "Labs", "StealthModel", "load_labs"]
