"""What ``docs/sources.md`` says is what the code does."""

from __future__ import annotations

import re

import pytest

from service.config import ROOT
from service.sources.config import kinds
from service.sources.health import ADVICE

TEXT = (ROOT / "docs" / "sources.md").read_text("utf-8")
CELLS = [[cell.strip(" `") for cell in line.strip("|").split(" | ")] for line in TEXT.splitlines() if line[:1] == "|"]
# Tables of keys have three columns, key, default and meaning, with the kind before them where a key is one kind's.
DEFAULTS = {row[-3]: row[-2] for row in CELLS if len(row) in {3, 4}}
NAMED = set(re.findall(r"`([\w-]+)`", TEXT))


@pytest.mark.parametrize(
    ("kind", "key"),
    [(name, key) for name, kind in kinds().items() for key in kind.config.model_fields if key != "name"],
)
def test_every_key_is_explained_with_its_default(kind: str, key: str) -> None:
    info = kinds()[kind].config.model_fields[key]
    assert key in DEFAULTS, f"{kind}.{key} is missing from docs/sources.md"
    assert info.is_required() == (DEFAULTS[key] == "required")


def test_every_reason_with_advice_is_explained() -> None:
    reasons = {reason for reason in ADVICE if not reason.startswith("http_")}
    assert reasons - NAMED == set()


def test_every_kind_is_named() -> None:
    assert kinds().keys() <= NAMED
