"""What ``docs/sources.md`` says is what the code does."""

from __future__ import annotations

import re

import pytest

from service.config import ROOT
from service.sources.config import kinds
from service.sources.health import ADVICE

TEXT = (ROOT / "docs" / "sources.md").read_text("utf-8")
NAMED = set(re.findall(r"`([\w-]+)`", TEXT))


@pytest.mark.parametrize(
    ("kind", "key"),
    [(name, key) for name, kind in kinds().items() for key in kind.config.model_fields if key != "name"],
)
def test_every_key_is_explained(kind: str, key: str) -> None:
    assert key in NAMED, f"{kind}.{key} is missing from docs/sources.md"


def test_every_reason_with_advice_is_explained() -> None:
    reasons = {reason for reason in ADVICE if not reason.startswith("http_")}
    assert reasons - NAMED == set()


def test_every_kind_is_named() -> None:
    assert kinds().keys() <= NAMED
