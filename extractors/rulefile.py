"""Rule files: YAML read with the place of every value kept, so that a mistake is reported as file, line and key.

A :class:`Node` is a mapping, a list or a scalar together with where it stands. Its accessors check as they read;
``finish`` refuses keys that nobody asked for, so a misspelt key cannot be silently ignored.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import yaml


class DataFileError(ValueError):
    """A rule file cannot be used; the message is ``file:line: key: what is wrong``."""


_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Node:
    """A YAML value: ``raw`` is a dict of nodes, a list of nodes, or the scalar's text."""

    file: str
    line: int
    path: str
    raw: dict[str, Node] | list[Node] | str
    _asked: set[str] = field(default_factory=set)

    def error(self, problem: str) -> DataFileError:
        return DataFileError(f"{self.file}:{self.line}: {self.path or 'file'}: {problem}")

    def mapping(self) -> dict[str, Node]:
        if not isinstance(self.raw, dict):
            raise self.error("a mapping is required")
        return self.raw

    def items(self) -> list[Node]:
        if not isinstance(self.raw, list):
            raise self.error("a list is required")
        return self.raw

    def text(self) -> str:
        if not isinstance(self.raw, str):
            raise self.error("a single value is required")
        return self.raw

    def texts(self) -> tuple[str, ...]:
        """A list of strings; a single one may stand alone."""
        return (self.raw,) if isinstance(self.raw, str) else tuple(item.text() for item in self.items())

    def decimal(self) -> Decimal:
        try:
            number = Decimal(self.text())
        except InvalidOperation as error:
            raise self.error(f"{self.raw!r} is not a number") from error
        if not number.is_finite():
            raise self.error(f"{self.raw!r} is not a finite number")
        return number

    def flag(self) -> bool:
        if self.raw not in {"true", "false"}:
            raise self.error("true or false is required")
        return self.raw == "true"

    def one_of(self, allowed: tuple[str, ...]) -> str:
        if self.text() not in allowed:
            raise self.error(f"{self.raw!r} is not one of {', '.join(allowed)}")
        return self.text()

    def get(self, key: str) -> Node | None:
        self._asked.add(key)
        return self.mapping().get(key)

    def need(self, key: str) -> Node:
        node = self.get(key)
        if node is None:
            raise self.error(f"{key} is required")
        return node

    def each(self, key: str) -> Iterator[Node]:
        """The items of an optional list."""
        node = self.get(key)
        return iter(()) if node is None else iter(node.items())

    def pairs(self, key: str) -> Iterator[tuple[str, Node]]:
        """The entries of an optional mapping."""
        node = self.get(key)
        return iter(()) if node is None else iter(node.mapping().items())

    def list_of(self, key: str) -> tuple[str, ...]:
        node = self.get(key)
        return () if node is None else node.texts()

    def finish(self) -> None:
        """Refuse keys that were never asked for."""
        for key, node in self.mapping().items():
            if key not in self._asked:
                raise node.error("unknown key")


def _convert(node: Any, file: str, path: str) -> Node:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        entries: dict[str, Node] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            inner = f"{path}.{key}" if path else key
            if key in entries:
                raise DataFileError(f"{file}:{key_node.start_mark.line + 1}: {inner}: the key is given twice")
            entries[key] = _convert(value_node, file, inner)
        return Node(file, line, path, entries)
    if isinstance(node, yaml.SequenceNode):
        return Node(file, line, path, [_convert(item, file, f"{path}[{n}]") for n, item in enumerate(node.value)])
    return Node(file, line, path, str(node.value))


def read(path: Path) -> Node:
    """The file's root node. Raises :class:`DataFileError` where the file cannot be read or is not YAML."""
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=_Loader)
    except (OSError, UnicodeDecodeError) as error:
        raise DataFileError(f"{path}:1: file: {error}") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 1
        raise DataFileError(f"{path}:{line}: file: not YAML: {getattr(error, 'problem', error)}") from error
    if root is None:
        raise DataFileError(f"{path}:1: file: the file is empty")
    return _convert(root, str(path), "")
