"""Claims as one Parquet file: typed columns, written row group by row group, so that memory holds one of them.

Numbers are ``decimal128(38, 9)``: exact where a program sums or compares them, which text is not good for and floating
point cannot be. A figure with more than nine decimal places is rounded to nine; one that does not fit at all (from
10²⁹ up) is null here, and exact in the other forms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from itertools import chain
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from service.api.exports import COLUMNS, NUMBERS, Chunks, row

ROW_GROUP = 10_000
"""Claims in a row group: enough for columns to compress, few enough to hold."""

_DIGITS, _PLACES = 38, 9
_STEP = Decimal(1).scaleb(-_PLACES)
_CONTEXT = Context(prec=_DIGITS, rounding=ROUND_HALF_EVEN)
_WORD = pa.dictionary(pa.int32(), pa.string())
_TYPES: Mapping[str, Any] = {
    **dict.fromkeys(NUMBERS, pa.decimal128(_DIGITS, _PLACES)),
    **dict.fromkeys(("period_start", "period_end", "base_period_start", "base_period_end"), pa.date32()),
    **dict.fromkeys(("published_at", "withdrawn_at", "reference_as_of"), pa.timestamp("us", tz="UTC")),
    **dict.fromkeys(("of", "scope_n"), pa.int64()),
    "confidence": pa.float64(),
    **dict.fromkeys(("id", "quote", "explanation", "article_id", "article_title", "article_url"), pa.string()),
}
SCHEMA = pa.schema([(name, _TYPES.get(name, _WORD)) for name in COLUMNS])


def parquet(chunks: Chunks) -> Iterator[bytes]:
    """The file in pieces. It ends with its own index, so one that was cut off cannot be opened."""
    sink = _Sink()
    with pq.ParquetWriter(pa.PythonFile(sink, mode="w"), SCHEMA, compression="zstd") as writer:
        waiting: list[dict[str, Any]] = []
        for item in chain.from_iterable(chunks):
            waiting.append(row(item))
            if len(waiting) == ROW_GROUP:
                writer.write_table(_table(waiting))
                waiting = []
                yield sink.taken()
        if waiting:
            writer.write_table(_table(waiting))
    yield sink.taken()


def _table(rows: list[dict[str, Any]]) -> Any:
    columns = {
        name: [fitted(one[name]) for one in rows] if name in NUMBERS else [one[name] for one in rows]
        for name in COLUMNS
    }
    return pa.table(columns, schema=SCHEMA)


def fitted(text: str | None) -> Decimal | None:
    """An exact number as the file can hold it; None for one that it cannot."""
    if text is None:
        return None
    try:
        return Decimal(text).quantize(_STEP, context=_CONTEXT)
    except InvalidOperation:
        return None


class _Sink:
    """What was written and not yet taken, for a writer that wants a file."""

    closed = False

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._length = 0

    def write(self, piece: Any) -> int:
        self._pieces.append(bytes(piece))
        self._length += len(self._pieces[-1])
        return len(self._pieces[-1])

    def tell(self) -> int:
        return self._length

    def flush(self) -> None:
        """Nothing is held back."""

    def taken(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)
