"""Cardinals in words that add up: "two hundred and five", "3 hundred and 21", "twelve point nine six trillion".

:func:`read_cardinal` takes the longest sum that begins at a token. Each word says what may stand before it; what cannot
continue a number ends it ("five two" is two numbers, "one hundred and two hundred" as well).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from extractors.numerals.model import ONE, Token

SCALES = frozenset({"scale", "plural_scale", "group", "plural_group"})
_HUNDRED = Decimal(100)
_THOUSAND = Decimal(1000)
_NONE = Decimal("Infinity")
_MAX_DECIMALS = 30


def kind(run: list[Token], index: int) -> str:
    return run[index].kind if index < len(run) else ""


def gap(text: str, run: list[Token], index: int) -> str:
    """What stands between a token and the one before: ``and``, ``article``, ``hyphen``, ``glued`` or ``space``."""
    between = text[run[index - 1].end : run[index].start]
    if "and" in between:
        return "and"
    if between.strip() in {"a", "an"}:
        return "article"  # "$0.28 a million" is no 280,000
    return "hyphen" if "-" in between else "space" if between else "glued"


@dataclass(slots=True)
class Cardinal:
    """``run[first:end]`` as a number. ``scale`` is the scale word behind it, if it is one amount of one scale.

    ``tail`` is what came after the last "and" ("three hundred and two": 2), zero without one, and ``head_scale`` the
    scale before it; ``last`` is the last word's kind.
    """

    value: Decimal
    end: int
    step: Decimal
    scale: Decimal
    tail: Decimal
    head_scale: Decimal
    last: str


def read_cardinal(text: str, run: list[Token], first: int) -> Cardinal | None:
    """The cardinal that begins at ``run[first]``, or null."""
    walk = _Walk(text, run, first)
    while walk.index < len(run) and walk.take(run[walk.index]):
        pass
    return walk.result() if walk.index > first else None


class _Walk:
    def __init__(self, text: str, run: list[Token], first: int) -> None:
        self.text, self.run, self.first, self.index = text, run, first, first
        self.total = self.current = self.tail = Decimal(0)
        self.last = ""
        self.last_scale = _NONE
        self.scale = self.step = self.head_scale = ONE

    def take(self, token: Token) -> bool:
        """Whether the token continues the number; if so it is consumed."""
        joint = gap(self.text, self.run, self.index) if self.index > self.first else ""
        if joint == "article":
            return False
        if token.kind == "digits":
            taken = self._digits(token, joint)
        elif token.kind in {"unit", "ten"}:
            taken = self._word(token, joint)
        elif token.kind == "hundred":
            taken = self._hundred(token, joint)
        elif token.kind in SCALES:
            taken = self._scale(token, joint)
        elif token.kind == "point":
            return self._point(joint)
        else:
            return False
        self.index += taken
        return taken

    def _digits(self, token: Token, joint: str) -> bool:
        if joint == "":
            self.current, self.step, self.scale = token.value * token.scale, token.step * token.scale, token.scale
            self.last = "digits" if token.scale == ONE else "scaled"
            return True
        if not token.plain or joint not in {"space", "and"} or self.last not in {"hundred", "scale"}:
            return False
        below = _HUNDRED if self.last == "hundred" else self.last_scale
        following = kind(self.run, self.index + 1)
        if following in SCALES or following == "hundred":
            fits = joint == "space" and token.value * self.run[self.index + 1].value < below
        else:
            fits = joint == "and" and token.value < below <= _THOUSAND
        if fits:
            self._add(token.value, joint)
            self.last = "digits"
        return fits

    def _word(self, token: Token, joint: str) -> bool:
        if joint == "and" and not self._tail_fits():
            return False
        after_ten = self.last == "ten" and token.kind == "unit" and 0 < token.value < 10
        if joint == "hyphen" and not after_ten:
            return False
        if self.last == "scale" and joint == "space" and self._in_digits() and not self._scaled_again():
            return False
        if self.last not in {"", "hundred", "scale"} and not (after_ten and joint != "and"):
            return False
        self._add(token.value, joint)
        self.last = token.kind
        return True

    def _in_digits(self) -> bool:
        return self.run[self.first].kind == "digits" and self.last_scale > _THOUSAND

    def _scaled_again(self) -> bool:
        """ "1 million two hundred thousand" goes on; "38 trillion three months ago" is two numbers."""
        index = self.index
        while kind(self.run, index) in {"unit", "ten"}:
            index += 1
        return kind(self.run, index) in {"hundred", "scale", "plural_scale"}

    def _add(self, value: Decimal, joint: str) -> None:
        self.current += value
        if self.last == "scale":
            self.head_scale, self.scale = self.scale, ONE
        self.tail = value if joint == "and" else self.tail + value if self.tail else self.tail

    def _hundred(self, token: Token, joint: str) -> bool:
        if joint == "and" or self.last in {"hundred", "scale", "scaled", "decimals"}:
            return False
        if self.tail:
            self.current, self.last = self.current + self.tail * (token.value - ONE), "hundred"
            return True
        if self.current >= _HUNDRED:
            return False
        self.step *= token.value if self.last == "digits" else ONE
        self.current, self.last = (self.current or ONE) * token.value, "hundred"
        return True

    def _scale(self, token: Token, joint: str) -> bool:
        plural = token.kind.startswith("plural")
        if joint == "and" or (plural and self.last == ""):
            return False
        if self.last == "digits" and " a " in self.text[self.run[self.index - 1].end : token.start + 1]:
            return False  # "$0.28 a million tokens"
        if token.kind.endswith("group") and self.tail:
            self.current += self.tail * (token.value - ONE)
            self.last = "unit"
            return True
        if token.value < self.last_scale:
            if self.last == "scale":
                return False
            self.scale = (self.scale if self.last == "scaled" else ONE) * token.value if not self.total else ONE
            self.total += (self.current or ONE) * token.value
        elif self.last == "scale" or (self.last_scale == _THOUSAND and self.current):
            self.scale = token.value * (self.scale if self.last == "scale" else ONE)
            self.total = (self.total + self.current) * token.value
        else:
            return False
        self.current, self.tail, self.last, self.last_scale = Decimal(0), Decimal(0), "scale", token.value
        return True

    def _tail_fits(self) -> bool:
        """After "and" must follow less: "two thousand and one hundred", not "one thousand and two thousand"."""
        if self.last not in {"hundred", "scale"}:
            return False
        value, index = Decimal(0), self.index
        while kind(self.run, index) in {"unit", "ten"}:
            value, index = value + self.run[index].value, index + 1
        while kind(self.run, index) in {"hundred", "scale", "plural_scale"}:
            if self.last == "hundred" and kind(self.run, index) != "hundred":
                return value < _HUNDRED  # "two hundred and two thousand"
            value, index = value * self.run[index].value, index + 1
        return value < (_HUNDRED if self.last == "hundred" else self.last_scale)

    def _point(self, joint: str) -> bool:
        """ "point" and the digits after it, said one by one or as a number: "point zero three", "point seventy-one"."""
        if joint != "space" or self.last not in {"unit", "ten", "hundred", "digits", "scale"} or self.step != ONE:
            return False
        digits, index = "", self.index + 1
        while index < len(self.run) and len(digits) < _MAX_DECIMALS:
            token = self.run[index]
            joint = gap(self.text, self.run, index)
            if token.kind in {"unit", "oh"} and joint == "space":
                digits += str(int(token.value))
            elif token.kind == "unit" and joint == "hyphen" and self.run[index - 1].kind == "ten":
                digits = digits[:-1] + str(int(token.value))
            elif token.kind == "ten" and joint == "space" and not digits:
                digits += str(int(token.value))
            elif token.kind == "digits" and token.text.isdigit() and not digits:
                digits, self.scale = token.text, token.scale
            else:
                break
            index += 1
        if not digits:
            return False
        self.current = (self.current + Decimal(f"0.{digits}")) * self.scale
        self.step, self.index, self.last = ONE.scaleb(-len(digits)) * self.scale, index, "decimals"
        return True

    def result(self) -> Cardinal:
        value = self.total + self.current
        if self.last == "scale" and self.total:
            step = self.step * self.scale if self.step != ONE or self.scale != ONE else ONE
            if self.run[self.first].kind == "digits" and self.run[self.first].scale != ONE:
                step = self.step * self.scale / self.run[self.first].scale
        else:
            step = self.step
        scale = self.scale if value and (value / self.scale) * self.scale == value else ONE
        return Cardinal(value, self.index, step, scale, self.tail, self.head_scale, self.last)
