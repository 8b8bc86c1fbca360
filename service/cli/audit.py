"""``tallywire audit``: who changed what, and when."""

from __future__ import annotations

from datetime import UTC, datetime

import click
import orjson

from db.queries import audit as log
from db.queries.audit import AuditFilter
from db.queries.pages import After, Record
from service.cli.common import load_settings, open_store
from service.cli.sources import minute, table

_PAGE = 200


@click.command()
@click.option("--actor", help="Only what this one did.")
@click.option("--action", multiple=True, help="Only this (key.revoke), or whatever was done to such a thing (key).")
@click.option("--target", help="Only what was done to the thing with this id or name.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ"]), help="Only from this time on, UTC.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="At most so many lines.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line instead of a table.")
def audit(
    actor: str | None, action: tuple[str, ...], target: str | None, since: datetime | None, limit: int, as_json: bool
) -> None:
    """Show who changed what, and when.

    The newest change first; times are UTC.
    """
    wanted = AuditFilter(actor, None, action, target, since and since.replace(tzinfo=UTC))
    rows = _rows(wanted, limit)
    if as_json:
        for row in rows:
            line = {"at": row.at, "actor": row.actor, "key": row.key_id, "action": row.action, "target": row.target}
            click.echo(orjson.dumps({**line, "detail": row.detail}, option=orjson.OPT_UTC_Z))
        return
    cells = ((minute(row.at), row.actor, row.key_id or "", row.action, row.target) for row in rows)
    click.echo("\n".join(table(("at", "who", "key", "did", "to"), cells)))


def _rows(wanted: AuditFilter, limit: int) -> list[Record]:
    rows: list[Record] = []
    after: After | None = None
    with open_store(load_settings()) as database, database.reading() as session:
        while len(rows) < limit:
            page = log.list_audit(session, wanted, after=after, limit=min(_PAGE, limit - len(rows)))
            rows += page.rows
            after = page.after
            if after is None:
                break
    return rows
