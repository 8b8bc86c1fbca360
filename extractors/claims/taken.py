"""Places told at once for several names: "A, B and C took the top three", 第三至第六的分别是A、B、C和D."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from extractors.claims.draft import Actor, Draft
from extractors.claims.listed import told_together
from extractors.claims.patterns import Match
from extractors.claims.view import View
from extractors.types import Value

COUNT = re.compile(r"[0-9]{1,3}|[\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341]{1,3}|[a-z]+")
_NEAR = 48


def taken(view: View, people: list[Actor], measure: str, used: list[tuple[int, int]]) -> Iterator[Draft]:
    """Each place with the name that stands at it in a list as long as the places."""
    for hit in (*view.shapes("places_named"), *view.shapes("places")):
        if any(start < hit.end and hit.start < end for start, end in used) or in_subset(view, hit.start, hit.end):
            continue
        names, places = _in_order(view, people, hit)
        if not names or len(names) != len(places) or _lost(view, hit):
            continue
        if not _held_together(people, hit):
            used.append((hit.start, hit.end))
        for place, name in zip(places, names, strict=True):
            value = Value(Decimal(place), Decimal(place), Decimal(place))
            yield Draft(
                view=view, start=hit.start, end=hit.end, kind="rank", measure=measure, value=value, unit="place",
                subject=name, trail=[hit.name],
            )  # fmt: skip


def _in_order(view: View, people: list[Actor], hit: Match) -> tuple[list[str], list[int]]:
    """The names and the places that they take; without any where none of the lists beside the places fits."""
    able = [actor for actor in people if actor.id and actor.kind in {"model", "author"} and actor.role != "source"]
    if hit.name.startswith("places."):
        places = list(range(1, (hit.of or 0) + 1)) if hit.held is None and hit.number is None else []
    else:
        told = view.between(hit.start, hit.end)
        places = [place for count in COUNT.finditer(told) for place in _counted(count.group(), view)]
        if hit.held is not None and hit.number is not None:
            places = list(range(hit.number, min(hit.held, hit.number + 20) + 1))
    if len(places) < 2:
        return [], []
    behind = [actor for actor in able if actor.start >= hit.end]
    before = [actor for actor in able if actor.end <= hit.start]
    for chain in (*told_together(before, view)[-1:], *told_together(behind, view)[:1]):
        gap = view.between(hit.end, chain[0].start) or view.between(chain[-1].end, hit.start)
        names = list(dict.fromkeys(actor.id for actor in chain))
        if len(names) == len(places) and len(gap) <= _NEAR and not re.search(r"[;\u3002]", gap):
            return names, places
    if hit.name.startswith("places_named"):
        _, right = view.clause_span(hit.end)
        return list(dict.fromkeys(actor.id for actor in behind if actor.start < right)), places
    return [], []


def _counted(word: str, view: View) -> list[int]:
    """A place, or several in a row without anything between them (二三名)."""
    count = view.field.patterns.count(word)
    parts = [count] if count is not None else [view.field.patterns.count(character) for character in word]
    return [part for part in parts if part is not None]


def _held_together(people: list[Actor], hit: Match) -> bool:
    """ "A, B and C, all Chinese, took the top three": the places are a country's as well."""
    return any(actor.kind == "country" and 0 <= hit.start - actor.end <= _NEAR for actor in people)


def _lost(view: View, hit: Match) -> bool:
    before = view.between(view.clause_span(hit.start)[0], hit.start)
    return view.expression("missed_place").search(before) is not None


def in_subset(view: View, start: int, end: int) -> bool:
    """Whether a place is one among some of the list only: open models, one country's, another board."""
    left, right = view.clause_span(start)
    number = view.clause(start)
    if view.expression("whole_board").search(view.text, left, right):
        return False
    if number and view.expression("in_field").match(view.text, *view.clauses[number - 1]):
        # 在…市场，X位居第一: the field is told in the clause before.
        left = view.clauses[number - 1][0]
        return view.has("rank.subset", left, right)
    return any(mark.start < end + 30 and mark.end > start - 30 for mark in view.cues("rank.subset", left, right))
