"""Numbers in digits: separators, exponents, letter scales, fractions with a slash.

A run of digits, points and commas is read as a whole or not at all, so that a number glued into a longer one (14.69, an
address, a version) never yields a part of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from extractors.fold import INVISIBLE
from extractors.lexicon import Lexicon
from extractors.numerals.model import EXACT, MAX_DIGITS, ONE, Token, divide

_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_INDIAN = re.compile(r"[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]+)?")
_CONTINENTAL = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|[0-9]{1,3}(?:\.[0-9]{3}){2,}")
_COMMA = re.compile(r"[0-9]+,[0-9]{2}")
_SWISS = re.compile(r"[0-9]{1,3}(?:'[0-9]{3})+(?:\.[0-9]+)?")
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_LIST = re.compile(r"[0-9]+(?:,[0-9]+)+")
_EXPONENT = re.compile(
    r"e([+-]?[0-9]{1,3})(?![0-9a-z.])|\^([+-]?)-?([0-9]{1,3})(?![0-9])| ?x ?10\^?([+-]?[0-9]{1,3})(?![0-9a-z])"
)
_SLASH = re.compile(r"/([0-9]{1,3})(?![0-9/%a-z]|[.,][0-9])")
_NO_FRACTION_AFTER = frozenset("$€£¥₩₹/.")
_THOUSAND = Decimal(1000)
_WIDE_GROUPS = re.compile(r"(?:[，,][0-9]{3})+(?:\.[0-9]+)?(?![0-9])")
_COMMAS = ("，", ",")
_LEADING_GROUP = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})*")
_SPACED_GROUPS = re.compile(r"(?: [0-9]{3})+(?![0-9])(?![ ]?[0-9])(?!,[0-9])(\.[0-9]+)?")


def positional(text: str, lexicon: Lexicon) -> tuple[Decimal, Decimal] | None:
    """``1,234.5`` as its value and the worth of its last digit; None where the separators make no number."""
    text = text.replace(INVISIBLE, "")
    if len(text) > MAX_DIGITS:
        return None
    comma_decimal = lexicon.decimal_mark == ","
    if _PLAIN.fullmatch(text) and not (comma_decimal and re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{3})+", text)):
        digits = text
    elif _SWISS.fullmatch(text):
        digits = text.replace("'", "")
    elif _CONTINENTAL.fullmatch(text) or (comma_decimal and re.fullmatch(r"[0-9]+,[0-9]+|[0-9.]+", text)):
        digits = text.replace(".", "").replace(",", ".")
    elif _GROUPED.fullmatch(text) or _INDIAN.fullmatch(text):
        digits = text.replace(",", "")
    elif lexicon.lenient_decimal_comma and _COMMA.fullmatch(text):
        digits = text.replace(",", ".")
    else:
        return None
    places = len(digits.partition(".")[2])
    return Decimal(digits), ONE.scaleb(-places)


def read_digits(text: str, original: str, start: int, end: int, lexicon: Lexicon) -> Iterator[Token]:
    """The token or tokens of one run of digits, points and commas; nothing where it is glued to something else."""
    before = text[start - 1] if start else ""
    lump = text[start:end]
    if before == "." and (start < 2 or not (text[start - 2].isalnum() or text[start - 2] == ".")):
        start, lump = start - 1, "0." + lump
        if "." in lump[2:]:
            return
    elif _glued_before(text, start, lexicon):
        yield Token("glued", start, end, lump, ONE)
        return
    if text.startswith(" ", end) and lump.isdigit() and len(lump) <= 3 and lump[0] != "0":
        spaced = _SPACED_GROUPS.match(text, end)
        lump, end = (lump, end) if spaced is None else (lump + spaced.group().replace(" ", ""), spaced.end())
    wide = _WIDE_GROUPS.match(text, end) if text.startswith(_COMMAS, end) and _LEADING_GROUP.fullmatch(lump) else None
    if wide is not None and (wide.end() == len(text) or lexicon.unit_after.match(text, wide.end()) is not None):
        lump, end = lump + wide.group().replace("，", ","), wide.end()
    read = positional(lump, lexicon)
    if read is None:
        if _LIST.fullmatch(lump) and len(lump) <= MAX_DIGITS:
            offset = start
            for part in lump.split(","):
                yield Token("digits", offset, offset + len(part), part, Decimal(part), plain=True)
                offset += len(part) + 1
        else:
            yield Token("glued", start, end, lump, ONE)
        return
    value, step = read
    token = Token("digits", start, end, lump, value, step, plain=lump.isdigit())
    if token.plain and before not in _NO_FRACTION_AFTER and (slash := _SLASH.match(text, end)) is not None:
        below = Decimal(slash.group(1))
        if below > 1 and value < _THOUSAND:
            yield Token("vulgar", start, slash.end(), text[start : slash.end()], divide(value, below))
            return
    if (exponent := _EXPONENT.match(text, end)) is not None:
        _raise(token, exponent)
    _scale(token, text, original, lexicon)
    yield token


def _glued_before(text: str, start: int, lexicon: Lexicon) -> bool:
    """Whether a number touches a word before it (M2.5, v3), other than a currency code (USD115) or a list's "top10"."""
    before = text[start - 1 : start]
    if not before or not before.isascii() or not (before.isalpha() or before in "_@\\."):
        return False
    if lexicon.currency_before.match(text[max(0, start - 8) : start][::-1]) is not None:
        return False
    word = start
    while word and start - word < 8 and text[word - 1].isascii() and text[word - 1].isalpha():
        word -= 1
    return text[word:start] not in lexicon.sets["may_touch"]


def _raise(token: Token, match: re.Match[str]) -> None:
    scientific, sign, power, times_ten = match.groups()
    if scientific is not None or times_ten is not None:
        shift = int(scientific or times_ten)
        token.value, token.step = token.value.scaleb(shift, EXACT), token.step.scaleb(shift, EXACT)
    else:
        if len(token.text) + len(power) > 12 or int(power) > 100:
            return
        try:
            token.value = EXACT.power(token.value, int((sign or "") + power))
        except ArithmeticError:
            return
        token.step = ONE.scaleb(-12)
    token.end, token.plain = match.end(), False


def _scale(token: Token, text: str, original: str, lexicon: Lexicon) -> None:
    match = lexicon.suffix.match(original, token.end)
    if match is None:
        return
    word, following = match.group(1), text[match.end() : match.end() + 1]
    glued = match.start(1) == token.end
    factor = lexicon.suffixes.get(word) or (lexicon.suffixes.get(word.lower()) if len(word) > 2 else None)
    if factor is not None and not (
        following.isdigit()
        or following == "_"
        or (following in "&'-" and following and len(word) == 1 and text[match.end() + 1 : match.end() + 2].isalpha())
    ):
        token.scale, token.end, token.plain = factor, match.end(), False
    elif glued and word.lower() in lexicon.sets["ordinal_suffix"]:
        token.kind, token.end = "ordinal_digits", match.end()
    elif glued and word in lexicon.money_suffixes and not following.isdigit():
        token.scale, token.kind, token.plain = lexicon.money_suffixes[word], "money", False
        token.end = match.end()
    elif glued and word.lower() not in lexicon.words and lexicon.unit_after.match(text, token.end) is None:
        token.kind = "glued"
