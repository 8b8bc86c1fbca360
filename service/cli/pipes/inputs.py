"""Where a pipe's inputs come from: lines on stdin, or files named on the command line."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from service.cli.pipes.run import Item

LINE_SUFFIXES = frozenset({".jsonl", ".ndjson"})


def items(files: Sequence[Path]) -> Iterator[Item]:
    """Stdin's lines where no file is named (``-`` is stdin too), else what the files hold.

    A suffix says what a file is: ``.jsonl`` holds rows, ``.json`` one row, anything else is a saved page or text.
    Blank lines are no items.
    """
    for path in files or (Path("-"),):
        suffix = path.suffix.lower()
        if str(path) == "-":
            yield from _lines(sys.stdin.buffer)
        elif suffix in LINE_SUFFIXES:
            with path.open("rb") as stream:
                yield from _lines(stream, f"{path} ")
        else:
            yield Item(str(path), path.read_bytes(), kind="row" if suffix == ".json" else "file")


def _lines(stream: Iterable[bytes], prefix: str = "") -> Iterator[Item]:
    for number, line in enumerate(stream, 1):
        if line.strip():
            yield Item(f"{prefix}line {number}", line)
