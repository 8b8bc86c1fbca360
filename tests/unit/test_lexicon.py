"""Rule files: what they must say, and where a mistake is reported."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from decimal import Decimal
from pathlib import Path

import pytest

from extractors.lexicon import load_lexicon, read, tries
from extractors.rulefile import DataFileError


def _load(monkeypatch: pytest.MonkeyPatch, folder: Path, text: str) -> str:
    """The complaint about a rule file with this text."""
    (folder / "common.yaml").write_text("suffixes: {K: 1e3}\n", encoding="utf-8")
    (folder / "xx.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(read, "DIRECTORY", folder)
    with pytest.raises(DataFileError) as caught:
        read.load_lexicon.__wrapped__("xx")
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "line", "key", "problem"),
    [
        ("words:\n  unit: {one: uno}\n", 2, "words.unit.one", "not a number"),
        ("words:\n  cardinal: {one: 1}\n", 2, "words.cardinal", "not one of"),
        ("words:\n  unit: {One: 1}\n", 2, "words.unit.One", "lower-case"),
        ("words:\n  unit: {one: 1, one: 2}\n", 2, "words.unit.one", "given twice"),
        ("modifiers:\n  before:\n    roughly: [about]\n", 3, "modifiers.before.roughly", "not one of"),
        ("units:\n  - {name: x, after: [x]}\n", 2, "units[0]", "unit is required"),
        ("units:\n  - {name: x, unit: u, after: [x], glued: perhaps}\n", 2, "units[0].glued", "true or false"),
        ("units:\n  - {name: x, unit: u, befor: [x]}\n", 2, "units[0].befor", "unknown key"),
        ("never:\n  anywhere:\n    broken: '('\n", 3, "never.anywhere.broken", "regular expression"),
        ("fractions: {½: half}\n", 1, "fractions.½", "fraction such as 1/2"),
        ("likely_years: [2030, 1990]\n", 1, "likely_years", "first and a last"),
        ("nonsense: 1\n", 1, "nonsense", "unknown key"),
        ("words: [\n", 2, "file", "not YAML"),
        ("", 1, "file", "empty"),
    ],
)
def test_mistake_is_reported_with_its_place(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str, line: int, key: str, problem: str
) -> None:
    message = _load(monkeypatch, tmp_path, text)
    assert message.startswith(f"{tmp_path / 'xx.yaml'}:{line}: {key}")
    assert problem in message


def test_new_language_is_one_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "common.yaml").write_text("suffixes: {K: 1e3}\n", encoding="utf-8")
    (tmp_path / "de.yaml").write_text(
        "decimal_mark: ','\nwords:\n  unit: {drei: 3}\n  scale: {millionen: 1e6}\n", encoding="utf-8"
    )
    monkeypatch.setattr(read, "DIRECTORY", tmp_path)
    lexicon = read.load_lexicon.__wrapped__("de-AT")
    from extractors.quantities import quantities_in

    texts = {"3,5 Millionen": "3500000", "drei Millionen": "3000000", "1.234.567": "1234567", "1.234": "1234"}
    for text, value in texts.items():
        [quantity] = quantities_in(text, text, lexicon)
        assert quantity.value.point == Decimal(value), text


def test_variants_share_a_file_and_unknown_languages_read_digits() -> None:
    assert load_lexicon("zh-Hant").words == load_lexicon("zh").words
    assert load_lexicon("zh_TW").characters == load_lexicon("zh").characters
    assert not load_lexicon("xx").words
    assert load_lexicon("../en").language == "../en"
    assert not load_lexicon("common").words


def test_lexicon_is_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        load_lexicon("en").language = "fr"  # type: ignore[misc]


def test_trie_takes_the_longest_word() -> None:
    import re

    pattern = re.compile(tries.pattern(["a", "ab", "abcd", "b.c", "x"]))
    assert pattern.fullmatch("abcd")
    assert [match.group() for match in pattern.finditer("abc abcd b.c bxc")] == ["ab", "abcd", "b.c", "x"]
    assert re.compile(tries.pattern([])).search("anything") is None
