"""Claims, verdicts and inconsistencies against annotated articles, by the scorer that comes with them."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.material import ROOT, gold_articles, shared
from bench.table import Row

TITLE = "Claims and verdicts against annotated articles"
NOTE = (
    "36 articles in English and Chinese, annotated by hand to the contract; verdicts with twelve weeks of OpenRouter "
    "rows as the only reference. Needs the annotated articles, which are not part of the project."
)
LANGUAGES = {"en": "English", "zh": "Chinese"}
INPUT = ("id", "language", "title", "text", "url", "published_at")


def measure() -> list[Row]:
    folder = shared()
    if folder is None:
        return [Row("annotated articles", "", "not on this machine")]
    articles = gold_articles()
    files = sorted((folder / "reference").glob("openrouter*.csv"))
    references = [argument for path in files for argument in ("--reference", str(path))]
    alone = score(folder, pipe(articles, "check", "--claims", *references))
    whole = score(folder, pipe([{key: article[key] for key in INPUT} for article in articles], "check", *references))
    return [
        *(_level(whole, "core", language, "≥ 0.93") for language in LANGUAGES),
        *(_level(whole, "full", language, "≥ 0.88") for language in LANGUAGES),
        Row("claims on the articles that hold none", "0", str(_spurious(articles, whole["predictions"]))),
        Row("wrong offsets", "0", str(whole["bad_offsets"])),
        *(_verdict(alone, label, "from annotated claims", "≥ 0.97") for label in ("conflicting", "refuted")),
        Row("`not_enough_evidence` given another label, from annotated claims", "≤ 2 %", _lost(alone)),
        Row("`inconsistent`, from annotated claims: precision, recall", "1.0, ≥ 0.95", _pair(alone["inconsistent"])),
        *(_verdict(whole, label, "end to end", "≥ 0.90") for label in ("conflicting", "refuted")),
        Row("`inconsistent`, end to end: precision, recall", "", _pair(whole["inconsistent"])),
    ]


def pipe(rows: list[dict[str, Any]], *command: str) -> list[dict[str, Any]]:
    """The rows through ``tallywire``, as anybody would run it."""
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    program = [sys.executable, "-m", "service.cli", *command]
    done = subprocess.run(program, input=lines, capture_output=True, text=True, cwd=ROOT, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def score(folder: Path, predictions: list[dict[str, Any]]) -> dict[str, Any]:
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in predictions)
        file.flush()
        program = [sys.executable, str(folder / "tools" / "score_claims.py"), str(folder / "gold" / "dev"), file.name]
        done = subprocess.run([*program, "--json"], capture_output=True, text=True, check=True)
    return {**json.loads(done.stdout), "predictions": predictions}


def _level(result: dict[str, Any], level: str, language: str, target: str) -> Row:
    precision, recall, f1, *_ = result["levels"][f"{level}/{language}"]
    reached = f"{f1:.3f} (precision {precision:.3f}, recall {recall:.3f})"
    return Row(f"claims, {level} F1, {LANGUAGES[language]}", target, reached)


def _verdict(result: dict[str, Any], label: str, how: str, target: str) -> Row:
    precision, recall, *_ = result["verdicts"].get(label, (0, 0))
    return Row(f"`{label}`, {how}: precision, recall", target, f"{precision:.3f}, {recall:.3f}")


def _pair(values: list[float]) -> str:
    return f"{values[0]:.3f}, {values[1]:.3f}"


def _lost(result: dict[str, Any]) -> str:
    label = "not_enough_evidence"
    counts = {pair: count for pair, count in result["verdict_confusion"].items() if pair.startswith(f"{label} ->")}
    return f"{sum(counts.values()) - counts.get(f'{label} -> {label}', 0)} of {sum(counts.values())}"


def _spurious(articles: list[dict[str, Any]], predictions: list[dict[str, Any]]) -> int:
    empty = {article["id"] for article in articles if not article["claims"]}
    return sum(len(row["claims"]) for row in predictions if row["id"] in empty)
