"""Reading the rule and name tables that ship beside the code.

A table is YAML. Whoever adds a lab or a time phrase edits a file, not a program, so every complaint says where:
file, line and key. Nothing here knows what a table means; its owner checks the shapes with :class:`Table`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # pragma: no cover - a build of PyYAML without libyaml reads the same tables, slower
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

_LINE = "__line__"


class DataFileError(ValueError):
    """A shipped table is malformed; the message reads ``file:line: key: what is wrong``."""


class _LinedLoader(_Loader):
    """Keeps the line on which each mapping starts, and refuses a key given twice (YAML would keep the last)."""


def _mapping(loader: Any, node: yaml.MappingNode) -> dict[str, Any]:
    loader.flatten_mapping(node)
    made: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        line = key_node.start_mark.line + 1
        if not isinstance(key, str):
            raise DataFileError(f"{node.start_mark.name}:{line}: {key!r}: keys are strings (quote it)")
        if key in made:
            raise DataFileError(f"{node.start_mark.name}:{line}: {key}: given twice")
        made[key] = loader.construct_object(value_node, deep=True)
    made[_LINE] = node.start_mark.line + 1
    return made


_LinedLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


class Table:
    """One mapping of a table, with typed getters whose errors name the place."""

    __slots__ = ("_row", "file", "line")

    def __init__(self, row: Mapping[str, Any], file: Path) -> None:
        self._row = row
        self.file = file
        self.line: int = row.get(_LINE, 1)

    def fail(self, key: str, problem: str) -> DataFileError:
        return DataFileError(f"{self.file.name}:{self.line}: {key}: {problem}")

    def keys(self) -> Iterator[str]:
        return (key for key in self._row if key != _LINE)

    def only(self, *allowed: str) -> Table:
        """The table itself, or an error for the first key that nobody reads (most often a slip of the pen)."""
        for key in self.keys():
            if key not in allowed:
                raise self.fail(key, f"unknown key; known: {', '.join(sorted(allowed))}")
        return self

    def text(self, key: str) -> str:
        value = self._row.get(key)
        if not isinstance(value, str) or not value:
            raise self.fail(key, f"a string is required, got {value!r}")
        return value

    def maybe(self, key: str) -> str | None:
        return None if self._row.get(key) is None else self.text(key)

    def number(self, key: str, default: int | None = None) -> int:
        value = self._row.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.fail(key, f"a whole number is required, got {value!r}")
        return value

    def flag(self, key: str) -> bool:
        value = self._row.get(key, False)
        if not isinstance(value, bool):
            raise self.fail(key, f"true or false is required, got {value!r}")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._row.get(key) or ()
        if not isinstance(value, list | tuple) or not all(isinstance(item, str) and item for item in value):
            raise self.fail(key, "a list of strings is required")
        return tuple(value)

    def table(self, key: str) -> Table:
        value = self._row.get(key)
        if value is None:
            return Table({_LINE: self.line}, self.file)
        if not isinstance(value, dict):
            raise self.fail(key, "a mapping is required")
        return Table(value, self.file)

    def rows(self, key: str) -> tuple[Table, ...]:
        value = self._row.get(key) or ()
        if not isinstance(value, list | tuple) or not all(isinstance(item, dict) for item in value):
            raise self.fail(key, "a list of mappings is required")
        return tuple(Table(item, self.file) for item in value)


def read_table(path: Path) -> Table:
    """The mapping in ``path``; a :class:`DataFileError` where it is no readable YAML mapping."""
    try:
        with path.open("rb") as stream:
            row = yaml.load(stream, Loader=_LinedLoader)  # noqa: S506 - a safe loader that keeps lines
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 1
        raise DataFileError(f"{path.name}:{line}: not YAML: {getattr(error, 'problem', error)}") from error
    except OSError as error:
        raise DataFileError(f"{path.name}:1: cannot be read: {error.strerror}") from error
    if not isinstance(row, dict):
        raise DataFileError(f"{path.name}:1: a mapping is required at the top")
    return Table(row, path)
