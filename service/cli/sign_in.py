"""``tallywire sign-in``: a link that signs in once."""

from __future__ import annotations

import click

from db.queries import audit
from db.session import Database
from service.api.access.sessions import LINK_LASTS, make_link
from service.cli.common import load_settings, open_store
from service.clock import utc_now

ACTOR = "command line"
OPERATOR = "operator"


@click.command("sign-in")
@click.option("--at", "base", help="Where the service is reached, as http://host:port (the settings' host and port).")
def sign_in(base: str | None) -> None:
    """Print a link that signs in once.

    Whoever opens it first, within an hour, may do everything.
    """
    settings = load_settings()
    base = base or f"http://{settings.host}:{settings.port}"
    with open_store(settings) as database:
        token = new_link(database)
    click.echo(f"{base.rstrip('/')}/sign-in/{token}")
    click.echo(f"It works once, within {int(LINK_LASTS.total_seconds() // 60)} minutes.", err=True)


def new_link(database: Database) -> str:
    """The token of a new link for the operator, who may do everything."""
    now = utc_now()
    with database.transaction() as session:
        token = make_link(session, name=OPERATOR, scope="admin", now=now)
        audit.add(session, at=now, actor=ACTOR, key_id=None, action="link.add", target=OPERATOR, detail=None)
    return token
