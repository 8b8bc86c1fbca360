"""Examples in the OpenAPI document: real requests on the samples, and their answers.

The requests are below; a test sends every one of them. The answers are the JSON files beside this module, written by
``python -m tests.acceptance.examples`` from a service over the samples; long lists in them are cut.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import orjson

CHECK_REQUESTS: dict[str, Any] = {
    "english": {
        "summary": "A weekly figure and a streak",
        "value": {
            "title": "Chinese models hold their lead",
            "text": (
                "In the week of March 30 to April 5, Chinese models processed 12.96 trillion tokens on OpenRouter, "
                "up 31.48% from the week before, surpassing the United States for a fifth consecutive week."
            ),
            "published_at": "2026-04-06T08:00:00Z",
            "language": "en",
        },
    },
    "chinese": {
        "summary": "A total, in Chinese",
        "value": {
            "title": "全球大模型周调用量",
            "text": "OpenRouter数据显示,3月30日至4月5日,平台全部模型的周调用量约为27万亿Token。",
            "published_at": "2026-04-06T16:00:00+08:00",
        },
    },
}


@cache
def answer(name: str) -> Any:
    """The answer kept under that name (``claims``, ``claim`` …)."""
    return orjson.loads(resources.files(__name__).joinpath(f"{name}.json").read_bytes())
