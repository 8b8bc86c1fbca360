"""What an article is about as a whole: its platform, its dominant period, and how its title leans on its body."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractors.claims.asides import by_the_way, of_launch
from extractors.claims.draft import Draft, Memory
from extractors.claims.reach import Times, rate_of, usable
from extractors.claims.view import Field
from extractors.periods import TimePhrase, last_complete_week, publication_day
from extractors.propositions import overlap, rounds
from extractors.rules import Rules


def opening(title: Field, body: Field, topic: str | None, platform: str | None) -> Memory:
    """The memory a body is read with: the title's first name is what the article is about until it says more,
    ``topic`` the measure that it speaks of most."""
    names = (*title.names, *body.names)
    memory = Memory(
        topic=topic,
        platform=platform,
        countries=tuple(dict.fromkeys(name.id for name in names if name.kind == "country")),
    )
    for name in title.names:
        if name.kind == "country" and memory.home is None:
            memory.home = name.id
        if name.kind in {"country", "author", "model"} and memory.subject is None:
            memory.subject = name.id
    if memory.home is None:
        # An office's figures are its country's, wherever an article names it.
        offices = (name.country for name in names if name.kind == "organisation" and name.country)
        memory.home = next((f"country:{country}" for country in offices), None)
    return memory


_FRESH = 10
_OPENING = 500  # characters: a short text has no late part
_OPENING_ZH = 170
_LEAD = 0.6  # of the body; what it is about has been told by then


@dataclass(frozen=True, slots=True)
class Start:
    """What holds before the first sentence is read."""

    platform: str | None
    times: Times


def begin(body: Field, title: Field, rules: Rules) -> Start:
    """Platform: OpenRouter where it is named at all. Period: the week or month that the body is mostly about."""
    platform = next(
        (name.id.partition(":")[2] for name in (*title.names, *body.names) if name.id == "platform:openrouter"), None
    )
    times = Times(publication_day(body.published_at, body.language))
    first: TimePhrase | None = None
    latest: TimePhrase | None = None
    opening = _OPENING if body.language == "en" else _OPENING_ZH
    weekly = next((rate.start for rate in body.rates if rate.per == "week" and rate.start < opening), None)
    for index, phrase in enumerate((*title.times, *body.times)):
        field = title if index < len(title.times) else body
        if phrase.period is None or not _tells(phrase, field, times):
            continue
        if field is body and phrase.start > max(opening, _LEAD * len(body.folded)) and not _news(phrase, times):
            continue
        told_weekly = field is body and weekly is not None and weekly < phrase.start
        if platform is not None and told_weekly and phrase.grain == "month":
            # "OpenRouter moved 44 trillion tokens in a week": no month told later is what that is about.
            continue
        over = times.today is None or phrase.period.end < times.today
        recent = times.today is None or (times.today - phrase.period.end).days <= _RECENT
        if first is None or (over and recent and not _over(first, times)):
            first = phrase
        news = over and times.today is not None and (times.today - phrase.period.end).days <= _FRESH
        if news and rate_of(phrase.period) == "week" and (latest is None or _later(phrase, latest)):
            latest = phrase
    if first is not None:
        # A week just over is what the news is about, whichever earlier week it is set against first.
        if latest is not None and rate_of(first.period) == "week":
            first = latest
        times.dominant, times.basis = first.period, first.basis
        return Start(platform, times)
    if platform is not None and times.today is not None:
        times.dominant, times.basis = last_complete_week(times.today), "implied"
    return Start(platform, times)


_SENTENCE = 120
_STOPS = (". ", "\u3002", "\n", "! ", "? ")
_RECENT = 62  # days: a month that is over but no more than the one before last


def _tells(phrase: TimePhrase, field: Field, times: Times) -> bool:
    """Whether a phrase may be the time that an article is about: not told in passing, as a standard or as due."""
    if not usable(phrase) or phrase.role not in {"at", "by", "until"} or phrase.grain not in {"day", "week", "month"}:
        return False
    if phrase.kind == "anaphor" or phrase.rule.endswith("ago") or phrase.period is None:
        # What was some time ago is what the news is set against.
        return False
    if times.today is not None and (
        # A week that is not over yet has no figures to report.
        phrase.period.start > times.today or (phrase.grain == "week" and phrase.period.end > times.today)
    ):
        return False
    if of_launch(field, phrase) or by_the_way(field, phrase) or _one_persons(phrase, field):
        return False
    return not _long_past(phrase, field) and (phrase.ahead is None or not _due(phrase, field))


def _long_past(phrase: TimePhrase, field: Field) -> bool:
    """ "It had managed 1.5 trillion in the week of March 16": before what the talk goes on about."""
    start, _ = _sentence(phrase, field)
    if field.patterns.expression("past_perfect").search(field.lowered, start, phrase.start) is None:
        return False
    return not field.cues.inside("source", start, phrase.start)


def _due(phrase: TimePhrase, field: Field) -> bool:
    """A date that something is expected by: what it is about has not been yet."""
    start, end = _sentence(phrase, field)
    if field.cues.inside("forecast.strong", start, phrase.start):
        return True
    return phrase.role == "by" and bool(field.cues.inside("forecast.weak", phrase.end, end))


def _one_persons(phrase: TimePhrase, field: Field) -> bool:
    """ "Last month I burned 320 million tokens": told of one person, and nothing that the article is about."""
    return field.patterns.expression("individual").search(field.lowered, *_sentence(phrase, field)) is not None


def _sentence(phrase: TimePhrase, field: Field) -> tuple[int, int]:
    """The sentence around a phrase, roughly: no further than its nearest marks."""
    low, high = max(0, phrase.start - _SENTENCE), min(len(field.lowered), phrase.end + _SENTENCE)
    starts = [field.lowered.rfind(stop, low, phrase.start) for stop in _STOPS]
    ends = [place for stop in _STOPS if (place := field.lowered.find(stop, phrase.end, high)) >= 0]
    return max(low, *starts), min((*ends, high))


def _over(phrase: TimePhrase, times: Times) -> bool:
    return times.today is None or phrase.period is None or phrase.period.end < times.today


def _news(phrase: TimePhrase, times: Times) -> bool:
    """Whether a time is so close to publication that an article may well be about it wherever it stands."""
    return times.today is None or phrase.period is None or (times.today - phrase.period.end).days <= _FRESH


def _later(one: TimePhrase, other: TimePhrase) -> bool:
    return one.period is not None and other.period is not None and one.period.end > other.period.end


def lead(memory: Memory, drafts: Sequence[Draft]) -> Memory:
    """The memory a title is read with: what the first claims of the body say."""
    first = next(
        (draft for draft in drafts if draft.platform is not None and draft.modality == "observed"),
        drafts[0] if drafts else None,
    )
    if first is None:
        return replace(memory, block=-1)
    return Memory(
        block=-1,
        subject=first.subject,
        subjects=memory.subjects,
        pair=memory.pair,
        topic=first.measure,
        author=memory.author,
        home=memory.home,
        countries=memory.countries,
        models=memory.models,
        platform=first.platform,
        platform_known=True,
        source=first.attribution,
        period=first.period if first.modality == "observed" else None,
        period_basis=first.period_basis,
        per=first.per,
        drafts=memory.drafts,
    )


def _nameless(draft: Draft) -> bool:
    """A headline's amount whose owner the headline leaves to the body; a bare place or share is anybody's."""
    return draft.kind in {"level", "ratio", "change"} and "subject.carried" in draft.trail


def headline(drafts: Sequence[Draft], body: Sequence[Draft]) -> None:
    """A headline is read in the light of the body: where the body says the same, the body's particulars hold."""
    for draft in drafts:
        for other in body:
            if (draft.kind, draft.measure, draft.relation, draft.of) != (
                other.kind,
                other.measure,
                other.relation,
                other.of,
            ):
                continue
            same = draft.kind == "comparison" or overlap(draft.value, other.value)
            same = same or rounds(draft.value, draft.trail[0], other.value, other.trail[0])
            if not same or (draft.subject != other.subject and not _nameless(draft)):
                continue
            if draft.kind == "comparison" and draft.object != other.object:
                continue
            draft.subject, draft.object, draft.per = other.subject, other.object, other.per
            draft.platform = other.platform
            draft.modality, draft.period, draft.period_basis = other.modality, other.period, other.period_basis
            draft.base_period, draft.scope, draft.scope_n = other.base_period, other.scope, other.scope_n
            draft.trail.append("headline")
            break
