"""A watched folder: which of its files are new, read whole and not while somebody is still writing them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from service.sources.protocol import Document, Folder, ListingError, Rejected

SETTLED_FOR = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Look:
    """``documents``: files that differ from the stamps of the last look. ``stamps``: what the next look is given."""

    documents: tuple[Document, ...]
    stamps: Mapping[str, str]
    rejected: tuple[Rejected, ...] = ()


def look(folder: Folder, stamps: Mapping[str, str], now: datetime, *, most: int) -> Look:
    """Blocking. At most ``most`` new files at once; the others stay new. :class:`ListingError` if it is no folder."""
    if not folder.path.is_dir():
        raise ListingError("folder_missing", f"{folder.path} is not a folder")
    documents: list[Document] = []
    rejected: list[Rejected] = []
    found: dict[str, str] = {}
    for path in _files(folder):
        name = path.relative_to(folder.path).as_posix()
        try:
            stat = path.stat()
            stamp = f"{stat.st_size}-{stat.st_mtime_ns}"
            if stamps.get(name) == stamp:
                found[name] = stamp
                continue
            written = datetime.fromtimestamp(stat.st_mtime, UTC)
            if len(documents) >= most or timedelta() <= now - written < SETTLED_FOR:
                continue
            if stat.st_size > folder.max_bytes:
                rejected.append(Rejected(name, "body_too_large", f"more than {folder.max_bytes} bytes"))
            else:
                documents.append(Document(path.read_bytes(), name))
            found[name] = stamp
        except OSError as error:
            rejected.append(Rejected(name, "unreadable_file", str(error)))
    return Look(tuple(documents), found, tuple(rejected))


def _files(folder: Folder) -> list[Path]:
    """Regular files that match, without hidden ones and links that lead out of the folder."""
    root = folder.path.resolve()
    matching = {path for pattern in folder.patterns for path in folder.path.glob(pattern)}
    return sorted(
        path
        for path in matching
        if path.is_file()
        and path.name not in folder.ignore
        and not any(part.startswith(".") for part in path.relative_to(folder.path).parts)
        and path.resolve().is_relative_to(root)
    )
