"""Places told as the numbers of a list that says what it ranks: "Podium: 1. A 4.6T, 2. B", 前三：①A；②B."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from extractors.claims.draft import Actor, Draft
from extractors.claims.taken import in_subset
from extractors.claims.view import View
from extractors.types import Value

_MARK = 32
_MEDALS = "\U0001f947\U0001f948\U0001f949"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"


def numbered(view: View, people: list[Actor], measure: str, used: list[tuple[int, int]]) -> Iterator[Draft]:
    """The place of each name behind its number, where the numbers count on and the words before them name a ranking."""
    told = list(_told(view, people))
    if len(told) < 2 or [place for place, *_ in told] != list(range(told[0][0], told[0][0] + len(told))):
        return
    first = told[0][1]
    # "#1 A, #2 B" and medals are of a ranking whatever stands before them.
    sure = view.text[first] in _MEDALS or view.text[first - 1 : first] == "#"
    label = view.expression("ranking_label").search(view.text, view.start, first)
    if not (sure or label) or in_subset(view, view.start, first):
        return
    for place, start, actor in told:
        used.append((start, actor.end))
        value = Value(Decimal(place), Decimal(place), Decimal(place))
        yield Draft(
            view=view, start=start, end=actor.end, kind="rank", measure=measure, value=value, unit="place",
            subject=actor.id, trail=["rank.numbered"],
        )  # fmt: skip


def _told(view: View, people: list[Actor]) -> Iterator[tuple[int, int, Actor]]:
    """Each model or lab with a list's number right before it: the place, where the number begins, and whose it is."""
    for actor in people:
        if actor.kind not in {"model", "author"} or not actor.id:
            continue
        near = max(view.start, actor.start - _MARK)
        mark = view.expression("list_number").search(view.text, near, actor.start)
        # A sentence that begins with "#1" is cut behind its sign.
        mark = mark or view.expression("hash_number").search(view.text, max(near - 1, 0), actor.start)
        if mark is None:
            continue
        sign = mark.group("sign")
        signs = _MEDALS if sign in _MEDALS else _CIRCLED
        yield (int(sign) if sign.isdigit() and sign.isascii() else signs.index(sign) + 1), mark.start("sign"), actor
