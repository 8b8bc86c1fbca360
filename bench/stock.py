"""A store of a million claims, written fast: rows straight into their tables, in the order that polling leaves."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Any

from sqlalchemy import text

from db.migrations import head, upgrade
from db.migrations.derived import forget_documents, tally_by
from db.queries import articles, claims, documents, search, sources, verdicts
from db.session import Database, Session
from db.tables.derived import COUNTED
from service.documents import FORM, write_documents_of

ARTICLES, PER_ARTICLE = 200_000, 5
CHUNK = 5_000
START = datetime(2024, 1, 1, tzinfo=UTC)
SUBJECTS = ("country:CN", "country:US", "all", "author:deepseek", "author:anthropic", "model:qwen/qwen3.6-plus")
KINDS = ("level", "level", "share", "change", "ratio", "rank", "price")
LABELS = ("supported", "refuted", "conflicting", "not_enough_evidence", "not_enough_evidence")
WORDS = ("中国模型周调用量", "美国模型", "开源模型降价", "weekly token usage", "open weights", "inference price")


_WAITING = """
INSERT INTO review_task SELECT article_id, '', count(*), 0, 0, max(sorted_at) FROM claim GROUP BY article_id
"""
_DISPUTED = """
INSERT INTO discrepancy (public_id, type, subject, measure, article_id, group_key, opened_at, updated_at, severity,
    explanation, explanation_zh, detail)
SELECT 'dsc_' || substr(public_id, 5), label, subject, measure, article_id, group_key, sorted_at, sorted_at, 'major',
    'Not so.', '并非如此。', '{"sides": []}'
