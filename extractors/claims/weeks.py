"""What an article means by "this week": the days that it gives in brackets behind the words, if it does.

A weekly report often speaks of the week that it reports on. Where "this week (June 15-21)" says so,
every week named by its distance from the day of publication moves with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from extractors.periods import TimePhrase
from extractors.types import Period

_BRACKET = re.compile(r"\s?[(\[,]?\s?(?:\u5373)?")
_RELATIVE = ("-side-week", "-relative-week", "-week-before-last")
_WEEK = 7
_FRESH = 2


def told_weeks(times: Sequence[TimePhrase], text: str) -> list[TimePhrase]:
    """The phrases with relative weeks counted from where the text itself puts one of them."""
    for one, other in pairwise(times):
        if not (_relative(one) and one.period and other.period and other.kind == "range"):
            continue
        days = (other.period.end - other.period.start).days + 1
        off = other.period.start - one.period.start
        glossed = text[one.end : other.start].strip()[:1] == "(" and _BRACKET.fullmatch(text, one.end, other.start)
        if days == _WEEK and off and abs(off.days) <= 2 * _WEEK and glossed:
            return [_moved(phrase, off) if _relative(phrase) else phrase for phrase in times]
    return list(times)


def just_begun(phrase: TimePhrase, today: date | None) -> bool:
    """A "this week" that has hardly begun: what was measured in it was measured in the week before."""
    return (
        today is not None
        and phrase.rule.endswith(_RELATIVE)
        and phrase.period is not None
        and phrase.period.start <= today < phrase.period.start + timedelta(days=_FRESH)
    )


def _relative(phrase: TimePhrase) -> bool:
    return phrase.kind == "week" and phrase.rule.endswith(_RELATIVE) and phrase.period is not None


def _moved(phrase: TimePhrase, off: timedelta) -> TimePhrase:
    period = phrase.period
    return phrase if period is None else phrase._replace(period=Period(period.start + off, period.end + off))
