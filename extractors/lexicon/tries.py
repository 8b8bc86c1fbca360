"""Many words as one regular expression that looks at each character once.

``re`` tries the branches of an alternation one by one; a trie shares their beginnings, so that a thousand words cost
about as much as one. The longest word wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_END = ""
_Trie = dict[str, "_Trie"]


def pattern(words: Iterable[str], gap: str = "") -> str:
    """A pattern that matches any of ``words``, longest first; ``gap`` may stand between two characters."""
    root: _Trie = {}
    for word in words:
        node = root
        for character in word:
            node = node.setdefault(character, {})
        node[_END] = {}
    return _branch(root, gap) if root else r"(?!)"


def _branch(node: _Trie, gap: str) -> str:
    leaves = [character for character, child in node.items() if character != _END and child.keys() == {_END}]
    branches = [
        re.escape(character) + _tail(child, gap)
        for character, child in node.items()
        if character != _END and child.keys() != {_END}
    ]
    if leaves:
        branches.append(re.escape(leaves[0]) if len(leaves) == 1 else f"[{''.join(map(re.escape, leaves))}]")
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


def _tail(node: _Trie, gap: str) -> str:
    inner = gap + _branch({key: child for key, child in node.items() if key != _END}, gap)
    return f"(?:{inner})?" if _END in node else inner
