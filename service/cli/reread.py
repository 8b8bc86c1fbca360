"""``tallywire reread``: read the stored articles again with the rules of this version."""

from __future__ import annotations

from collections.abc import Iterator

import click

from db.queries import articles
from db.queries.articles import ArticleFilter
from db.queries.pages import After
from db.session import Database
from extractors.rules import load_rules
from extractors.types import Article
from service.assess import assess
from service.cli.common import load_settings, open_store
from service.clock import utc_now
from service.pipeline import read_again
from service.reference.holdings import load_holdings

_AT_ONCE = 200


@click.command()
@click.option("--source", help="Only the articles of this source.")
def reread(source: str | None) -> None:
    """Read the stored articles again with the rules of this version.

    The newest version of each is read. Claims that are not made any more are withdrawn, new ones are added, and what
    people decided about claims is carried over. One article is one transaction, so this may be broken off and run
    again; a running service may go on.
    """
    rules = load_rules()
    read = changed = 0
    with open_store(load_settings()) as database:
        snapshot, *others = load_holdings(database).snapshots
        for article in _stored(database, source):
            stored = read_again(database, article.id, assess(article, rules, snapshot, *others), utc_now())
            read += 1
            changed += stored is not None and bool(stored.new_claims or stored.withdrawn)
    click.echo(f"{read} articles read again, {changed} with other claims than before")


def _stored(database: Database, source: str | None) -> Iterator[Article]:
    """Every article as it stands, the newest first."""
    wanted = ArticleFilter(source=() if source is None else (source,))
    after: After | None = None
    while True:
        with database.reading() as session:
            page = articles.list_articles(session, wanted, after=after, limit=_AT_ONCE)
            shown = [articles.get_article(session, row.public_id) for row in page.rows]
        for row in shown:
            if row is not None:
                yield Article(row.public_id, row.language, row.title, row.text, row.url, row.published_at)
        if page.after is None:
            return
        after = page.after
