"""What a name in an article stands for, as values."""

from __future__ import annotations

from typing import Literal, NamedTuple

EntityKind = Literal["country", "author", "model", "platform", "organisation"]


class EntityMention(NamedTuple):
    """A name at ``text[start:end] == quote``.

    ``id`` is the canonical one: ``country:CN``, ``author:deepseek``, ``model:deepseek/deepseek-v3.2``,
    ``platform:openrouter``, ``organisation:jpmorgan``. ``name`` is what a reader calls it. ``author`` and ``country``
    say whose lab it is and where, as far as the tables know. ``rule`` names how it was read.
    """

    start: int
    end: int
    quote: str
    id: str
    kind: EntityKind
    rule: str
    name: str
    author: str | None = None
    country: str | None = None
