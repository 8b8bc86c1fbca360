"""Words of the review room for what forms and the store name by a code."""

from __future__ import annotations

from service.desk.catalogue import N_
from service.desk.claim_words import KINDS

STATE_WORDS = {
    "unreviewed": N_("To decide"),
    "accepted": N_("Accepted"),
    "rejected": N_("Rejected"),
    "edited": N_("Corrected"),
    "added": N_("Added by hand"),
}
TODAY = {
    "accept": N_("accepted"),
    "edit": N_("corrected"),
    "reject": N_("rejected"),
    "add": N_("added"),
    "skip": N_("skipped"),
}
SEVERITIES = {"critical": N_("Critical"), "major": N_("Major"), "minor": N_("Minor"), "none": N_("None")}
FIELD_WORDS = {
    "kind": N_("Kind"),
    "measure": N_("Measure"),
    "subject": N_("Subject"),
    "object": N_("Object"),
    "relation": N_("Relation"),
    "point": N_("Value"),
    "low": N_("At least"),
    "high": N_("At most"),
    "of": N_("Out of"),
    "unit": N_("Unit"),
    "per": N_("Per"),
    "modifier": N_("Modifier"),
    "scope": N_("Scope"),
    "scope_n": N_("Models listed"),
    "platform": N_("Platform"),
    "modality": N_("Modality"),
    "period_basis": N_("Period is"),
    "price_of": N_("Price of"),
    "attribution": N_("Said by"),
}
DAY_FIELDS = {
    "period_start": N_("Period from"),
    "period_end": N_("Period to"),
    "base_period_start": N_("Compared with, from"),
    "base_period_end": N_("Compared with, to"),
}
VALUE_WORDS = {
    "": N_("–"),
    **KINDS,
    "above": N_("above"),
    "below": N_("below"),
    "grows": N_("grows"),
    "falls": N_("falls"),
    "ranks_first": N_("ranks first"),
    "none": N_("as written"),
    "about": N_("about"),
    "more_than": N_("more than"),
    "at_least": N_("at least"),
    "less_than": N_("less than"),
    "at_most": N_("at most"),
    "nearly": N_("nearly"),
    "range": N_("a range"),
    "all": N_("all models"),
    "listed": N_("listed models only"),
    "openrouter": "OpenRouter",
    "national": N_("a country's own figure"),
    "observed": N_("observed"),
    "forecast": N_("forecast"),
    "day": N_("day"),
    "week": N_("week"),
    "month": N_("month"),
    "year": N_("year"),
    "explicit": N_("written out"),
    "end_date": N_("given by its end"),
    "vague": N_("vague"),
    "implied": N_("implied"),
    "input": N_("input"),
    "output": N_("output"),
    "cached": N_("cached input"),
    "token_usage": N_("Token usage"),
    "token_price": N_("Token price"),
    "token": "Token",
    "percent": N_("percent"),
    "times": N_("times"),
    "place": N_("place"),
}
"""What a choice says; a value without a word is shown as it is."""
