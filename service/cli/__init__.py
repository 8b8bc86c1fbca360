"""The command ``tallywire``: one file a command, imported when it is called.

``tallywire --help`` and the choice of a command cost an import of click and nothing else; a pipe pays only for what
it uses. The table below is all that the group knows: a command's name, where it lives and its one-line help.
"""

from __future__ import annotations

import importlib
from typing import Any, NamedTuple

import click

from service import compiled
from service.errors import TallywireError


class Entry(NamedTuple):
    """Where a command lives (``module:attribute``) and what ``--help`` says about it."""

    target: str
    help: str


COMMANDS = {
    "serve": Entry("service.cli.serve:serve", "Run the service: the API and the poller in one process."),
    "poll": Entry("service.cli.poll:poll", "Poll the sources that are due, or one by name, once."),
    "sources": Entry("service.cli.sources:sources", "Show every source with its health."),
    "doctor": Entry("service.cli.doctor:doctor", "Say what is wrong here, and what to do about it."),
    "opml": Entry("service.cli.opml:opml", "Exchange feeds with feed readers."),
    "backfill": Entry("service.cli.backfill:backfill", "Read what sources published before they were watched."),
    "reference": Entry("service.cli.reference:reference", "Bring in reference data."),
    "keys": Entry("service.cli.keys:keys_group", "Make, list and revoke keys to the API."),
    "sign-in": Entry("service.cli.sign_in:sign_in", "Print a link that signs in once."),
    "audit": Entry("service.cli.audit:audit", "Show who changed what, and when."),
    "reread": Entry("service.cli.reread:reread", "Read the stored articles again with the rules of this version."),
    "reviews": Entry("service.cli.reviews:reviews_group", "Export what people decided about claims."),
    "mcp": Entry("service.cli.mcp:mcp", "Serve the store to an assistant (Model Context Protocol)."),
    "migrate": Entry("service.cli.migrate:migrate", "Bring the database to this version's schema."),
    "extract": Entry("service.cli.extract:extract", "Articles in, claims out, as JSON lines."),
    "check": Entry("service.cli.check:check", "Articles in, claims with verdicts out, as JSON lines."),
    "quantities": Entry("service.cli.quantities:quantities", "Texts in, every number that is a value out."),
    "compile": Entry("service.cli.compile:compile_", "Make the extractors machine code."),
}


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is asked for, not before."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        compiled.prefer()  # before anything imports the extractors
        module, _, attribute = entry.target.partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what it could not do is told in one line, without a traceback."""
        try:
            return super().invoke(ctx)
        except TallywireError as error:
            raise click.ClickException(error.detail or error.title) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tallywire", prog_name="tallywire")
def main() -> None:
    """Watch the news for numeric claims about AI token usage and say in which reading of the data each one is true."""
