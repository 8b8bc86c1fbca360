"""A name that was found in a text, before overlapping ones are settled."""

from __future__ import annotations

from dataclasses import dataclass

from extractors.entities.models import ModelName
from extractors.entities.names import Names
from extractors.entities.types import EntityMention


@dataclass(slots=True)
class Hit:
    start: int
    end: int
    mentions: tuple[EntityMention, ...]
    model: ModelName | None = None

    @property
    def author(self) -> str | None:
        return self.mentions[0].author if self.mentions else None


def model_hit(text: str, name: ModelName, names: Names) -> Hit:
    author = name.family.author
    start = name.start
    if text.endswith(f"{author}/", 0, start):
        start -= len(author) + 1  # written as its slug
    quote = text[start : name.end]
    mention = EntityMention(
        start, name.end, quote, f"model:{name.slug}", "model", name.rule, quote, author, names.labs.country_of(author)
    )
    return Hit(start, name.end, (mention,), name)


def longest(hits: list[Hit]) -> list[Hit]:
    """Names that do not overlap: from the left, the longest; of equal ones, a model before its lab."""
    chosen: list[Hit] = []
    covered = 0
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end, hit.model is None)):
        if hit.start >= covered:
            chosen.append(hit)
            covered = hit.end
    return chosen
