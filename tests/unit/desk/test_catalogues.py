"""Every word that a page can show is translated, and nothing is translated that no page shows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

from service.desk import catalogue as module
from service.desk.catalogue import LANGUAGES, catalogue, wanted_language
from service.desk.strings import script_messages
from service.desk.words import from_elsewhere

DESK = Path(module.__file__).parent
OTHERS = [language for language in LANGUAGES if language != "en"]
HELD = re.compile(r"%\((\w+)\)s")


def shown() -> Iterator[str]:
    """Every message id in templates, Python and scripts; of a plural, the singular."""
    for path in DESK.rglob("*.html"):
        with path.open("rb") as stream:
            for _, _, message, _ in babel_extract(stream, ("_", "gettext", "ngettext"), [], {"silent": "false"}):
                found = message[0] if isinstance(message, tuple) else message
                if isinstance(found, str):
                    yield found
    for path in DESK.rglob("*.py"):
        with path.open("rb") as stream:
            for _, _, message, _ in extract_python(stream, ["N_"], [], {"encoding": "utf-8"}):
                if isinstance(message, str):
                    yield message
    yield from script_messages()
    yield from from_elsewhere()


def translated(language: str) -> set[str]:
    words = catalogue(language)
    return set(words.messages) | {singular for singular, _ in words.plurals}


@pytest.mark.parametrize("language", OTHERS)
def test_everything_shown_is_translated_and_nothing_else(language: str) -> None:
    wanted, there = set(shown()), translated(language)
    assert len(wanted) > 40
    assert sorted(wanted - there) == []
    assert sorted(there - wanted) == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_holds_what_its_original_holds(language: str) -> None:
    for message, translation in catalogue(language).messages.items():
        assert sorted(HELD.findall(message)) == sorted(HELD.findall(translation)), message


@pytest.mark.parametrize("language", OTHERS)
def test_one_message_has_one_translation(language: str) -> None:
    found = defaultdict(set)
    for path in (DESK / "catalogues" / language).glob("*.po"):
        with path.open("rb") as stream:
            for message in read_po(stream, locale=language, abort_invalid=True):
                found[message.id].add(message.string)
    assert {key: several for key, several in found.items() if len(several) > 1} == {}


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB,zh;q=0.9", "en"),
        ("en;q=0.2, zh-Hant;q=0.7", "zh"),
        ("fr, de;q=0.9", "en"),
        ("zh;q=0, en", "en"),
        ("zh;q=x", "en"),
        ("*", "en"),
    ],
)
def test_the_language_is_what_the_browser_wants_most(header: str, language: str) -> None:
    assert wanted_language(header) == language
