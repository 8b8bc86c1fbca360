"""A page's lines cut at the headings that its template always prints.

Templates change their markup more often than their headings, so readers of card-like pages go by what a reader of the
page goes by. A heading is a line of its own; emoji, numbering and case around it do not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_EDGE = re.compile(r"^[^\w]+|[^\w]+$")


def heading_key(line: str) -> str:
    """``"🔑 Key Takeaways:"`` as ``"key takeaways"``."""
    return _EDGE.sub("", line).casefold()


def cut(lines: Iterable[str], headings: Mapping[str, str]) -> dict[str, list[str]]:
    """Lines by section; what stands before the first heading is under ``""``.

    ``headings`` maps a heading's key to its section's name. A section that comes twice is continued.
    """
    sections: dict[str, list[str]] = {}
    current = ""
    for line in lines:
        name = headings.get(heading_key(line))
        if name is not None:
            current = name
            sections.setdefault(current, [])
        else:
            sections.setdefault(current, []).append(line)
    return sections
