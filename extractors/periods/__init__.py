"""Time phrases: which days a figure is about.

``find_periods`` reads the phrases of a text, ``resolve`` gives the ones that lean on another period ("the week before",
同期) their days, ``find_rates`` finds the words that say over how long an amount runs. The phrases are data:
``lexicons/periods.<language>.yaml``.
"""

from extractors.periods.calendar import Grain, last_complete_week, move, previous, week_of, years_before
from extractors.periods.find import find_periods, find_rates, publication_day, resolve
from extractors.periods.types import PhraseKind, Rate, Role, Shift, TimePhrase

__all__ = [
    "Grain",
    "PhraseKind",
    "Rate",
    "Role",
    "Shift",
    "TimePhrase",
    "find_periods",
    "find_rates",
    "last_complete_week",
    "move",
    "previous",
    "publication_day",
    "resolve",
    "week_of",
    "years_before",
]
