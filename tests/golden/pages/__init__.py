"""Pages and what must be read from them: ``NAME.html`` beside ``NAME.json`` (what is given, what is expected).

After a change that is meant to change what is read, ``python -m tests.golden.pages`` writes the expectations anew; the
diff is then the review. Files of ``samples/`` are inputs too, with their expectations under ``samples/`` here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from extractors.article import Known, PageResult, read_file, read_page

HERE = Path(__file__).parent
SAMPLES = HERE.parents[2] / "samples"
ARTICLE_ENDINGS = {".html", ".txt", ".json"}
SEEN_AT = datetime.fromisoformat("2026-04-20T00:00:00+00:00")


@dataclass(frozen=True)
class Case:
    name: str
    expectation: Path
    result: PageResult

    def expected(self) -> dict[str, Any]:
        return dict(json.loads(self.expectation.read_text(encoding="utf-8"))["expected"])

    def write(self) -> None:
        row = json.loads(self.expectation.read_text(encoding="utf-8")) if self.expectation.exists() else {}
        row["expected"] = as_json(self.result)
        self.expectation.parent.mkdir(exist_ok=True)
        self.expectation.write_text(json.dumps(row, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def cases() -> Iterator[Case]:
    for page in sorted(HERE.glob("*.html")):
        expectation = page.with_suffix(".json")
        given = json.loads(expectation.read_text(encoding="utf-8"))["given"]
        result = read_page(
            page.read_bytes(),
            url=given.get("url"),
            content_type=given.get("content_type"),
            known=_known(given.get("known", {})),
        )
        yield Case(page.stem, expectation, result)
    for sample in sorted(path for path in SAMPLES.iterdir() if path.suffix in ARTICLE_ENDINGS):
        result = read_file(sample.read_bytes(), name=sample.name, known=Known(seen_at=SEEN_AT))
        yield Case(sample.name, HERE / "samples" / f"{sample.name}.json", result)


def _known(given: dict[str, Any]) -> Known:
    facts = dict(given)
    for key in ("published_at", "seen_at"):
        if key in facts:
            facts[key] = datetime.fromisoformat(facts[key])
    if "zone" in facts:
        facts["zone"] = timezone(timedelta(hours=int(facts["zone"][:3])))
    return Known(**facts)


def as_json(result: PageResult) -> dict[str, Any]:
    """What matters of a result; the text as a list of lines, so that a diff shows the line."""
    row: dict[str, Any] = {"site": result.site}
    article = result.article
    if article is None:
        return row | {"reason": result.reason, "detail": result.detail}
    return row | {
        "id": article.id,
        "language": article.language,
        "title": article.title,
        "published_at": article.published_at and article.published_at.isoformat(),
        "url": article.url,
        "flags": list(article.flags),
        "original_url": result.original_url,
        "text": article.text.split("\n"),
        "generated_text": result.generated_text.split("\n") if result.generated_text else [],
    }
