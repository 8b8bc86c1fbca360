"""Which language a text is in, told by its script.

Han characters without kana are Chinese, whichever set they are written in; kana is Japanese, hangul Korean. Latin
letters are the language that the page declares, English where it declares none that is written so. No dictionary is
asked: two languages of one script cannot be told apart here, and the claims layer has no rules for the others anyway.
"""

from __future__ import annotations

import re

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_KANA = re.compile(r"[\u3041-\u30fa]")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\uff21-\uff3a\uff41-\uff5a]")
_SAMPLE = 20_000
_LETTERS_PER_HAN = 4  # a Han character says about as much as four Latin letters
_OTHER_SCRIPTS = frozenset({"zh", "ja", "ko", "ru", "uk", "ar", "he", "hi", "th", "el"})


def primary_subtag(tag: str | None) -> str | None:
    """``zh-Hant-TW`` and ``zh_CN`` as ``zh``; null for what is no language tag."""
    match = re.match(r"\s*([A-Za-z]{2,3})(?:[-_]|\s*$)", tag or "")
    return match[1].lower() if match else None


def language_of(text: str, declared: str | None = None) -> str:
    """A primary language subtag; ``und`` where the text holds no letters and nothing is declared."""
    sample = text[:_SAMPLE]
    han, kana, hangul = (len(script.findall(sample)) for script in (_HAN, _KANA, _HANGUL))
    latin = len(_LATIN.findall(sample))
    tag = primary_subtag(declared)
    if hangul > han and hangul * _LETTERS_PER_HAN > latin:
        return "ko"
    if han and han * _LETTERS_PER_HAN > latin:
        return "ja" if kana * 10 > han else "zh"
    if latin:
        return "en" if tag is None or tag in _OTHER_SCRIPTS else tag
    return tag or "und"
