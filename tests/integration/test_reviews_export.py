"""Reviewed articles from the command line: records that go back in, and a DocBin that spaCy opens."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner
from spacy.tokens import DocBin
from spacy.vocab import Vocab

from db.session import Database
from service.cli import main
from tests.integration.make import story
from tests.integration.reviewing import Room, placed
from tests.stores import database, empty_store
from tests.unit.reconcile.make import claim

__all__ = ["database", "empty_store"]

TEXT = "Die Woche 😀: 4.69万亿Token weekly, then 3.2 trillion tokens. " + story("e")


@pytest.fixture
def reviewed(database: Database, monkeypatch: pytest.MonkeyPatch) -> str:
    room = Room(database)
    said = [placed(TEXT, "4.69万亿", claim("level", "4.69")), placed(TEXT, "3.2 trillion", claim("level", "3.2"))]
    article = room.store("1", TEXT, said, title="Zahlen")
    waiting = room.store("2", "Nothing decided here: 4.69 trillion. " + story("w"), [claim("level", "4.69")])
    assert waiting != article
    first, second = (row.public_id for row in room.claims(article))
    room.decide(first, "accept")
    room.decide(second, "edit", changes={"subject": "country:US"})
    monkeypatch.setenv("TALLYWIRE_DATABASE", str(database.path))
    return article


def test_records_are_in_the_contracts_fields(reviewed: str) -> None:
    result = CliRunner().invoke(main, ["reviews", "export"])
    assert result.exit_code == 0, result.output
    assert result.stderr == "1 reviewed articles\n"
    record = orjson.loads(result.stdout)
    assert (record["id"], record["language"], record["text"]) == (reviewed, "en", TEXT)
    assert [each["subject"] for each in record["claims"]] == ["country:CN", "country:US"]
    # The two levels of one subject excluded each other; the correction ended that.
    assert record["inconsistencies"] == []
    again = CliRunner().invoke(main, ["extract"], input=result.stdout)
    assert again.exit_code == 0, again.output
    assert orjson.loads(again.stdout)["id"] == reviewed


def test_a_doc_bin_has_the_claims_as_spans(reviewed: str, tmp_path: Path) -> None:
    target = tmp_path / "reviewed.spacy"
    result = CliRunner().invoke(main, ["reviews", "export", "--format", "docbin", "-o", str(target)])
    assert result.exit_code == 0, result.output
    (doc,) = DocBin(store_user_data=True).from_disk(target).get_docs(Vocab())
    assert doc.text == f"Zahlen\n\n{TEXT}"
    assert doc.user_data["id"] == reviewed
    assert [span.label_ for span in doc.spans["claims"]] == ["level", "level"]
    quotes = [doc.text[each["start"] : each["end"]] for each in doc.user_data["claims"]]
    assert quotes == ["4.69万亿", "3.2 trillion"]
    assert all(quote in span.text for quote, span in zip(quotes, doc.spans["claims"], strict=True))
