"""kill -9 in the middle of a poll, again and again: nothing lost, nothing doubled, no half article.

``python -m tests.soak.killing --rounds 100`` kills a hundred polling processes and then compares their store with one
that was filled in peace; it also kills whole services and takes the time until they serve again.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from time import perf_counter

import click

from db import migrations
from db.session import Database
from service.config import ROOT
from service.reference.imports import import_file
from tests.acceptance.standin import Reply, Seen, StandIn, page, standin, xml
from tests.soak.stories import Story, write_stories
from tests.soak.victim import live, poll

START = datetime(2026, 3, 2, tzinfo=UTC)
A_ROUND = 3
LONGEST_LIFE = 0.15
CONTENTS = (
    "SELECT a.source, a.title, a.version, v.text FROM article a JOIN article_version v ON v.article_id = a.id",
    "SELECT c.public_id, c.subject, c.kind, a.title FROM claim c JOIN article a ON a.id = c.article_id",
    "SELECT c.public_id, v.label, v.explanation FROM verdict v JOIN claim c ON c.id = v.claim_id",
    "SELECT public_id, type, subject FROM discrepancy",
    "SELECT type, discrepancy_id FROM outbox",
    "SELECT e.source, e.url, e.article_id, e.next_try FROM entry e",
)


@dataclass(frozen=True, slots=True)
class Killed:
    """What was seen. ``differences`` between the killed store and the peaceful one, in words; must be empty."""

    rounds: int
    before_the_end: int
    articles: int
    differences: list[str]
    slowest_restart: float


def kill_often(folder: Path, rounds: int, seed: int) -> Killed:
    """So many processes, each killed at a random moment of its work on what was newly published."""
    return asyncio.run(_kill_often(folder, rounds, seed))


async def _kill_often(folder: Path, rounds: int, seed: int) -> Killed:
    dice = random.Random(seed)
    stories = write_stories(dice, 1, START, 1, rounds * A_ROUND)
    stories = [story for story in stories if not story.dead and not story.hidden]
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.soak.victim"])
    async with standin() as web:
        harried, peaceful = folder / "harried", folder / "peaceful"
        for each in (harried, peaceful):
            _furnish(each, web)
        slowest, alive = 0.0, 0
        for number in range(rounds):
            _publish(web, stories[: (number + 1) * len(stories) // rounds])
            asked = len(web.seen)
            begun = perf_counter()
            victim = context.Process(target=live, args=(str(harried),))
            victim.start()
            async with asyncio.timeout(60):
                while len(web.seen) == asked:  # noqa: ASYNC110 - the stand-in has no event for it
                    await asyncio.sleep(0.001)
            slowest = max(slowest, perf_counter() - begun if number else 0.0)
            await asyncio.sleep(dice.random() * LONGEST_LIFE)
            alive += victim.is_alive()
            victim.kill()
            await asyncio.to_thread(victim.join)
            victim.close()
        _publish(web, stories)
        for each in (harried, peaceful):
            await poll(each, times=3)
    differences = [sentence for query in CONTENTS for sentence in _compare(query, harried, peaceful)]
    with sqlite3.connect(harried / "killed.db") as connection:
        (integrity,) = connection.execute("PRAGMA integrity_check").fetchone()
        (count,) = connection.execute("SELECT count(*) FROM article").fetchone()
        orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
    connection.close()
    if integrity != "ok" or orphans or count != len(stories):
        differences.append(f"integrity {integrity}, orphans {orphans[:3]}, {count} of {len(stories)} articles")
    return Killed(rounds, alive, count, differences, slowest)


def _furnish(folder: Path, web: StandIn) -> None:
    folder.mkdir(parents=True)
    with Database(folder / "killed.db") as database:
        migrations.upgrade(database)
        import_file(database, ROOT / "samples" / "reference" / "openrouter-rankings-daily.csv", START)
    stanza = "kind: feed, allow_private: true, language: en, max_pages: 1000, max_items: 5000, obey_robots: false"
    (folder / "sources.yaml").write_text(
        f"sources:\n  pages: {{url: '{web.url('pages.example/feed')}', {stanza}}}\n"
        f"  whole: {{url: '{web.url('whole.example/feed')}', {stanza}}}\n",
        "utf-8",
    )


def _publish(web: StandIn, stories: list[Story]) -> None:
    """The even stories have pages, the odd ones are in the feed as a whole."""
    late = START + timedelta(days=99)

    def item(story: Story, host: str, content: str) -> str:
        link = web.url(f"{host}{story.path}")
        return f"<item><title>{story.title}</title><guid>{story.mark}</guid><link>{link}</link>{content}</item>"

    def feed(items: list[str]) -> Reply:
        space = "xmlns:content='http://purl.org/rss/1.0/modules/content/'"
        return xml(f"<rss version='2.0' {space}><channel><title>n</title>{''.join(items)}</channel></rss>")

    def article(seen: Seen) -> Reply:
        story = by_path[seen.path]
        body = f"<article><h1>{story.title}</h1>{story.html(late)}</article>"
        return page(f"<html><head><title>{story.title}</title></head><body>{body}</body></html>")

    by_path = {story.path: story for story in stories[::2]}
    web.routes["pages.example/feed"] = feed([item(story, "pages.example", "") for story in stories[::2]])
    whole = [(story, f"<content:encoded>{escape(story.html(late))}</content:encoded>") for story in stories[1::2]]
    web.routes["whole.example/feed"] = feed([item(story, "whole.example", content) for story, content in whole])
    web.routes |= {f"pages.example{path}": article for path in by_path}


def _compare(query: str, harried: Path, peaceful: Path) -> list[str]:
    rows = []
    for folder in (harried, peaceful):
        with sqlite3.connect(folder / "killed.db") as connection:
            rows.append(sorted(map(repr, connection.execute(query))))
        connection.close()
    killed, whole = rows
    if killed == whole:
        return []
    lost, more = set(whole) - set(killed), set(killed) - set(whole)
    sample = [row[:200] for row in [*lost, *more][:3]]
    return [f"{query}: {len(killed)} rows against {len(whole)}; {len(lost)} lost, {len(more)} more: {sample}"]


def seconds_until_served(folder: Path, times: int) -> list[float]:
    """Start the service, kill it, start it again: how long each start after a kill took until ``/health`` answered."""
    environment = {**os.environ, "TALLYWIRE_DATABASE": str(folder / "served.db"), "TALLYWIRE_SOURCES": "samples"}
    taken = []
    for _ in range(times + 1):
        begun = perf_counter()
        program = [sys.executable, "-m", "service.cli", "serve", "--port", "0"]
        with subprocess.Popen(
            program,
            env=environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as process:
            assert process.stdout is not None
            base = process.stdout.readline().decode().rpartition(" ")[2].strip()
            with urllib.request.urlopen(f"{base}/health", timeout=30) as answer:  # noqa: S310 - our own address
                assert answer.status == 200
            taken.append(perf_counter() - begun)
            os.killpg(process.pid, signal.SIGKILL)
    return taken[1:]


@click.command()
@click.option("--rounds", default=100, show_default=True)
@click.option("--services", default=5, show_default=True, help="Whole services that are killed and started again.")
@click.option("--seed", default=1, show_default=True)
def main(rounds: int, services: int, seed: int) -> None:
    """Kill processes in the middle of polls and look at what is left."""
    with tempfile.TemporaryDirectory() as folder:
        killed = kill_often(Path(folder), rounds, seed)
        click.echo(
            f"{killed.rounds} processes killed, {killed.before_the_end} of them alive; {killed.articles} articles"
        )
        click.echo(f"slowest restart of a polling process until its first request: {killed.slowest_restart:.2f} s")
        for difference in killed.differences:
            click.echo(f"difference: {difference}")
        served = seconds_until_served(Path(folder), services)
        click.echo("a killed service serves again after " + ", ".join(f"{each:.2f}" for each in served) + " s")
    if killed.differences:
        sys.exit(1)


if __name__ == "__main__":
    main()
