"""Which reference data a check is made against: named files, else the store's rows, else the samples'."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from db.queries.reference import has_observations
from service.cli.common import load_settings, open_store
from service.clock import utc_now
from service.reconcile.snapshot import Snapshot
from service.reference.catalogue import DEFAULT, datasets
from service.reference.imports import read_file
from service.reference.protocol import Problem
from service.reference.store import load_snapshot, snapshot_of

_PROBLEMS_SHOWN = 5


def load_reference(files: Sequence[Path]) -> tuple[Snapshot, ...]:
    """A snapshot a data set, the default one first, be it empty.

    What is wrong with a file's rows is said on stderr; a file of no use is an error.
    """
    if files:
        return _from_files(files)
    settings = load_settings()
    if settings.database.is_file():
        with open_store(settings) as database, database.reading() as session:
            if has_observations(session, DEFAULT):
                others = (each for each in sorted(datasets()) if each != DEFAULT and has_observations(session, each))
                return (load_snapshot(session), *(load_snapshot(session, each) for each in others))
    return _from_files(sorted((settings.samples / "reference").glob("*.csv")))


def _from_files(files: Sequence[Path]) -> tuple[Snapshot, ...]:
    publications = [read_file(path, utc_now()) for path in files]
    for path, publication in zip(files, publications, strict=True):
        tell(path, publication.problems)
    others = sorted({publication.dataset for publication in publications} - {DEFAULT})
    return tuple(snapshot_of(publications, each) for each in (DEFAULT, *others))


def tell(path: Path, problems: Sequence[Problem]) -> None:
    """The first few problems of a file, and how many more there are, on stderr."""
    for problem in problems[:_PROBLEMS_SHOWN]:
        click.echo(f"{path}: {describe(problem)}", err=True)
    if len(problems) > _PROBLEMS_SHOWN:
        click.echo(f"{path}: and {len(problems) - _PROBLEMS_SHOWN} more", err=True)


def describe(problem: Problem) -> str:
    """What is wrong with which day, and whether the day was used all the same."""
    day = "" if problem.day is None else f"{problem.day.isoformat()} "
    return f"{day}{problem.detail}{'' if problem.used else ' (not used)'}"
