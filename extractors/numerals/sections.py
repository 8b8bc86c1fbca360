"""Whole numbers in Chinese characters: places (十 百 千) inside sections (万 亿 兆).

:func:`read_whole` takes the longest whole number that begins at a token. A digit waits for its place; a place must be
smaller than the one before it in the same section; a section larger than the last one multiplies everything so far.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from extractors.lexicon import Lexicon
from extractors.numerals.model import ONE, Token
from extractors.numerals.spelled import kind, pair, sections, spelled_out

_TEN = Decimal(10)
_HUNDRED = Decimal(100)
_TOP = Decimal("1e5")
_NONE = Decimal("Infinity")
_LIMIT = Decimal("1e40")


@dataclass(slots=True)
class Whole:
    """``run[first:end]`` as a number.

    ``scale`` is its one section and ``place`` its one place (三百), if it has no more than that; ``high`` is the upper
    end of a pair (七八百); ``extent`` how much 几 may add; ``more`` says that 多, 余 or 几 stands in it; ``bare``
    that it is a scale without a digit.
    """

    value: Decimal
    end: int
    step: Decimal = ONE
    scale: Decimal = ONE
    place: Decimal = ONE
    high: Decimal | None = None
    extent: Decimal | None = None
    more: bool = False
    bare: bool = False
    rule: str = "characters"


def read_whole(text: str, run: list[Token], first: int, lexicon: Lexicon) -> Whole | None:
    """The number that begins at ``run[first]``, or null."""
    if (spelled := spelled_out(text, run, first, lexicon)) is not None:
        value, factor, end = spelled
        return Whole(value, end, factor, factor, rule="characters.spelled_out")
    return _Walk(text, run, first, lexicon).whole()


class _Walk:
    def __init__(self, text: str, run: list[Token], first: int, lexicon: Lexicon) -> None:
        self.text, self.run, self.first, self.lexicon = text, run, first, lexicon
        self.index = first
        self.total = self.section = Decimal(0)
        self.waiting: Decimal | None = None
        """The digit that waits for its place."""
        self.place, self.floor, self.last_section = _TOP, _NONE, _NONE
        """The last place of this section; the smallest place or section so far; the last section."""
        self.zero = self.bare = False
        self.extent: Decimal | None = None
        self.several = False
        self.high: Decimal | None = None
        self.step = ONE
        self.from_digits = False
        self.terms: list[Decimal] = []

    def whole(self) -> Whole | None:
        if kind(self.run, self.first) not in {"digit", "digits", "unit", "tens", "section"}:
            return None
        while self.index < len(self.run) and self._take(self.run[self.index]):
            if self.total > _LIMIT:
                return None
        return self._result() if self.index > self.first else None

    def _take(self, token: Token) -> bool:
        """Whether the token continues the number; if so it is consumed."""
        handler = _HANDLERS.get(token.kind)
        return handler is not None and handler(self, token)

    @property
    def _begun(self) -> bool:
        return self.index > self.first

    def _digit(self, token: Token) -> bool:
        if self.extent is not None:
            return False
        if token.value == 0:
            if self.waiting is not None or (self._begun and self.floor == ONE):
                return False
            self.zero = True
        elif self.waiting is not None:
            self.high = None if self.high is not None else pair(self.text, self.run, self.index, self.lexicon)
            if self.high is None:
                return False
        else:
            self.waiting = token.value
        self.index += 1
        return True

    def _digits(self, token: Token) -> bool:
        if self._begun and not self._digits_continue(token):
            return False
        self.from_digits = not self._begun
        self.waiting = token.value * token.scale
        self.step = token.step * token.scale
        if token.scale != 1:
            self.terms.append(token.scale)
        self.index += 1
        return token.scale == 1

    def _digits_continue(self, token: Token) -> bool:
        """5万4千, 四千230, 1百01 — but not 10万 5家."""
        if self.waiting is not None or self.extent is not None or token.scale != 1 or not token.plain:
            return False
        if kind(self.run, self.index + 1) == "unit":
            return self.run[self.index + 1].value * token.value < self.floor
        touching = self.run[self.index - 1].end == token.start
        if kind(self.run, self.index + 1) == "section":
            return touching and self.run[self.index + 1].value * token.value < self.floor
        return (
            self.floor != _NONE
            and touching
            and token.value < self.floor
            and (self.zero or len(token.text) == self.floor.adjusted())
        )

    def _place(self, token: Token) -> bool:
        if token.value >= self.place or self.extent is not None:
            return False
        if self.waiting is None:
            if self._begun and not self.zero and not (token.value == _TEN and self.place != _TOP) and not self.bare:
                return False
            if self.bare and self.zero:
                return False
            self.bare = not self._begun and token.value > _TEN
        elif self.from_digits and self.waiting >= _TEN and token.value == _TEN:
            return False
        digit = ONE if self.waiting is None else self.waiting
        if self.high is not None:
            self.high = (self.section + self.high * token.value) - (self.section + digit * token.value)
        self.section += digit * token.value
        self.step *= token.value if self.from_digits else ONE
        self.terms.append(token.value)
        self._settle(token.value)
        self.place = token.value
        return True

    def _tens(self, token: Token) -> bool:
        """廿, 卅, 卌."""
        if self.waiting is not None or self.place <= _TEN or self.extent is not None:
            return False
        self.section += token.value
        self.terms.append(_TEN)
        self._settle(_TEN)
        self.place = _TEN
        return True

    def _settle(self, floor: Decimal) -> None:
        self.waiting, self.zero, self.floor = None, False, floor
        self.index += 1

    def _section(self, token: Token) -> bool:
        factor, after = sections(self.run, self.index)
        amount = self.section + (self._tail() if self.place != _TOP else self.waiting or 0)
        spread = self._pair_spread()
        if not amount:
            if self._begun and not (self.extent is not None and self.total):
                return False
            self.bare = not self._begun
            amount = ONE if self.bare else amount
        if factor < self.last_section:
            self.total += amount * factor
        else:
            self.total = (self.total + amount) * factor
        self.high = None if spread is None else spread * factor
        self.extent = None if self.extent is None else self.extent * factor
        self.step = self.step * factor if self.from_digits else factor
        self.terms.append(factor)
        self.section, self.place, self.last_section = Decimal(0), _TOP, factor
        self._settle(factor)
        self.index = after
        return self.extent is None

    def _inexact(self, token: Token) -> bool:
        """多, 余, 几: more than the number before, where the character is not the beginning of another word."""
        open_end = self._begun and self.extent is None and self.high is None
        if not open_end or self.text.startswith(tuple(self.lexicon.sets["not_more"]), token.start):
            return False
        before, scaled = self.run[self.index - 1], kind(self.run, self.index + 1) == "section"
        extent: Decimal | None = None
        if before.kind in {"unit", "section"}:
            extent = before.value if before.kind == "unit" else ONE
            if before.kind == "section":
                extent = self.last_section
        elif before.kind == "tens" or (
            before.kind == "digit" and self.zero and token.text in self.lexicon.sets["several"]
        ):
            extent = _TEN
        elif before.kind == "digits" and before.plain:
            trailing = len(before.text) - len(before.text.rstrip("0"))
            extent = _TEN**trailing if trailing or scaled else None
        elif before.kind == "digits" and scaled:
            extent = before.step
        if token.text in self.lexicon.sets["several"] and before.kind not in {"unit", "tens", "digit"}:
            return False
        if (
            token.text in self.lexicon.sets["more_before_measure"]
            and not scaled
            and self.lexicon.measure_word.match(self.text, token.end) is None
        ):
            return False
        if extent is None:
            return False
        self.extent, self.several = extent, token.text in self.lexicon.sets["several"]
        self.index += 1
        return scaled

    # -- the end

    def _tail(self) -> Decimal:
        """The waiting digit: one place below the last (一万三), or ones."""
        if self.waiting is None:
            return Decimal(0)
        return self.waiting * self.floor / _TEN if self._shorthand() else self.waiting

    def _shorthand(self) -> bool:
        token = self.run[self.index - 1]
        return (
            token.kind == "digit"
            and not self.zero
            and self.floor != _NONE
            and self.floor >= _HUNDRED
            and self.high is None
        )

    def _pair_spread(self) -> Decimal | None:
        """How far the upper end of a pair lies above the lower."""
        if self.high is None:
            return None
        return self.high - self.waiting if self.waiting is not None else self.high

    def _result(self) -> Whole:
        shorthand = self.waiting is not None and self._shorthand()
        value = self.total + self.section + self._tail()
        spread = self._pair_spread()
        whole = Whole(
            value,
            self.index,
            extent=self.extent if self.several else None,
            high=None if spread is None else value + spread,
        )
        whole.bare = self.bare and self.waiting is None and value == self._product() and self.extent is None
        rest = self.section + (self.waiting or 0)
        if shorthand:
            whole.step = self.floor / _TEN
        elif self.from_digits and (len(self.terms) == 0 or value == self.run[self.first].value * self._product()):
            whole.step, whole.scale = self.step, self._product()
        elif self.last_section != _NONE and not rest and self.terms[-1] == self.last_section:
            whole.step = self.last_section
            whole.scale = self.last_section if value == self._only_section() else ONE
        if (
            not self.total
            and len(self.terms) == 1
            and self.waiting is None
            and self.terms[0] >= _HUNDRED
            and not self.from_digits
        ):
            whole.place = self.terms[0]
        whole.more, whole.rule = self.extent is not None, self._rule()
        return whole

    def _product(self) -> Decimal:
        product = ONE
        for term in self.terms:
            product *= term
        return product

    def _only_section(self) -> Decimal | None:
        """The total, if it is one amount times one section."""
        return self.total if sum(term >= _TOP / _TEN for term in self.terms) == 1 else None

    def _rule(self) -> str:
        if self.high is not None:
            return "characters.pair"
        if self.run[self.first].kind != "digits":
            return "characters"
        return "digits" if self.index == self.first + 1 else "digits.characters"


_HANDLERS: Mapping[str, Callable[[_Walk, Token], bool]] = {
    "digit": _Walk._digit,
    "digits": _Walk._digits,
    "unit": _Walk._place,
    "tens": _Walk._tens,
    "section": _Walk._section,
    "inexact": _Walk._inexact,
}
