"""Every way a claim's words can be taken, before any arithmetic.

A choice fixes selection, window, attribution, what a share is part of, and which build a plain model name means.
The literal choices are what the words say: every model of the subject on the platform, in the claim's own period,
unclaimed models left out; or, where the text itself limits the figure to a list, that list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import NamedTuple

from extractors.types import Claim, Period
from service.reconcile.select import Party, builds_in, party
from service.reconcile.snapshot import Snapshot
from service.reconcile.types import Attribution, ShareOf
from service.reconcile.windows import Window

_WEEK = timedelta(days=6)
# How a text may give a week without fixing its first day; null is a claim whose text nobody has looked at.
_LOOSE_BASES = frozenset({"end_date", "vague", "implied", None})


class Choice(NamedTuple):
    """One reading to be evaluated. ``base`` is the earlier period of a change, moved along with ``window``.

    ``at`` and ``before`` are where the two lie in the snapshot, null where it does not cover them.
    """

    selection: str
    attribution: Attribution
    window: Period
    base: Period | None
    at: Window | None
    before: Window | None
    subject: Party
    object: Party | None
    share_of: ShareOf | None
    series: str | None
    literal: bool


def choices(claim: Claim, snapshot: Snapshot, subject: Party, other: Party | None) -> Iterator[Choice]:
    """All choices that the words allow, the literal ones first. The claim has a period."""
    listed = _literal_selections(claim, snapshot, subject, other)
    for days in _shifts(claim, snapshot):
        window, base = _moved(claim.period, days), _moved(claim.base_period, days)
        if window is None:
            continue
        at, before = snapshot.window(window), None if base is None else snapshot.window(base)
        windows = [one for one in (at, before) if one is not None]
        builds = _builds(snapshot, subject, other, windows)
        for attribution in _attributions(snapshot, (subject, other), windows, moves=claim.kind == "streak"):
            for selection in _selections(claim, snapshot, subject, other):
                for position, share_of in enumerate(_wholes(claim, selection, snapshot)):
                    spoken = not days and attribution == "stealth_left_out" and position == 0
                    for own, its in builds:
                        yield Choice(
                            selection=selection,
                            attribution=attribution,
                            window=window,
                            base=base,
                            at=at,
                            before=before,
                            subject=own,
                            object=its,
                            share_of=share_of,
                            series=_singled_out(own, its, builds[0]),
                            literal=spoken and selection in listed,
                        )


def counterpart(claim: Claim, snapshot: Snapshot) -> Party | None:
    """The other side of the claim, where it is a subject of its own that the data set knows."""
    if claim.object is None or claim.object == "listed" or (claim.kind == "share" and claim.object == "all"):
        return None
    return party(snapshot, claim.object)


def _only_single(claim: Claim, subject: Party, other: Party | None) -> bool:
    """Whether nothing in the claim can be summed over a list: it is about single models, or about places."""
    if claim.kind == "rank" and claim.of is not None:
        return True
    if claim.object == "listed":
        return False
    return subject.level == "single" and (other is None or other.level == "single")


def _leaderboards(claim: Claim, snapshot: Snapshot) -> tuple[str, ...]:
    lengths = set(snapshot.spec.leaderboards)
    if claim.scope_n is not None and claim.scope_n > 0:
        lengths.add(claim.scope_n)
    return tuple(f"top{length}" for length in sorted(lengths))


def _is_listed(claim: Claim) -> bool:
    return claim.scope == "listed" or claim.object == "listed"


def _selections(claim: Claim, snapshot: Snapshot, subject: Party, other: Party | None) -> tuple[str, ...]:
    whole = () if _is_listed(claim) else ("all",)
    named = () if snapshot.spec.residual is None else ("named",)
    if _only_single(claim, subject, other):
        return whole + named
    return whole + named + _leaderboards(claim, snapshot)


def _literal_selections(claim: Claim, snapshot: Snapshot, subject: Party, other: Party | None) -> frozenset[str]:
    if not _is_listed(claim):
        return frozenset({"all"})
    if _only_single(claim, subject, other):
        return frozenset({"named"})
    if claim.scope_n is not None and claim.scope_n > 0:
        return frozenset({f"top{claim.scope_n}"})
    return frozenset(_leaderboards(claim, snapshot))


def _wholes(claim: Claim, selection: str, snapshot: Snapshot) -> tuple[ShareOf | None, ...]:
    """What a share may be part of, the literal whole first."""
    if claim.kind != "share":
        return (None,)
    if claim.object == "listed":
        return ("selection",)
    if claim.object not in {None, "all"}:
        return ("object",)
    return ("platform",) if selection == "all" else ("platform", "selection")


def _shifts(claim: Claim, snapshot: Snapshot) -> tuple[int, ...]:
    """Days to move the period by: none, and where the week was left open, to the Sunday-Saturday week around it."""
    period = claim.period
    if period is None or snapshot.spec.grain != "day" or claim.period_basis not in _LOOSE_BASES:
        return (0,)
    if period.end - period.start != _WEEK or period.start.isoweekday() == 7 or snapshot.window(period) is None:
        return (0,)
    weekday = period.start.isoweekday()
    return (0, -weekday if weekday <= 3 else 7 - weekday)


def _moved(period: Period | None, days: int) -> Period | None:
    if period is None or not days:
        return period
    return Period(period.start + timedelta(days=days), period.end + timedelta(days=days))


def _builds(
    snapshot: Snapshot, subject: Party, other: Party | None, windows: Sequence[Window]
) -> list[tuple[Party, Party | None]]:
    if not windows:
        return [(subject, other)]
    others = (None,) if other is None else builds_in(snapshot, other, windows)
    return [(own, its) for own in builds_in(snapshot, subject, windows) for its in others]


def _singled_out(own: Party, its: Party | None, first: tuple[Party, Party | None]) -> str | None:
    """The one series a name was narrowed to; null where all of its builds count together."""
    if own != first[0]:
        return own.series[0]
    return its.series[0] if its is not None and its != first[1] else None


def _attributions(
    snapshot: Snapshot, parties: tuple[Party | None, ...], windows: Sequence[Window], *, moves: bool
) -> tuple[Attribution, ...]:
    """Both attributions where unclaimed models could change the figure; the literal one alone where none is about.

    A streak ``moves`` back through weeks that are not known yet, so there it is enough that such models exist.
    """
    every = snapshot.spec.attributions
    prefixes = {
        snapshot.spec.subjects.prefix(one.subject) for one in parties if one is not None and one.level == "group"
    }
    claimed = {name for prefix in prefixes for name in _claimed(snapshot, prefix)} if len(every) > 1 else set()
    if not claimed:
        return every[:1]
    touched = any(snapshot.amount(name, window) for name in claimed for window in windows)
    return every if touched or moves else every[:1]


def _claimed(snapshot: Snapshot, prefix: str) -> tuple[str, ...]:
    """Series that count for somebody in one attribution and for nobody in another."""
    tenures = snapshot.spec.subjects.tenures
    first, *rest = snapshot.spec.attributions

    def find() -> tuple[str, ...]:
        series = snapshot.series
        return tuple(
            name for name in series if any(tenures(name, prefix, first) != tenures(name, prefix, o) for o in rest)
        )

    return snapshot.memo(("claimed", prefix), find)
