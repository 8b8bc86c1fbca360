"""Bytes on the wire -> the body, decompressed piece by piece under a limit, so that no bomb ever unfolds.

Unlike most clients this notices when compressed data end before their end.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from service.http.errors import BadBody

ACCEPTED = "gzip, deflate"
_PIECE = 256 * 1024
_GZIP, _ZLIB, _RAW = 31, 15, -15
_MAGIC = b"\x1f\x8b"


class BodyReader:
    """Collects a body of at most ``limit`` bytes. ``feed`` and ``finish`` raise :class:`BadBody`."""

    def __init__(self, content_encoding: str | None, limit: int) -> None:
        self._limit = limit
        self._body = bytearray()
        self._wire = 0
        self._kept = b""
        codings = [name.strip().lower() for name in (content_encoding or "").split(",")]
        names = [name for name in codings if name and name != "identity"]
        if len(names) > 1 or any(name not in {"gzip", "x-gzip", "deflate"} for name in names):
            raise BadBody("unknown_encoding", f"Content-Encoding {content_encoding!r} was not asked for")
        self._coding = names[0].removeprefix("x-") if names else None
        self._inflate = zlib.decompressobj(_GZIP) if self._coding == "gzip" else None

    def feed(self, chunk: bytes) -> None:
        self._wire += len(chunk)
        if self._wire > self._limit:
            raise self._too_large()
        if self._coding is None:
            self._add(chunk)
            return
        if self._inflate is None and chunk:
            self._inflate = zlib.decompressobj(_ZLIB if _is_zlib(chunk) else _RAW)
        try:
            for piece in self._pieces(chunk):
                self._add(piece)
        except zlib.error as error:
            raise BadBody("corrupt_compression", f"{self._coding}: {error}") from error

    def finish(self) -> bytes:
        if self._inflate is not None and self._wire and not self._inflate.eof:
            raise BadBody("truncated_body", f"the {self._coding} data end after {self._wire} bytes, before their end")
        return bytes(self._body)

    def _pieces(self, data: bytes) -> Iterator[bytes]:
        data, self._kept = self._kept + data, b""
        while data and self._inflate is not None:
            if self._inflate.eof:  # several gzip members in a row are one body; anything else after the end is padding
                if len(data) < len(_MAGIC):
                    self._kept = data
                    return
                if self._coding != "gzip" or not data.startswith(_MAGIC):
                    return
                self._inflate = zlib.decompressobj(_GZIP)
            yield self._inflate.decompress(data, _PIECE)
            data = self._inflate.unconsumed_tail or self._inflate.unused_data

    def _add(self, piece: bytes) -> None:
        if len(self._body) + len(piece) > self._limit:
            raise self._too_large()
        self._body += piece

    def _too_large(self) -> BadBody:
        return BadBody("body_too_large", f"the body has more than {self._limit} bytes")


def _is_zlib(start: bytes) -> bool:
    """Whether deflate data come in their zlib wrapping, as the standard says, or bare, as some servers send them."""
    return start[0] & 0x0F == 8 and (len(start) < 2 or int.from_bytes(start[:2], "big") % 31 == 0)
