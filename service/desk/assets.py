"""Style sheets and scripts of our own, under addresses that change when they do.

The addresses hold a digest of the whole folder, so browsers may keep the files for ever and modules may import each
other by relative names. The files are read once; there are few and they are small.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "static"
KEEP = "public, max-age=31536000, immutable"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}


@dataclass(frozen=True, slots=True)
class Assets:
    """Every file by its name, and the digest that stands in their addresses."""

    files: dict[str, bytes]
    digest: str

    def address(self, name: str) -> str:
        """Raises ``KeyError`` for a file that there is not: a page must not name one."""
        self.files[name]
        return f"/static/{self.digest}/{name}"


@cache
def assets() -> Assets:
    files = {
        path.relative_to(FOLDER).as_posix(): path.read_bytes()
        for path in sorted(FOLDER.rglob("*"))
        if path.suffix in TYPES
    }
    digest = blake2b(digest_size=8)
    for name, content in files.items():
        digest.update(b"%s\0%d\0%s" % (name.encode(), len(content), content))
    return Assets(files, digest.hexdigest())
