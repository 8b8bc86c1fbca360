"""What a language calls numbers: the rule files under ``lexicons/``, checked, compiled and frozen.

A language is one YAML file; ``common.yaml`` holds what all of them share and is read first. Nothing in the code knows a
language: a file with a ``words`` section is read by :mod:`extractors.numerals_words`, one with ``characters`` by
:mod:`extractors.numerals_characters`; a language without a file still gets digits, signs and currencies.

Values, modifiers and unit names are checked here; a mistake raises :class:`extractors.rulefile.DataFileError` with
file, line and key.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import get_args

from extractors import rulefile
from extractors.fold import INVISIBLE, fold
from extractors.lexicon import tries
from extractors.lexicon.model import Lexicon, Phrase, Unit, Word
from extractors.prefilter import Finder, finder
from extractors.rulefile import Node
from extractors.types import Modifier

DIRECTORY = Path(__file__).parent.parent / "lexicons"
GAP = f"[ {INVISIBLE}]{{0,3}}"
_WORD_KINDS = "unit ten hundred scale plural_scale group plural_group half quarter ordinal parts negative point oh"
_CHARACTER_KINDS = "digit unit tens section negative point and inexact per_informal"
_MODIFIERS: tuple[str, ...] = get_args(Modifier)


_LISTS = """
calendar_after digits_stand_after formal fraction fraction_may_follow function_words half may_touch
measure_words months more_before_measure not_decimal not_more not_nearly_with_time not_one_after not_pair_before
needs_scale ordinal_prefix ordinal_suffix range_between range_from reaches_far scale_after several stands_after
streak_adjectives vague vague_not_after version_after version_before year_after
"""
"""Plain lists of forms; the comments in the rule files say what each is for."""
_ROOT_KEYS = ("decimal_mark", "lenient_decimal_comma")


class _Builder:
    """Collects the sections of several files into one lexicon."""

    def __init__(self) -> None:
        self.marks = {"decimal_mark": ".", "lenient_decimal_comma": "false"}
        self.suffixes: dict[str, Decimal] = {}
        self.money_suffixes: dict[str, Decimal] = {}
        self.fractions: dict[str, tuple[Decimal, Decimal]] = {}
        self.words: dict[str, Word] = {}
        self.characters: dict[str, Word] = {}
        self.phrases: dict[str, Phrase] = {}
        self.never_words: set[str] = set()
        self.units: dict[str, Unit] = {}
        self.currencies_before: dict[str, Unit] = {}
        self.modifiers: dict[str, dict[str, Modifier]] = {"before": {}, "after": {}}
        self.connectors: dict[str, str] = {}
        self.sets: dict[str, set[str]] = {}
        self.never: dict[str, dict[str, str]] = {"at_digits": {}, "at_lines": {}, "anywhere": {}}
        self.likely_years: tuple[int, int] | None = None
        self.fillers: dict[str, list[str]] = {}

    def add(self, root: Node) -> None:
        for key in _ROOT_KEYS:
            if (node := root.get(key)) is not None:
                self.marks[key] = node.text()
        for target, key in ((self.suffixes, "suffixes"), (self.money_suffixes, "money_suffixes")):
            target.update((form, node.decimal()) for form, node in root.pairs(key))
        for form, node in root.pairs("fractions"):
            above, _, below = node.text().partition("/")
            if not (above.isdigit() and below.isdigit() and int(below)):
                raise node.error("a fraction such as 1/2 is required")
            self.fractions[form] = (Decimal(above), Decimal(below))
        for words, section, kinds in (
            (self.words, "words", _WORD_KINDS),
            (self.characters, "characters", _CHARACTER_KINDS),
        ):
            for kind, entries in root.pairs(section):
                if kind not in kinds.split():
                    raise entries.error(f"{kind!r} is not one of {kinds}")
                words.update(
                    (_form(form, node), Word(kind, node.decimal())) for form, node in entries.mapping().items()
                )
        if (years := root.get("likely_years")) is not None:
            first, last = (int(node.decimal()) for node in years.items()) if len(years.items()) == 2 else (0, 0)
            if not 0 < first < last:
                raise years.error("a first and a last year are required")
            self.likely_years = (first, last)
        for node in root.each("units"):
            self._unit(node, money=False)
        for node in root.each("currencies"):
            self._unit(node, money=True)
        for node in root.each("phrases"):
            self._phrase(node)
        self.never_words.update(root.list_of("never_words"))
        self._modifiers(root)
        for kind, node in root.pairs("connectors"):
            if kind not in {"range", "list", "distribute_only", "divide", "one_in", "out_of_every"}:
                raise node.error("unknown kind of connector")
            self.connectors.update((form, kind) for form in node.texts())
        for key in _LISTS.split():
            self.sets.setdefault(key, set()).update(root.list_of(key))
        if (never := root.get("never")) is not None:
            for place, rules in self.never.items():
                rules.update((name, _pattern(node)) for name, node in never.pairs(place))
            never.finish()
        root.finish()

    def _through(self, key: str) -> re.Pattern[str] | None:
        """A modifier, words that may stand between it and its number, and the number's place."""
        fillers = "|".join(self.fillers.get(key, ()))
        return re.compile(f"(?P<modifier>{tries.pattern(self.modifiers['before'])})(?:{fillers})$") if fillers else None

    def _unit(self, node: Node, *, money: bool) -> None:
        unit = node.need("unit").text()
        flags = {
            key: (inner.flag() if (inner := node.get(key)) is not None else False)
            for key in ("tail", "half_tail", "glued", "discount", "doublings", "digits_apart")
        }
        factor, most = node.get("factor"), node.get("max")
        entry = Unit(
            name=node.need("name").text(),
            unit=None if unit == "null" else unit,
            money=money,
            factor=Decimal(1) if factor is None else factor.decimal(),
            max=None if most is None else most.decimal(),
            not_before=frozenset(node.list_of("not_before")),
            but_before=frozenset(node.list_of("but_before")),
            counts_after=frozenset(node.list_of("counts_after")),
            parts=tuple((form, part.decimal()) for form, part in node.pairs("parts")),
            **flags,
        )
        for form in node.list_of("after"):
            self.units[_form(form, node)] = entry
        for form in node.list_of("before"):
            self.currencies_before[_form(form, node)] = entry
        node.finish()

    def _phrase(self, node: Node) -> None:
        unit, modifier = node.need("unit").text(), node.get("modifier")
        entry = Phrase(
            node.need("name").text(),
            node.need("value").decimal(),
            None if unit == "null" else unit,
            "none" if modifier is None else modifier.one_of(_MODIFIERS),  # type: ignore[arg-type]
        )
        self.phrases.update((_form(form, node), entry) for form in node.need("forms").texts())
        node.finish()

    def _modifiers(self, root: Node) -> None:
        section = root.get("modifiers")
        if section is None:
            return
        for side, target in self.modifiers.items():
            for modifier, node in section.pairs(side):
                if modifier not in _MODIFIERS:
                    raise node.error(f"{modifier!r} is not one of {', '.join(_MODIFIERS)}")
                target.update((_form(form, node), modifier) for form in node.texts())  # type: ignore[misc]
        for key in ("through", "through_to_multiples"):
            for node in section.each(key):
                self.fillers.setdefault(key, []).append(_pattern(node))
        section.finish()

    def build(self, language: str) -> Lexicon:
        # A longer word that is all number characters (万一) may be part of a number; it is judged after reading.
        idioms = {word for word in self.never_words if self.characters.keys() >= set(word)}
        vocabulary = [*self.words, *self.characters, *self.phrases, *(self.never_words - idioms)]
        fractions = re.escape("".join(self.fractions)) or "½"
        boundary = r"(?:(?<![a-z])|(?![a-z]))"
        per = "|".join("[ ]{0,3}".join(form) for form in sorted(self.sets["fraction"])) or "(?!)"
        return Lexicon(
            language=language,
            decimal_mark=self.marks["decimal_mark"],
            lenient_decimal_comma=self.marks["lenient_decimal_comma"] == "true",
            suffixes=self.suffixes,
            money_suffixes=self.money_suffixes,
            fractions=self.fractions,
            words=self.words,
            characters=self.characters,
            phrases=self.phrases,
            never_words=frozenset(self.never_words - idioms),
            idioms=frozenset(idioms),
            units=self.units,
            currencies_before=self.currencies_before,
            likely_years=self.likely_years,
            modifiers_before=self.modifiers["before"],
            modifiers_after=self.modifiers["after"],
            connectors=self.connectors,
            sets={key: frozenset(words) for key, words in self.sets.items()},
            scan=Finder(
                re.compile(
                    rf"(?P<digits>[0-9](?:[0-9.,'{INVISIBLE}]*[0-9])?)|(?P<vulgar>[{fractions}])|(?P<per>{per})"
                    rf"|(?P<word>{_bounded(vocabulary)})"
                ),
                [*vocabulary, *self.fractions, *"0123456789", *{form[0] for form in self.sets["fraction"]}],
            ),
            never_at_digits=_named(self.never["at_digits"]),
            never_at_lines=_named(self.never["at_lines"]),
            never_anywhere=finder(_named(self.never["anywhere"])),
            suffix=re.compile(f"[ {INVISIBLE}]?([A-Za-z]+|{tries.pattern(_others(self.suffixes))})"),
            unit_after=re.compile(f"{GAP}(?P<unit>{_spaced(self.units)}){boundary}"),
            currency_before=re.compile(
                f"{GAP}(?P<unit>{tries.pattern(map(_reverse, self.currencies_before))}){boundary}"
            ),
            ordinal_before=re.compile(f"{tries.pattern(map(_reverse, self.sets['ordinal_prefix']))}{boundary}"),
            modifier_before=re.compile(
                f"{GAP}(?P<modifier>{tries.pattern(map(_reverse, self.modifiers['before']))}){boundary}"
            ),
            modifier_after=re.compile(f"{GAP}(?P<modifier>{tries.pattern(self.modifiers['after'])}){boundary}"),
            modifier_through=self._through("through"),
            modifier_of_multiple=self._through("through_to_multiples"),
            connector=re.compile(f"{GAP}(?P<connector>{tries.pattern(self.connectors)}){boundary}{GAP}"),
            measure_word=re.compile(f"{GAP}{tries.pattern(self.sets['measure_words'])}"),
        )


