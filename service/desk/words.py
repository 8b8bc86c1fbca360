"""Words for what the store and the API name by a code, in the reader's language where they are shown."""

from __future__ import annotations

from service.desk.catalogue import N_

LABELS = {
    "supported": N_("Supported"),
    "refuted": N_("Refuted"),
    "conflicting": N_("Conflicting"),
    "not_enough_evidence": N_("Not enough evidence"),
}

READINGS = {
    "all": N_("All models"),
    "named": N_("Named models"),
    "top20": N_("Top 20"),
    "top10": N_("Top 10"),
    "top9": N_("Top 9"),
}
TYPES = {
    "refuted": N_("Refuted figure"),
    "conflicting": N_("Right in one reading only"),
    "inconsistent": N_("Article contradicts itself"),
    "disagreement": N_("Articles disagree"),
    "revision": N_("Figure was changed"),
    "verdict_changed": N_("Verdict changed"),
}
SEVERITIES = {
    "critical": N_("Critical"),
    "major": N_("Major"),
    "minor": N_("Minor"),
}
STATES = {
    "open": N_("Open"),
    "explained": N_("Explained"),
    "resolved": N_("Resolved"),
    "all": N_("All"),
}
STATUSES = {
    "ok": N_("Well"),
    "failing": N_("Failing"),
    "silent": N_("Silent"),
    "paused": N_("Paused"),
    "pending": N_("Not polled yet"),
    "unconfigured": N_("No longer configured"),
}


def from_elsewhere() -> tuple[str, ...]:
    """Words that pages show and other parts of the service say, in English."""
    return ()
