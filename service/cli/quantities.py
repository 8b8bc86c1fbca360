"""``tallywire quantities``: every number that is a value, whatever it measures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from extractors.documents.language import language_of
from extractors.quantities import find_quantities
from extractors.wire import WireError, quantity_to_wire
from service.cli.pipes.inputs import items
from service.cli.pipes.run import Row, jobs_option, run


@dataclass(frozen=True, slots=True)
class Quantities:
    """``{"text", "language"}`` in, ``{"quantities": […]}`` out.

    An ``id`` is carried over where there is one; a missing language is told by the script."""

    def row(self, row: Row) -> Row:
        text, language = row.get("text"), row.get("language")
        if not isinstance(text, str):
            raise WireError(f"text: a string is required, got {text!r}")
        if language is not None and not isinstance(language, str):
            raise WireError(f"language: a string is required, got {language!r}")
        language = language or language_of(text)
        found = {"quantities": [quantity_to_wire(quantity) for quantity in find_quantities(text, language)]}
        return {"id": row["id"], **found} if "id" in row else found

    def file(self, path: str, data: bytes) -> Row:
        raise WireError("JSON lines are required")


@click.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@jobs_option
def quantities(files: tuple[Path, ...], jobs: int) -> None:
    """Texts in, every number that is a value out.

    Reads JSON lines {"text", "language"} from FILES or stdin and writes, in the same order, {"quantities": [{"point",
    "low", "high", "unit", "modifier", "start", "end", "quote", "rule"}]}.
    """
    run(Quantities(), items(files), jobs=jobs)
