"""The English phrases of a verdict's explanation."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from extractors.entities import load_labs
from extractors.types import Period
from service.reconcile.explain.facts import Ends, Facts
from service.reconcile.figures import figure, period_text, span_of, subject_name
from service.reconcile.select import top
from service.reconcile.types import Reading, ReadingResult

_MODIFIERS = {
    "about": "about ",
    "nearly": "nearly ",
    "more_than": "more than ",
    "at_least": "at least ",
    "less_than": "less than ",
    "at_most": "at most ",
}
_CONDITIONS = {
    "above": "above",
    "below": "below",
    "grows": "growing",
    "falls": "falling",
    "ranks_first": "in first place",
}
_ASPECTS = {"blended": "blended (3:1)", "cached": "cached input"}
_REASONS = {
    "incomplete": "it does not say enough to be held against data",
    "forecast": "this is a forecast, and nothing has been observed yet to hold it against",
    "national": "this is a country-wide total, and {title}'s data are those of one platform",
    "measure": "{title}'s data do not measure it",
    "platform": "the text does not give {title} as the figure's source, so its data say nothing about it",
    "subject": "{title}'s data have no {subject}",
    "scope": "{title}'s data have no such list",
    "period": "the text does not say which days it is about",
    "unreleased": "{title} has listed {released} only since {day}, after the time that this is about",
    "no_data": "{title}'s data give no value for it",
}


class English:
    """See :class:`service.reconcile.explain.facts.Phrases`."""

    def stated(self, facts: Facts) -> str:
        claim = facts.claim
        if claim.kind == "comparison":
            return "this order"
        if claim.kind == "rank":
            place = _ends(facts, (claim.value.low, claim.value.high))
            return f"{place} of the top {claim.of}" if claim.of else f"place {place}"
        if claim.value.point is None:
            return _ends(facts, (claim.value.low, claim.value.high))
        text = _MODIFIERS.get(claim.modifier, "") + _figure(facts, claim.value.point)
        if claim.kind == "streak":
            return f"{text} in a row"
        return f"{text} a day" if claim.kind == "level" and claim.per == "day" else text

    def agreement(self, facts: Facts, stated: str, found: ReadingResult) -> str:
        if facts.claim.kind in {"rank", "streak", "comparison"}:
            return f"{stated} holds: {self._says(facts, found, (found.low, found.high))}"
        return f"{stated} matches {_quantity(facts, found.reading)} ({_ends(facts, (found.low, found.high))})"

    def finding(self, facts: Facts, found: ReadingResult) -> str:
        return self._says(facts, found, facts.against(found))

    def _says(self, facts: Facts, found: ReadingResult, ends: Ends) -> str:
        claim, reading = facts.claim, found.reading
        who, value, verb = _who(facts, claim.subject, reading), _ends(facts, ends), facts.spec.english.verb
        if claim.kind == "level":
            return f"{who} {verb} {value}{' a day on average' if claim.per == 'day' else ''}"
        if claim.kind == "price":
            return f"{who} {verb} {value}"
        if claim.kind == "change":
            return f"{who} changed by {value}"
        if claim.kind == "share":
            return f"{who} held {value} of {_whole(facts, reading)}"
        if claim.kind == "streak":
            was = "were" if claim.subject.partition(":")[0] != "model" else "was"
            condition = _condition(facts, reading)
            return f"{who} {was} not {condition}" if ends[1] == 0 else f"{who} {was} {condition} for {value}"
        if claim.kind == "rank" and claim.of:
            return f"{who} held {value} of the top {claim.of}"
        if claim.kind == "rank" or claim.relation == "ranks_first":
            return f"{who} came in place {value}"
        if claim.object is None:
            return f"{who} went to {value} the earlier figure"
        other = _counted(facts, claim.object, reading)
        return f"{who} {verb} {value} {other}" if facts.is_listing else f"{who} {verb} {value} what {other} did"

    def join(self, first: str, second: str) -> str:
        return f"{first}; {second}"

    def no_reading(self, stated: str) -> str:
        return f"{stated} matches no reading of the data"

    def refusal(self, facts: Facts, stated: str) -> str:
        if facts.reason == "missing_days":
            gaps = ", ".join(period_text(gap) for gap in facts.missing)
            return f"{stated} cannot be checked: {facts.spec.title}'s data lack {gaps}"
        if facts.reason == "undecided" and facts.decided is not None:
            return f"{stated} can be neither confirmed nor ruled out: {self.finding(facts, facts.decided)}"
        released, day = ("", "") if facts.released is None else _release(*facts.released)
        text = _REASONS[facts.reason or "no_data"].format(
            title=facts.spec.title, subject=subject_name(facts.claim.subject), released=released, day=day
        )
        return f"{stated} cannot be checked: {text}"

    def respelt(self, facts: Facts, said: str, listed: str) -> str:
        return f"{facts.spec.title} has {subject_name(said)} as {subject_name(listed)}"

    def stop(self, sentence: str) -> str:
        # A model's slug keeps its small letter even at the beginning.
        first = sentence.partition(" ")[0]
        return f"{sentence}." if "/" in first else f"{sentence[:1].upper()}{sentence[1:]}."


def _release(subject: str, day: date) -> tuple[str, str]:
    return subject_name(subject), period_text(Period(day, day))


def _figure(facts: Facts, value: Decimal) -> str:
    text = figure(value, facts.unit)
    return f"+{text}" if facts.claim.kind == "change" and value > 0 else text


def _ends(facts: Facts, ends: Ends) -> str:
    low, high = ends
    if low is None or high is None or facts.claim.kind != "change":
        return span_of(low, high, facts.unit)
    texts = _figure(facts, low), _figure(facts, high)
    return texts[0] if texts[0] == texts[1] else " to ".join(texts)


def _noun(facts: Facts, subject: str) -> str:
    things = facts.spec.english.things
    if things is None:
        return subject.partition(":")[2] or subject
    kind, _, name = subject.partition(":")
    return f"{things} by {load_labs().name_of(name)}" if kind == "author" else subject_name(subject)


def _who(facts: Facts, subject: str, reading: Reading) -> str:
    """The subject as this reading counts it."""
    text = _counted(facts, subject, reading)
    if facts.is_listing:
        return f"{text} listed on {period_text(reading.window)}"
    if reading.attribution == "stealth_counted" and subject.partition(":")[0] not in {"model", "all"}:
        text += ", counting the then unnamed models of their labs"
    if reading.window != facts.claim.period:
        text += f", in the week {period_text(reading.window)}"
    return text


def _counted(facts: Facts, subject: str, reading: Reading) -> str:
    noun, title, things = _noun(facts, subject), facts.spec.title, facts.spec.english.things
    length = top(reading.selection)
    listed = f"the {_weekly(reading)}top {length}"
    if things is None:
        return noun
    if facts.is_listing:
        aspect, _, statistic = reading.selection.partition("/")
        return f"the {statistic + ' ' if statistic else ''}{_ASPECTS.get(aspect, aspect)} price of {noun}"
    if subject.startswith("model:"):
        name = reading.series if reading.series and reading.series.startswith(noun.partition(":")[0]) else noun
        return f"{name} in {title}'s published rows" if reading.selection == "named" else name
    if facts.claim.kind == "rank" and facts.claim.of:
        return noun
    if length is not None:
        return f"{listed} together" if subject == "all" else f"the {noun} among {listed}"
    if reading.selection == "named":
        return f"the {noun.removeprefix('all ')} named in {title}'s rows"
    return f"{noun if subject == 'all' else f'all {noun}'} on {title}"


def _weekly(reading: Reading) -> str:
    return "weekly " if (reading.window.end - reading.window.start).days == 6 else ""


def _whole(facts: Facts, reading: Reading) -> str:
    if reading.share_of == "object":
        return _who(facts, facts.claim.object or "all", reading)
    length = top(reading.selection)
    if reading.share_of == "selection":
        return f"the {_weekly(reading)}top {length}" if length is not None else "all named rows"
    return f"the total on {facts.spec.title}"


def _condition(facts: Facts, reading: Reading) -> str:
    text = _CONDITIONS[facts.claim.relation or "above"]
    other = facts.claim.object
    return f"{text} {_counted(facts, other, reading)}" if other and text in {"above", "below"} else text


def _quantity(facts: Facts, reading: Reading) -> str:
    """What the claim's figure turned out to be."""
    claim, who = facts.claim, _who(facts, facts.claim.subject, reading)
    if claim.kind == "level" and claim.per == "day":
        return f"the daily average of {who}"
    if claim.kind == "price":
        return who
    if claim.kind == "level":
        return f"the sum of {who}" if top(reading.selection) is not None and claim.subject != "all" else who
    if claim.kind == "change":
        return f"the change of {who}"
    if claim.kind == "share":
        return f"the share of {who} in {_whole(facts, reading)}"
    if claim.object is not None:
        return f"{who} over {_counted(facts, claim.object, reading)}"
    return f"the growth of {who}"


ENGLISH = English()
