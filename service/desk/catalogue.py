"""The desk's words in other languages: gettext catalogues, read once into memory.

English is the message id. A language is a folder of ``.po`` files, one for each part of the desk, so that the words of
a page stand together. What has no translation is shown in English. Words that stand in Python are marked with
:func:`N_` and translated where they are shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

FOLDER = Path(__file__).resolve().parent / "catalogues"
LANGUAGES = ("en", "zh")
DEFAULT = "en"


def N_(message: str) -> str:  # noqa: N802 - gettext's name for it
    """Mark words for translation; they stay as they are."""
    return message


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One language's words."""

    language: str
    messages: Mapping[str, str]
    plurals: Mapping[tuple[str, str], tuple[str, ...]]

    def gettext(self, message: str) -> str:
        return self.messages.get(message, message)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        found = self.plurals.get((singular, plural))
        if found:
            return found[min(len(found) - 1, 0 if number == 1 else 1)]
        return singular if number == 1 else plural


@cache
def catalogue(language: str) -> Catalogue:
    """The catalogue of a language; an empty one for English, which needs none."""
    messages: dict[str, str] = {}
    plurals: dict[tuple[str, str], tuple[str, ...]] = {}
    for path in sorted((FOLDER / language).glob("*.po")):
        with path.open("rb") as stream:
            for message in read_po(stream, locale=language, abort_invalid=True):
                if isinstance(message.id, (tuple, list)):
                    singular, plural = message.id
                    plurals[singular, plural] = tuple(message.string or ())
                elif message.id and isinstance(message.string, str) and message.string:
                    messages[message.id] = message.string
    return Catalogue(language, messages, plurals)


def wanted_language(accept_language: str) -> str:
    """The first of our languages that a browser's ``Accept-Language`` wants, by its weights."""
    wanted = []
    for place, part in enumerate(accept_language.split(",")[:20]):
        tag, _, parameters = part.strip().partition(";")
        primary = tag.strip().lower().partition("-")[0]
        if primary in LANGUAGES and (weight := _weight(parameters)) > 0:
            wanted.append((-weight, place, primary))
    return min(wanted)[2] if wanted else DEFAULT


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
