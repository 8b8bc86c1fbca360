"""Keep what people decided when an article is read anew, by other rules or in a new version.

A reviewed claim is found again among the extracted ones by its id, which is what it states; else by its words: kind and
value agree and the spans overlap. Then the reviewer's reading stands in the place of the extractor's. One that is not
extracted any more stands on its own as long as its words are there. A rejected claim stays rejected while the extractor
goes on making it. What has lost its words is orphaned: it does not stand, and nothing of it is lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from extractors.types import Claim, Span
from extractors.wire import claim_to_wire
from service.reviews.types import CONFIRMED, Reviewed

Texts = Mapping[str, str]
"""An article version's text by field: ``title`` and ``text``."""

_CONTEXT = 32
_ENOUGH = 12
"""Code points around a quote that must have stayed with it, unless the text has fewer: else it is another place."""

_OF_THE_READING = frozenset({"mentions", "rule", "confidence", "attribution", "period_basis", "modifier"})


@dataclass(frozen=True, slots=True)
class Carried:
    """What an article says after its reviews were carried over.

    ``standing`` are its claims by id, in text order; those in ``kept`` are as a reviewer left them and not as the
    extractor reads them. ``aside`` are rejected claims that the extractor still makes. ``orphaned`` are ids.
    """

    standing: tuple[tuple[str, Claim], ...]
    kept: frozenset[str]
    aside: tuple[tuple[str, Claim], ...]
    orphaned: tuple[str, ...]


def carry(reviewed: Sequence[tuple[Reviewed, Texts]], extracted: Sequence[tuple[str, Claim]], now: Texts) -> Carried:
    """What stands of an article whose extracted claims have ids that differ from each other.

    ``reviewed`` come with the texts that their mentions index; ``extracted`` index the texts of ``now``."""
    places = {each.claim_id: _places(each.claim, before, now) for each, before in reviewed}
    taken = _matches([each for each, _ in reviewed], extracted, places)
    by_place = {position: each for each, position in taken}
    position_of = {each.claim_id: position for each, position in taken}
    standing: list[tuple[str, Claim]] = []
    aside: list[tuple[str, Claim]] = []
    kept: set[str] = set()
    for position, (public_id, claim) in enumerate(extracted):
        known = by_place.get(position)
        if known is None:
            if not any(_states_the_same(claim, each.claim) for each in _absorbing(reviewed, position_of)):
                standing.append((public_id, claim))
        elif known.state == "rejected":
            aside.append((known.claim_id, replace(known.claim, mentions=claim.mentions)))
        elif known.state == "accepted" and known.claim_id == public_id:
            standing.append((public_id, claim))
        else:
            kept.add(known.claim_id)
            spans = places[known.claim_id] if known.state != "accepted" else ()
            standing.append((known.claim_id, replace(known.claim, mentions=spans or claim.mentions)))
    orphaned: list[str] = []
    for each, _ in reviewed:
        if each.claim_id in position_of or each.state not in CONFIRMED:
            continue
        if spans := places[each.claim_id]:
            kept.add(each.claim_id)
            _insert(standing, (each.claim_id, replace(each.claim, mentions=spans)))
        else:
            orphaned.append(each.claim_id)
    return Carried(tuple(standing), frozenset(kept), tuple(aside), tuple(orphaned))


def relocate(span: Span, before: str, now: str) -> Span | None:
    """Where the words of a span are in another text: the occurrence with most of its surroundings, if it has enough."""
    if before == now:
        return span
    prefix = before[max(0, span.start - _CONTEXT) : span.start]
    suffix = before[span.end : span.end + _CONTEXT]
    found: list[tuple[int, int, int]] = []
    at = now.find(span.quote)
    while span.quote and at >= 0:
        end = at + len(span.quote)
        score = _common(prefix[::-1], now[max(0, at - _CONTEXT) : at][::-1]) + _common(
            suffix, now[end : end + _CONTEXT]
        )
        found.append((score, -abs(at - span.start), at))
        at = now.find(span.quote, at + 1)
    score, _, at = max(found, default=(-1, 0, 0))
    if score < min(_ENOUGH, len(prefix) + len(suffix)):
        return None
    return Span(span.field, at, at + len(span.quote), span.quote)


def _places(claim: Claim, before: Texts, now: Texts) -> tuple[Span, ...]:
    moved = (relocate(span, before.get(span.field, ""), now.get(span.field, "")) for span in claim.mentions)
    return tuple(dict.fromkeys(span for span in moved if span is not None))


def _matches(
    reviewed: Sequence[Reviewed], extracted: Sequence[tuple[str, Claim]], places: Mapping[str, tuple[Span, ...]]
) -> list[tuple[Reviewed, int]]:
    """Reviewed claims with the positions of the extracted ones that they stand for, one to one; ids first."""
    position_of = {public_id: position for position, (public_id, _) in enumerate(extracted)}
    taken = [(each, position_of[each.claim_id]) for each in reviewed if each.claim_id in position_of]
    done = {each.claim_id for each, _ in taken}
    used = {position for _, position in taken}
    likely = [
        (-_alike(claim, each.claim), position, place)
        for place, each in enumerate(reviewed)
        if each.claim_id not in done
        for position, (_, claim) in enumerate(extracted)
        if position not in used and _same_words(claim, each, places[each.claim_id])
    ]
    for _, position, place in sorted(likely):
        each = reviewed[place]
        if each.claim_id not in done and position not in used:
            done.add(each.claim_id)
            used.add(position)
            taken.append((each, position))
    return taken


def _same_words(claim: Claim, known: Reviewed, places: Sequence[Span]) -> bool:
    forms = (known.claim, *known.forms)
    if not any(claim.kind == form.kind and claim.value == form.value for form in forms):
        return False
    return any(_overlap(span, place) for span in claim.mentions for place in places)


def _overlap(one: Span, other: Span) -> bool:
    return one.field == other.field and one.start < other.end and other.start < one.end


def _alike(one: Claim, other: Claim) -> int:
    left, right = claim_to_wire(one), claim_to_wire(other)
    return sum(left[name] == right[name] for name in left if name not in _OF_THE_READING)


def _states_the_same(one: Claim, other: Claim) -> bool:
    left, right = claim_to_wire(one), claim_to_wire(other)
    return all(left[name] == right[name] for name in left if name not in _OF_THE_READING)


def _absorbing(reviewed: Sequence[tuple[Reviewed, Texts]], position_of: Mapping[str, int]) -> list[Reviewed]:
    """Reviewed claims that stand as a person put them: an extracted claim that says just that is the same one."""
    return [each for each, _ in reviewed if each.state in {"edited", "added"} and each.claim_id in position_of]


def _insert(standing: list[tuple[str, Claim]], new: tuple[str, Claim]) -> None:
    """Into its place in the text."""
    start = min(span.start for span in new[1].mentions)
    later = (
        position
        for position, (_, claim) in enumerate(standing)
        if any(span.field == "text" for span in claim.mentions)
        and min(span.start for span in claim.mentions if span.field == "text") > start
    )
    standing.insert(next(later, len(standing)), new)


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    length = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        length += 1
    return length
