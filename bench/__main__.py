"""``make bench``: run every bench and rewrite its table in docs/benchmarks.md.

A bench is a module of this package with ``TITLE``, ``NOTE`` and ``measure() -> list[Row]``. Names on the command line
limit the run: ``python -m bench extraction verdicts``.
"""

from __future__ import annotations

import importlib
import os
import platform
import re
import sys
from pathlib import Path

from bench.table import Row, render
from service import compiled

BENCHES = ("scores", "numbers", "extraction", "start", "verdicts", "polling", "load", "pages")
PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"


def main(wanted: list[str]) -> int:
    unknown = sorted(set(wanted) - set(BENCHES))
    if unknown:
        print(f"no such bench: {', '.join(unknown)}; there are {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    # Python as every install has it, unless asked: speeds do not depend on whether somebody has compiled it here.
    os.environ.setdefault(compiled.WISH, "no")
    compiled.prefer()
    for name in wanted or BENCHES:
        bench = importlib.import_module(f"bench.{name}")
        print(f"{name}: {bench.TITLE}", file=sys.stderr)
        rows: list[Row] = bench.measure()
        text = render(rows)
        print(text)
        write(name, f"## {bench.TITLE}\n\n{bench.NOTE}\n\n{text}\n")
    return 0


def write(name: str, section: str) -> None:
    """Put the section between its markers; a new one goes to the end of the page."""
    page = PAGE.read_text(encoding="utf-8")
    stamp = f"Python {platform.python_version()}, `make bench` (`python -m bench {name}`)."
    block = f"<!-- {name} -->\n{section}\n{stamp}\n<!-- /{name} -->"
    pattern = re.compile(rf"<!-- {name} -->.*?<!-- /{name} -->", re.DOTALL)
    page = pattern.sub(lambda _: block, page) if pattern.search(page) else f"{page.rstrip()}\n\n{block}\n"
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
