"""Examples in the OpenAPI document. They are real requests on the samples: a test sends every one of them."""

from __future__ import annotations

from typing import Any

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
