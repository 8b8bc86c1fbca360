"""Why each number of an article became a claim, or did not: what ``tallywire extract --explain`` prints.

It takes the same walk as :func:`extractors.extract.extract`, sentence by sentence: quantities with their reading,
names, time phrases, the claims with their trail of rules, and the note of the reader that turned a number down.
"""

from __future__ import annotations

from collections.abc import Iterator

from extractors.claims.draft import Draft
from extractors.claims.view import View
from extractors.extract import walk
from extractors.rules import Rules, load_rules
from extractors.types import Article, Period, Value
from extractors.wire import decimal_text


def explain(article: Article, rules: Rules | None = None) -> str:
    """The reading of an article as indented text, one paragraph a sentence that holds anything."""
    return "\n".join(_lines(article, rules or load_rules()))


def _lines(article: Article, rules: Rules) -> Iterator[str]:
    found = walk(article, rules)
    if found is None:
        yield "no word of any measure: not read"
        return
    drafts: dict[int, list[Draft]] = {}
    for draft in found.drafts:
        drafts.setdefault(id(draft.view), []).append(draft)
    shown = {id(seen) for seen in found.views}
    cells = {id(draft.view): draft.view for draft in found.drafts if id(draft.view) not in shown}
    for seen in (*found.views, *cells.values()):
        yield from _sentence(seen, drafts.get(id(seen), []))


def _sentence(seen: View, drafts: list[Draft]) -> Iterator[str]:
    if not (seen.quantities or drafts or seen.notes):
        return
    yield f"[{seen.sentence.field} {seen.start}-{seen.end}] {seen.field.original[seen.start : seen.end]}"
    for quantity in seen.quantities:
        span = quantity.span
        why = [note for start, end, note in seen.notes if start < span.end and span.start < end]
        made = [draft for draft in drafts if draft.start < span.end and span.start < draft.end]
        unit = f" {quantity.unit}" if quantity.unit else ""
        verdict = ", ".join(draft.kind for draft in made) or "; ".join(dict.fromkeys(why)) or "no reader wanted it"
        yield f"  quantity {span.quote!r} = {_value(quantity.value)}{unit} ({quantity.modifier}): {verdict}"
    for start, end, note in seen.notes:
        if not any(quantity.span.start < end and start < quantity.span.end for quantity in seen.quantities):
            yield f"  words {seen.field.original[start:end]!r}: {note}"
    for name in seen.names:
        yield f"  name {name.quote!r} = {name.id}"
    for phrase in seen.times:
        yield f"  time {phrase.quote!r} = {_period(phrase.period)} ({phrase.kind}, {phrase.role})"
    for draft in drafts:
        parts = [draft.kind, draft.subject or "?"]
        parts += [part for part in (draft.relation, draft.object) if part]
        parts += [_value(draft.value), draft.unit or "", _period(draft.period), draft.modality]
        yield f"  claim {draft.mention.quote!r}: {' '.join(part for part in parts if part)}"
        yield f"    by {' > '.join(dict.fromkeys(draft.trail))}"


def _value(value: Value) -> str:
    point, low, high = (decimal_text(end) for end in (value.point, value.low, value.high))
    return f"{point} [{low}, {high}]" if (low, high) != (point, point) else f"{point}"


def _period(period: Period | None) -> str:
    return "no period" if period is None else f"{period.start}..{period.end}"
