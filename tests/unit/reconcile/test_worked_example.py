"""The worked example in ``docs/verdicts.md`` is what the code gives: run this module to write its table anew."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from extractors.types import Claim
from service.reconcile.figures import figure, period_text
from service.reconcile.types import ReadingResult, Verdict
from service.reconcile.verdict import verify
from tests.unit.reconcile.make import claim, sample_snapshot

PAGE = Path(__file__).parents[3] / "docs" / "verdicts.md"
BLOCK = re.compile(r"(<!-- (\w+) -->\n).*?(<!-- /\2 -->)", re.DOTALL)


def example() -> tuple[Claim, Verdict]:
    """4.69 trillion tokens in the week to March 15, where the text gave only the day that it ended on."""
    stated = claim("level", "4.69", "03-09", period_basis="end_date")
    return stated, verify(stated, sample_snapshot())


def table(verdict: Verdict) -> str:
    rows = ["| selection | week | stealth models | literal | the data say | match |", "|---|---|---|---|---|---|"]
    return "\n".join(rows + [_row(result) for result in verdict.readings])


def _row(result: ReadingResult) -> str:
    reading = result.reading
    ends = [figure(end, "token") for end in (result.low, result.high)]
    says = ends[0] if ends[0] == ends[1] else " to ".join(ends)
    attribution = "left out" if reading.attribution == "stealth_left_out" else "counted"
    literal = "yes" if reading.literal else ""
    cells = (f"`{reading.selection}`", period_text(reading.window), attribution, literal, says, result.match)
    return f"| {' | '.join(cells)} |"


def rows(verdict: Verdict) -> str:
    """The reference rows behind the reading that decided."""
    assert verdict.reading is not None
    listed = [f"| `{row.series}` | {figure(row.value, 'token')} |" for row in verdict.reading.rows]
    return "\n".join(["| model | tokens in the week |", "|---|---|", *listed])


def blocks() -> dict[str, str]:
    _, verdict = example()
    said = f"> {verdict.explanation.en}\n>\n> {verdict.explanation.zh}"
    return {"readings": table(verdict), "rows": rows(verdict), "sentence": said}


def written(page: str) -> str:
    kept = blocks()
    return BLOCK.sub(lambda found: f"{found[1]}{kept[found[2]]}\n{found[3]}", page)


def test_the_page_shows_what_the_code_gives() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert {found[2] for found in BLOCK.finditer(page)} == blocks().keys()
    assert written(page) == page, "python -m tests.unit.reconcile.test_worked_example writes it anew"


def test_the_example_is_worth_telling() -> None:
    _, verdict = example()
    assert verdict.label == "conflicting"
    assert verdict.reading is not None
    assert verdict.reading.reading.selection == "top9"


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    sys.stdout.write(f"{PAGE}\n")
