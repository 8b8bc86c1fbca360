"""Numbers in Chinese characters, alone or mixed with digits: 三十七, 4.78万亿, 5万4千6百, 百分之三十一, 七八百.

The reader walks a run of tokens once. Sections (万, 亿, 兆) multiply what stands before them; a last bare digit
counts in the next lower place (一万三 is 13,000); digits without places are spelled out (一七二零). A single
character that is also an ordinary word is a number only where the words around it allow.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from extractors.lexicon import Lexicon
from extractors.numerals.model import ONE, Numeral, Token, divide, each, fraction_step, literal
from extractors.numerals.sections import Whole, read_whole
from extractors.numerals.spelled import PLACES

_HUNDRED = Decimal(100)
_NUMBER_KINDS = frozenset({"digit", "digits", "unit", "tens", "section", "vulgar"})


def read(text: str, run: list[Token], lexicon: Lexicon) -> Iterator[Numeral]:
    """The numerals of one run, in order."""
    if run[0].kind == "digits" and run[0].scale == ONE and all(token.kind == "section" for token in run[1:]):
        yield _digits_and_sections(run)  # most numbers of a news text: 4.69万亿
        return
    yield from each(_Reader(text, run, lexicon).number, len(run))


class _Reader:
    def __init__(self, text: str, run: list[Token], lexicon: Lexicon) -> None:
        self.text = text
        self.run = run
        self.lexicon = lexicon

    def kind(self, index: int) -> str:
        return self.run[index].kind if index < len(self.run) else ""

    def number(self, start: int) -> tuple[Numeral | None, int]:
        """The numeral that begins at ``start`` (null where none does) and the index after it."""
        negative = self.kind(start) == "negative"
        first = start + negative
        if self.kind(first) not in _NUMBER_KINDS:
            return None, start + 1
        if self._vague(first):
            return None, self._skip(first)
        numeral, after = self._fraction(first)
        if numeral is None:
            return None, after
        if negative:
            numeral.start, numeral.value = self.run[start].start, -numeral.value
            numeral.high = None if numeral.high is None else -numeral.high
        return self._judge(numeral, first), after

    # -- fractions and decimals

    def _fraction(self, first: int, *, mixed: bool = False) -> tuple[Numeral | None, int]:
        numeral, after = self._decimal(first)
        if numeral is None:
            return None, after
        if self.kind(after) == "per" or self._informal_per(first, after, mixed):
            negative = self.kind(after + 1) == "negative"
            above, end = self._decimal(after + 1 + negative)
            if above is not None and numeral.value:
                above.value = -above.value if negative else above.value
                return self._over(above, numeral, end), end
            return numeral, after + 1
        if self.kind(after) == "and" and not mixed:
            part, end = self._fraction(after + 1, mixed=True)
            if part is not None and part.kind in {"fraction", "percent"}:
                share = part.value if part.kind == "fraction" else part.value / _HUNDRED
                return _mixed(numeral, share, part.end, "characters.mixed_fraction"), end
        if self.kind(after) == "vulgar" and numeral.plain:
            token = self.run[after]
            return _mixed(numeral, token.value, token.end, "digits.mixed_fraction"), after + 1
        return numeral, after

    def _informal_per(self, first: int, after: int, mixed: bool) -> bool:
        """二份一 and 一又十分一 (southern usage): only between two characters, and not before a thing counted."""
        if (
            self.kind(after) != "per_informal"
            or self.run[first].kind == "digits"
            or (self.run[after].value and not mixed)
        ):
            return False
        if self.kind(after + 1) not in {"digit", "unit"} or self.run[after + 1].start != self.run[after].end:
            return False
        return not self._measured(self.run[-1].end)

    def _over(self, above: Numeral, below: Numeral, end: int) -> Numeral:
        """A分之B. A bare power of a hundred or more (百, 千, 万 …) makes it a percentage."""
        percent = below.kind == "vague" and below.value >= _HUNDRED
        factor = _HUNDRED / below.value if percent else ONE
        value = above.value * factor if percent else divide(above.value, below.value)
        kind = "percent" if percent else "fraction"
        return Numeral(
            below.start,
            self.run[end - 1].end,
            value,
            above.step * factor if percent else fraction_step(value),
            kind,
            f"characters.{kind}",
            high=None if above.high is None else above.high * factor / (ONE if percent else below.value),
            modifier=above.modifier,
        )

    def _decimal(self, first: int) -> tuple[Numeral | None, int]:
        if self.kind(first) == "vulgar":
            return literal(self.run[first]), first + 1
        whole = read_whole(self.text, self.run, first, self.lexicon) if first < len(self.run) else None
        if whole is None:
            return None, first + 1
        numeral = Numeral(
            self.run[first].start,
            self.run[whole.end - 1].end,
            whole.value,
            whole.step,
            "vague" if whole.bare else "cardinal",
            whole.rule,
            whole.scale,
            high=whole.high,
            plain=whole.end == first + 1 and self.run[first].plain,
            place=whole.place,
            extent=whole.extent,
            modifier="more_than" if whole.more else "none",
        )
        if self.kind(whole.end) == "point" and self._takes_decimals(whole):
            return self._point(numeral, whole.end)
        return numeral, whole.end

    def _takes_decimals(self, whole: Whole) -> bool:
        return (
            whole.high is None and not whole.more and not whole.bare and whole.value == whole.value.to_integral_value()
        )

    def _point(self, numeral: Numeral, index: int) -> tuple[Numeral, int]:
        """The digits after 点, and the places after them: 三点五万亿."""
        digits, after = "", index + 1
        while self.kind(after) == "digit" and self.run[after].text not in self.lexicon.sets["not_decimal"]:
            digits, after = digits + str(self.run[after].value), after + 1
        if not digits and self.kind(after) == "digits" and self.run[after].plain:
            digits, after = self.run[after].text, after + 1
        if not digits or (self.kind(after) in {"unit", "tens"} and self.run[after].value == 10):  # a clock: 八点五十
            return numeral, index
        numeral.value += Decimal(f"0.{digits}")
        numeral.step, numeral.plain, numeral.rule = ONE.scaleb(-len(digits)), False, "characters.decimal"
        scaled, numeral.scale, numeral.place = numeral.scale != 1, ONE, ONE
        while not scaled and self.kind(after) in PLACES:
            numeral.scale, after = numeral.scale * self.run[after].value, after + 1
        numeral.value, numeral.step = numeral.value * numeral.scale, numeral.step * numeral.scale
        numeral.end = self.run[after - 1].end
        return numeral, after

    # -- what is a number at all

    def _vague(self, first: int) -> bool:
        """Dozens and hundreds (几十, 数百): a scale after a word for "some" states no number."""
        token = self.run[first]
        if token.kind not in PLACES or token.start == 0:
            return False
        if self.text[token.start - 1] not in self.lexicon.sets["vague"]:
            return False
        return token.start < 2 or self.text[token.start - 2] not in self.lexicon.sets["vague_not_after"]

    def _skip(self, first: int) -> int:
        while self.kind(first) in PLACES or self.kind(first) == "inexact":
            first += 1
        return first

    def _measured(self, end: int) -> bool:
        return self.lexicon.measure_word.match(self.text, end) is not None

    def _judge(self, numeral: Numeral, first: int) -> Numeral | None:
        """Ordinals, idioms, and the single characters that may be no number at all."""
        text = self.text
        before = text[numeral.start - 1] if numeral.start else ""
        if before in self.lexicon.sets["ordinal_prefix"]:
            numeral.kind, numeral.start, numeral.rule = "ordinal", numeral.start - 1, "characters.ordinal"
            return numeral
        form = text[numeral.start : numeral.end]
        if form in self.lexicon.idioms:
            return None
        if len(form) > 1 or self.run[first].kind == "digits" or numeral.kind == "vague":
            return numeral
        return numeral if self._stands_alone(numeral, form, before) else None

    def _stands_alone(self, numeral: Numeral, form: str, before: str) -> bool:
        sets = self.lexicon.sets
        free_before = not _is_han(before) or before in sets["stands_after"]
        if form in sets["formal"] and not free_before:
            return False
        if self._measured(numeral.end):
            return not (numeral.value == 1 and before in sets["not_one_after"])
        following = self.text[numeral.end : numeral.end + 4].lstrip(" ")[:1]
        return free_before and (not _is_han(following) or following in sets["function_words"])


def _digits_and_sections(run: list[Token]) -> Numeral:
    numeral = literal(run[0])
    for token in run[1:]:
        numeral.scale *= token.value
        numeral.end, numeral.plain, numeral.rule = token.end, False, "digits.characters"
    numeral.value *= numeral.scale
    numeral.step *= numeral.scale
    return numeral


def _mixed(numeral: Numeral, share: Decimal, end: int, rule: str) -> Numeral:
    numeral.value += share
    numeral.end, numeral.rule, numeral.step = end, rule, Decimal("0.01")
    numeral.scale, numeral.place, numeral.plain = ONE, ONE, False
    return numeral


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"
