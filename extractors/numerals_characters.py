"""Numbers in Chinese characters, alone or mixed with digits: 三十七, 4.78万亿, 5万4千6百, 百分之三十一, 七八百.

The reader walks a run of tokens once. Sections (万, 亿, 兆) multiply what stands before them; a last bare digit counts in
the next lower place (一万三 is 13,000); digits without places are spelled out (一七二零). A single character that is also an
ordinary word is a number only where the words around it allow.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from extractors.lexicon import Lexicon
from extractors.numerals import ONE, Numeral, Token, fraction_step, literal

_PLACES = frozenset({"unit", "section"})
_HUNDRED = Decimal(100)
_LIMIT = Decimal("1e40")


def read(text: str, run: list[Token], lexicon: Lexicon) -> Iterator[Numeral]:
    """The numerals of one run, in order."""
    reader = _Reader(text, run, lexicon)
    position = 0
    while position < len(run):
        numeral, following = reader.number(position)
        if numeral is not None:
            yield numeral
        position = max(following, position + 1)


@dataclass(slots=True)
class _Sum:
    """A whole number under way, and what the end of it says about precision and distribution."""

    value: Decimal
    end: int
    step: Decimal = ONE
    scale: Decimal = ONE
    high: Decimal | None = None
    bare: bool = False
    inexact: Decimal | None = None
    rule: str = "characters"


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
        if self.kind(first) not in {"digit", "digits", "unit", "tens", "section", "vulgar"}:
            return None, start + 1
        if self._vague(first):
            return None, self._skip(first)
        numeral, after = self._fraction(first)
        if numeral is None:
            return None, max(after, start + 1)
        if negative:
            numeral.start, numeral.coefficient = self.run[start].start, -numeral.coefficient
        return self._judge(numeral, start, after), after

    # -- fractions and decimals

    def _fraction(self, first: int) -> tuple[Numeral | None, int]:
        numeral, after = self._decimal(first)
        if numeral is None:
            return None, after
        if self.kind(after) == "per":
            over = after + 1 + (self.kind(after + 1) == "negative")
            above, end = self._decimal(over) if over < len(self.run) else (None, over)
            if above is None or not numeral.value:
                return numeral, after + 1
            return self._over(first, above, numeral, end), end
        if self.kind(after) == "and" and after + 1 < len(self.run):
            part, end = self._fraction(after + 1)
            if part is not None and part.kind in {"fraction", "percent"}:
                share = part.coefficient if part.kind == "fraction" else part.coefficient / _HUNDRED
                numeral.coefficient, numeral.scale = numeral.value + share, ONE
                numeral.end, numeral.step, numeral.rule = part.end, Decimal("0.01"), "characters.mixed_fraction"
                numeral.plain = False
                return numeral, end
        return numeral, after

    def _over(self, first: int, above: Numeral, below: Numeral, end: int) -> Numeral:
        """A分之B. A bare power of a hundred or more (百, 千, 万 …) makes it a percentage."""
        percent = below.kind == "vague" and below.value >= _HUNDRED
        factor = _HUNDRED / below.value if percent else ONE / below.value
        value = above.value * factor
        high = None if above.high is None else above.high * above.scale * factor
        step = above.step * above.scale * factor if percent else fraction_step(value)
        kind = "percent" if percent else "fraction"
        return Numeral(self.run[first].start, self.run[end - 1].end, value, step, kind, f"characters.{kind}", high=high, modifier=above.modifier)

    def _decimal(self, first: int) -> tuple[Numeral | None, int]:
        if self.kind(first) == "vulgar":
            return literal(self.run[first]), first + 1
        whole = self._whole(first)
        if whole is None:
            return None, first + 1
        token = self.run[first]
        plain = whole.end == first + 1 and token.plain
        numeral = Numeral(
            token.start, self.run[whole.end - 1].end, whole.value / whole.scale, whole.step, "cardinal", whole.rule, whole.scale, plain=plain
        )
        if whole.high is not None:
            numeral.high = whole.high / whole.scale
        if whole.bare:
            numeral.kind = "vague"
        if whole.inexact is not None:
            numeral.modifier, numeral.extent = "more_than", whole.inexact
        after = whole.end
        if whole.high is None and not whole.bare and whole.inexact is None and self.kind(after) == "point" and numeral.step == ONE:
            return self._point(numeral, after)
        return numeral, after

    def _point(self, numeral: Numeral, index: int) -> tuple[Numeral | None, int]:
        """The digits after 点, and a section after them: 三点五万亿."""
        digits, after = "", index + 1
        while self.kind(after) == "digit" and self.run[after].text not in self.lexicon.sets["not_decimal"]:
            digits, after = digits + str(self.run[after].value), after + 1
        if not digits and self.kind(after) == "digits" and self.run[after].plain:
            digits, after = self.run[after].text, after + 1
        if not digits or self.kind(after) in {"unit", "tens"}:  # a clock: 八点, 八点五十
            return numeral, index
        numeral.coefficient = numeral.value + Decimal(f"0.{digits}")
        whole_scaled, numeral.scale = numeral.scale != 1, ONE
        numeral.step, numeral.plain, numeral.rule = ONE.scaleb(-len(digits)), False, "characters.decimal"
        while self.kind(after) == "section" and not whole_scaled:
            numeral.scale *= self.run[after].value
            after += 1
        if numeral.scale == 1 and not whole_scaled and self.kind(after) == "unit" and self.run[after].value >= _HUNDRED:
            numeral.scale, after = self.run[after].value, after + 1
            while self.kind(after) == "section":
                numeral.scale, after = numeral.scale * self.run[after].value, after + 1
        numeral.end = self.run[after - 1].end
        return numeral, after

    # -- whole numbers

    def _whole(self, first: int) -> _Sum | None:
        spelled = self._spelled_out(first)
        if spelled is not None:
            return spelled
        run, index = self.run, first
        total = section = Decimal(0)
        current: Decimal | None = None
        step, digits_scale = ONE, False
        zero = bare = False
        last_unit, last_section = Decimal("1e5"), Decimal("Infinity")
        lowest = Decimal("Infinity")
        inexact: Decimal | None = None
        high: Decimal | None = None
        scale = ONE
        rule = "characters"
        while index < len(run):
            token = run[index]
            kind = token.kind
            if kind == "digits":
                if index > first and not self._digits_continue(index, lowest, zero):
                    break
                current, step, rule = token.value * token.scale, token.step * token.scale, "digits" if index == first else "characters.mixed"
                digits_scale = index == first
                scale = ONE
                if token.scale != 1:
                    index += 1
                    scale = token.scale
                    lowest = ONE
                    break
                lowest = ONE if index > first else lowest
            elif kind == "digit" and token.value == 0:
                if current is not None or (index > first and lowest == 1):
                    break
                if index == first and self.kind(index + 1) not in {"unit"}:
                    return _Sum(Decimal(0), index + 1)
                zero = True
            elif kind == "digit":
                if current is not None:
                    high = self._pair(index, current)
                    if high is None:
                        break
                    current, inner = run[index - 1].value, index + 1
                    high_value = high
                    factor = ONE
                    while self.kind(inner) in _PLACES:
                        factor, inner = factor * run[inner].value, inner + 1
                    base = (total + section) if total + section else Decimal(0)
                    unit_last = run[inner - 1].value if inner > index + 1 else ONE
                    if factor >= last_unit and section:
                        base_section = (section + current) * factor
                        return _Sum(total + base_section, inner, unit_last, factor, total + (section + high_value) * factor, rule="characters.pair")
                    return _Sum(base + current * factor, inner, factor, factor if not base else ONE, base + high_value * factor, rule="characters.pair")
                current = token.value
            elif kind == "tens":
                if current is not None or last_unit <= 10:
                    break
                section, last_unit, lowest, current = section + token.value, Decimal(10), Decimal(10), None
            elif kind == "unit":
                if token.value >= last_unit or (current is not None and index > first and run[index - 1].kind == "digits" and token.value == 10 and current >= 10):
                    break
                if current is None:
                    if index == first and token.value > 10:
                        bare = True
                    current = ONE
                section += current * token.value
                if digits_scale:
                    step, scale = step * token.value, token.value
                elif index == first + 1 or bare:
                    scale = token.value if token.value >= _HUNDRED else ONE
                else:
                    scale = ONE
                last_unit = lowest = token.value
                current = None
                zero = False
            elif kind == "section":
                factor, index = self._sections(index)
                coefficient = section + (current or 0)
                if index and not coefficient and not total:
                    if not inexact:
                        bare = True
                    coefficient = ONE
                elif not coefficient:
                    index -= 1
                    break
                if bare and not (section and run[first].kind == "unit" and self.kind(first + 1) == "digit"):
                    pass
                if factor < last_section:
                    total += coefficient * factor
                    scale = factor * (scale if digits_scale and section else ONE) if total == coefficient * factor else ONE
                else:
                    total = (total + coefficient) * factor
                    scale = factor
                if inexact is not None:
                    inexact *= factor
                step = step * factor if digits_scale else factor
                last_section = lowest = factor
                section, current, last_unit = Decimal(0), None, Decimal("1e5")
                zero, digits_scale = False, digits_scale
                if total > _LIMIT:
                    return None
                if inexact is not None:
                    break
                continue
            elif kind == "inexact":
                extent = self._inexact(index, first, current, lowest, zero)
                if extent is None:
                    break
                inexact = extent
                index += 1
                if self.kind(index) == "section":
                    continue
                break
            else:
                break
            index += 1
        trailing = run[index - 1] if index > first else None
        if current is not None and trailing is not None and trailing.kind == "digit" and not zero and lowest not in {Decimal("Infinity"), ONE, Decimal(10)}:
            current, step = current * lowest / 10, lowest / 10
            scale = ONE
            bare = False
        elif current is not None and index > first + 1 and inexact is None:
            scale = ONE
            step = ONE if trailing is not None and trailing.kind != "digits" else step
            bare = False
        value = total + section + (current or 0)
        if bare and value != scale and not (value == lowest):
            bare = self._is_bare(first, index)
        if section or current:
            step = step if digits_scale else ONE if lowest not in {Decimal("Infinity")} and not (current and trailing and trailing.kind == "digit" and not zero) else step
        return _Sum(value, index, step, scale if value % scale == 0 or digits_scale else ONE, high, bare, inexact, rule)

    def _is_bare(self, first: int, end: int) -> bool:
        return all(self.run[index].kind in _PLACES for index in range(first, end))

    def _sections(self, index: int) -> tuple[Decimal, int]:
        factor = ONE
        while self.kind(index) == "section":
            factor, index = factor * self.run[index].value, index + 1
        return factor, index

    def _spelled_out(self, first: int) -> _Sum | None:
        """Digits read one by one: 一七二零, 幺八九, 二〇〇二."""
        index, digits = first, ""
        while self.kind(index) == "digit" and len(digits) < 40:
            digits, index = digits + str(self.run[index].value), index + 1
        if len(digits) < 2:
            return None
        if self.kind(index) in {"unit", "tens"} or (len(digits) == 2 and self._pair(first + 1, self.run[first].value) is not None):
            return None
        factor, after = self._sections(index)
        return _Sum(Decimal(digits) * factor, after, factor, factor, rule="characters.spelled_out")

    def _digits_continue(self, index: int, lowest: Decimal, zero: bool) -> bool:
        """Whether digits go on with the number: 5万4千, 四千230, 1百01 — not 10万 5家."""
        token = self.run[index]
        if token.scale != 1 or not token.text.isdigit() or self.run[index - 1].kind in {"digits", "digit"} and not zero:
            return False
        if self.kind(index + 1) == "unit":
            return self.run[index + 1].value * token.value < lowest
        if lowest == Decimal("Infinity"):
            return False
        return self.run[index - 1].end == token.start and (zero or len(token.text) == lowest.adjusted()) and token.value < lowest

    def _pair(self, index: int, low: Decimal) -> Decimal | None:
        """The upper end of an approximate pair (七八, 三五), if these two digits are one."""
        token, before = self.run[index], self.run[index - 1]
        if before.kind != "digit" or token.kind != "digit" or token.start != before.end:
            return None
        if not (token.value - low == 1 or (low, token.value) == (3, 5)) or low == 0:
            return None
        following = self.kind(index + 1)
        if following in _PLACES or (self._measured(token.end) and not self.text.startswith("折", token.end)):
            return token.value
        return token.value if index >= 2 and self.run[index - 2].kind in _PLACES and self._measured(token.end) else None

    def _inexact(self, index: int, first: int, current: Decimal | None, lowest: Decimal, zero: bool) -> Decimal | None:
        """多, 余, 几 inside a number: how much may come on top, or null where the character is another word."""
        token, before = self.run[index], self.run[index - 1]
        following = self.kind(index + 1)
        if token.text == "来" and following != "section" and not self._measured(token.end):
            return None
        if token.text == "几":
            if before.kind == "unit" or (before.kind == "digit" and zero) or before.kind == "tens":
                return before.value if before.kind == "unit" else Decimal(10)
            return None
        if before.kind == "digits":
            if before.scale == 1 and (before.value < 10 or before.value % 10) and following != "section":
                return None
            return Decimal(10) ** (len(before.text) - len(before.text.rstrip("0"))) if before.plain else before.step
        if before.kind in {"unit", "section", "tens"}:
            return before.value if before.kind != "tens" else Decimal(10)
        return None

    # -- judgement

    def _vague(self, first: int) -> bool:
        """Dozens and hundreds (几十, 数百): a scale after a word for "some" states no number."""
        token = self.run[first]
        if token.kind not in _PLACES or token.start == 0:
            return False
        before = self.text[token.start - 1]
        if before not in self.lexicon.sets["vague"]:
            return False
        return token.start < 2 or self.text[token.start - 2] not in self.lexicon.sets["vague_not_after"]

    def _skip(self, first: int) -> int:
        while self.kind(first) in _PLACES | {"inexact"}:
            first += 1
        return first

    def _measured(self, end: int) -> bool:
        return self.lexicon.measure_word.match(self.text, end) is not None

    def _judge(self, numeral: Numeral, start: int, after: int) -> Numeral | None:
        """Ordinals, and the single characters that may be no number at all."""
        text, lexicon = self.text, self.lexicon
        before = text[numeral.start - 1] if numeral.start else ""
        if before in lexicon.sets["ordinal_prefix"] and before:
            numeral.kind, numeral.start, numeral.rule = "ordinal", numeral.start - 1, "characters.ordinal"
            return numeral
        if numeral.end - numeral.start > 1 or self.run[start].kind == "digits" or numeral.kind == "vague":
            return numeral
        return numeral if self._stands_alone(numeral, before) else None

    def _stands_alone(self, numeral: Numeral, before: str) -> bool:
        text, lexicon = self.text, self.lexicon
        form = text[numeral.start : numeral.end]
        rest = text[numeral.end : numeral.end + 4].lstrip(" ")
        following = rest[:1]
        free_before = not _is_han(before) or before in lexicon.sets["stands_after"]
        if form in lexicon.sets["formal"] and _is_han(before) and before not in lexicon.sets["stands_after"]:
            return False
        if self._measured(numeral.end):
            return not (numeral.value == 1 and before in lexicon.sets["not_one_after"])
        if not _is_han(following):
            return free_before
        return following in lexicon.sets["function_words"] and free_before


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"
