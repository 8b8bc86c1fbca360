"""Vega-Lite specifications to SVG on the server, by vl-convert, which brings Vega with it.

Colours in a specification are the style sheet's variables (``var(--text)``), so one drawing serves both themes. Drawing
takes a few hundred milliseconds; a page that shows the same figures again is given the same drawing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from markupsafe import Markup

VEGA_LITE = "6.1"
HERE = "https://desk.invalid"
"""What addresses in a specification start with: Vega makes links absolute, and the page wants its own."""

KEPT = 64


def drawing(specification: Mapping[str, Any]) -> Markup:
    """The SVG element. Texts in the specification are escaped by Vega, as texts of an SVG."""
    return _drawn(json.dumps(specification, sort_keys=True, ensure_ascii=False))


@lru_cache(maxsize=KEPT)
def _drawn(specification: str) -> Markup:
    import vl_convert  # noqa: PLC0415 - loads a script engine, which only pages with charts need

    svg = vl_convert.vegalite_to_svg(specification, vl_version=VEGA_LITE)
    return Markup(svg.replace(f'xlink:href="{HERE}', 'href="'))  # noqa: S704 - Vega escapes what it was given
