"""A verdict in one plain sentence, in every language the service speaks."""

from __future__ import annotations

from service.reconcile.explain.chinese import CHINESE
from service.reconcile.explain.english import ENGLISH
from service.reconcile.explain.facts import Facts, sentence
from service.reconcile.types import Explanation


def explain(facts: Facts) -> Explanation:
    """The sentence in English and in Chinese."""
    literal = facts.literal
    return Explanation(sentence(facts, literal, ENGLISH), sentence(facts, literal, CHINESE))
