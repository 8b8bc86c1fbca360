"""``tallywire keys``: who may do what over the API."""

from __future__ import annotations

import click
import orjson

from db.queries import audit, keys
from service.api.access.tokens import SCOPES, new_key
from service.cli.common import load_settings, open_store
from service.cli.sources import minute, table
from service.clock import utc_now

ACTOR = "command line"


@click.group("keys")
def keys_group() -> None:
    """Make, list and revoke keys to the API."""


@keys_group.command()
@click.argument("name")
@click.option("--scope", type=click.Choice(SCOPES), default="read", show_default=True, help="What the key may do.")
def add(name: str, scope: str) -> None:
    """Make a key and show it, once.

    NAME says whose it is; it stands in the audit log. Each scope may do what those before it may. Send the key as
    `Authorization: Bearer KEY`.
    """
    name = name.strip()
    if not name or len(name) > 100 or not name.isprintable():
        raise click.UsageError("NAME must be one line of 1 to 100 characters.")
    made, now = new_key(), utc_now()
    with open_store(load_settings()) as database, database.transaction() as session:
        keys.add_key(session, public_id=made.public_id, digest=made.digest, name=name, scope=scope, now=now)
        detail = {"name": name, "scope": scope}
        audit.add(session, at=now, actor=ACTOR, key_id=None, action="key.add", target=made.public_id, detail=detail)
    click.echo(made.token)
    click.echo("Keep it now: it is not stored and cannot be shown again.", err=True)


@keys_group.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON line a key instead of a table.")
def list_keys(as_json: bool) -> None:
    """Show every key that was made, without its secret. Times are UTC."""
    with open_store(load_settings()) as database, database.reading() as session:
        rows = keys.all_keys(session)
    if as_json:
        for row in rows:
            shown = {name: getattr(row, name) for name in ("public_id", "name", "scope", "created_at", "revoked_at")}
            click.echo(orjson.dumps({"id": shown.pop("public_id"), **shown}, option=orjson.OPT_UTC_Z))
        return
    cells = ((row.public_id, row.scope, minute(row.created_at), minute(row.revoked_at), row.name) for row in rows)
    click.echo("\n".join(table(("id", "scope", "made", "revoked", "name"), cells)))


@keys_group.command()
@click.argument("key_id", metavar="ID")
def revoke(key_id: str) -> None:
    """Close a key for good, from its next request on.

    ID is the middle part of the key, as `tallywire keys list` shows it.
    """
    now = utc_now()
    with open_store(load_settings()) as database, database.transaction() as session:
        if not keys.revoke_key(session, key_id, now):
            raise click.ClickException(f"{key_id}: there is no such key, or it is revoked already.")
        audit.add(session, at=now, actor=ACTOR, key_id=None, action="key.revoke", target=key_id)
    click.echo(f"{key_id} is revoked.")
