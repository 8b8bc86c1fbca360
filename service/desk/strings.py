"""The words that scripts show: found in the scripts, translated here, given to each page as data."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from io import BytesIO

from babel.messages.extract import extract_javascript

from service.desk.assets import assets
from service.desk.catalogue import DEFAULT, catalogue


@cache
def strings(language: str) -> dict[str, str]:
    """Message ids of ``_("…")`` in the scripts with their translation; none for English."""
    if language == DEFAULT:
        return {}
    words = catalogue(language)
    return {message: words.gettext(message) for message in sorted(set(script_messages()))}


def script_messages() -> Iterator[str]:
    """Every message id that a script shows."""
    for name, content in assets().files.items():
        if name.endswith(".js"):
            for _, _, message, _ in extract_javascript(BytesIO(content), {"_": None}, [], {"encoding": "utf-8"}):
                if isinstance(message, str):
                    yield message