FROM claim WHERE label IN ('refuted', 'conflicting') AND id % 40 = 0
"""
_DISPUTES = """
INSERT INTO discrepancy_claim (discrepancy_id, claim_id)
SELECT discrepancy.id, claim.id FROM discrepancy
JOIN claim ON claim.public_id = 'clm_' || substr(discrepancy.public_id, 5)
"""


def stocked(folder: Path) -> Path:
    """A million claims in a folder, made there if they are not there yet as this version makes them."""
    made_by = blake2b(Path(__file__).read_bytes() + f"{head()} {FORM}".encode(), digest_size=6).hexdigest()
    path = folder / f"stock-{made_by}.db"
    if not path.exists():
        folder.mkdir(exist_ok=True)
        for old in folder.glob("stock-*"):
            old.unlink()
        unfinished = path.with_suffix(".unfinished")
        unfinished.unlink(missing_ok=True)
        fill(unfinished)
        unfinished.rename(path)
    return path


def fill(path: Path, count: int = ARTICLES) -> None:
    """A store of ``count`` articles with five claims each, in the order of their times, as polling leaves it.

    What triggers keep is put there once at the end: the triggers would say the same, claim by claim.
    """
    dice = random.Random(7)
    with Database(path) as database:
        upgrade(database)
        with database.transaction() as session:
            for name in ("wire", "daily", "weekly"):
                sources.ensure_source(session, name, kind="feed", now=START)
            for name in session.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all():
                session.execute(text(f"DROP TRIGGER {name}"))
        for first in range(1, count + 1, CHUNK):
            with database.transaction() as session:
                _add(session, range(first, min(first + CHUNK, count + 1)), dice)
        with database.transaction() as session:
            for statement in (*forget_documents(), *tally_by(COUNTED), _WAITING, _DISPUTED, _DISPUTES):
                session.execute(text(statement))


def _add(session: Session, numbers: range, dice: random.Random) -> None:
    connection = session.connection()
    written = [article(number, dice) for number in numbers]
    connection.execute(articles.article.insert(), written)
    connection.execute(articles.version.insert(), [version(row) for row in written])
    rows = [claim(number, place, dice) for number in numbers for place in range(PER_ARTICLE)]
    connection.execute(claims.claim.insert(), rows)
    connection.execute(claims.mention.insert(), [mention(row) for row in rows])
    connection.execute(verdicts.verdict.insert(), [verdict(row) for row in rows])
    search.index_claims(session, [(row["id"], dice.choice(WORDS), row["rule"]) for row in rows])
    connection.execute(documents.document.insert(), [{"claim_id": row["id"]} for row in rows])
    write_documents_of(session, [row["id"] for row in rows])


def moment(number: int) -> datetime:
    return START + timedelta(minutes=5 * number)


def article(number: int, dice: random.Random) -> dict[str, Any]:
    return {
        "id": number,
        "public_id": f"art_{number:016d}",
        "source": ("wire", "daily", "weekly")[number % 3],
        "key": str(number),
        "language": ("en", "zh")[number % 2],
        "title": dice.choice(WORDS),
        "url": f"https://news.example/{number}",
        "published_at": moment(number),
        "first_seen_at": moment(number),
        "sorted_at": moment(number),
        "version": 1,
        "content_hash": f"{number:x}",
        "cluster": f"art_{number:016d}",
        "fingerprint": b"",
    }


def version(row: dict[str, Any]) -> dict[str, Any]:
    same = {name: row[name] for name in ("content_hash", "language", "title", "url", "published_at")}
    return {"article_id": row["id"], "number": 1, "seen_at": row["first_seen_at"], "text": row["title"], **same}


def claim(number: int, place: int, dice: random.Random) -> dict[str, Any]:
    week = (moment(number) - timedelta(days=7)).date()
    value = dice.randrange(10**9, 10**13)
    return {
        "id": (number - 1) * PER_ARTICLE + place + 1,
        "public_id": "clm_" + "".join(dice.choices("abcdefghijklmnopqrstuvwxyz234567", k=16)),
        "article_id": number,
        "source": ("wire", "daily", "weekly")[number % 3],
        "language": ("en", "zh")[number % 2],
        "sorted_at": moment(number),
        "position": place,
        "group_key": f"g{dice.randrange(200_000)}",
        "kind": dice.choice(KINDS),
        "measure": "token_usage",
        "subject": dice.choice(SUBJECTS),
        "value_point": value,
        "value_low": value,
        "value_high": value,
        "value_number": float(value),
        "unit": "token",
        "per": "week",
        "modifier": "none",
        "scope": "all",
        "platform": "openrouter",
        "modality": "observed",
        "period_start": _monday(week),
        "period_end": _monday(week) + timedelta(days=6),
        "period_basis": "explicit",
        "rule": "digits.scaled > level.reach",
        "confidence": 0.9,
        "first_version": 1,
        "last_version": 1,
        "first_seen_at": moment(number),
        "label": dice.choice(LABELS),
        "selection": "all",
        "verdict_number": 1,
    }


def mention(row: dict[str, Any]) -> dict[str, Any]:
    place = {"field": "text", "start": 40, "end": 61, "quote": "12.96 trillion tokens"}
    return {"claim_id": row["id"], "version": 1, **place}


def verdict(row: dict[str, Any]) -> dict[str, Any]:
    window = {"start": row["period_start"].isoformat(), "end": row["period_end"].isoformat()}
    reading = {
        "selection": "all",
        "window": window,
        "attribution": "stealth_left_out",
        "share_of": None,
        "series": row["subject"],
        "literal": True,
        "low": "12962000000000",
        "high": "13120000000000",
        "match": "true",
        "rows": [],
    }
    return {
        "claim_id": row["id"],
        "number": 1,
        "decided_at": row["sorted_at"],
        "label": row["label"],
        "reading": reading,
        "readings": [reading, {**reading, "selection": "top9", "literal": False}],
        "missing": [],
        "relative_error": None,
        "explanation": "In that week the data have between 12.96 and 13.12 trillion tokens.",
        "explanation_zh": "该周数据为12.96万亿至13.12万亿Token。",
        "dataset": "openrouter-rankings-daily",
        "as_of": row["sorted_at"],
        "citation": "Source: OpenRouter (openrouter.ai/rankings).",
        "digest": "d",
    }


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
