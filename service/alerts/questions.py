"""Which saved filters an event answers: the store is asked, in the words in which its lists are asked.

Whatever the end of a matter itself changes is left open, so that who hears of its beginning hears of its end: a
filter's ``resolved``, and once it is over also the verdict, its reading and the discrepancies of the claim.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from dataclasses import replace

from pydantic import ValidationError

from db.queries import claims, discrepancies, saved_filters
from db.session import Session
from service.questions import NOUNS, ClaimFilters

log = logging.getLogger(__name__)


def answered(
    session: Session, names: Collection[str], discrepancy_row: int, claim_rows: Sequence[int], *, ended: bool
) -> frozenset[str]:
    """Those of the saved filters that let the discrepancy through, or one of the claims that it is about."""
    found = set()
    for name in names:
        row = saved_filters.find_filter(session, name)
        if row is None:
            continue
        try:
            asked = NOUNS[row.noun].model_validate(row.parameters)
        except ValidationError:  # kept by another version; nothing else may wait for it
            log.warning("the saved filter %s cannot be used; nobody hears by it", name)
            continue
        if isinstance(asked, ClaimFilters):
            wanted = asked.filter()
            if ended:
                wanted = replace(wanted, label=(), selection=(), discrepancy=(), withdrawn=True)
            passed = claims.any_passes(session, wanted, claim_rows)
        else:
            passed = discrepancies.passes(session, replace(asked.filter(), resolved=None), discrepancy_row)
        if passed:
            found.add(name)
    return frozenset(found)