def _bounded(words: list[str]) -> str:
    """Latin words as whole words, other scripts anywhere."""
    latin = [word for word in words if word.isascii()]
    parts = []
    if others := _others(words):
        parts.append(tries.pattern(others))
    if latin:
        parts.append(f"(?<![a-z]){tries.pattern(latin)}(?![a-z])")
    return "|".join(parts) or "(?!)"


def _spaced(forms: Iterable[str]) -> str:
    """Chinese units may be written with spaces between their characters."""
    latin = [form for form in forms if form.isascii()]
    return f"{tries.pattern(_others(forms), GAP)}|{tries.pattern(latin)}"


def _others(forms: Iterable[str]) -> list[str]:
    return [form for form in forms if not form.isascii()]


def _reverse(form: str) -> str:
    return form[::-1]


def _named(patterns: Mapping[str, str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{name}>{source})" for name, source in patterns.items()) or "(?!)")


def _pattern(node: Node) -> str:
    try:
        re.compile(node.text())
    except re.error as error:
        raise node.error(f"not a regular expression: {error}") from error
    return node.text()


def _form(form: str, node: Node) -> str:
    if form != fold(form).lower():
        raise node.error(f"{form!r} is not folded (simplified, half-width) and lower-case")
    return form


@cache
def load_lexicon(language: str) -> Lexicon:
    """The lexicon of a BCP 47 language (``zh-Hant`` reads ``zh.yaml``); digits alone where there is no such file."""
    builder = _Builder()
    builder.add(rulefile.read(DIRECTORY / "common.yaml"))
    primary = re.split("[-_]", language.lower(), maxsplit=1)[0]
    path = DIRECTORY / f"{primary}.yaml"
    if primary.isalpha() and primary != "common" and path.is_file():
        builder.add(rulefile.read(path))
    return builder.build(primary)
