"""Numerals: the tokens of a number, and what they add up to.

``numerals(text, lexicon)`` finds every numeral of folded, lower-cased text, whatever its script: digits with their
separators, exponents and letter scales here; spelled words in :mod:`extractors.numerals_words`; Chinese characters in
:mod:`extractors.numerals_characters`. It does not know units, modifiers or ranges, and it does not judge whether a number
is a value of anything: that is :mod:`extractors.quantities`.

A token is read once and belongs to one numeral, so the work is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext

from extractors.fold import INVISIBLE
from extractors.lexicon import Lexicon
from extractors.types import Modifier

MAX_DIGITS = 60
"""Longer strings of digits are identifiers or noise, never values."""
PRECISION = 80
"""Enough for the longest number times the largest scale, exactly."""
ONE = Decimal(1)
_QUOTIENT = Context(prec=15)
GAP = f"[ {INVISIBLE}]"


@dataclass(slots=True)
class Token:
    """A piece of a numeral: ``kind`` is ``digits`` or a word kind of the lexicon."""

    kind: str
    start: int
    end: int
    text: str
    value: Decimal
    step: Decimal = ONE
    scale: Decimal = ONE
    plain: bool = False


@dataclass(slots=True)
class Numeral:
    """A number as the text states it; ``high`` is the upper end of a spelled range (七八百).

    ``step`` is the worth of one unit in the last stated digit. ``scale`` is the scale word or letter behind the number, which
    a list may hand back to its earlier members ("4.7 and 3.3 trillion"); ``place`` does the same for 三百.
    ``kind`` is ``cardinal``, ``fraction``, ``percent``, ``ordinal``, ``money`` (a letter scale that needs a currency) or
    ``vague`` (a bare scale word: a number only after a modifier). ``plain`` marks a bare run of ASCII digits, which
    may be a year, a day or a version. ``extent`` is how far 二十几 or 十多 may exceed the number.
    """

    start: int
    end: int
    value: Decimal
    step: Decimal
    kind: str
    rule: str
    scale: Decimal = ONE
    place: Decimal = ONE
    high: Decimal | None = None
    plain: bool = False
    modifier: Modifier = "none"
    extent: Decimal | None = None


_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_INDIAN = re.compile(r"[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]+)?")
_CONTINENTAL = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|[0-9]{1,3}(?:\.[0-9]{3}){2,}")
_COMMA = re.compile(r"[0-9]+,[0-9]{2}")
_SWISS = re.compile(r"[0-9]{1,3}(?:'[0-9]{3})+(?:\.[0-9]+)?")
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_LIST = re.compile(r"[0-9]+(?:,[0-9]+)+")
_EXPONENT = re.compile(r"e([+-]?[0-9]{1,3})(?![0-9a-z.])|\^([+-]?)-?([0-9]{1,3})(?![0-9])| ?x ?10\^?([+-]?[0-9]{1,3})(?![0-9a-z])")
_SUFFIX = re.compile(f"{GAP}?([A-Za-z]+)")
_SLASH = re.compile(r"/([0-9]{1,3})(?![0-9/%a-z]|[.,][0-9])")
_NO_FRACTION_AFTER = frozenset("$€£¥₩₹/-.")
_THOUSAND = Decimal(1000)
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


def tokens(text: str, original: str, lexicon: Lexicon) -> Iterator[Token]:
    """The number tokens of ``text`` (lower-cased), left to right; ``original`` is the same text in its own case."""
    position, size = 0, len(text)
    search = lexicon.scan.search
    while position < size and (match := search(text, position)) is not None:
        position = match.end()
        kind, start = match.lastgroup, match.start()
        if kind == "digits":
            read = list(_digits(text, original, start, position, lexicon))
            yield from read
            position = max(position, read[-1].end if read else position)
        elif kind == "vulgar":
            above, below = lexicon.fractions[match.group()]
            yield Token("vulgar", start, position, match.group(), divide(above, below))
        elif kind == "per":
            yield Token("per", start, position, match.group(), ONE)
        else:
            yield _word(match.group(), start, position, lexicon)


def _word(form: str, start: int, end: int, lexicon: Lexicon) -> Token:
    if form in lexicon.never_words:
        return Token("never", start, end, form, ONE)
    if (phrase := lexicon.phrases.get(form)) is not None:
        return Token("phrase", start, end, form, phrase.value)
    word = lexicon.words.get(form) or lexicon.characters[form]
    return Token(word.kind, start, end, form, word.value)


def _digits(text: str, original: str, start: int, end: int, lexicon: Lexicon) -> Iterator[Token]:
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
    if (spaced := _SPACED_GROUPS.match(text, end)) is not None and lump.isdigit() and len(lump) <= 3 and lump[0] != "0":
        lump, end = lump + spaced.group().replace(" ", ""), spaced.end()
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
    context = Context(prec=PRECISION)
    if scientific is not None or times_ten is not None:
        shift = int(scientific or times_ten)
        token.value, token.step = token.value.scaleb(shift, context), token.step.scaleb(shift, context)
    else:
        if len(token.text) + len(power) > 12 or int(power) > 100:
            return
        try:
            token.value = context.power(token.value, int((sign or "") + power))
        except ArithmeticError:
            return
        token.step = ONE.scaleb(-12)
    token.end, token.plain = match.end(), False


def _scale(token: Token, text: str, original: str, lexicon: Lexicon) -> None:
    match = _SUFFIX.match(original, token.end)
    if match is None:
        return
    word, following = match.group(1), text[match.end() : match.end() + 1]
    glued = match.start(1) == token.end
    factor = lexicon.suffixes.get(word) or (lexicon.suffixes.get(word.lower()) if len(word) > 2 else None)
    if factor is not None and not (following.isdigit() or following == "_" or (following in "&'-" and following and len(word) == 1 and text[match.end() + 1 : match.end() + 2].isalpha())):
        token.scale, token.end, token.plain = factor, match.end(), False
    elif glued and word.lower() in lexicon.sets["ordinal_suffix"]:
        token.kind, token.end = "ordinal_digits", match.end()
    elif glued and word in lexicon.money_suffixes and not following.isdigit():
        token.scale, token.kind, token.plain = lexicon.money_suffixes[word], "money", False
        token.end = match.end()
    elif glued and word.lower() not in lexicon.words and lexicon.unit_after.match(text, token.end) is None:
        token.kind = "glued"


def runs(text: str, original: str, lexicon: Lexicon, never: Sequence[tuple[int, int]]) -> Iterator[list[Token]]:
    """Tokens that may belong together: nothing but a short gap between them. Those inside ``never`` stand alone."""
    run: list[Token] = []
    spans = iter((*never, (len(text) + 1, len(text) + 1)))
    start, end = next(spans)
    for token in tokens(text, original, lexicon):
        while token.start >= end:
            start, end = next(spans)
        if token.end > start:
            token.kind = "never"
        if token.kind in {"never", "phrase", "glued", "money", "ordinal_digits"}:
            if run:
                yield run
            yield [token]
            run = []
        elif run and _joined(text, run[-1].end, token.start):
            run.append(token)
        else:
            if run:
                yield run
            run = [token]
    if run:
        yield run


_JOINT = re.compile(rf"{GAP}{{0,4}}(?:-{GAP}?|and{GAP}{{1,3}}(?:an?{GAP})?|(?:of{GAP})?a{GAP})?")


def _joined(text: str, start: int, end: int) -> bool:
    return end - start <= 10 and (start == end or _JOINT.fullmatch(text, start, end) is not None)


def numerals(text: str, original: str, lexicon: Lexicon, never: Sequence[tuple[int, int]] = ()) -> list[Numeral | Token]:
    """Every numeral of the text in order; tokens of kind ``phrase`` and ``glued`` are passed on as they are."""
    from extractors import numerals_characters, numerals_words  # noqa: PLC0415

    found: list[Numeral | Token] = []
    with localcontext(Context(prec=PRECISION)):
        for run in runs(text, original, lexicon, never):
            if len(run) == 1 and run[0].kind in {"phrase", "glued"}:
                found.append(run[0])
            elif run[0].kind == "never":
                continue
            elif len(run) == 1 and run[0].kind in {"digits", "money", "vulgar", "ordinal_digits"}:
                found.append(literal(run[0]))
            elif lexicon.characters:
                found.extend(numerals_characters.read(text, run, lexicon))
            elif lexicon.words:
                found.extend(numerals_words.read(text, run, lexicon))
            else:
                found.extend(literal(token) for token in run)
    return found


def literal(token: Token) -> Numeral:
    """A token of digits alone."""
    if token.kind == "vulgar":
        return Numeral(token.start, token.end, token.value, fraction_step(token.value), "fraction", "digits.vulgar")
    rule = "digits.scaled" if token.scale != 1 else "digits"
    if token.kind == "ordinal_digits":
        return Numeral(token.start, token.end, token.value, token.step, "ordinal", "digits.ordinal")
    kind = "money" if token.kind == "money" else "cardinal"
    return Numeral(token.start, token.end, token.value * token.scale, token.step * token.scale, kind, rule, token.scale, plain=token.plain)


def divide(above: Decimal, below: Decimal) -> Decimal:
    """A quotient to as many digits as anybody could mean."""
    return _QUOTIENT.divide(above, below)


def fraction_step(value: Decimal) -> Decimal:
    """A fraction in words is good to three digits (a third: 33.3 %), or to a whole percent where it is one."""
    if value == 0 or (value * 100) % 1 == 0:
        return Decimal("0.01")
    return ONE.scaleb(value.adjusted() - 2)
