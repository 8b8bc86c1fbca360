"""Reading a model's name in running text: family, version, tier words, build, variant.

The words after a family's name are read one by one, so the cost is linear and a name that no catalogue knows still gets
an id by its shape. What is not part of a name stops the reading: "DeepSeek 18.81 trillion", "GLM-5 at 4 yuan".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from extractors.entities.families import Catalogue, Family, key_of

# One more word of a name: a version or size, or a tier word, with the separator before it.
_NEXT = re.compile(
    r"(?P<sep>[ _-]?)(?:"
    r"(?P<number>[A-Za-z]{0,2}\.?\d+(?:\.\d+){0,2}(?:[A-Za-z]{1,2})?)(?![A-Za-z0-9]|\.\d|/\d)"
    r"|(?P<word>[A-Za-z]{1,12})(?![A-Za-z]))"
)
_SIZE = re.compile(r"[aA]?\d+(?:\.\d+)?[bB]|\d+[eE]")
_PLAIN = re.compile(r"\d{1,2}(?:\.\d{1,2})?[A-Za-z]?|0\d|\d\.\d\.\d")
_BUILD = re.compile(r"\d{4}|\d{6}|20\d{6}")
_BEFORE = 40
KNOWN = "model-known"


@dataclass(slots=True)
class Reading:
    """A name as far as it has been read."""

    family: Family
    end: int
    words: list[str] = field(default_factory=list)
    version: bool = False
    tier: bool = False
    build: str | None = None
    variant: str | None = None
    name_end: int = 0


@dataclass(frozen=True, slots=True)
class ModelName:
    start: int
    end: int
    slug: str
    rule: str
    family: Family
    words: tuple[str, ...]
    name_end: int

    @property
    def known(self) -> bool:
        return self.rule.startswith(KNOWN)


def _accept_number(reading: Reading, sep: str, number: str, folded: str, end: int, catalogue: Catalogue) -> bool:
    letters = re.match(r"[A-Za-z]*", number)
    prefix = letters.group().lower() if letters else ""
    if _SIZE.fullmatch(number) and (sep != " " or not catalogue.counts.match(folded, end)):
        return reading.version or sep != " " or number[-1] == "B"
    if prefix and prefix not in reading.family.letters and not (prefix == "v" and sep != " "):
        return False
    if reading.version:
        return sep in {"-", "_"} and (bool(_BUILD.fullmatch(number)) or bool(_PLAIN.fullmatch(number)))
    if sep == " " and not prefix:
        if reading.family.letters and not reading.words:
            # This family's versions open with a letter. Without it ("DeepSeek 3.2", but also "MiniMax 3.77 trillion")
            # only a version that the catalogue has is one.
            counts = catalogue.counts.match(folded, end)
            return not counts and _with_letter(reading.family, number, catalogue) is not None
        return bool(_PLAIN.fullmatch(number)) and not catalogue.counts.match(folded, end)
    return bool(prefix) or bool(_PLAIN.fullmatch(number))


def _with_letter(family: Family, number: str, catalogue: Catalogue) -> str | None:
    """The version with the letter that its family puts before it, where the catalogue has such a model."""
    versions = (letter + number for letter in family.letters)
    return next((version for version in versions if catalogue.has_version(family.prefix, version)), None)


def _spaced_build(reading: Reading, sep: str, number: str) -> bool:
    """A build behind a blank has its month's leading zero: "V4 Flash 0731"; other four digits may count something."""
    return reading.version and sep == " " and number[0] == "0" and _BUILD.fullmatch(number) is not None


def _accept_word(catalogue: Catalogue, sep: str, word: str, folded: str, end: int, lower_style: bool) -> bool:
    lowered = word.lower()
    if lowered not in catalogue.tiers:
        return False
    if len(word) == 1 and not re.match(r"[ .-]?\d", folded[end : end + 2]):
        return False
    if sep == " " and word == lowered:
        return lower_style or lowered in catalogue.lower_tiers
    return True


def _read_on(reading: Reading, folded: str, catalogue: Catalogue, lower_style: bool) -> None:
    while True:
        match = _NEXT.match(folded, reading.end)
        if match is None:
            return
        sep, number, word = match.group("sep", "number", "word")
        if number is not None:
            if not _accept_number(reading, sep, number, folded, match.end(), catalogue):
                if not _spaced_build(reading, sep, number):
                    return
                reading.build, reading.end = number, match.end()
                return
            if reading.version and _BUILD.fullmatch(number):
                reading.build = number
                reading.end = match.end()
                return
            if sep == " " and number[0].isdigit() and reading.family.letters and not reading.words:
                number = _with_letter(reading.family, number, catalogue) or number
            reading.words.append(number)
            reading.version = reading.version or not _SIZE.fullmatch(number) or reading.family.prefix.endswith("oss")
        else:
            if not (sep or reading.end == match.start()) or not _accept_word(
                catalogue, sep, word, folded, match.end(), lower_style
            ):
                return
            if not sep and reading.end > 0 and folded[reading.end - 1].isalpha():
                return
            reading.words.append(word)
            reading.tier = True
        reading.end = match.end()


