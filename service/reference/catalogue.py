"""The data sets there are, found in :mod:`service.reference.datasets`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from service.discover import discover
from service.errors import NotFound, UnusableInput
from service.reference.formats import Document
from service.reference.protocol import Dataset

DEFAULT = "openrouter-rankings-daily"


@cache
def datasets() -> Mapping[str, Dataset]:
    """Every data set by its id."""
    return {dataset.id: dataset for dataset in discover("service.reference.datasets", "DATASET", Dataset).values()}


def dataset_of(dataset_id: str) -> Dataset:
    """The data set of that id; :class:`NotFound` names the ones there are."""
    try:
        return datasets()[dataset_id]
    except KeyError:
        raise NotFound(f"no data set {dataset_id!r}; there are {', '.join(sorted(datasets()))}") from None


def recognise(document: Document) -> Dataset:
    """The data set whose rows these are: the one that the metadata name, else the one whose columns are all there."""
    named = document.meta.get("dataset")
    if isinstance(named, str):
        return dataset_of(named)
    fitting = [dataset for dataset in datasets().values() if dataset.accepts(document.columns)]
    if len(fitting) == 1:
        return fitting[0]
    needed = "; ".join(f"{dataset.id}: {', '.join(dataset.columns)}" for dataset in datasets().values())
    raise UnusableInput(f"columns {', '.join(document.columns) or '(none)'} are of no known data set ({needed})")
