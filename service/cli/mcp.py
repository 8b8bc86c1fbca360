"""``tallywire mcp``: the store for an assistant, over standard input and output."""

from __future__ import annotations

import click

from service.cli.common import load_settings, open_store
from service.reference.holdings import load_holdings


@click.command()
def mcp() -> None:
    """Serve the store to an assistant (Model Context Protocol).

    Speaks over standard input and output, reads only, and polls nothing: run `tallywire serve` for that. Needs the
    extra: `pip install tallywire[mcp]`.
    """
    try:
        from service.mcp.tools import Readable, server  # noqa: PLC0415 - the SDK is an extra
    except ModuleNotFoundError as error:
        if error.name is None or not error.name.startswith("mcp"):
            raise
        raise click.ClickException("The MCP SDK is not installed: pip install 'tallywire[mcp]'.") from error
    with open_store(load_settings()) as database:
        snapshot, *others = load_holdings(database).snapshots
        server(Readable(database, snapshot, tuple(others))).run("stdio")
