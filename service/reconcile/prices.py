"""OpenRouter's list of models as a data set: what each model's tokens cost on a day.

A series is ``model_permaslug#aspect`` and its value US dollars per million tokens; the aspects are ``input``,
``output`` and ``cached``. A model whose price varies, or that has none, has no row. Labs and countries are those of
the usage rankings.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache

from service.reconcile.dataset import DatasetSpec, Level, Subjects, Tenure, Words
from service.reconcile.rankings import openrouter_rankings
from service.reconcile.types import Attribution, Listed

ASPECTS = ("input", "output", "cached")
_PER_MILLION = Decimal(1_000_000)


def series(model: str, aspect: str) -> str:
    """The key of one price of one model."""
    return f"{model}#{aspect}"


def per_million(per_token: str) -> Decimal | None:
    """US dollars per million tokens of a published price per token; null for a variable one (``-1``)."""
    price = Decimal(per_token) * _PER_MILLION
    return price if price >= 0 else None


@dataclass(frozen=True, slots=True)
class PricedSubjects:
    """The subjects of the model rankings, for keys that end in an aspect. A model is known by its slug alone."""

    models: Subjects

    def level(self, subject: str) -> Level | None:
        level = self.models.level(subject)
        # What "all models cost" is an average over their use, which a list of prices does not hold.
        return None if level == "all" else level

    def prefix(self, subject: str) -> str:
        return self.models.prefix(subject)

    def tenures(self, series: str, prefix: str, attribution: Attribution) -> Sequence[Tenure]:
        return self.models.tenures(series.partition("#")[0], prefix, attribution)

    def builds(self, subject: str, series: Collection[str]) -> tuple[str, ...]:
        """The models, without aspect, that the name may mean. A free variant is meant only where the name says so."""
        models = {key.partition("#")[0] for key in series}
        found = self.models.builds(subject, models)
        return found if ":" in subject.partition(":")[2] else tuple(one for one in found if ":" not in one)

    def by_name(self, subject: str, listed: Mapping[str, Listed]) -> str | None:
        return self.models.by_name(subject, listed)

    def released(self, series: str, listed: Mapping[str, Listed]) -> date | None:
        return self.models.released(series.partition("#")[0], listed)


@cache
def openrouter_models() -> DatasetSpec:
    """The facts of the list of models: prices are what they are on the day, nobody restates them."""
    return replace(
        openrouter_rankings(),
        id="openrouter-models",
        title="OpenRouter's price list",
        source="OpenRouter (openrouter.ai/models)",
        licence=None,
        measure="token_price",
        unit="USD/1M token",
        platforms=frozenset({"openrouter", None}),
        subjects=PricedSubjects(openrouter_rankings().subjects),
        attributions=("stealth_left_out",),
        leaderboards=(),
        residual=None,
        restated=Decimal(0),
        layout="listing",
        english=Words("was", "models"),
        chinese=Words("为", "模型"),
    )
