"""Readings of a listing: what stands on one day, such as prices, and cannot be added up.

A price has an aspect (input, output, cached, or three parts of input to one of output: blended), and a subject of
many models has a statistic of them (median or cheapest). The literal reading takes the aspect that the text names,
or any of input, output and blended where it names none; a group's price is literally that of its median model.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from statistics import median

from extractors.types import Claim, Period
from service.reconcile.compare import match
from service.reconcile.select import Party
from service.reconcile.snapshot import Snapshot
from service.reconcile.types import Number, Reading, ReadingResult, Reason, Row
from service.reconcile.windows import Window

KINDS = frozenset({"price", "ratio", "comparison"})
_UNNAMED = ("input", "output", "blended")
_STATISTICS = ("median", "cheapest")
_BLEND = (Decimal(3), Decimal(1))

Prices = Mapping[str, Number]


def why_not(claim: Claim, snapshot: Snapshot) -> Reason | None:
    """Why a listing cannot speak about a claim that is otherwise its own."""
    if claim.kind not in KINDS or claim.base_period is not None or claim.relation not in {None, "above", "below"}:
        return "no_data"
    if claim.kind == "price" and claim.unit not in {None, snapshot.spec.unit}:
        return "measure"
    return None


def readings(claim: Claim, snapshot: Snapshot, subject: Party, other: Party | None) -> Iterator[ReadingResult]:
    """Every reading, evaluated, on the newest listed day of the claim's period (of all, if it has none)."""
    day = snapshot.latest(None if claim.period is None else claim.period.end)
    window = None if day is None else snapshot.window(day)
    if day is None or window is None:
        return
    several = any(one is not None and one.level != "single" for one in (subject, other))
    for own in _each_build(subject):
        for its in (None,) if other is None else _each_build(other):
            for aspect in _aspects(claim):
                mine, theirs = (_prices(snapshot, who, aspect, window) for who in (own, its))
                for statistic in _STATISTICS if several else ("",):
                    low, high, rows = _bounds(claim, mine, theirs, statistic, day)
                    reading = Reading(
                        selection=f"{aspect}/{statistic}" if statistic else aspect,
                        window=day,
                        attribution="stealth_left_out",
                        literal=statistic != "cheapest" and aspect in _literal_aspects(claim),
                        series=own.series[0] if len(subject.series) > 1 else None,
                    )
                    matched = match(claim, low, high, snapshot.spec.restated)
                    # A price that is not listed is no reading, unless it is the one that the text means.
                    if low is not None or (reading.literal and claim.price_of is not None):
                        yield ReadingResult(reading, low, high, matched, rows)


def _each_build(who: Party) -> tuple[Party, ...]:
    """A model's name may mean any of its builds; their prices cannot be taken together."""
    return tuple(who._replace(series=(name,)) for name in who.series) if who.level == "single" else (who,)


def _aspects(claim: Claim) -> tuple[str, ...]:
    named = () if claim.price_of is None or claim.price_of in _UNNAMED else (claim.price_of,)
    return named + _UNNAMED


def _literal_aspects(claim: Claim) -> tuple[str, ...]:
    return _UNNAMED if claim.price_of is None else (claim.price_of,)


def _prices(snapshot: Snapshot, who: Party | None, aspect: str, window: Window) -> Prices:
    """The price of each of the subject's models that has one; free variants count only where they are named."""
    if who is None:
        return {}
    key = ("prices", who, aspect, window.start)
    return snapshot.memo(key, lambda: {name: value for name, value in _listed(snapshot, who, aspect, window) if value})


def _listed(snapshot: Snapshot, who: Party, aspect: str, window: Window) -> Iterator[tuple[str, Number]]:
    for model in _models(snapshot, who, window.period):
        if aspect != "blended":
            yield model, snapshot.amount(f"{model}#{aspect}", window)
            continue
        given, made = (snapshot.amount(f"{model}#{one}", window) for one in ("input", "output"))
        if given and made:
            yield model, (_BLEND[0] * given + _BLEND[1] * made) / sum(_BLEND)


def _models(snapshot: Snapshot, who: Party, day: Period) -> tuple[str, ...]:
    if who.level == "single":
        return who.series
    groups = snapshot.members(snapshot.spec.subjects.prefix(who.subject), "stealth_left_out").of_subject
    own = (
        name.partition("#")[0]
        for name, first, last in groups.get(who.subject, [])
        if (first is None or first <= day.start) and (last is None or day.end <= last)
    )
    return tuple(sorted({name for name in own if ":" not in name}))


def _bounds(
    claim: Claim, mine: Prices, theirs: Prices, statistic: str, day: Period
) -> tuple[Decimal | None, Decimal | None, tuple[Row, ...]]:
    rows = tuple(Row(name, day, value) for name, value in sorted((*mine.items(), *theirs.items())))
    own, its = _statistic(mine, statistic), _statistic(theirs, statistic)
    if own is None or (its is None and claim.kind != "price"):
        return None, None, rows
    value = own if its is None or claim.kind == "price" else own / its
    exact = value.quantize(Decimal("1e-9"))
    return exact, exact, rows


def _statistic(prices: Prices, statistic: str) -> Decimal | None:
    """The statistic of a group's prices; a single model has one price."""
    if not prices:
        return None
    values = [Decimal(value) for value in prices.values()]
    return Decimal(median(values)) if statistic == "median" else min(values)
