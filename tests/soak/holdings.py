"""The store held against what was published: every shortfall is a sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from db.queries.articles import ArticleFilter, get_article, list_articles
from db.session import Database
from tests.soak.publishers import Publisher
from tests.soak.web import Web

EDITS_SHOW = {"atom", "rss-full", "atom-full", "sitemap"}


class Held(NamedTuple):
    source: str
    title: str
    text: str
    version: int
    is_copy: bool


def held(database: Database) -> list[Held]:
    found: list[Held] = []
    with database.reading() as session:
        after = None
        while True:
            page = list_articles(session, ArticleFilter(), after=after, limit=500)
            for row in page.rows:
                full = get_article(session, row.public_id)
                text = full.text if full is not None else ""
                found.append(Held(row.source, row.title, text, row.version, row.cluster != row.public_id))
            after = page.after
            if after is None:
                return found


def shortfalls(articles: Sequence[Held], web: Web, now: datetime) -> list[str]:
    """What is missing, doubled, halved, stale or should not be there at all."""
    publishers = {each.name: each for each in web.publishers}
    by_mark: dict[tuple[str, str], list[Held]] = defaultdict(list)
    found: list[str] = []
    for article in articles:
        mark = article.title.rpartition(" ")[2]
        known = {story.mark for story in publishers[article.source].stories}
        if mark not in known:
            found.append(f"{article.source}: {article.title!r} was never published")
        by_mark[article.source, mark].append(article)
    for publisher in web.publishers:
        found += _of_publisher(publisher, by_mark, web.announced[publisher.name], now)
    return found


def _of_publisher(
    publisher: Publisher, by_mark: dict[tuple[str, str], list[Held]], announced: set[str], now: datetime
) -> Iterator[str]:
    shown = {story.mark for story in publisher.shown(now)}
    for story in publisher.stories:
        copies = by_mark.get((publisher.name, story.mark), [])
        where = f"{publisher.name} ({publisher.form}, {publisher.quirk}): {story.mark}"
        reachable = not (publisher.has_pages and (story.hidden or story.dead))
        if len(copies) > 1:
            yield f"{where} is stored {len(copies)} times"
        if story.mark in announced and reachable and not copies:
            yield f"{where} is not stored"
        if copies and not reachable:
            yield f"{where} could not be had and is stored"
        for copy in copies:
            end = f"简报 {story.mark} 全文完" if story.language == "zh" else f"where note {story.mark} ends."
            if end not in copy.text:
                yield f"{where} is stored without its end: {copy.text[-60:]!r}"
            figure = story.figure(now)
            if figure and story.mark in shown and publisher.form in EDITS_SHOW and figure not in copy.text:
                yield f"{where} does not say {figure}"
            if copy.version > 1 + (story.edited_at is not None):
                yield f"{where} has {copy.version} versions"
