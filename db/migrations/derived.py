"""The triggers that keep derived tables true, whoever writes and whatever they write with.

A revision that changes what is counted or shown calls :func:`tally_by` or :func:`forget_documents_of` again: both
replace what is there.
"""

# ruff: noqa: S608 - every name in these statements is written here or in a revision
from __future__ import annotations

from collections.abc import Iterator, Sequence

WEEK = "date({row}period_start, 'weekday 0', '-6 days')"
_TALLIES = ("claim_tally", "claim_week_tally")


def forget_documents() -> Iterator[str]:
    """Statements that make a claim's document be forgotten whenever something that it says is written."""
    forget = "UPDATE claim_document SET form = 0, body = NULL, digest = NULL WHERE form <> 0 AND claim_id"
    yield from _trigger("document_of_claim", "INSERT ON claim", "INSERT INTO claim_document (claim_id) VALUES (NEW.id)")
    yield from _trigger("document_claim_changed", "UPDATE ON claim", f"{forget} = NEW.id")
    yield from _trigger("document_claim_gone", "DELETE ON claim", "DELETE FROM claim_document WHERE claim_id = OLD.id")
    for table in ("mention", "verdict"):
        yield from _trigger(f"document_{table}_added", f"INSERT ON {table}", f"{forget} = NEW.claim_id")
        both = f"{forget} IN (OLD.claim_id, NEW.claim_id)"
        yield from _trigger(f"document_{table}_changed", f"UPDATE ON {table}", both)
        yield from _trigger(f"document_{table}_gone", f"DELETE ON {table}", f"{forget} = OLD.claim_id")
    its_claims = f"{forget} IN (SELECT id FROM claim WHERE article_id = NEW.id)"
    told = "UPDATE OF public_id, title, url, published_at ON article"
    yield from _trigger("document_article_changed", told, its_claims)


def tally_by(fields: Sequence[str]) -> Iterator[str]:
    """Statements that make the tallies count standing claims by these columns of ``claim``, and count them anew."""
    plain = {table: [*fields, *(["week"] if table == "claim_week_tally" else [])] for table in _TALLIES}
    added = {table: _insert(table, names, "NEW.") for table, names in plain.items()}
    removed = [statement for table, names in plain.items() for statement in _take(table, names)]
    moved = ", ".join([*fields, "period_start", "withdrawn_at"])
    yield from _trigger("tally_claim_added", "INSERT ON claim", *added.values())
    yield from _trigger("tally_claim_changed", f"UPDATE OF {moved} ON claim", *removed, *added.values())
    yield from _trigger("tally_claim_gone", "DELETE ON claim", *removed)
    for table, names in plain.items():
        yield f"DELETE FROM {table}"
        values = ", ".join(_values(names, ""))
        every = ", ".join(str(at + 2) for at in range(len(names)))
        yield (
            f"INSERT INTO {table} (key, {', '.join(names)}, number) SELECT json_array({values}), {values}, count(*)"
            f" FROM claim WHERE withdrawn_at IS NULL GROUP BY {every}"
        )


def _insert(table: str, names: Sequence[str], row: str) -> str:
    values = ", ".join(_values(names, row))
    return (
        f"INSERT INTO {table} (key, {', '.join(names)}, number) SELECT json_array({values}), {values}, 1"
        f" WHERE {row}withdrawn_at IS NULL ON CONFLICT (key) DO UPDATE SET number = number + 1"
    )


def _take(table: str, names: Sequence[str]) -> Iterator[str]:
    where = f"OLD.withdrawn_at IS NULL AND key = json_array({', '.join(_values(names, 'OLD.'))})"
    yield f"UPDATE {table} SET number = number - 1 WHERE {where}"
    yield f"DELETE FROM {table} WHERE number = 0 AND {where}"


def _values(names: Sequence[str], row: str) -> list[str]:
    return [WEEK.format(row=row) if name == "week" else f"{row}{name}" for name in names]


def _trigger(name: str, when: str, *statements: str) -> Iterator[str]:
    yield f"DROP TRIGGER IF EXISTS {name}"
    yield f"CREATE TRIGGER {name} AFTER {when} BEGIN {'; '.join(statements)}; END"
