"""``make soak``: the simulated month at full size, and what came of it.

``python -m tests.soak --sources 200 --days 30 --seed 1``; one seed is one story. The exit status is 1 if an article
is missing, doubled or halved, if a rule of politeness was broken, or if memory grew.
"""

from __future__ import annotations

import logging
import sys
import tempfile
from collections import Counter
from pathlib import Path

import click

from tests.soak.memory import growth
from tests.soak.run import Outcome, Size, simulate

SHOWN = 20


@click.command()
@click.option("--sources", default=200, show_default=True)
@click.option("--days", default=30, show_default=True)
@click.option("--a-day", default=1.5, show_default=True, help="Articles of a publisher a day, on average.")
@click.option("--restarts", default=10, show_default=True, help="How often the poller is killed on the way.")
@click.option("--processes", default=2, show_default=True, help="Worker processes; 0 reads in this process.")
@click.option("--megabytes", default=50, show_default=True, help="Size of the huge bodies and of the bombs.")
@click.option("--seed", default=1, show_default=True)
def main(sources: int, days: int, a_day: float, restarts: int, processes: int, megabytes: int, seed: int) -> None:
    """Simulate the web and hold the poller to its promises."""
    logging.basicConfig(level=logging.CRITICAL)
    size = Size(sources, days, a_day, restarts, processes, megabytes, seed)
    with tempfile.TemporaryDirectory() as folder:
        outcome = simulate(size, Path(folder), lambda day: click.echo(day, err=True))
    click.echo("\n".join(summary(outcome)))
    wrong = {"shortfall": outcome.shortfalls, "breach": outcome.breaches, "leak": outcome.leaks}
    for name, sentences in wrong.items():
        for sentence in sentences[:SHOWN]:
            click.echo(f"{name}: {sentence}")
    if any(wrong.values()):
        sys.exit(1)


def summary(outcome: Outcome) -> list[str]:
    were, could = outcome.conditional
    grown = growth(outcome.memory)
    return [
        f"{outcome.requests:,} requests in {sum(outcome.polls.values()):,} polls ({counts(outcome.polls)})",
        f"faults met: {outcome.faults.total():,} ({counts(outcome.faults)})",
        f"reasons noted: {counts(outcome.reasons)}",
        f"{outcome.published:,} articles published, {outcome.announced:,} announced",
        f"{outcome.articles:,} stored in {outcome.versions:,} versions, {outcome.false_copies} taken for copies",
        f"conditional requests: {were:,} of {could:,} that could be",
        *(str(usage) for usage in outcome.memory[:: max(len(outcome.memory) // 6, 1)]),
        "too short to tell whether memory grows" if grown is None else f"memory of the last life grew by {grown:.1%}",
        f"shortfalls: {len(outcome.shortfalls)}, breaches of politeness: {len(outcome.breaches)}",
        f"it took {outcome.seconds:.0f} s",
    ]


def counts(counter: Counter[str]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counter.most_common())


if __name__ == "__main__":
    main()
