"""Numbers in a form's fields: shown as people write them, read as they write them, exact both ways."""

from __future__ import annotations

from decimal import Decimal

from extractors.quantities import find_quantities
from extractors.types import Quantity
from extractors.wire import decimal_text

_SCALES = {
    "en": ((12, " trillion"), (9, " billion"), (6, " million")),
    "zh": ((12, "万亿"), (8, "亿"), (4, "万")),
}


def shown(number: Decimal | None, language: str) -> str:
    """``4.69 trillion``, ``4.69万亿``: every digit, with a scale word where that is shorter."""
    if number is None:
        return ""
    whole = decimal_text(number) or ""
    for size, word in _SCALES["zh" if language == "zh" else "en"]:
        if abs(number) >= Decimal(1).scaleb(size):
            scaled = decimal_text(number.scaleb(-size)) or ""
            return f"{scaled}{word}" if len(scaled) < len(whole) else whole
    return whole


def read(text: str, language: str) -> Quantity | None:
    """The one number that a field holds, with the interval that its digits stand for; None where it holds no such."""
    for each in (language, "en"):
        found = find_quantities(text, each)
        if len(found) == 1:
            return found[0]
    return None
