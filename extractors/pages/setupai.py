"""SetupAI: a card about somebody else's story. Only "What Changed" reports it; the rest is machine-written.

The card's advice, insight, comparison table, predictions and timeline say themselves that they are generated. They are
kept apart as :attr:`Draft.generated_text` and never reach the article, so nothing in them becomes a claim. The link to
the original is kept for clustering copies.
"""

from __future__ import annotations

from typing import Any

from extractors.documents.markup import FURNITURE, lines_of
from extractors.documents.metadata import read_metadata
from extractors.documents.page import Draft, Page, Refusal, on_host
from extractors.documents.sections import cut

_HEADINGS = {
    "what changed": "changed",
    "why it matters": "generated",
    "what to do next": "generated",
    "who should care": "generated",
    "deep insight": "generated",
    "enhanced key takeaways": "generated",
    "competitor analysis": "generated",
    "technical deep dive": "generated",
    "future implications": "generated",
    "timeline": "generated",
    "weekly ai recap": "after",
    "related updates": "after",
}
_ORIGINAL = "original source"


def matches(url: str) -> bool:
    return on_host(url, "setupai.cc")


def looks_like(page: Page) -> bool:
    return "What Changed" in page.html and "Deep Insight" in page.html


def read(page: Page) -> Draft | Refusal:
    lines = list(lines_of(page.tree, skip=FURNITURE - {"aside", "header"}))
    sections = cut(_split_labels(lines), _HEADINGS)
    changed = sections.get("changed")
    if not changed:
        return Refusal("not_an_article", "the card reports nothing under What Changed; the rest is machine-written")
    facts = read_metadata(page.tree, page.known.zone)
    return Draft(
        text="\n".join(changed),
        title=facts.title,
        published=facts.published,
        generated_text="\n".join(sections.get("generated", ())),
        original_url=_original(page.tree),
    )


def _split_labels(lines: list[str]) -> list[str]:
    """Headings are sometimes set in one line with what follows ("Competitor Analysis ▸ Show", "What Changed: …")."""
    split = []
    for line in lines:
        label = _label(line)
        rest = line[line.casefold().index(label) + len(label) :].lstrip(" :：▸▾-–—") if label else ""
        if label and (not rest or rest[0].isupper() or not rest[0].isalpha()):
            split.append(label)
            split += [rest] if len(rest.split()) > 1 else []
        else:
            split.append(line)
    return split


def _label(line: str) -> str | None:
    start = line.casefold().lstrip("".join(set(line) - set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")))
    return next((label for label in _HEADINGS if start.startswith(label)), None)


def _original(tree: Any) -> str | None:
    """The address behind the words "Original source", or behind the label that stands beside them."""
    for link in tree.iter("a"):
        words = "".join(link.itertext())
        before = link.getparent().text if link.getparent() is not None else None
        if _ORIGINAL in f"{before or ''} {words}".casefold() and (link.get("href") or "").startswith("http"):
            return str(link.get("href"))
    return None
