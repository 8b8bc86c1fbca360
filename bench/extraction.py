"""How fast claims are read, alone and beside libraries that read bare numbers; as Python and compiled."""

from __future__ import annotations

import gc
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from bench.material import ROOT, plain_articles, repeated, sample_articles, sized
from bench.table import Row
from bench.timing import median_seconds, seconds
from extractors.extract import extract
from extractors.quantities import find_quantities
from extractors.rules import load_rules
from extractors.types import Article
from service import compiled

TITLE = "Speed of extraction"
NOTE = (
    "One core, text in, claims out, in a process that has loaded the rules as a worker does. Articles are the samples "
    "and claim-free local news, cut or filled to 500 English words or 800 Chinese characters. The peers find bare "
    "numbers only; ours finds claims, except in the rows that say otherwise. Ratios are pair by pair. *Compiled* is "
    "after `make compile`, in a process of its own."
)
PEERS = ROOT / ".venv-bench" / "bin" / "python"
RUNS = 5
COMPILED = """
from service import compiled
compiled.prefer()
import json
from bench.extraction import measure_here
print(json.dumps([row.reached for row in measure_here()]))
"""


def measure() -> list[Row]:
    """Each row as Python, then compiled."""
    rows = measure_here()
    try:
        compiled.compile_()
    except compiled.NotCompiled as error:
        print(f"nothing is compiled here: {error}", file=sys.stderr)
        return rows
    done = subprocess.run(
        [sys.executable, "-c", COMPILED], stdout=subprocess.PIPE, check=True, env=os.environ | {compiled.WISH: "yes"}
    )
    fast: list[str] = json.loads(done.stdout)
    return [replace(row, reached=f"{row.reached}, compiled {reached}") for row, reached in zip(rows, fast, strict=True)]


def measure_here() -> list[Row]:
    """With the extractors as this process has imported them."""
    rules = load_rules()
    gc.collect()
    gc.freeze()
    claims = [sized(article) for article in sample_articles() if extract(article, rules).claims]
    plain = plain_articles(400)

    def read(articles: Sequence[Article]) -> None:
        for article in articles:
            extract(article, rules)

    batch = repeated(claims, 100)
    with_claims = len(batch) / median_seconds(partial(read, batch), RUNS)
    without = len(plain) / median_seconds(partial(read, plain), RUNS)
    rows = [
        Row("articles with claims, a second", "≥ 150", f"{with_claims:.0f}"),
        Row("articles without, a second", "≥ 3,000", f"{without:,.0f}"),
    ]
    for peer, language, least in (("quantulum3", "en", 20), ("recognizers", "zh", 2)):
        for kind, articles in (("with claims", claims), ("without", plain)):
            same = repeated([article for article in articles if article.language == language], 10)
            reached = _faster(peer, same, partial(read, same))
            rows.append(Row(f"times faster than {peer}, {language} articles {kind}", f"≥ {least}×", reached))
        same = repeated([article for article in claims if article.language == language], 10)
        reached = _faster(peer, same, partial(_numbers, same))
        rows.append(
            Row(f"the same articles with claims, {language}, bare numbers only as {peer} reads them", "", reached)
        )
    return rows


def _numbers(articles: Sequence[Article]) -> None:
    for article in articles:
        find_quantities(article.text, article.language)


def _faster(peer: str, articles: Sequence[Article], ours: Callable[[], object]) -> str:
    if not PEERS.exists():
        return "its environment is missing: `make bench`"
    return f"{statistics.median(_ratios(peer, articles, ours)):.1f}×"


def _ratios(peer: str, articles: Sequence[Article], ours: Callable[[], object]) -> Iterator[float]:
    texts = json.dumps([article.text for article in articles]) + "\n"
    with _peer(peer) as ask:
        ask(texts)
        for _ in range(RUNS):
            theirs = ask(texts)
            yield theirs / seconds(ours)


@contextmanager
def _peer(name: str) -> Iterator[Callable[[str], float]]:
    # -P: else the bench "numbers" beside the program stands in for the library's.
    program = [str(PEERS), "-P", "-W", "ignore", str(Path(__file__).with_name("peers.py")), name]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        stdin, stdout = process.stdin, process.stdout

        def ask(line: str) -> float:
            stdin.write(line)
            stdin.flush()
            return float(json.loads(stdout.readline())["seconds"])

        yield ask
        stdin.close()
