"""Bytes of unknown honesty -> text, with a note of what was odd about them.

A declared charset is a hint. UTF-8 that decodes is believed over any declaration, since other encodings do not look
like UTF-8 by accident for long; after that the declaration, then the guess that fits the bytes. Bad bytes become
U+FFFD and are flagged, never fatal. A text that was encoded twice is turned back only if all of it turns back.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Browsers read these labels as their supersets (WHATWG Encoding), and so do the pages that use them.
_SUPERSETS = {
    "ascii": "windows-1252",
    "iso8859-1": "windows-1252",
    "latin-1": "windows-1252",
    "cp1252": "windows-1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "cp950": "big5hkscs",
}
# Python also knows codecs that are no charsets (base64) or that pages may not use (UTF-7).
_TEXT_CODECS = re.compile(
    r"ascii|utf-(8|16|32).*|iso8859-\d+|cp\d+|gb.*|big5.*|euc_.*|shift_jis.*|koi8-.*|mac-.*|tis-620"
)
_SINGLE_BYTE = frozenset({"windows-1252"})
_HEAD = 4096
_CHARSET = re.compile(
    rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})|encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})["']"""
)
_MULTIBYTE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]{1,3}")
_SURE_UTF8 = 8  # that many multi-byte characters are never valid UTF-8 by chance
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_PAIR = re.compile(rb"[\x81-\xfe]([\x40-\x7e\x80-\xfe])")
_DOUBLE = re.compile("[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u2122]")

REPLACEMENT = "\ufffd"
# UTF-8 read as Windows-1252: a lead byte's character with as many continuation bytes' characters as it calls for. Of
# the two-byte leads only those of Western text: the others stand before a closing quote in honest French.
_TRAIL = "[\u0080-\u00bf" + bytes(range(0x80, 0xC0)).decode("cp1252", "ignore") + "]"
# Then U+FFFD itself, what GBK makes of it, and the characters that GBK makes of the commonest UTF-8 punctuation.
_MOJIBAKE = re.compile(
    f"{REPLACEMENT}|[\u0080-\u0084\u0086-\u009f]|锟斤拷|[锛銆鈥]|[\u00c2\u00c3]{_TRAIL}|[\u00e2-\u00ef]{_TRAIL}{{2}}"
)
_NEAR = 12
_FIGURE = re.compile("[0-9０-９两三四五六七八九十百千万亿萬億兆$¥￥€%％]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding that gave it, and ``declared_charset_wrong``, ``undecodable_bytes``, ``double_encoded``."""

    text: str
    encoding: str
    flags: tuple[str, ...] = ()


def decode(data: bytes, content_type: str | None = None) -> Decoded:
    """Total: any bytes give some text."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _with_flags(data[len(bom) :], encoding, declared=None)
    declared = _declared(data, content_type)
    encoding = _choose(data, declared)
    return _with_flags(data, encoding, declared)


def damage_flags(text: str) -> tuple[str, ...]:
    """``mojibake`` where a text shows signs of a wrong decoding; ``mojibake_near_number`` where a figure may be hit."""
    found = False
    for match in _MOJIBAKE.finditer(text):
        found = True
        before, after = text[max(0, match.start() - _NEAR) : match.start()], text[match.end() : match.end() + _NEAR]
        if _FIGURE.search(before) or _FIGURE.search(after):
            return ("mojibake", "mojibake_near_number")
    return ("mojibake",) if found else ()


def _declared(data: bytes, content_type: str | None) -> str | None:
    for place in ((content_type or "").encode("ascii", "ignore"), data[:_HEAD]):
        match = _CHARSET.search(place)
        if match:
            label = (match[1] or match[2]).decode("ascii")
            try:
                name = codecs.lookup(label).name
            except LookupError:
                continue
            if _TEXT_CODECS.fullmatch(name):
                return _SUPERSETS.get(name, name)
    return None


def _choose(data: bytes, declared: str | None) -> str:
    if _valid(data, "utf-8"):
        if declared in {None, "utf-8"} or declared in _SINGLE_BYTE or _is_utf8_for_sure(data):
            return "utf-8"
        return declared if _valid(data, declared) else "utf-8"
    if _is_damaged_utf8(data):
        return "utf-8"
    if declared and declared not in {"utf-8"} | _SINGLE_BYTE and _valid(data, declared):
        return declared
    guess = _guess(data)
    candidates = [name for name in (declared, "utf-8", guess) if name and name not in _SINGLE_BYTE - {guess}]
    return min(candidates, key=lambda name: _errors(data, name))


def _is_utf8_for_sure(data: bytes) -> bool:
    matches = _MULTIBYTE.finditer(data)
    return sum(1 for _ in zip(range(_SURE_UTF8), matches, strict=False)) == _SURE_UTF8


def _is_damaged_utf8(data: bytes) -> bool:
    """Cut off or hit by a stray byte, but UTF-8: GB18030 would decode it too, into other characters."""
    sound = sum(1 for _ in _MULTIBYTE.finditer(data))
    return sound >= _SURE_UTF8 and _errors(data, "utf-8") < 0.05 * sound


def _guess(data: bytes) -> str:
    """Undeclared, not UTF-8: Western text has lone high bytes, Big5 trail bytes are often ASCII, GB's hardly ever."""
    runs = [len(run) for run in _HIGH_RUN.findall(data)]
    if runs and sum(1 for run in runs if run == 1) > 0.7 * len(runs) and sum(runs) < 0.15 * len(data):
        return "windows-1252"
    trails = _PAIR.findall(data)
    low = sum(1 for trail in trails if trail < b"\x80")
    return "big5hkscs" if low > 0.1 * len(trails) else "gb18030"


def _valid(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except (UnicodeError, ValueError):
        return False
    return True


def _errors(data: bytes, encoding: str) -> int:
    return _lenient(data, encoding).count(REPLACEMENT)


def _lenient(data: bytes, encoding: str) -> str:
    return data.decode(encoding, "replace")


def _with_flags(data: bytes, encoding: str, declared: str | None) -> Decoded:
    text = _lenient(data, encoding)
    flags = []
    if declared and declared != encoding and not data.isascii():
        flags.append("declared_charset_wrong")
    if not _valid(data, encoding):
        flags.append("undecodable_bytes")
    repaired = _undo_double_encoding(text) if encoding == "utf-8" else None
    if repaired is not None:
        text = repaired
        flags.append("double_encoded")
    return Decoded(text, encoding, tuple(flags))


def _undo_double_encoding(text: str) -> str | None:
    if len(_DOUBLE.findall(text, 0, 200_000)) < _SURE_UTF8:
        return None
    try:
        # Python's cp1252 leaves five bytes undefined that browsers pass through; those go back as Latin-1.
        raw = b"".join(char.encode("latin-1") if "\x80" <= char <= "\x9f" else char.encode("cp1252") for char in text)
        return raw.decode("utf-8")
    except UnicodeError:
        return None
