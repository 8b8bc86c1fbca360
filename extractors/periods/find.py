"""Finding time phrases and rates in running text, and resolving the ones that lean on another period.

Two steps keep this linear and cheap: one pass of a literal scanner says where a phrase may begin, and only there are
the rules tried. Phrases never overlap; nothing inside a web address is a date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from extractors.edges import find_addresses, inside, lower, word_begins, word_ends
from extractors.fold import fold
from extractors.periods import calendar
from extractors.periods.groups import Groups, Made
from extractors.periods.rules import Grammar, RateRule, Rule, load_grammar
from extractors.periods.types import Rate, Role, TimePhrase
from extractors.types import Period

_BEHIND = 48  # characters looked at before a phrase for its role
_AHEAD = 32


def grammar_for(language: str) -> Grammar:
    """Chinese of any script has the Chinese grammar; every other language is read with the English one."""
    return load_grammar("zh" if language.lower().startswith("zh") else "en")


def publication_day(published_at: datetime | None, language: str) -> date | None:
    """The day on the article's own calendar: its offset's if it has one, else that of the language's outlets."""
    if published_at is None:
        return None
    zone = grammar_for(language).zone_hours
    if zone and published_at.utcoffset() in {None, timedelta(0)}:
        try:
            return (published_at.replace(tzinfo=UTC) + timedelta(hours=zone)).date()
        except OverflowError:
            return published_at.date()
    return published_at.date()


def _beginnings(folded: str, grammar: Grammar) -> list[tuple[int, tuple[Rule, ...]]]:
    """Where phrases may begin, with the rules to try there, left to right."""
    at: dict[int, tuple[Rule, ...]] = {match.start(): grammar.digit_rules for match in grammar.digits.finditer(folded)}
    lowered = lower(folded)
    size = len(folded)
    for index, start, end in grammar.starters.find_matches_as_indexes(lowered, overlapping=True):
        if end < size and "a" <= lowered[end] <= "z" and "a" <= lowered[end - 1] <= "z":
            continue
        if not (start in at if folded[start].isdigit() else word_begins(folded, start)):
            continue
        rules = grammar.by_starter[index]
        at[start] = tuple(dict.fromkeys((*at[start], *rules))) if start in at else rules
    return sorted(at.items())


def _role(folded: str, start: int, end: int, grammar: Grammar) -> Role:
    behind = folded[max(0, start - _BEHIND) : start]
    behind = behind[behind.rfind("\n") + 1 :]
    caseless = behind.casefold()
    for rule in grammar.roles:
        if not caseless.endswith(rule.endings):
            continue
        if rule.before.search(behind) and (rule.after is None or rule.after.match(folded, end, end + _AHEAD)):
            return rule.role
    return "at"


def _candidates(folded: str, start: int, rules: tuple[Rule, ...]) -> Iterator[tuple[int, Rule, re.Match[str]]]:
    """The rules that match at ``start``, longest first."""
    found: list[tuple[int, Rule, re.Match[str]]] = []
    behind: str | None = None
    for rule in rules:
        match = rule.pattern.match(folded, start)
        if match is None or match.end() == start:
            continue
        if rule.after is not None or rule.not_after is not None:
            if behind is None:
                behind = folded[max(0, start - 24) : start]
                behind = behind[behind.rfind("\n") + 1 :]
            if rule.after is not None and rule.after.search(behind) is None:
                continue
            if rule.not_after is not None and rule.not_after.search(behind) is not None:
                continue
        found.append((match.end(), rule, match))
    found.sort(key=lambda item: (-item[0], item[1].order))
    return iter(found)


def find_periods(text: str, language: str, published_at: datetime | None) -> list[TimePhrase]:
    """The time phrases of a text, in order, with what each says of a period.

    A date without a year needs ``published_at``; without it the phrase is still found, its period null.
    """
    grammar = grammar_for(language)
    folded = fold(text)
    published = publication_day(published_at, language)
    addresses = find_addresses(folded)
    phrases: list[TimePhrase] = []
    covered = 0
    for start, rules in _beginnings(folded, grammar):
        if start < covered or inside(addresses, start):
            continue
        for end, rule, match in _candidates(folded, start, rules):
            made = rule.produce(Groups.of(match, grammar.words, rule.constants, published))
            if made is not None:
                phrases.append(_phrase(text, folded, start, end, rule, made, grammar))
                covered = end
                break
    return phrases


def _phrase(text: str, folded: str, start: int, end: int, rule: Rule, made: Made, grammar: Grammar) -> TimePhrase:
    role = made.role or _role(folded, start, end, grammar)
    return TimePhrase(
        start=start,
        end=end,
        quote=text[start:end],
        period=made.period,
        basis=made.basis,
        rule=rule.name,
        kind=made.kind,
        grain=made.grain,
        role=role,
        ahead=made.ahead,
        shift=made.shift,
        steps=made.steps,
        names_unit=made.names_unit,
    )


def find_rates(text: str, language: str) -> list[Rate]:
    """The words that say over how long an amount runs: weekly, a day, 日均, 周调用量."""
    grammar = grammar_for(language)
    folded = fold(text)
    found: list[tuple[int, int, RateRule]] = []
    for index, start, end in grammar.rate_words.find_matches_as_indexes(lower(folded), overlapping=True):
        if word_begins(folded, start) and word_ends(folded, end):
            found.append((start, end, grammar.rate_by_word[index]))
    if grammar.rates is not None:
        found.extend(
            (*match.span(), grammar.rate_rules[match.lastgroup or ""]) for match in grammar.rates.finditer(folded)
        )
    stops = grammar.rate_stops
    return [
        Rate(start, end, text[start:end], rule.per, rule.name)
        for start, end, rule in sorted(found, key=lambda item: item[:2])
        if stops is None or stops.match(folded, end) is None
    ]


def resolve(phrase: TimePhrase, reference: Period | None, published_at: datetime | None = None) -> Period | None:
    """The phrase's period, an anaphor's taken from ``reference``; null where there is nothing to take it from.

    "The week before" of a week is the week before it; of a month it is the week before the month begins. "The same
    week" of a day is the week that holds it. ``published_at`` stands in only for "this day".
    """
    if phrase.shift is None:
        return phrase.period
    if reference is None:
        return None
    return _shifted(phrase, reference)


def _shifted(phrase: TimePhrase, reference: Period) -> Period | None:
    if phrase.shift == "year_before":
        return calendar.years_before(reference, phrase.steps)
    steps = {"same": 0, "previous": -phrase.steps, "next": phrase.steps}[phrase.shift or "same"]
    if phrase.grain == "day" and calendar.grain_of(reference) == "week" and steps and not steps % 7:
        return calendar.move(reference, steps // 7)  # "seven days earlier"
    if not phrase.names_unit or calendar.grain_of(reference) == phrase.grain:
        return calendar.move(reference, steps) if steps else reference
    unit = calendar.unit_of(reference.start, phrase.grain)
    if unit is None or (steps == 0 and unit.end < reference.end):
        return None  # "that week" said of a month
    return calendar.unit_of(reference.start, phrase.grain, steps)
