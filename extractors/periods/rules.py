"""Reading ``lexicons/periods.<language>.yaml``: patterns with macros become compiled rules.

The tables are the grammar; this module only expands and checks them, and says file, line and key when one is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, get_args

from ahocorasick_rs import AhoCorasick

from extractors import rulefile
from extractors.periods.productions import PRODUCTIONS, Production
from extractors.periods.types import Role
from extractors.prefilter import Finder, endings, finder
from extractors.rulefile import Node
from extractors.types import Per

LEXICONS = Path(__file__).parent.parent / "lexicons"
_REFERENCE = re.compile(r"\{([a-z]+)(\d?)\}")
_GROUP = re.compile(r"\(\?P<([a-z]+[0-9]?)>")
_DIGIT = "#"
# A digit that is not inside a number, a code or a price. The conditions look back over it, so that the scan can skip
# from digit to digit.
_BARE_DIGIT = r"[0-9](?<![0-9A-Za-z_/$€£¥+-][0-9])(?<![0-9][.,][0-9])(?<=(?={})[0-9])"


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One row of the table, ready to match at a position."""

    name: str
    order: int
    pattern: re.Pattern[str]
    after: re.Pattern[str] | None
    not_after: re.Pattern[str] | None
    produce: Production
    constants: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RoleRule:
    """``endings`` are what stands before the phrase must end with, one of them, case folded."""

    role: Role
    before: re.Pattern[str]
    endings: tuple[str, ...]
    after: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class RateRule:
    """A rate is a fixed word (``pattern`` null) or what the pattern matches around its first word."""

    name: str
    per: Per


@dataclass(frozen=True, slots=True)
class Grammar:
    """A language's time phrases. ``starters`` finds where a rule may begin; ``by_starter`` says which rules."""

    language: str
    latin: bool
    zone_hours: int
    words: Mapping[str, Mapping[str, Any]]
    starters: AhoCorasick
    by_starter: tuple[tuple[Rule, ...], ...]
    digit_rules: tuple[Rule, ...]
    roles: tuple[RoleRule, ...]
    digits: re.Pattern[str]
    rate_words: AhoCorasick
    rate_by_word: tuple[RateRule, ...]
    rates: Finder | re.Pattern[str] | None
    rate_rules: Mapping[str, RateRule]
    rate_stops: re.Pattern[str] | None


@dataclass(slots=True)
class _Expander:
    fields: Mapping[str, str]
    words: Mapping[str, Mapping[str, Any]]
    macros: Mapping[str, str]
    stack: list[str] = field(default_factory=list)

    def compile(self, node: Node, shape: str = "{}") -> re.Pattern[str]:
        """The node's text with its macros expanded, in ``shape`` (where ``{}`` stands for it)."""
        pattern = shape.replace("{}", self._expand(node.text(), node))
        try:
            return re.compile(_unique(pattern), re.IGNORECASE)
        except re.error as error:
            raise node.error(f"not a pattern: {error}") from error

    def _expand(self, pattern: str, node: Node, suffix: str = "") -> str:
        def piece(match: re.Match[str]) -> str:
            name, ending = match.group(1), match.group(2) or suffix
            if name in self.words:
                choices = sorted(self.words[name], key=len, reverse=True)
                return f"(?P<{name}{ending}>{'|'.join(map(re.escape, choices))})"
            if name in self.fields:
                return f"(?P<{name}{ending}>{self.fields[name]})"
            if name not in self.macros or name in self.stack:
                problem = "refers to itself" if name in self.stack else "is neither a field, a word list nor a macro"
                raise node.error(f"{{{name}}} {problem}")
            self.stack.append(name)
            expanded = self._expand(self.macros[name], node, ending)
            self.stack.pop()
            return f"(?:{expanded})"

        return _REFERENCE.sub(piece, pattern)


def _unique(pattern: str) -> str:
    """A group met again gets a number: Python wants group names unique, alternatives do not."""
    met: dict[str, int] = {}

    def renamed(match: re.Match[str]) -> str:
        name = match.group(1)
        met[name] = met.get(name, -1) + 1
        return f"(?P<{name}__{met[name]}>" if met[name] else match.group(0)

    return _GROUP.sub(renamed, pattern)


def _maybe(row: Node, key: str, expander: _Expander, shape: str) -> re.Pattern[str] | None:
    node = row.get(key)
    return None if node is None else expander.compile(node, shape)


