"""Reading numbers against collected cases of other projects, by the scorer that comes with them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile

from bench.material import shared
from bench.scores import pipe
from bench.table import Row

TITLE = "Reading numbers"
NOTE = (
    "Cases of Recognizers-Text, duckling, JioNLP, cn2an and NeMo's Chinese inverse text normalisation. "
    "Their conventions differ from each other and from the contract, which wins. "
    "Needs the collected cases, which are not part of the project."
)
TARGETS = {
    ("recognizers-number", "zh"): ("F1", 0.96),
    ("recognizers-number", "en"): ("F1", 0.93),
    ("recognizers-percent", "zh"): ("F1", 0.95),
    ("duckling-numeral", "zh"): ("exact", 0.90),
    ("jionlp-money", "zh"): ("F1", 0.90),
    ("cn2an", "zh"): ("F1", 0.95),
    ("nemo", "zh"): ("F1", 0.98),
}
LINE = re.compile(r"^(\S+)\s+(\S+)\s+F1 ([\d.]+)\s+exact ([\d.]+)\s+cases (\d+)", re.MULTILINE)


def measure() -> list[Row]:
    folder = shared()
    if folder is None:
        return [Row("collected cases", "", "not on this machine")]
    cases = folder / "suites" / "numbers.jsonl"
    rows = [json.loads(line) for line in cases.read_text(encoding="utf-8").splitlines()]
    predictions = pipe([{"text": row["text"], "language": row["lang"]} for row in rows], "quantities")
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in predictions)
        file.flush()
        scorer = folder / "tools" / "score_numbers.py"
        done = subprocess.run(
            [sys.executable, str(scorer), str(cases), file.name], capture_output=True, text=True, check=True
        )
    found = []
    for suite, language, f1, exact, count in LINE.findall(done.stdout):
        key = next((key for key in TARGETS if suite.startswith(key[0]) and language == key[1]), None)
        metric, least = TARGETS[key] if key else ("", 0)
        target = f"{metric} ≥ {least:.2f}" if key else ""
        found.append(Row(f"{suite}, {language} ({count} cases)", target, f"F1 {f1}, exact {exact}"))
    return found
