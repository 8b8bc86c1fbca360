"""Rules about parts and wholes: a share against both, and named parts against their whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import product

from extractors.types import Claim
from service.reconcile.comparable import amounts, one_voice, quotient, sizes_agree
from service.reconcile.consistency.book import Book, Finding
from service.reconcile.intervals import Interval, stated, total

_HUNDRED = Decimal(100)


def shares(book: Book) -> Iterator[Finding]:
    """A share against its part and its whole, where the article gives all three."""
    for position, claim in book.of_kind("share"):
        for part, whole in product(book.levels_in(claim), repeat=2):
            if part == whole or not _is_part(book, claim, part) or not _is_whole(book, claim, whole):
                continue
            pair = amounts(book.claims[part], book.claims[whole])
            if pair is None:
                continue
            factor = quotient(*pair)
            implied = factor.interval.times(_HUNDRED)
            point = None if factor.point is None else factor.point * _HUNDRED
            yield Finding("share", (position, part, whole), implied, point, implied.meets(stated(claim)))


def _is_part(book: Book, share: Claim, position: int) -> bool:
    level = book.claims[position]
    return level.subject == share.subject and level.scope == share.scope and sizes_agree(level, share)


def _is_whole(book: Book, share: Claim, position: int) -> bool:
    """The platform's total unless the share names another whole: the list itself, or a country's or lab's models."""
    level = book.claims[position]
    if share.object is None:
        return level.subject == "all" and level.scope == "all"
    if share.object == "listed":
        return level.subject == "all" and level.scope == "listed" and sizes_agree(level, share)
    return level.subject == share.object and level.scope == share.scope and sizes_agree(level, share)


def parts_and_wholes(book: Book) -> Iterator[Finding]:
    """Disjoint named parts cannot add up to more than their whole.

    A listed part is also a part of the unlimited whole; the reverse does not hold, so an unlimited part is never
    set against a listed whole.
    """
    for position, whole in book.of_kind("level"):
        if whole.period is None:
            continue
        parts = _disjoint_parts(book, position, whole, whole.period.start)
        rates = [pair for part in parts if (pair := amounts(book.claims[part], whole)) is not None]
        if not rates or len(rates) != len(parts):
            continue
        pers = {book.claims[part].per for part in parts} | {whole.per}
        if len(pers) > 1 and any(book.claims[part].per == whole.per for part in parts):
            continue  # a mix of totals and rates cannot be added up
        summed = total(part.interval for part, _ in rates)
        points = [part.point for part, _ in rates]
        point = None if None in points else sum((each for each in points if each is not None), Decimal(0))
        implied = Interval(summed.low, None)
        holds = implied.meets(rates[0][1].interval)
        yield Finding("parts_whole", (position, *parts), implied, point, holds)


def _disjoint_parts(book: Book, position: int, whole: Claim, day: date) -> list[int]:
    """Levels of parts of the whole that do not overlap: the widest subjects, each once at its lowest value."""
    lowest: dict[str, int] = {}
    for part in book.levels_in(whole):
        level = book.claims[part]
        if part == position or whole.subject not in book.wholes_of(level.subject, day) or not one_voice(level, whole):
            continue
        if not (level.scope == whole.scope and sizes_agree(level, whole)) and not (
            level.scope == "listed" and whole.scope == "all"
        ):
            continue
        held = lowest.get(level.subject)
        if held is None or (level.value.low or 0) < (book.claims[held].value.low or 0):
            lowest[level.subject] = part
    return sorted(part for subject, part in lowest.items() if not _covered(book, subject, lowest, day))


def _covered(book: Book, subject: str, others: dict[str, int], day: date) -> bool:
    """Whether a wider part, or the same model without its variant or build, already counts the subject."""
    if any(above in others for above in book.wholes_of(subject, day)):
        return True
    return any(subject != other and subject.startswith((f"{other}:", f"{other}-")) for other in others)
