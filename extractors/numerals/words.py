"""Numbers spelled in words: cardinals, ordinals, fractions ("two thirds", "one and a half million", "half a billion").

The reader walks a run of tokens once and takes the longest number the words allow. Ordinals are read as places, and as
denominators where a numerator stands before them and nothing that can be counted follows.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from extractors.lexicon import Lexicon
from extractors.numerals.cardinals import SCALES, Cardinal, gap, kind, read_cardinal
from extractors.numerals.model import ONE, Numeral, Token, divide, each, fraction_step, literal

_PARTS = frozenset({"half", "quarter", "ordinal", "parts"})
_TENTH = Decimal("0.1")
_HUNDREDTH = Decimal("0.01")


def read(text: str, run: list[Token], lexicon: Lexicon) -> Iterator[Numeral]:
    """The numerals of one run, in order."""
    yield from each(_Reader(text, run, lexicon).number, len(run))


class _Reader:
    def __init__(self, text: str, run: list[Token], lexicon: Lexicon) -> None:
        self.text = text
        self.run = run
        self.lexicon = lexicon

    def kind(self, index: int) -> str:
        return kind(self.run, index)

    def gap(self, index: int) -> str:
        return gap(self.text, self.run, index)

    def number(self, start: int) -> tuple[Numeral | None, int]:
        """The numeral that begins at ``start`` (null where none does) and the index after it."""
        negative = self.kind(start) == "negative"
        first = start + negative
        if first >= len(self.run) or (negative and self.gap(first) != "space"):
            return None, start + 1
        numeral, after = self._unsigned(first)
        if numeral is not None and negative and numeral.kind != "ordinal":
            numeral.start, numeral.value, numeral.plain = self.run[start].start, -numeral.value, False
        return numeral, after

    def _unsigned(self, start: int) -> tuple[Numeral | None, int]:
        token = self.run[start]
        if token.kind == "vulgar":
            return self._times_scale(literal(token), start + 1)
        if token.kind in _PARTS:
            return self._leading_part(start)
        if (
            token.kind in {"hundred", "scale", "group"}
            and not self._article(token)
            and self.kind(start + 1) not in SCALES
        ):
            return Numeral(
                token.start, token.end, token.value, token.value, "vague", "words.bare_scale", token.value
            ), start + 1
        cardinal = read_cardinal(self.text, self.run, start)
        if cardinal is None:
            return None, start + 1
        return self._fraction(start, cardinal)

    # -- helpers

    def _article(self, token: Token) -> int:
        """The length of an article that touches the token: "a dozen", "an eighth"."""
        for article in ("a ", "an "):
            start = token.start - len(article)
            if (
                start >= 0
                and self.text.startswith(article, start)
                and (start == 0 or not self.text[start - 1].isalnum())
            ):
                return len(article)
        return 0

    def _start(self, index: int) -> int:
        token = self.run[index]
        return token.start if token.kind == "digits" else token.start - self._article(token)

    def _numeral(self, start: int, cardinal: Cardinal) -> Numeral:
        token = self.run[start]
        digits = token.kind == "digits"
        alone = cardinal.end == start + 1
        rule = "words" if not digits else "digits" if alone and token.scale == ONE else "digits.scaled"
        return Numeral(
            self._start(start),
            self.run[cardinal.end - 1].end,
            cardinal.value,
            cardinal.step,
            "cardinal",
            rule,
            cardinal.scale,
            plain=alone and token.plain,
        )

    def _quotient(self, start: int, above: Decimal, below: Decimal, after: int) -> tuple[Numeral, int]:
        value = divide(above, below)
        numeral = Numeral(
            self._start(start), self.run[after - 1].end, value, fraction_step(value), "fraction", "words.fraction"
        )
        return self._times_scale(numeral, after)

    def _ordinal(self, start: int, value: Decimal, after: int) -> tuple[Numeral, int]:
        return Numeral(self.run[start].start, self.run[after - 1].end, value, ONE, "ordinal", "words.ordinal"), after

    def _times_scale(self, numeral: Numeral, index: int) -> tuple[Numeral, int]:
        """ "half a million", "five and a half billion": the fraction takes the scale."""
        while (
            self.kind(index) in {"scale", "hundred", "group"} and self.gap(index) in {"space", "hyphen"}
        ) or self._article_scale(index):
            token = self.run[index]
            numeral.end, numeral.kind = token.end, "cardinal"
            numeral.value, numeral.step = numeral.value * token.value, numeral.step * token.value
            numeral.scale *= token.value
            index += 1
        return numeral, index

    def _article_scale(self, index: int) -> bool:
        """The "a million" of "half a million"."""
        if self.kind(index) != "scale" or index == 0 or self.kind(index - 1) not in {"half", "quarter"}:
            return False
        return self.text[self.run[index - 1].end : self.run[index].start] in {" a ", " of a "}

    def _is_part(self, token: Token) -> bool:
        """Whether "a third" is a fraction: nothing countable follows it."""
        rest = self.text[token.end : token.end + 24].lstrip(" ")
        if not rest[:1].isalpha():
            return not (rest.startswith("-") and rest[1:2].isalpha())
        word = rest.split(" ", 1)[0].strip(".,;:)!?")
        return word in self.lexicon.sets["fraction_may_follow"] or word in self.lexicon.words

    # -- fractions

    def _leading_part(self, start: int) -> tuple[Numeral | None, int]:
        """A number that begins with a denominator or an ordinal: half, a third, the third."""
        token = self.run[start]
        article = self._article(token)
        if token.kind == "parts" or token.text in {"halves", "quarters"}:
            return None, start + 1
        if token.kind == "ordinal" and article and token.value == 2 and self._is_part(token):
            return None, start + 1  # "120 a second"
        if token.kind == "ordinal" and not (article and token.value > 2 and self._is_part(token)):
            return self._ordinal(start, token.value, start + 1)
        if token.kind == "quarter" and not article and self.kind(start + 1) != "scale":
            return None, start + 1
        return self._quotient(start, ONE, token.value, start + 1)

    def _fraction(self, start: int, cardinal: Cardinal) -> tuple[Numeral | None, int]:
        """What may follow a cardinal: a denominator, "and a half", a vulgar fraction."""
        numeral, end = self._numeral(start, cardinal), cardinal.end
        if end >= len(self.run):
            return numeral, end
        following, joint = self.run[end], self.gap(end)
        if joint == "and":
            return self._mixed(numeral, end)
        if following.kind == "vulgar" and numeral.plain:
            return _add(numeral, following.value, following.end, _HUNDREDTH), end + 1
        if cardinal.last not in {"unit", "ten", "hundred", "digits", "scale"}:
            return numeral, end
        if following.kind in _PARTS:
            return self._divide(start, cardinal, numeral)
        below = (
            read_cardinal(self.text, self.run, end) if following.kind in {"unit", "ten"} and joint == "space" else None
        )
        if below is not None and below.last in {"ten", "hundred"} and self.kind(below.end) in {"ordinal", "parts"}:
            return self._quotient(start, cardinal.value, below.value + self.run[below.end].value, below.end + 1)
        return numeral, end

    def _divide(self, start: int, cardinal: Cardinal, numeral: Numeral) -> tuple[Numeral | None, int]:
        end = cardinal.end
        token, last = self.run[end], self.run[end - 1]
        value, hyphen = cardinal.value, self.gap(end) == "hyphen"
        small = last.kind == "ten" and token.value < 10 and not cardinal.tail
        if token.kind == "ordinal":
            if value != ONE:
                return (
                    self._ordinal(start, value + token.value, end + 1)
                    if last.kind in {"ten", "hundred", "scale"}
                    else (numeral, end)
                )
            return (
                self._quotient(start, ONE, token.value, end + 1)
                if token.value > 2 and (hyphen or self._is_part(token))
                else (numeral, end)
            )
        if token.text in {"half", "quarter"} and value != ONE:
            return numeral, end
        if small and token.kind == "parts" and end - 1 > start:  # one hundred / thirty-fifths
            return self._quotient(start, value - last.value, last.value + token.value, end + 1)
        if cardinal.tail and cardinal.tail < token.value:  # one hundred + three quarters
            return _add(
                numeral, divide(cardinal.tail, token.value) * cardinal.head_scale - cardinal.tail, token.end, _HUNDREDTH
            ), end + 1
        return self._quotient(start, value, token.value, end + 1)

    def _mixed(self, numeral: Numeral, index: int) -> tuple[Numeral | None, int]:
        """ "one and a half", "3 million and a half", "twenty and three and three fifths"."""
        token, part, after = self.run[index], None, index
        if token.kind in _PARTS and (self._article(token) or token.kind == "half"):
            part, after = self._leading_part(index)
        elif token.kind in {"unit", "digits"}:
            cardinal = read_cardinal(self.text, self.run, index)
            if cardinal is not None and self.kind(cardinal.end) in _PARTS:
                part, after = self._divide(index, cardinal, self._numeral(index, cardinal))
        if part is None or part.rule != "words.fraction":
            return numeral, index
        if part.kind == "cardinal" and numeral.scale == ONE:  # five and a half million
            numeral.scale = part.scale
            return _add(numeral, numeral.value * (part.scale - ONE) + part.value, part.end, _TENTH * part.scale), after
        if part.kind != "fraction":
            return numeral, index
        if numeral.scale != ONE:  # 3 million and a half
            return _add(numeral, part.value * numeral.scale, part.end, _TENTH * numeral.scale), after
        return _add(numeral, part.value, part.end, _HUNDREDTH), after


def _add(numeral: Numeral, more: Decimal, end: int, step: Decimal) -> Numeral:
    numeral.value, numeral.end, numeral.step = numeral.value + more, end, step
    numeral.plain, numeral.rule = False, "words.mixed_fraction"
    return numeral
