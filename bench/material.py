"""What the benches feed on: the project's own samples, cut and filled to a known size.

The environment variable ``TALLYWIRE_SHARED``, or a folder ``shared`` beside the clone, may hold annotated articles and
number cases; benches that need them say so in their table when they are absent.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from extractors.article import read_file
from extractors.types import Article

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "samples"
WORDS = 500
CHARACTERS = 800


def shared() -> Path | None:
    named = os.environ.get("TALLYWIRE_SHARED")
    folder = Path(named) if named else ROOT.parent / "shared"
    return folder if folder.is_dir() else None


def gold_articles() -> list[dict[str, Any]]:
    """Annotated articles, empty without the folder."""
    folder = shared()
    paths = sorted((folder / "gold" / "dev").glob("*.json")) if folder else []
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths]


def sample_articles() -> list[Article]:
    """Every sample as the poller would read it."""
    found = []
    for path in sorted(SAMPLES.iterdir()):
        if path.suffix in {".html", ".txt", ".json"} and path.is_file():
            result = read_file(path.read_bytes(), name=path.name)
            if result.article is not None:
                found.append(result.article)
    return found


def sized(article: Article) -> Article:
    """The article at news length: 500 English words or 800 Chinese characters, its sentences repeated or cut."""
    if article.language == "zh":
        text = article.text * (CHARACTERS // max(1, len(article.text)) + 1)
        return replace(article, text=text[:CHARACTERS])
    words = article.text.split(" ")
    words = words * (WORDS // max(1, len(words)) + 1)
    return replace(article, text=" ".join(words[:WORDS]))


PLAIN = {
    "en": (
        "The council met on Tuesday to discuss the new bridge. Engineers expect that the work will take eighteen "
        "months and cost 240 million dollars, of which the region pays a third. Residents asked about noise, parking "
        "and the old lime trees. The mayor promised a second hearing in May. Traffic on the ring rose by 12 percent. "
    ),
    "zh": (
        "市议会周二讨论了新桥的建设方案。工程师预计工期十八个月，总投资2.4亿元，其中三分之一由省里承担。"
        "居民关心噪声、停车和老树的去留。市长表示五月还会召开一次听证会。环路车流量同比增长12%。"
    ),
}


def plain_articles(count: int) -> list[Article]:
    """News of the size above with numbers in it and no claim of any measure."""
    published = datetime(2026, 4, 1, tzinfo=UTC)
    languages = [("en", "zh")[number % 2] for number in range(count)]
    return [
        sized(Article(f"plain-{number}", language, "Bridge", PLAIN[language] * 20, published_at=published))
        for number, language in enumerate(languages)
    ]


def repeated(articles: Sequence[Article], count: int) -> list[Article]:
    return [articles[number % len(articles)] for number in range(count)]
