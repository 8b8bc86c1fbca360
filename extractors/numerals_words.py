"""Numbers spelled in words that add up: "two hundred and five", "one and a half million", "3 hundred and 21".

The reader walks a run of tokens once and takes the longest number the words allow; what cannot continue a number begins
the next one ("five two" is two numbers). Ordinals are read as places, and as denominators where a numerator stands
before them ("two thirds", "one twenty-fifth").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from extractors.lexicon import Lexicon
from extractors.numerals import ONE, Numeral, Token, fraction_step, literal

_SCALES = frozenset({"scale", "plural_scale", "group", "plural_group"})
_PLURAL = frozenset({"plural_scale", "plural_group", "parts"})
_PARTS = frozenset({"half", "quarter", "ordinal", "parts"})
_STARTS = frozenset({"digits", "unit", "ten", "hundred", "scale", "group", "half", "quarter"})
_THOUSAND = Decimal(1000)
_LEADING_ZERO_POINT = 12  # digits after a spelled "point"


def read(text: str, run: list[Token], lexicon: Lexicon) -> Iterator[Numeral]:
    """The numerals of one run, in order."""
    position = 0
    while position < len(run):
        reader = _Reader(text, run, lexicon)
        numeral, following = reader.number(position)
        if numeral is not None:
            yield numeral
        position = max(following, position + 1)


class _Reader:
    def __init__(self, text: str, run: list[Token], lexicon: Lexicon) -> None:
        self.text = text
        self.run = run
        self.lexicon = lexicon

    def kind(self, index: int) -> str:
        return self.run[index].kind if index < len(self.run) else ""

    def gap(self, index: int) -> str:
        """What stands before the token: ``and``, ``hyphen``, ``glued`` or ``space``."""
        if index == 0 or index >= len(self.run):
            return "space"
        between = self.text[self.run[index - 1].end : self.run[index].start]
        if "and" in between:
            return "and"
        return "hyphen" if "-" in between else "space" if between else "glued"

    def number(self, start: int) -> tuple[Numeral | None, int]:
        negative = self.kind(start) == "negative"
        first = start + negative
        if first >= len(self.run) or self.kind(first) in {"negative", "point", "oh"}:
            return None, start + 1
        numeral, following = self._unsigned(first)
        if numeral is not None and negative and numeral.kind != "ordinal":
            numeral.start, numeral.coefficient = self.run[start].start, -numeral.coefficient
        return numeral, following

    def _unsigned(self, start: int) -> tuple[Numeral | None, int]:
        token = self.run[start]
        if token.kind in _PARTS:
            return self._leading_part(start)
        if token.kind in _PLURAL or token.kind not in _STARTS:
            return (literal(token), start + 1) if token.kind == "vulgar" else (None, start + 1)
        if token.kind in {"hundred", "scale", "group"} and not self._article(token) and self.kind(start + 1) not in _SCALES:
            return self._vague(start)
        numeral, end = self._cardinal(start)
        return self._fraction(start, numeral, end)

    def _article(self, token: Token) -> bool:
        before = self.text[max(0, token.start - 3) : token.start]
        return before.endswith(("a ", "an ")) and (len(before) < 3 or before in {"an ", " a ", "(a ", "-a "} or not before[0].isalnum())

    def _start(self, token: Token) -> int:
        """Where a number that may begin with an article begins."""
        if token.kind == "digits" or not self._article(token):
            return token.start
        return token.start - (3 if self.text[token.start - 3 : token.start] == "an " else 2)

    def _vague(self, start: int) -> tuple[Numeral | None, int]:
        token = self.run[start]
        return Numeral(token.start, token.end, ONE, ONE, "vague", "words.bare_scale", token.value), start + 1

    # -- cardinals

    def _cardinal(self, start: int, limit: Decimal | None = None) -> tuple[Numeral, int]:
        """The longest sum; with ``limit``, a tail that must stay below it ("two thousand and two hundred")."""
        run, index = self.run, start
        total = current = Decimal(0)
        last, last_scale, scale = "", Decimal("Infinity"), ONE
        step = ONE
        tail = ""  # how the last part was joined, for fractions
        while index < len(run):
            token, gap = run[index], self.gap(index) if index > start else ""
            kind = token.kind
            if kind == "digits" and token.scale == 1:
                if last == "" or (self._may_add_digits(token, index, last, last_scale, current, gap)):
                    current, step = current + token.value, token.step
                else:
                    break
            elif kind == "digits" and last == "":
                return self._scaled_digits(start)
            elif kind == "unit":
                if last not in {"", "hundred", "scale"} and not (last == "ten" and 0 < token.value < 10 and gap != "and"):
                    break
                if gap == "and" and not self._tail_fits(index, last, last_scale, current):
                    break
                if gap == "hyphen" and last != "ten":
                    break
                current += token.value
            elif kind == "ten":
                if last not in {"", "hundred", "scale"} or gap == "hyphen":
                    break
                if gap == "and" and not self._tail_fits(index, last, last_scale, current):
                    break
                current += token.value
            elif kind == "hundred":
                if gap == "and" or last == "hundred" or (last == "scale") or current >= 100:
                    break
                current = (current or ONE) * token.value
                step *= token.value if last == "digits" else ONE
            elif kind in _SCALES:
                if gap == "and" or (last == "scale" and kind != "plural_scale" and token.value >= last_scale and not total):
                    break
                if kind in {"plural_scale", "plural_group"} and last == "":
                    break
                if token.value < last_scale:
                    if last == "scale" and total:  # "three thousand millions" multiplies, "million thousand" does not
                        break
                    total += (current or ONE) * token.value
                    scale = token.value if total == (current or ONE) * token.value else ONE
                else:
                    if total % token.value == 0 and current == 0 and last != "scale":
                        break
                    total = (total + current) * token.value
                    scale = token.value
                last_scale, current = token.value, Decimal(0)
                last, index = "scale", index + 1
                continue
            else:
                break
            if last == "scale":
                scale = ONE
            last = {"digits": "digits", "hundred": "hundred", "ten": "ten", "unit": "unit"}[kind]
            tail = gap
            index += 1
            if kind != "hundred" and self.kind(index) == "point" and self._decimals(index):
                decimals, index, places = self._decimals_value(index)
                current, step = current + decimals, ONE.scaleb(-places)
                last = "decimals"
                if self.kind(index) not in _SCALES:
                    break
        value = total + current
        if limit is not None and value >= limit:
            return Numeral(run[start].start, run[start].end, value, ONE, "cardinal", "", ONE), start
        if current:
            scale = ONE
        end = run[index - 1].end
        exact_digits = all(token.kind in {"digits", "scale", "plural_scale"} for token in run[start:index])
        numeral = Numeral(
            self._start(run[start]),
            end,
            value / scale,
            step,
            "cardinal",
            "words.mixed" if run[start].kind == "digits" else "words",
            scale,
            plain=index == start + 1 and run[start].plain,
        )
        if index == start + 1 and run[start].kind == "digits":
            numeral.rule = "digits"
        elif exact_digits:
            numeral.rule = "digits.scaled"
        self.tail = tail
        return numeral, index

    def _scaled_digits(self, start: int) -> tuple[Numeral, int]:
        self.tail = ""
        numeral = literal(self.run[start])
        index = start + 1
        while self.kind(index) in {"scale", "plural_scale"} and self.gap(index) == "space":
            numeral.scale *= self.run[index].value
            numeral.end, index = self.run[index].end, index + 1
        return numeral, index

    def _may_add_digits(self, token: Token, index: int, last: str, last_scale: Decimal, current: Decimal, gap: str) -> bool:
        """Digits go on with a number only below its last word: "4 thousand 3 hundred and 21"."""
        if not token.plain or gap in {"hyphen", "glued"} or last not in {"hundred", "scale"}:
            return False
        below = Decimal(100) if last == "hundred" else last_scale
        following = self.kind(index + 1)
        if following in _SCALES | {"hundred"}:
            return gap == "space" and token.value * self.run[index + 1].value < below
        return token.value < below and (gap == "and" and below <= _THOUSAND)

    def _tail_fits(self, index: int, last: str, last_scale: Decimal, current: Decimal) -> bool:
        """After "and" a whole smaller number must follow: "two thousand and two hundred", not "one hundred and two hundred"."""
        limit = Decimal(100) if last == "hundred" else last_scale
        tail, after = _Reader(self.text, self.run, self.lexicon)._cardinal_value(index)
        if self.kind(after) in _SCALES and last != "hundred":
            return False
        if self.kind(after) == "hundred":
            return False
        return tail < limit

    def _cardinal_value(self, start: int) -> tuple[Decimal, int]:
        """A number below a thousand, then its hundreds and dozens, without looking at what follows."""
        value, index = Decimal(0), start
        while self.kind(index) in {"unit", "ten"} and (index == start or self.gap(index) in {"space", "hyphen"}):
            value, index = value + self.run[index].value, index + 1
        while self.kind(index) in {"hundred", "group", "plural_group"} and self.gap(index) == "space":
            value, index = value * self.run[index].value, index + 1
        return value, index

    # -- decimals

    def _decimals(self, index: int) -> bool:
        following = self.kind(index + 1)
        return self.gap(index) == "space" and (following in {"unit", "ten", "oh"} or (following == "digits" and self.run[index + 1].plain))

    def _decimals_value(self, index: int) -> tuple[Decimal, int, int]:
        digits, index = "", index + 1
        while index < len(self.run) and len(digits) < _LEADING_ZERO_POINT:
            token = self.run[index]
            if token.kind == "ten" and self.kind(index + 1) == "unit" and self.run[index + 1].value < 10 and not digits:
                digits, index = digits + str(int(token.value + self.run[index + 1].value)), index + 2
            elif token.kind in {"unit", "oh", "ten"} and self.gap(index) != "and":
                digits, index = digits + str(int(token.value)), index + 1
            elif token.kind == "digits" and token.plain and not digits:
                digits, index = token.text, index + 1
            else:
                break
        return Decimal(f"0.{digits}"), index, len(digits)

    # -- fractions

    def _leading_part(self, start: int) -> tuple[Numeral | None, int]:
        """A number that begins with a denominator or an ordinal: half, a third, the third."""
        token = self.run[start]
        article = self._article(token)
        if token.kind == "parts":
            return None, start + 1
        if token.kind == "ordinal" and not (article and self._is_part(token)):
            return self._ordinal(start)
        if token.kind == "quarter" and not article and self.kind(start + 1) not in {"scale"}:
            return None, start + 1
        if token.text in {"halves", "quarters"}:
            return None, start + 1
        value = ONE / token.value
        numeral = Numeral(self._start(token), token.end, value, fraction_step(value), "fraction", "words.fraction")
        return self._times_scale(numeral, start + 1)

    def _times_scale(self, numeral: Numeral, index: int) -> tuple[Numeral, int]:
        """ "half a million", "five and a half billion": the fraction takes the scale."""
        if self.kind(index) in {"scale", "hundred", "group"} and self.gap(index) in {"space", "hyphen"}:
            token = self.run[index]
            numeral.end, numeral.scale, numeral.kind = token.end, token.value, "cardinal"
            if token.kind == "scale" and self.kind(index + 1) == "scale":
                index += 1
                numeral.end, numeral.scale = self.run[index].end, numeral.scale * self.run[index].value
            return numeral, index + 1
        if index < len(self.run) and self.kind(index) == "scale":
            return numeral, index
        return self._article_scale(numeral, index)

    def _article_scale(self, numeral: Numeral, index: int) -> tuple[Numeral, int]:
        return numeral, index

    def _is_part(self, token: Token) -> bool:
        """Whether "a third" is a fraction: nothing countable follows it."""
        if token.value < 3:
            return False
        rest = self.text[token.end : token.end + 14].lstrip(" ")
        if not rest or not rest[0].isalpha():
            return not rest.startswith("-") or not rest[1:2].isalpha()
        word = rest.split(" ", 1)[0].strip(".,;:)!?")
        return word in self.lexicon.sets["fraction_may_follow"] or word in self.lexicon.words

    def _ordinal(self, start: int, base: Decimal = Decimal(0), begin: int | None = None) -> tuple[Numeral | None, int]:
        token = self.run[start]
        value = base + token.value
        return Numeral(token.start if begin is None else begin, token.end, value, ONE, "ordinal", "words.ordinal"), start + 1

    def _fraction(self, start: int, numeral: Numeral, end: int) -> tuple[Numeral | None, int]:
        """What may follow a cardinal: a denominator, "and a half", or a vulgar fraction."""
        run = self.run
        if end >= len(run):
            return numeral, end
        kind, gap = run[end].kind, self.gap(end)
        if kind == "vulgar" and gap in {"space", "glued"} and numeral.scale == 1:
            return replace(numeral, end=run[end].end, coefficient=numeral.coefficient + run[end].value, step=Decimal("0.01"), plain=False), end + 1
        if gap == "and":
            return self._mixed(numeral, end)
        if kind in _PARTS and gap in {"space", "hyphen"} and numeral.scale == 1 and self._may_divide(run[end], numeral, gap):
            return self._divide(start, numeral, end)
        compound = self._denominator(end)
        if compound is not None and numeral.scale == 1:
            value, after = compound
            return self._quotient(numeral, numeral.coefficient, value, after), after
        return numeral, end

    def _may_divide(self, token: Token, numeral: Numeral, gap: str) -> bool:
        if token.kind == "ordinal":
            return token.value > 2 and (numeral.coefficient == 1 or (numeral.coefficient >= 20 and numeral.coefficient % 10 == 0) or numeral.coefficient > 100)
        if token.text == "half":
            return gap == "hyphen" and numeral.coefficient == 1
        if token.text == "quarter":
            return numeral.coefficient == 1
        return True

    def _divide(self, start: int, numeral: Numeral, end: int) -> tuple[Numeral | None, int]:
        token, run = self.run[end], self.run
        last = run[end - 1]
        compounds = last.kind == "ten" and token.kind in {"ordinal", "parts"} and token.value < 10 and self.tail != "and"
        if compounds and end - 1 > start:
            rest, after = self._cardinal(start) if end - 1 > start else (numeral, end)
            rest.coefficient = numeral.value - last.value
            rest.scale = ONE
            return self._quotient(rest, rest.coefficient, last.value + token.value, end + 1), end + 1
        if compounds and token.kind == "ordinal":
            return self._ordinal(end, last.value, last.start)
        if token.kind == "ordinal" and numeral.coefficient != 1:
            return self._ordinal(end, numeral.coefficient, numeral.start)
        if token.kind == "ordinal" and not self._is_part(token) and self.gap(end) != "hyphen":
            return numeral, end
        value = numeral.coefficient
        if self.tail == "and" and last.kind in {"unit", "ten"}:
            part = self._last_part(start, end)
            if part < token.value:  # "one hundred and three quarters" is 100.75
                value = (numeral.coefficient - part) + part / token.value
                return replace(numeral, end=token.end, coefficient=value, step=Decimal("0.01"), rule="words.mixed_fraction"), end + 1
        return self._times_scale(self._quotient(numeral, value, token.value, end + 1), end + 1)

    def _last_part(self, start: int, end: int) -> Decimal:
        value = Decimal(0)
        for index in range(end - 1, start - 1, -1):
            value += self.run[index].value
            if self.gap(index) == "and":
                break
        return value

    def _quotient(self, numeral: Numeral, above: Decimal, below: Decimal, after: int) -> Numeral:
        value = above / below if below else above
        return Numeral(numeral.start, self.run[after - 1].end, value, fraction_step(value), "fraction", "words.fraction")

    def _denominator(self, index: int) -> tuple[Decimal, int] | None:
        """A compound denominator after a complete numerator: "twenty-fifth", "one hundred and fifth"."""
        if self.gap(index) == "and" or self.kind(index) not in {"ten", "unit"}:
            return None
        reader = _Reader(self.text, self.run, self.lexicon)
        base, after = reader._cardinal(index)
        if self.kind(after) in {"ordinal", "parts"} and self.run[after].value < (10 if self.kind(after - 1) == "ten" else 100):
            if self.kind(after - 1) == "unit":
                return None
            return base.value + self.run[after].value, after + 1
        return None

    def _mixed(self, numeral: Numeral, index: int) -> tuple[Numeral | None, int]:
        """ "one and a half", "3 million and a half", "six million and two thirds"."""
        part: Numeral | None = None
        after = index
        if self.kind(index) in _PARTS and self._article(self.run[index]):
            part, after = self._leading_part(index)
            if part is not None and part.scale != 1 and numeral.scale == 1 and part.kind == "cardinal":
                value = numeral.coefficient + part.coefficient
                return replace(numeral, end=part.end, coefficient=value, scale=part.scale, step=Decimal("0.1"), rule="words.mixed_fraction", plain=False), after
        elif self.kind(index) in {"unit", "digits"}:
            inner, end = self._cardinal(index)
            if end < len(self.run) and self.kind(end) in _PARTS and inner.scale == 1 and self._may_divide(self.run[end], inner, self.gap(end)):
                part, after = self._divide(index, inner, end)
            elif end < len(self.run) and self.gap(end) == "and" and inner.scale == 1:
                deeper, last = self._mixed(inner, end)
                if deeper is not None and deeper.coefficient != inner.coefficient and numeral.coefficient % 10 == 0 and numeral.coefficient >= 20:
                    return replace(numeral, end=deeper.end, coefficient=numeral.coefficient + deeper.coefficient, step=deeper.step, rule=deeper.rule), last
        if part is None or part.kind != "fraction":
            return numeral, index
        if numeral.scale >= _THOUSAND:
            value = numeral.coefficient + part.coefficient
            return replace(numeral, end=part.end, coefficient=value, step=Decimal("0.1"), rule="words.mixed_fraction", plain=False), after
        value = numeral.coefficient + part.coefficient
        return replace(numeral, end=part.end, coefficient=value, step=Decimal("0.01"), rule="words.mixed_fraction", plain=False), after
