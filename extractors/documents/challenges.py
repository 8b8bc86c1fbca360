"""Recognise a challenge page: status 200, and a door where the article was due.

What gives such a page away is data (``challenges.yaml``). This says only that a page *is* one; backing off is the
poller's part.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from extractors.documents.markup import lines_of, parse
from extractors.rulefile import read

_RULES = Path(__file__).with_name("challenges.yaml")
_LITTLE_TEXT = 600  # characters a reader sees: a challenge says a sentence or two
_SOURCE_WINDOW = 200_000


@dataclass(frozen=True, slots=True)
class ChallengeRule:
    """``place`` is ``text`` (what a reader sees, and the title) or ``source`` (the page's code)."""

    name: str
    place: str
    phrases: tuple[str, ...]


@lru_cache(maxsize=1)
def load_challenges() -> tuple[ChallengeRule, ...]:
    root = read(_RULES)
    rules = tuple(
        ChallengeRule(
            name=row.need("name").text(),
            place=row.need("in").one_of(("text", "source")),
            phrases=tuple(phrase.casefold() for phrase in row.need("phrases").texts()),
        )
        for row in root.each("challenges")
    )
    root.finish()
    return rules


def find_challenge(html: str, tree: Any = None) -> str | None:
    """The name of the rule that knows this page for a challenge, or null. ``tree`` spares a second parse.

    Any HTML may be asked about, an answer to a request for a feed too. A page with an article's worth of text is
    never a challenge, whatever it talks about.
    """
    tree = parse(html) if tree is None else tree
    if tree is None:
        return None
    seen = ""
    for line in lines_of(tree):
        seen += line + "\n"
        if len(seen) > _LITTLE_TEXT:
            return None
    title = tree.findtext(".//title") or ""
    places = {"text": f"{title}\n{seen}".casefold(), "source": html[:_SOURCE_WINDOW].casefold()}
    for rule in load_challenges():
        if any(phrase in places[rule.place] for phrase in rule.phrases):
            return rule.name
    return None
