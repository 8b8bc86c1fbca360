"""Who is told what when: tables for every rule, and laws that hold for any subscription and event."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.alerts.match import Decision, concerns, next_digest, on_opened, on_resolved, severity_of
from service.alerts.types import SEVERITIES, AlertState, Filter, Happening, Severity, Subscription

NOW = datetime(2026, 4, 10, 12, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
LISTENER = Subscription(1, "sub_1", 1, Filter(), "at_once", DAY, timedelta(), NOW - DAY)
DIGEST = replace(LISTENER, mode="digest")
EVENT = Happening(
    event_id="evt_1",
    at=NOW,
    type="refuted",
    matter="dsc_1",
    topic="t",
    theme="h",
    severity="major",
    subject="country:CN",
    sources=frozenset({"wire", "daily"}),
)
NOTICE = replace(EVENT, type="source.failing", subject=None, sources=frozenset({"wire"}))


@pytest.mark.parametrize(
    ("type_", "factor", "severity"),
    [
        ("refuted", "1.05", "minor"),
        ("refuted", "1.1", "major"),
        ("refuted", "0.5", "major"),
        ("refuted", "10", "critical"),
        ("refuted", "0.1", "critical"),
        ("refuted", None, "major"),
        ("refuted", "0", "major"),
        ("refuted", "-3", "major"),
        ("conflicting", "1.34687", "major"),
        ("conflicting", "1000", "major"),
        ("conflicting", None, "minor"),
        ("disagreement", "0.001", "critical"),
        ("inconsistent", None, "major"),
        ("revision", "1.02", "minor"),
        ("revision", "10", "critical"),
        ("revision", None, "minor"),
        ("verdict_changed", None, "major"),
        ("source.failing", None, "major"),
        ("source.recovered", None, "minor"),
        ("endpoint.disabled", None, "major"),
    ],
)
def test_severity(type_: str, factor: str | None, severity: Severity) -> None:
    assert severity_of(type_, None if factor is None else Decimal(factor)) == severity


@given(st.decimals("0.000001", "1000000", places=6), st.sampled_from(["refuted", "disagreement", "conflicting"]))
def test_severity_is_the_same_from_either_side(factor: Decimal, type_: str) -> None:
    for ten in (Decimal("1.1"), Decimal(10)):
        if abs(factor - ten) < Decimal("0.001") or abs(1 / factor - ten) < Decimal("0.001"):
            return  # at the very edge the reciprocal's rounding decides
    assert severity_of(type_, factor) == severity_of(type_, 1 / factor)


@pytest.mark.parametrize(
    ("wanted", "event", "told"),
    [
        ({}, {}, True),
        ({}, {"type": "endpoint.disabled", "subject": None}, True),
        ({"types": ("refuted", "revision")}, {}, True),
        ({"types": ("revision",)}, {}, False),
        ({"types": ("source.failing",)}, {"type": "source.failing"}, True),
        ({"subjects": ("country:CN",)}, {}, True),
        ({"subjects": ("country:US",)}, {}, False),
        ({"subjects": ("country:CN",)}, {"type": "source.failing", "subject": None}, False),
        ({"sources": ("daily",)}, {}, True),
        ({"sources": ("other",)}, {}, False),
        ({"sources": ("wire",)}, {"type": "source.failing", "subject": None, "sources": frozenset({"wire"})}, True),
        ({"sources": ("wire",)}, {"type": "endpoint.disabled", "subject": None, "sources": frozenset()}, False),
        ({"severity": "major"}, {}, True),
        ({"severity": "critical"}, {}, False),
        ({"severity": "critical"}, {"severity": "critical"}, True),
        ({"types": ("refuted",), "subjects": ("all",)}, {}, False),
        ({}, {"at": LISTENER.created_at}, True),
        ({}, {"at": LISTENER.created_at - timedelta(microseconds=1)}, False),
    ],
)
def test_whom_an_event_concerns(wanted: dict[str, Any], event: dict[str, Any], told: bool) -> None:
    assert concerns(replace(LISTENER, filter=Filter(**wanted)), replace(EVENT, **event)) is told


@given(
    st.sets(st.sampled_from(["refuted", "conflicting"])),
    st.sets(st.sampled_from(["country:CN", "all"])),
    st.sets(st.sampled_from(["wire", "daily", "other"])),
    st.sampled_from(SEVERITIES),
)
def test_a_narrower_filter_never_tells_more(
    types: set[str], subjects: set[str], sources: set[str], severity: Severity
) -> None:
    narrow = Filter(tuple(types), tuple(subjects), tuple(sources), severity)
    for wider in (replace(narrow, types=()), replace(narrow, subjects=()), replace(narrow, severity="minor")):
        if concerns(replace(LISTENER, filter=narrow), EVENT):
            assert concerns(replace(LISTENER, filter=wider), EVENT)


@pytest.mark.parametrize(
    ("listener", "state", "last_told", "decision"),
    [
        (LISTENER, None, None, Decision("tell")),
        (LISTENER, None, NOW, Decision("tell")),
        (LISTENER, "told", None, Decision("join")),
        (LISTENER, "waiting", None, Decision("join")),
        (LISTENER, "ending", None, Decision("return")),
        (replace(LISTENER, cooldown=HOUR), None, None, Decision("tell")),
        (replace(LISTENER, cooldown=HOUR), None, NOW - HOUR, Decision("tell")),
        (replace(LISTENER, cooldown=HOUR), None, NOW - HOUR / 2, Decision("wait", NOW + HOUR / 2)),
        (replace(LISTENER, cooldown=HOUR), "told", NOW - HOUR / 2, Decision("join")),
        (DIGEST, None, None, Decision("wait", datetime(2026, 4, 11, tzinfo=UTC))),
        (replace(DIGEST, digest_every=HOUR), None, NOW, Decision("wait", datetime(2026, 4, 10, 13, tzinfo=UTC))),
        (DIGEST, "told", None, Decision("join")),
    ],
)
def test_what_follows_from_an_event(
    listener: Subscription, state: AlertState | None, last_told: datetime | None, decision: Decision
) -> None:
    assert on_opened(listener, state, last_told, NOW) == decision


@pytest.mark.parametrize(
    ("listener", "state", "others", "decision"),
    [
        (LISTENER, "told", False, Decision("tell_end")),
        (LISTENER, "told", True, Decision("leave")),
        (LISTENER, "waiting", False, Decision("drop")),
        (LISTENER, "waiting", True, Decision("leave")),
        (LISTENER, "over", False, Decision("leave")),
        (DIGEST, "told", False, Decision("wait_end", datetime(2026, 4, 11, tzinfo=UTC))),
        (DIGEST, "waiting", False, Decision("drop")),
        (DIGEST, "ending", False, Decision("leave")),
    ],
)
def test_what_follows_from_an_end(listener: Subscription, state: AlertState, others: bool, decision: Decision) -> None:
    assert on_resolved(listener, state, others, NOW) == decision


@given(
    st.timedeltas(timedelta(minutes=1), timedelta(days=30)),
    st.datetimes(NOW.replace(tzinfo=None), NOW.replace(2100, tzinfo=None), timezones=st.just(UTC)),
)
def test_the_next_digest_is_near_and_shared(every: timedelta, now: datetime) -> None:
    due = next_digest(every, now)
    assert now < due <= now + every
    assert next_digest(every, due - timedelta(microseconds=1)) == due
    assert next_digest(every, due) == due + every


@given(st.sampled_from(["at_once", "digest"]), st.timedeltas(timedelta(), DAY), st.timedeltas(timedelta(), DAY))
def test_something_new_is_told_now_or_at_a_time(mode: Any, cooldown: timedelta, ago: timedelta) -> None:
    decision = on_opened(replace(LISTENER, mode=mode, cooldown=cooldown), None, NOW - ago, NOW)
    assert decision.action == "tell" or (decision.due is not None and NOW < decision.due <= NOW + DAY)
