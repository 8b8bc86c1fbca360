"""Words for what the store and the API name by a code, in the reader's language where they are shown."""

from __future__ import annotations

from service.desk.catalogue import N_

LABELS = {
    "supported": N_("Supported"),
    "refuted": N_("Refuted"),
    "conflicting": N_("Conflicting"),
    "not_enough_evidence": N_("Not enough evidence"),
}
