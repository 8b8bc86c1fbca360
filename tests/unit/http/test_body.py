"""Bodies: decompressed under a limit, and whole or not at all."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.http import BadBody
from service.http.body import BodyReader

TEXT = "一周4.69万亿Token ".encode() * 400


def raw_deflate(data: bytes) -> bytes:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    return squeeze.compress(data) + squeeze.flush()


def read(encoding: str | None, data: bytes, *, limit: int = 10**6, size: int = 7) -> bytes:
    reader = BodyReader(encoding, limit)
    for start in range(0, len(data), size):
        reader.feed(data[start : start + size])
    return reader.finish()


@pytest.mark.parametrize("size", [1, 7, 100_000])
@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        (None, TEXT),
        ("identity", TEXT),
        ("gzip", gzip.compress(TEXT, mtime=0)),
        ("x-gzip", gzip.compress(TEXT, mtime=0)),
        ("GZIP", gzip.compress(TEXT[:100], mtime=0) + gzip.compress(TEXT[100:], mtime=0)),
        ("gzip", gzip.compress(TEXT, mtime=0) + b"\0\0padding"),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", raw_deflate(TEXT)),
    ],
)
def test_whole_bodies(encoding: str | None, data: bytes, size: int) -> None:
    assert read(encoding, data, size=size) == TEXT


@given(st.binary(max_size=3000), st.integers(1, 500))
def test_compression_round_trips_in_any_pieces(data: bytes, size: int) -> None:
    assert read("gzip", gzip.compress(data, mtime=0), size=size) == data
    assert read(None, data, size=size) == data


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
@pytest.mark.parametrize("keep", [1, 20, -1])
def test_a_body_that_ends_before_its_end_is_no_body(encoding: str, keep: int) -> None:
    data = gzip.compress(TEXT, mtime=0) if encoding == "gzip" else zlib.compress(TEXT)
    with pytest.raises(BadBody) as caught:
        read(encoding, data[:keep])
    assert caught.value.reason == "truncated_body"


def test_an_empty_body_is_empty_whatever_it_claims() -> None:
    assert read("gzip", b"") == b""


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "rot13"])
def test_what_was_not_asked_for_is_refused(encoding: str) -> None:
    with pytest.raises(BadBody) as caught:
        BodyReader(encoding, 1000)
    assert caught.value.reason == "unknown_encoding"


def test_corrupt_data_are_named() -> None:
    with pytest.raises(BadBody) as caught:
        read("gzip", b"\x1f\x8b\x08\x00garbage that is no deflate stream")
    assert caught.value.reason == "corrupt_compression"


def test_a_bomb_does_not_unfold() -> None:
    """A thousandfold bomb: refused after the limit, long before its 64 megabytes."""
    data = gzip.compress(bytes(64 * 1024 * 1024), mtime=0)
    reader = BodyReader("gzip", 1_000_000)
    with pytest.raises(BadBody) as caught:
        reader.feed(data)
    assert caught.value.reason == "body_too_large"
    assert len(reader._body) <= 1_000_000


def test_the_limit_is_exact() -> None:
    assert len(read(None, bytes(1000), limit=1000)) == 1000
    with pytest.raises(BadBody):
        read(None, bytes(1001), limit=1000)
