"""Turns at a host, with time in the test's hands; and what robots.txt says."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from service.http import Refused
from service.http.politeness import Politeness
from service.http.robots import LONGEST_DELAY, RobotsCache, Rules, read_rules, unreachable, without_file

NOW = datetime(2026, 3, 26, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@dataclass(slots=True)
class Clockwork:
    """Seconds that pass only when somebody sleeps."""

    at: float = 0.0
    starts: list[tuple[str, float]] = field(default_factory=list)

    def monotonic(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        wake = self.at + seconds
        await asyncio.sleep(0)
        self.at = max(self.at, wake)

    async def request(self, politeness: Politeness, host: str, concurrency: int = 1, pause: float = 2) -> None:
        async with politeness.turn(host, concurrency, timedelta(seconds=pause)):
            self.starts.append((host, self.at))
            await asyncio.sleep(0)


@pytest.fixture
def clockwork() -> Clockwork:
    return Clockwork()


@pytest.fixture
def politeness(clockwork: Clockwork) -> Politeness:
    return Politeness(clockwork.monotonic, clockwork.sleep)


async def test_requests_to_one_host_come_one_pause_apart(clockwork: Clockwork, politeness: Politeness) -> None:
    await asyncio.gather(*(clockwork.request(politeness, "a") for _ in range(4)))
    times = [at for _, at in clockwork.starts]
    assert times == sorted(times)
    assert all(later - earlier >= 2 for earlier, later in pairwise(times))


async def test_other_hosts_do_not_wait(clockwork: Clockwork, politeness: Politeness) -> None:
    for host in "abc":
        await clockwork.request(politeness, host)
    assert clockwork.at == 0


@pytest.mark.parametrize("allowed", [1, 2, 3])
async def test_no_more_at_once_than_allowed(politeness: Politeness, allowed: int) -> None:
    active = most = 0

    async def request() -> None:
        nonlocal active, most
        async with politeness.turn("a", allowed, timedelta()):
            active += 1
            most = max(most, active)
            for _ in range(3):
                await asyncio.sleep(0)
            active -= 1

    await asyncio.gather(*(request() for _ in range(9)))
    assert most == allowed


async def test_a_host_that_asked_for_silence_gets_it(clockwork: Clockwork, politeness: Politeness) -> None:
    politeness.silence("a", 10 * SECOND)
    with pytest.raises(Refused) as caught:
        await clockwork.request(politeness, "a")
    assert caught.value.retry_after == 10 * SECOND
    clockwork.at = 10.5
    await clockwork.request(politeness, "a")
    assert clockwork.starts == [("a", 10.5)]


async def test_silence_reaches_those_who_already_wait(clockwork: Clockwork, politeness: Politeness) -> None:
    async def first() -> None:
        async with politeness.turn("a", 1, timedelta()):
            await asyncio.sleep(0)
            politeness.silence("a", 60 * SECOND)

    outcomes = await asyncio.gather(first(), clockwork.request(politeness, "a"), return_exceptions=True)
    assert outcomes[0] is None
    assert isinstance(outcomes[1], Refused)


async def test_a_failed_request_gives_its_turn_back(clockwork: Clockwork, politeness: Politeness) -> None:
    with pytest.raises(ConnectionError):
        async with politeness.turn("a", 1, timedelta()):
            raise ConnectionError
    await clockwork.request(politeness, "a")
    assert len(clockwork.starts) == 1


async def test_idle_hosts_are_forgotten(clockwork: Clockwork, politeness: Politeness) -> None:
    for number in range(2000):
        await clockwork.request(politeness, f"host-{number}", pause=0)
    assert len(politeness._hosts) < 600


def test_robots_rules() -> None:
    rules = read_rules(b"User-agent: *\nDisallow: /\n\nUser-agent: Tallywire\nDisallow: /p/\nCrawl-delay: 2.5\n", NOW)
    assert not rules.allows("https://e.example/p/1")
    assert rules.allows("https://e.example/news/1")
    assert rules.delay == timedelta(seconds=2.5)
    assert read_rules(b"User-agent: *\nCrawl-delay: 999999", NOW).delay == LONGEST_DELAY
    assert read_rules(b"\xef\xbb\xbfUser-agent: *\nDisallow: /", NOW).allows("https://e.example/") is False
    assert read_rules(b"<html>not robots</html>\xff\xfe", NOW).allows("https://e.example/")


@pytest.mark.parametrize(("rules", "allowed"), [(without_file(NOW), True), (unreachable(NOW), False)])
def test_without_rules(rules: Rules, allowed: bool) -> None:
    assert rules.allows("https://e.example/x") is allowed
    assert rules.delay == timedelta()


def test_rules_are_remembered_for_a_day_and_a_failure_for_an_hour() -> None:
    cache = RobotsCache()
    cache.put("https://a.example", False, without_file(NOW))
    cache.put("https://b.example", False, unreachable(NOW))
    soon, later, tomorrow = NOW + timedelta(minutes=50), NOW + timedelta(hours=2), NOW + timedelta(hours=25)
    assert cache.get("https://a.example", False, later) is not None
    assert cache.get("https://a.example", False, tomorrow) is None
    assert cache.get("https://b.example", False, soon) is not None
    assert cache.get("https://b.example", False, later) is None
    assert cache.get("https://a.example", True, soon) is None
