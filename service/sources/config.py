"""``sources.yaml`` -> validated source configurations, or every mistake in it at once with file, line and key.

The file is composed to YAML nodes first, because only nodes know their lines, and then validated by the model of the
stanza's kind. Which keys a kind allows, their types and defaults are that model's fields: see
:mod:`service.sources.protocol` and ``service/sources/kinds``.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from service.discover import discover
from service.errors import ConfigError
from service.sources.protocol import Kind, SourceConfig

_CHECKED_ELSEWHERE = {"name"}


@cache
def kinds() -> Mapping[str, Kind]:
    """The registered kinds of sources, by name."""
    return discover("service.sources.kinds", "KIND", Kind)


@dataclass(slots=True)
class _Document:
    """Plain data of a YAML file, the line of each path in it, and the mistakes found so far."""

    path: Path
    lines: dict[tuple[str, ...], int] = field(default_factory=dict)
    mistakes: list[tuple[int, str]] = field(default_factory=list)

    def blame(self, where: tuple[str, ...], message: str) -> None:
        known = where
        while known not in self.lines and known:
            known = known[:-1]
        line = self.lines.get(known, 1)
        self.mistakes.append((line, f"{self.path}:{line}: {'.'.join(where) or 'file'}: {message}"))

    def plain(self, node: yaml.Node, where: tuple[str, ...] = ()) -> Any:
        self.lines.setdefault(where, node.start_mark.line + 1)
        if isinstance(node, yaml.SequenceNode):
            return [self.plain(item, (*where, str(index))) for index, item in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            data: dict[str, Any] = {}
            for key_node, value_node in node.value:
                key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "?"
                if key in data:
                    self.lines[*where, key] = key_node.start_mark.line + 1
                    self.blame((*where, key), f"named twice; the first is on line {self._first(node, key)}")
                    continue
                self.lines[*where, key] = key_node.start_mark.line + 1
                data[key] = self.plain(value_node, (*where, key))
            return data
        return _SCALARS.construct_object(node)

    @staticmethod
    def _first(node: yaml.MappingNode, key: str) -> int:
        return int(next(k.start_mark.line for k, _ in node.value if k.value == key)) + 1


_SCALARS = yaml.SafeLoader("")


def load_sources(path: Path) -> tuple[SourceConfig, ...]:
    """All stanzas of the file, in its order. Raises :class:`ConfigError` that lists every mistake, one a line."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error
    return parse_sources(text, path)


def parse_sources(text: str, path: Path) -> tuple[SourceConfig, ...]:
    """The same from text; ``path`` is for messages and is what relative folders are relative to."""
    document = _Document(path)
    try:
        node = yaml.compose(text, yaml.SafeLoader)
        data = {} if node is None else document.plain(node)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{path}:{mark.line + 1}" if mark else str(path)
        raise ConfigError(f"{place}: not YAML: {getattr(error, 'problem', None) or error}") from error
    sources = _stanzas(data, document)
    if document.mistakes:
        raise ConfigError("\n".join(message for _, message in sorted(document.mistakes)))
    return sources


def _stanzas(data: Any, document: _Document) -> tuple[SourceConfig, ...]:
    if not isinstance(data, dict) or not isinstance(data.get("sources"), dict):
        document.blame((), "a mapping with the key `sources` is required, holding one stanza a source")
        return ()
    for key in data.keys() - {"sources"}:
        document.blame((key,), "unknown key; allowed: sources")
    found = []
    for name, stanza in data["sources"].items():
        where = ("sources", name)
        if not isinstance(stanza, dict):
            document.blame(where, f"a mapping of keys is required, got {stanza!r}")
            continue
        kind = kinds().get(str(stanza.get("kind")))
        if kind is None:
            got = f"got {stanza['kind']!r}" if "kind" in stanza else "it is missing"
            document.blame((*where, "kind"), f"one of {', '.join(kinds())} is required, {got}")
            continue
        try:
            found.append(kind.config.model_validate({**stanza, "name": name}, context={"folder": document.path.parent}))
        except ValidationError as error:
            _explain(error, kind.config, where, document)
    return tuple(found)


def _explain(error: ValidationError, model: type[SourceConfig], where: tuple[str, ...], document: _Document) -> None:
    for problem in error.errors(include_url=False):
        key = tuple(str(part) for part in problem["loc"])
        if problem["type"] == "extra_forbidden":
            allowed = sorted(model.model_fields.keys() - _CHECKED_ELSEWHERE)
            near = difflib.get_close_matches(key[-1], allowed, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            document.blame((*where, *key), f"unknown key{hint} Allowed: {', '.join(allowed)}")
        elif problem["type"] == "missing":
            description = model.model_fields[key[0]].description or ""
            document.blame((*where, *key), f"required key is missing ({description})")
        else:
            message = str(problem["msg"]).removeprefix("Value error, ")
            document.blame((*where, *key), f"{message}, got {problem['input']!r}")


def select(sources: Iterable[SourceConfig], names: Iterable[str] | None) -> tuple[SourceConfig, ...]:
    """The sources whose name or group is among ``names`` (all for None). An unknown name is a :class:`ConfigError`."""
    everything = tuple(sources)
    if names is None:
        return everything
    wanted = set(names)
    known = {source.name for source in everything} | {source.group for source in everything if source.group}
    if unknown := sorted(wanted - known):
        raise ConfigError(f"no source is named {', '.join(unknown)}; there are: {', '.join(sorted(known))}")
    return tuple(source for source in everything if {source.name, source.group} & wanted)
