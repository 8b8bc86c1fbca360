"""Where a figure comes from and how far it reaches: platform, scope and attribution of each draft."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from extractors.claims.draft import Actor, Draft, Memory
from extractors.claims.houses import expected, house_speaks, told_late
from extractors.claims.view import View


class Told(NamedTuple):
    """What a sentence says of its data: the platform (null may be ``known``: somebody's own), and the named source."""

    platform: str | None
    known: bool
    source: str | None


def origin(drafts: list[Draft], people: list[Actor], memory: Memory, dominant: str | None, told: Told) -> None:
    """Fill platform, scope and attribution in place."""
    if not drafts:
        return
    view = drafts[0].view
    platform, known, source = told
    tops = list(view.expression("top_n").finditer(view.text, view.start, view.end))
    labs = any(actor.role == "source" and actor.kind == "author" for actor in people)
    for draft in drafts:
        _platform(draft, platform, known or labs, memory, dominant)
        own = draft.kind != "price" or draft.subject == "all"
        if draft.platform is None and "period.carried" in draft.trail and memory.platform and own:
            # Somebody's own count, undated: the paragraph's period is another source's.
            draft.period = draft.period_basis = None
            if not any(step.startswith("base.") for step in draft.trail):
                draft.base_period = None
        _scope(draft, memory, tops)
        draft.attribution = _attribution(draft, people, source, memory)
        draft.sourced = known
    if platform == "national" and source is not None:
        told_late(drafts, memory)


def context(view: View, people: list[Actor], house: str | None = None) -> Told:
    """What a sentence says of its data; "the bank" and 该行 are the ``house`` that the article named last."""
    sources = [actor for actor in people if actor.role == "source"]
    named = view.field.original
    source = next(
        (
            named[actor.start : actor.end]
            for actor in sources
            if actor.id != "all" and not actor.id.startswith("platform")
        ),
        None,
    )
    if source is None and house is not None and view.has("house"):
        source = house
    platforms = [name for name in view.names if name.kind == "platform"]
    if platforms:
        known = any(name.id == "platform:openrouter" for name in platforms)
        return Told("openrouter" if known else None, True, source or named[platforms[0].start : platforms[0].end])
    if view.has("own"):
        return Told(None, True, source)
    if view.has("official") or any(name.kind == "organisation" and name.country for name in view.names):
        return Told("national", True, source)
    return Told(None, False, source)


def _platform(draft: Draft, platform: str | None, known: bool, memory: Memory, dominant: str | None) -> None:
    view = draft.view
    national = (
        known and platform == "national" and (draft.subject or "").startswith("country:") and not house_speaks(view)
    )
    if draft.measure != "token_usage" and draft.subject != "all" and not national:
        return
    inference = _beyond(draft)
    inherited = memory.platform if memory.platform_known and memory.block == view.sentence.block else None
    if known and platform == "openrouter":
        nation = view.cues("official", view.start, draft.start)
        names = [name for name in view.names if name.kind == "platform"]
        if (
            nation
            and all(name.start > draft.end or name.start < nation[-1].start for name in names)
            and draft.subject
            and draft.subject.startswith("country")
            and draft.per in {"day", "month", "year"}
            and names[0].start > draft.end
        ):
            platform = "national"
        draft.platform = platform
    elif known and platform == "national":
        draft.platform = (
            "national"
            if draft.subject and draft.subject.startswith("country") and (draft.modality == "observed" or _office(view))
            else None
        )
        if draft.platform is None and draft.modality == "observed":
            draft.platform = memory.platform if memory.platform_known else dominant
    elif known:
        draft.platform = None
    elif draft.measure != "token_usage" and house_speaks(view):
        # The average price that a house reckons with is its own, unless it goes on about one just told.
        told = [one.platform for one in memory.drafts if one.kind == "price" and one.subject == draft.subject]
        draft.platform = told[-1] if told else None
    elif memory.block == view.sentence.block and memory.platform_known:
        draft.platform = None if expected(draft) and memory.forecast and not memory.drafts[-1].platform else inherited
    elif (expected(draft) and house_speaks(view)) or _houses_own(draft, memory):
        draft.platform = None
    else:
        # Somebody's own count does not outlast its paragraph for anybody else.
        lasting = memory.platform_known and (memory.platform is not None or draft.subject == memory.subject)
        lasting = lasting and not (
            memory.platform == "national" and (draft.subject or "").startswith(("model", "author"))
        )
        draft.platform = memory.platform if lasting else dominant
    if draft.platform == "national" and (
        (draft.modality == "forecast" and not _office(view)) or not (draft.subject or "").startswith("country")
    ):
        draft.platform = None
    own_forecast = draft.platform == "national" and _office(view)
    if inference and not own_forecast and draft.kind != "price" and not (known and platform == "openrouter"):
        draft.platform = None
        draft.trail.append("platform.beyond")


def _houses_own(draft: Draft, memory: Memory) -> bool:
    """ "Guotai expects 350 trillion a day": a house's forecast in a new paragraph is not of the platform before it."""
    view = draft.view
    told = any(name.kind == "organisation" and not name.country for name in view.names)
    foreseen = draft.modality == "forecast" and draft.per in {"day", "year"}
    beyond = draft.measure != "token_usage" or foreseen
    return (
        told
        and beyond
        and view.has("forecast")
        and memory.block != view.sentence.block
        and not view.has("anaphor.platform")
    )


def _office(view: View) -> bool:
    """Only an official source speaks in the sentence: its forecasts are the country's own."""
    houses = [name for name in view.names if name.kind == "organisation"]
    return bool(houses) and all(name.country for name in houses)


def _beyond(draft: Draft) -> bool:
    """Demand beyond any one platform: yearly amounts, a country's inference, the world's, and forecasts of them."""
    view = draft.view
    if draft.per == "year" or (draft.period is not None and (draft.period.end - draft.period.start).days > 300):
        return True
    daily = draft.per == "day" and (draft.subject or "").startswith("country")
    if draft.modality != "forecast":
        # The platform counts; a country's tokens a day are what others estimate.
        return daily and view.has("estimate", view.start, draft.start)
    if draft.kind in {"ratio", "change"} and draft.object is None and draft.period is None:
        return True
    return view.has("beyond") or daily


def _scope(draft: Draft, memory: Memory, tops: Sequence[re.Match[str]]) -> None:
    view = draft.view
    subject = draft.subject or ""
    if draft.kind in {"rank", "price"} or subject.startswith("model:"):
        return
    if draft.relation == "ranks_first":
        return
    left, _ = view.clause_span(draft.start)
    if (memory.block == view.sentence.block or memory.pair is not None) and (
        view.has("anaphor.same", left, draft.start) or view.has("scope.refers", left, draft.start)
    ):
        draft.scope, draft.scope_n = memory.scope, memory.scope_n
    marks = [
        mark
        for mark in (*view.cues("scope.listed"),)
        if mark.start <= draft.end or view.clause(mark.start) == view.clause(draft.end)
    ]
    whole = draft.object == "listed"
    tops = [top for top in tops if whole or top.start() <= draft.end]
    if not marks and not tops:
        return
    if subject == "all":
        # 前五大合计占平台总量的38%: what a share is of widens nobody.
        whole_before = view.expression("whole_before")
        wide = [
            mark
            for mark in view.cues("subject.all", view.start, draft.start)
            if not whole_before.search(view.text, left, mark.start)
        ]
        last = max([mark.end for mark in marks if mark.end <= draft.start] + [top.end() for top in tops], default=-1)
        if (wide and wide[-1].start > last) or (not wide and not tops):
            return
        if wide and not any(
            top.start() <= wide[-1].start < top.end() or wide[-1].start <= top.start() < wide[-1].end for top in tops
        ):
            return
    draft.scope = "listed"
    draft.trail.append("scope.listed")
    if tops:
        word = next(filter(None, tops[-1].groups()), None)
        draft.scope_n = view.field.patterns.count(word)


def _attribution(draft: Draft, people: list[Actor], source: str | None, memory: Memory) -> str | None:
    if draft.kind == "price" and source is None:
        return None
    if source is not None:
        return source
    if draft.platform == "openrouter":
        return memory.source if memory.source and memory.block == draft.view.sentence.block else "OpenRouter"
    return memory.source
