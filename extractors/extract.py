"""The one way in: an article's text to its claims.

A cheap look for the words of any measure comes first; most news has none and is done. What is left is folded once, cut
into sentences and read in order, the title last, since it leans on the body. ``extract`` is total: whatever the text,
it returns, and every mention slices to its quote.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from extractors.claims.context import begin, headline, lead, opening
from extractors.claims.cues import Mark
from extractors.claims.denial import disowned, put_right
from extractors.claims.doubt import doubt
from extractors.claims.draft import Draft
from extractors.claims.read import read
from extractors.claims.tables import Table, table_claims, tables
from extractors.claims.view import Field, Text, View, look, view
from extractors.propositions import propositions
from extractors.rules import Rules, load_rules
from extractors.segment import Sentence, sentences
from extractors.types import Article, Claim, TextField

_CLOSE = 120


@dataclass(frozen=True, slots=True)
class Extraction:
    """What an article claims. ``looked`` is false where no word of a measure was found and nothing was read."""

    claims: tuple[Claim, ...]
    looked: bool = True


def extract(article: Article, rules: Rules | None = None) -> Extraction:
    """The article's claims in the contract's terms, in text order."""
    rules = rules or load_rules()
    found = walk(article, rules)
    if found is None:
        return Extraction((), looked=False)
    return Extraction(propositions([claim(draft) for draft in found.drafts]))


def _concerned(evidence: Sequence[Mark]) -> bool:
    """Whether a text has a measure's own words, or its unit close to one of its verbs."""
    last: dict[tuple[str, str], int] = {}
    for mark in evidence:
        role, _, measure = mark.group.partition(".")
        if role == "phrase":
            return True
        other = last.get(("verb" if role == "unit" else "unit", measure))
        if other is not None and mark.start - other <= _CLOSE:
            return True
        last[role, measure] = mark.end
    return False


def _main_measure(evidence: Sequence[Mark]) -> str | None:
    """The measure whose own phrases a text has most of."""
    phrases = Counter(mark.leaf for mark in evidence if mark.group.startswith("phrase"))
    return phrases.most_common(1)[0][0] if phrases else None


@dataclass(slots=True)
class Walk:
    """An article as read: its sentences' views and their drafts, the title's last."""

    views: list[View]
    drafts: list[Draft]


def walk(article: Article, rules: Rules) -> Walk | None:
    """Read every sentence that can hold a claim, in order; null where no word of a measure stands.

    The explainer shows the same walk.
    """
    language = rules.language(article.language)
    heading, text = Text.of(article.title), Text.of(article.text)
    evidence = rules.evidence[language].find(f"{heading.lowered}\n{text.lowered}")
    if not _concerned(evidence):
        return None
    body = _field("text", text, heading, article, language, rules)
    title = _field("title", heading, text, article, language, rules)
    start = begin(body, title, rules)
    memory = opening(title, body, _main_measure(evidence), start.platform)
    found = Walk([], [])
    grids = tables(body.lowered)
    for sentence in sentences(body.folded):
        grid = _grid(grids, sentence)
        if grid is not None:
            if sentence.start == grid.start:
                found.drafts.extend(table_claims(grid, body, memory, start, rules))
            continue
        seen = view(body, sentence)
        doubted = seen.expression("doubted").match(body.lowered, seen.start, seen.end)
        if found.views and (doubted or seen.cues("retraction", seen.start, min(seen.end, seen.start + 40))):
            while found.drafts and found.drafts[-1].view is found.views[-1]:
                memory.denied.append(found.drafts.pop())
        told = read(seen, memory, start.times, rules, start.platform)
        if found.views and told:
            found.drafts = put_right(found.drafts, found.views[-1], told)
        found.views.append(seen)
        found.drafts.extend(told)
    rumours = memory.denied
    memory, body_drafts = lead(memory, found.drafts), tuple(found.drafts)
    memory.denied = rumours
    for sentence in _title_sentences(title):
        seen = view(title, sentence, always=True)
        found.views.append(seen)
        drafts = read(seen, memory, start.times, rules, start.platform)
        headline(drafts, body_drafts)
        found.drafts.extend(drafts)
    found.drafts = disowned(found.drafts, rumours) if rumours else found.drafts
    doubt(found.drafts)
    return found


def _field(name: TextField, text: Text, context: Text, article: Article, language: str, rules: Rules) -> Field:
    cues, patterns = rules.cues[language], rules.patterns[language]
    return look(name, text, language, article.published_at, cues, patterns, context.folded)


def _title_sentences(title: Field) -> Sequence[Sentence]:
    return [sentence._replace(field="title", block=-1, kind="title") for sentence in sentences(title.folded)]


def _grid(grids: list[Table], sentence: Sentence) -> Table | None:
    if sentence.kind != "row" or not grids:
        return None
    grid = grids[bisect_right(grids, sentence.start, key=attrgetter("start")) - 1]
    return grid if grid.start <= sentence.start < grid.end else None


def claim(draft: Draft) -> Claim:
    """A finished draft as a claim."""
    return Claim(
        kind=draft.kind,
        measure=draft.measure,
        subject=draft.subject or "all",
        value=draft.value,
        object=draft.object,
        relation=draft.relation,
        of=draft.of,
        unit=draft.unit,
        per=draft.per,
        modifier=draft.modifier,
        scope=draft.scope,
        scope_n=draft.scope_n,
        platform=draft.platform,
        modality=draft.modality,
        period=draft.period,
        period_basis=draft.period_basis,
        base_period=draft.base_period,
        price_of=draft.price_of,
        attribution=draft.attribution,
        mentions=(draft.mention,),
        rule=" > ".join(dict.fromkeys(draft.trail)),
        confidence=draft.confidence,
    )
