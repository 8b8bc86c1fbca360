"""What the store knows an article's text by, computed from the article alone: wherever there is time for it.

It costs more than most of what the store does with an article, so worker processes do it along with reading.
"""

from __future__ import annotations

from dataclasses import dataclass

from db.text import indexed_words
from extractors.fold import fold
from extractors.types import Article
from service.identity import content_hash
from service.reconcile.copies import fingerprint


@dataclass(frozen=True, slots=True)
class Prints:
    """``content_hash`` tells versions apart, ``sketch`` finds copies; ``title`` and ``text`` as search knows them."""

    content_hash: str
    sketch: bytes
    title: str
    text: str


def prints_of(article: Article) -> Prints:
    words = (indexed_words(fold(each)) for each in (article.title, article.text))
    return Prints(content_hash(article), fingerprint(article.text), *words)