def _tail(reading: Reading, folded: str, start: int, catalogue: Catalogue) -> None:
    """A build or "preview" in brackets or Chinese, and the variant, behind the name or before it."""
    match = catalogue.build_behind.match(folded, reading.end)
    if match is not None and reading.build is None:
        reading.build = match.group("build")
        if match.group("preview"):
            reading.words.append("preview")
        reading.end = match.end()
    else:
        preview = catalogue.preview_behind.match(folded, reading.end)
        if preview is not None:
            reading.words.append("preview")
            reading.end = preview.end()
    reading.name_end = reading.end
    behind = folded[max(0, start - _BEFORE) : start]
    if reading.build is None:
        match = catalogue.build_before.search(behind)
        if match is not None:
            reading.build = match.group("build")
    for variant in catalogue.variants:
        match = variant.behind.match(folded, reading.end)
        if match is not None:
            reading.variant, reading.end = variant.name, match.end()
            return
        if variant.before.search(behind):
            reading.variant = variant.name
            return


def _slug(reading: Reading, catalogue: Catalogue) -> tuple[str, str] | None:
    """The slug and the rule that gave it; null where the words are no model yet."""
    family = reading.family
    known = catalogue.find([family.prefix, *reading.words]) if reading.words or family.needs == "nothing" else None
    if known is not None:
        slug, rule = known, KNOWN
    else:
        enough = {
            "version": reading.version,
            "tier": reading.version and reading.tier,
            "word": reading.version or reading.tier,
            "known": False,
            "nothing": True,
        }[family.needs]
        if not enough:
            return None
        slug, rule = f"{family.author}/{_shape(family, reading.words)}", "model-shape"
    if reading.build is not None:
        slug, rule = f"{slug}-{reading.build}", f"{rule}-build"
    if reading.variant is not None:
        slug = f"{slug}:{reading.variant}"
    return slug, rule


def _shape(family: Family, words: Iterable[str]) -> str:
    parts = [word.lower() for word in words]
    if family.tier_first_from is not None and parts:
        numbers = [part for part in parts if part[0].isdigit()]
        others = [part for part in parts if not part[0].isdigit()]
        first = bool(numbers) and int(re.match(r"\d+", numbers[0]).group()) >= family.tier_first_from  # type: ignore[union-attr]
        parts = others + numbers if first else numbers + others
    if family.glue and parts and parts[0][0].isdigit():
        return "-".join([family.prefix + parts[0], *parts[1:]])
    return "-".join([family.prefix, *parts])


def read_model(folded: str, start: int, end: int, family: Family, catalogue: Catalogue) -> ModelName | None:
    """The model whose family name stands at ``folded[start:end]``, or null where only the family is named."""
    reading = Reading(family, end)
    lower_style = folded[start:end].islower()
    _read_on(reading, folded, catalogue, lower_style)
    if not reading.words and family.needs != "nothing":
        return None
    _tail(reading, folded, start, catalogue)
    made = _slug(reading, catalogue)
    if made is None:
        return None
    return ModelName(start, reading.end, *made, family, tuple(reading.words), reading.name_end)


def read_short(folded: str, start: int, end: int, family: Family, catalogue: Catalogue, first: str) -> ModelName | None:
    """A model named by its version or tier alone ("M2.5", "Opus 4.7") whose family is already settled."""
    reading = Reading(family, end, [first], version=first[-1].isdigit(), tier=not first[-1].isdigit())
    _read_on(reading, folded, catalogue, lower_style=False)
    _tail(reading, folded, start, catalogue)
    made = _slug(reading, catalogue)
    if made is None or not reading.version:
        return None
    slug, rule = made
    return ModelName(start, reading.end, slug, f"{rule}-short", family, tuple(reading.words), reading.name_end)


def same_words(short: Iterable[str], full: Iterable[str]) -> bool:
    """Whether everything a short name says is part of the full one."""
    return set(key_of(" ".join(short))) <= set(key_of(" ".join(full)))