def _number_or_text(node: Node) -> int | str:
    text = node.text()
    return int(text) if text.lstrip("-").isdecimal() else text


def _rule(row: Node, order: int, expander: _Expander, latin: bool) -> Rule:
    edge = r"(?![A-Za-z0-9_])" if latin else ""
    rule = Rule(
        name=row.need("name").text(),
        order=order,
        pattern=expander.compile(row.need("pattern"), f"(?:{{}}){edge}"),
        after=_maybe(row, "after", expander, "(?:{})$"),
        not_after=_maybe(row, "not_after", expander, "(?:{})$"),
        produce=PRODUCTIONS[row.need("makes").one_of(tuple(sorted(PRODUCTIONS)))],
        constants={key: _number_or_text(value) for key, value in row.pairs("with")},
    )
    row.need("starts")
    row.finish()
    return rule


def _role(row: Node, expander: _Expander) -> RoleRule:
    before = expander.compile(row.need("before"), "(?:{})$")
    rule = RoleRule(
        role=row.need("role").one_of(get_args(Role)),  # type: ignore[arg-type]
        before=before,
        endings=endings(before),
        after=_maybe(row, "after", expander, "{}"),
    )
    row.finish()
    return rule


def _rates(table: Node) -> tuple[dict[str, RateRule], re.Pattern[str] | None, dict[str, RateRule]]:
    """Rates told by fixed words, and the one pattern (with its rules by group) of those that need more."""
    words: dict[str, RateRule] = {}
    rules: dict[str, RateRule] = {}
    branches: list[str] = []
    for number, row in enumerate(table.each("rates")):
        rule = RateRule(row.need("name").text(), row.need("per").one_of(get_args(Per)))  # type: ignore[arg-type]
        words.update(dict.fromkeys(row.list_of("words"), rule))
        pattern = row.get("pattern")
        if pattern is not None:
            _Expander({}, {}, {}).compile(pattern)
            rules[f"r{number}"] = rule
            branches.append(f"(?P<r{number}>{pattern.text()})")
        row.finish()
    return words, re.compile("|".join(branches), re.IGNORECASE) if branches else None, rules


def _starters(table: Node, expander: _Expander, latin: bool) -> dict[str, list[Rule]]:
    """Every literal that may begin a phrase, with its rules; word lists ("@month") spelled out."""
    starters: dict[str, list[Rule]] = {}
    for order, row in enumerate(table.each("rules")):
        rule = _rule(row, order, expander, latin)
        for node in row.need("starts").items():
            start = node.text()
            if start.startswith("@") and start[1:] not in expander.words:
                raise node.error(f"no word list {start[1:]!r}")
            for literal in expander.words[start[1:]] if start.startswith("@") else (start,):
                starters.setdefault(literal.lower(), []).append(rule)
    return starters


@cache
def load_grammar(language: str, folder: Path = LEXICONS) -> Grammar:
    """The grammar of ``language`` (``en``, ``zh``), read once; a malformed table is a ``DataFileError``."""
    table = rulefile.read(folder / f"periods.{language}.yaml")
    expander = _Expander(
        fields={name: node.text() for name, node in table.pairs("fields")},
        words={
            name: {word: _number_or_text(value) for word, value in listed.mapping().items()}
            for name, listed in table.pairs("words")
        },
        macros={name: node.text() for name, node in table.pairs("macros")},
    )
    latin = table.need("latin").flag()
    starters = _starters(table, expander, latin)
    digit_rules = tuple(starters.pop(_DIGIT, ()))
    rate_words, rates, rate_rules = _rates(table)
    zone = table.get("zone_hours")
    grammar = Grammar(
        language=table.need("language").text(),
        latin=latin,
        zone_hours=0 if zone is None else int(zone.decimal()),
        words=expander.words,
        starters=AhoCorasick(list(starters)),
        by_starter=tuple(tuple(dict.fromkeys(rules)) for rules in starters.values()),
        digit_rules=digit_rules,
        roles=tuple(_role(row, expander) for row in table.each("roles")),
        digits=expander.compile(table.need("digits"), _BARE_DIGIT),
        rate_words=AhoCorasick(list(rate_words)),
        rate_by_word=tuple(rate_words.values()),
        rates=None if rates is None else finder(rates),
        rate_rules=rate_rules,
        rate_stops=_maybe(table, "rate_stops", expander, "{}"),
    )
    table.finish()
    return grammar
