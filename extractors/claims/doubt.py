"""Which readings are unsure: two amounts that one article gives one subject, where its words name that subject for one.

Writers contradict themselves between a title and a body, or between two paragraphs. Where a second amount has its
subject only from the sentences before it, or stands in the same sentence, it is more likely of somebody else than a
contradiction. Such drafts keep their reading with a lower confidence; nothing is dropped here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from itertools import combinations

from extractors.claims.draft import Draft
from extractors.propositions import overlap

UNSURE = 0.4
_AMOUNTS = frozenset({"level", "share", "price", "rank"})
_GUESSED = frozenset({
    "subject.carried", "subject.new-line", "subject.platform-carried", "subject.platform", "subject.same-sentence",
    "subject.earlier-clause", "subject.later-clause",
})  # fmt: skip
_LOOKED_BACK = 40


def doubt(drafts: Iterable[Draft]) -> None:
    """Lower the confidence, in place, of body drafts that clash with another one and are the likelier misreading."""
    alike: dict[Hashable, list[Draft]] = defaultdict(list)
    for draft in drafts:
        if draft.kind in _AMOUNTS and draft.period is not None and draft.view.field.name == "text":
            alike[_proposition(draft)].append(draft)
    for group in alike.values():
        if len(group) > 1:
            for one, other in combinations(group[-_LOOKED_BACK:], 2):
                if not overlap(one.value, other.value):
                    _doubt_one(one, other)


def _doubt_one(one: Draft, other: Draft) -> None:
    guessed = [draft for draft in (one, other) if not _GUESSED.isdisjoint(draft.trail)]
    supposed = [draft for draft in (one, other) if draft.modality == "forecast" and _supposed(draft)]
    # A paragraph that gives one subject two places puts one of them right.
    line = one.kind == "rank" and one.view.sentence.block == other.view.sentence.block
    told = [one, other] if one.view is other.view or line else []
    for draft in guessed or supposed or told:
        draft.confidence = UNSURE


def _supposed(draft: Draft) -> bool:
    """ "In the bear case it is 300 trillion", "would be 1.1 quadrillion instead": one of several forecasts."""
    view = draft.view
    return view.expression("one_case").search(view.text, view.start, view.end) is not None


def _proposition(draft: Draft) -> Hashable:
    what = draft.kind, draft.measure, draft.subject, draft.object, draft.unit, draft.price_of, draft.per, draft.of
    return what, draft.scope, draft.scope_n, draft.platform, draft.modality, draft.period
