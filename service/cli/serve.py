"""``tallywire serve``: the API and the poller in one process."""

from __future__ import annotations

import logging
import sys
from contextlib import suppress

import click
import uvicorn

from service import jobs
from service.cli.common import load_settings, open_store
from service.cli.sign_in import new_link
from service.desk.app import create_app
from service.sources.config import load_sources, select

STREAMS_CLOSE_AFTER = 2
"""Seconds that requests may go on when the service stops; a stream of alerts would never end by itself."""


LONGEST_TURN = 0.001
"""Seconds that a thread of this process may compute while another waits: storing articles must not make readers wait
five times as long, which is Python's own measure."""


class Server(uvicorn.Server):
    """uvicorn, telling a person where to look once it listens. ``sign_in`` is the token of a one-time link."""

    sign_in: str | None = None

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        await super().startup(sockets)  # type: ignore[arg-type]
        if self.started:
            listening = self.servers[0].sockets[0].getsockname()
            host = f"[{listening[0]}]" if ":" in listening[0] else listening[0]
            base = f"http://{host}:{listening[1]}"
            signed_in = f"  {base}/sign-in/{self.sign_in}    signs you in, once\n" if self.sign_in else ""
            click.echo(
                f"Tallywire is listening on {base}\n"
                f"  {base}/                                the desk\n"
                f"{signed_in}"
                f"  {base}/v1/claims?subject=country:CN    claims with verdicts\n"
                f"  {base}/docs                            every address\n"
                "Stop with Ctrl-C."
            )


@click.command()
@click.option("--host", help="Address to listen on (TALLYWIRE_HOST, 127.0.0.1).")
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Port to listen on (TALLYWIRE_PORT, 8000); 0 takes a free one."
)
def serve(host: str | None, port: int | None) -> None:
    """Run the service: the API and the poller in one process.

    The database is made and brought up to date by itself. Sources that cannot be reached show as failing and are
    polled again later.
    """
    settings = load_settings()
    given = {"host": host, "port": port}
    settings = settings.model_copy(update={name: value for name, value in given.items() if value is not None})
    select(load_sources(settings.sources_file), settings.selected_sources)
    with open_store(settings) as database:  # what is wrong with the store is told here, before anything has started
        link = new_link(database)
    logging.basicConfig(level=settings.log_level.upper(), format="%(levelname)s %(name)s: %(message)s")
    for chatty in ("alembic", "apscheduler"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    config = uvicorn.Config(
        create_app(settings, jobs.lifespan),
        host=settings.host,
        port=settings.port,
        log_level=settings.log_level.lower(),
        access_log=False,
        lifespan="on",
        server_header=False,
        proxy_headers=settings.behind_proxy,
        timeout_graceful_shutdown=STREAMS_CLOSE_AFTER,
    )
    sys.setswitchinterval(LONGEST_TURN)
    server = Server(config)
    server.sign_in = link
    with suppress(KeyboardInterrupt):  # uvicorn has stopped in good order by then
        server.run()
    if not server.started:
        raise click.ClickException("The service did not start; the log above says why.")
