"""What a cold start costs: one article through the command line, and the memory of the process that reads it."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import threading
from time import perf_counter

from bench.material import ROOT, sample_articles, sized
from bench.table import Row

TITLE = "Cold start and memory"
NOTE = "Whole processes, medians of five runs after one that does not count; memory is the kernel's peak resident set."
RUNS = 5


def measure() -> list[Row]:
    article = next(sized(article) for article in sample_articles() if article.language == "en")
    line = json.dumps({"id": article.id, "language": "en", "title": article.title, "text": article.text}) + "\n"
    runs = [_run(["extract"], line) for _ in range(RUNS + 1)][1:]
    helps = [_run(["--help"], "") for _ in range(RUNS + 1)][1:]
    return [
        Row("`tallywire extract`, one article", "≤ 1.5 s", f"{statistics.median(run[0] for run in runs):.2f} s"),
        Row("its peak memory", "≤ 300 MB", f"{statistics.median(run[1] for run in runs) / 1024:.0f} MB"),
        Row("`tallywire --help`", "", f"{statistics.median(run[0] for run in helps):.2f} s"),
    ]


def _run(arguments: list[str], line: str) -> tuple[float, int]:
    """Seconds and kilobytes of one process."""
    program = [sys.executable, "-m", "service.cli", *arguments]
    start = perf_counter()
    process = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)
    assert process.stdin is not None
    assert process.stdout is not None
    reader = threading.Thread(target=process.stdout.read)
    reader.start()
    process.stdin.write(line.encode())
    process.stdin.close()
    _, status, usage = os.wait4(process.pid, 0)
    taken = perf_counter() - start
    reader.join()
    process.stdout.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"tallywire {' '.join(arguments)} ended with {process.returncode}")
    return taken, usage.ru_maxrss
