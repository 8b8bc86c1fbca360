"""OpenRouter's ``rankings-daily``: which of its rows a country, a lab or a model name means.

A series is a ``model_permaslug``: ``author/model-date:variant``, where date and variant may be absent. Countries come
from the table of labs, by author and day; a slug of the platform's own name spaces belongs to nobody until a lab
has claimed it, and then only in the reading that counts it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from extractors.entities import Labs, load_labs
from extractors.entities.families import Key, key_of
from service.reconcile.dataset import DatasetSpec, Level, Tenure, Words
from service.reconcile.types import Attribution, Listed

_BUILD = re.compile(r"-(?:(?P<year>20\d{2})-?)?(?P<month>0[1-9]|1[0-2])-?(?P<day>0[1-9]|[12]\d|3[01])$")
_MONTH_BUILD = re.compile(r"-(?:\d{2}(?:0[1-9]|1[0-2])|(?:0[1-9]|1[0-2])-20\d{2})$")
_UNKNOWN = (Tenure(None),)
_LISTED_NAME = re.compile(r"(?:[^:]*: )?(?P<name>.*?)(?: \(free\))?")
"""As the platform writes them: "DeepSeek: DeepSeek V3.2 (free)"."""


@dataclass(frozen=True, slots=True)
class Slug:
    """A model slug taken apart. ``build`` is (year or "", month and day); a month-only date is (year-month, "")."""

    name: str
    build: tuple[str, str] | None
    variant: str

    @staticmethod
    @cache
    def parse(text: str) -> Slug:
        base, _, variant = text.lower().partition(":")
        if found := _BUILD.search(base):
            return Slug(base[: found.start()], (found["year"] or "", found["month"] + found["day"]), variant)
        if found := _MONTH_BUILD.search(base):
            return Slug(base[: found.start()], (found.group().lstrip("-"), ""), variant)
        return Slug(base, None, variant)

    def may_mean(self, other: Slug) -> bool:
        """Whether this name, as an article gives it, can stand for the other, a row's slug."""
        if self.name != other.name or (self.variant and self.variant != other.variant):
            return False
        if self.build is None:
            return True
        if other.build is None or self.build[1] != other.build[1]:
            return False
        return not self.build[0] or not other.build[0] or self.build[0] == other.build[0]


@dataclass(frozen=True, slots=True)
class RankingSubjects:
    """The subjects of a model ranking. Plain values only, so that a snapshot can be sent to another process."""

    countries: Mapping[str, tuple[tuple[date | None, date | None, str | None], ...]]
    claimants: Mapping[str, str]
    stealth_name_spaces: frozenset[str]

    @staticmethod
    def of(labs: Labs) -> RankingSubjects:
        return RankingSubjects(
            {slug: tuple((lab.since, lab.until, lab.country) for lab in rows) for slug, rows in labs.by_slug.items()},
            {slug: model.author for slug, model in labs.stealth.items() if model.author is not None},
            labs.stealth_name_spaces,
        )

    def level(self, subject: str) -> Level | None:
        kind, _, name = subject.partition(":")
        if subject == "all":
            return "all"
        if kind == "country":
            known = any(row[2] == name for rows in self.countries.values() for row in rows)
            return "group" if known else None
        if kind == "author":
            return "group"
        return "single" if kind == "model" and "/" in name else None

    def prefix(self, subject: str) -> str:
        return subject.partition(":")[0]

    def tenures(self, series: str, prefix: str, attribution: Attribution) -> Sequence[Tenure]:
        author = series.partition("/")[0].lower()
        if author in self.stealth_name_spaces:
            claimant = self.claimants.get(series.lower().partition(":")[0])
            if claimant is None or attribution == "stealth_left_out":
                return _UNKNOWN
            author = claimant
        if prefix == "author":
            return (Tenure(f"author:{author}"),)
        return self._countries(author)

    def _countries(self, author: str) -> tuple[Tenure, ...]:
        """The lab's countries in order, with the gaps between them unknown."""
        tenures: list[Tenure] = []
        following: date | None = None
        for since, until, country in sorted(self.countries.get(author, ()), key=lambda row: row[0] or date.min):
            start = since if following is None or (since is not None and since > following) else following
            if start is not None and start != following:
                tenures.append(Tenure(None, following, start - timedelta(days=1)))
            tenures.append(Tenure(country and f"country:{country}", start, until))
            if until is None:
                return tuple(tenures)
            following = until + timedelta(days=1)
        return (*tenures, Tenure(None, following, None))

    def builds(self, subject: str, series: Collection[str]) -> tuple[str, ...]:
        name = subject.partition(":")[2].lower()
        wanted = Slug.parse(name)
        if name in series and (wanted.build is not None or wanted.variant):
            return (name,)
        undated = Slug(name.partition(":")[0], None, wanted.variant)
        slugs = ((key, Slug.parse(key)) for key in series)
        return tuple(sorted(key for key, slug in slugs if wanted.may_mean(slug) or undated.may_mean(slug)))

    def by_name(self, subject: str, listed: Mapping[str, Listed]) -> str | None:
        """By the words of a name, whatever their order and hyphens; of several labs' the lab's own.

        A build or variant that the article names stays.
        """
        kind, _, text = subject.partition(":")
        author, _, name = text.lower().rpartition("/")
        if kind not in {"model", "named"} or not name.isascii():
            return None
        wanted = Slug.parse(name)
        words = key_of(wanted.name)
        found = {Slug.parse(key).name for key, entry in listed.items() if words in _names(key, entry)} if words else ()
        same_lab = {one for one in found if author and one.startswith(f"{author}/")}
        if len(fitting := same_lab or found) != 1:
            return None
        return f"model:{min(fitting)}{name[len(wanted.name) :]}"

    def released(self, series: str, listed: Mapping[str, Listed]) -> date | None:
        entry = listed.get(series) or listed.get(series.partition(":")[0])
        return None if entry is None else entry.released


def _names(key: str, entry: Listed) -> set[Key]:
    """The words of a listed model's slug and of its name."""
    names = {key_of(Slug.parse(key).name.rpartition("/")[2])}
    if entry.name is not None and (found := _LISTED_NAME.fullmatch(entry.name)):
        names.add(key_of(found["name"]))
    return names


@cache
def openrouter_rankings() -> DatasetSpec:
    """The facts of ``rankings-daily``. Restatements observed by the publisher's readers stay within half a percent."""
    return DatasetSpec(
        id="openrouter-rankings-daily",
        title="OpenRouter",
        source="OpenRouter (openrouter.ai/rankings)",
        licence="CC BY 4.0",
        measure="token_usage",
        unit="token",
        platforms=frozenset({"openrouter"}),
        grain="day",
        subjects=RankingSubjects.of(load_labs()),
        attributions=("stealth_left_out", "stealth_counted"),
        leaderboards=(9, 10, 20),
        residual="other",
        restated=Decimal("0.005"),
        list_of_names="openrouter-models",
        english=Words("used", "models"),
        chinese=Words("共用", "模型"),
    )
