"""What goes wrong between a publisher and a reader, one answer at a time."""

from __future__ import annotations

import gzip
import random
import zlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from functools import cache

from service.config import ROOT

Headers = dict[str, str]
CHALLENGE = (ROOT / "tests" / "golden" / "pages" / "kr36_challenge.html").read_bytes()
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a0 "ha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    + b']><rss version="2.0"><channel><title>&a9;</title></channel></rss>'
)
EMPTY_FEED = b'<?xml version="1.0"?><rss version="2.0"><channel><title>nothing today</title></channel></rss>'
NO_ARTICLE = b"<html><head><title>Wait</title></head><body></body></html>"


@dataclass(slots=True)
class Answer:
    """An answer on its way. ``intact``: it is what the publisher meant to say; ``empty``: a listing of nothing."""

    status: int = 200
    body: bytes = b""
    headers: Headers = field(default_factory=dict)
    intact: bool = True
    empty: bool = False
    fault: str | None = None
    retry_after: timedelta | None = None
    cut: int = 0
    reset: bool = False
    stall: bool = False
    drip: bool = False


UNSEEN_IN_HTML = {"half"}  # half a page is a page: nobody can tell
LISTING = [
    "challenge",
    "html",
    "empty",
    "empty_feed",
    "cut_gzip",
    "corrupt_gzip",
    "bomb",
    "laughs",
    "huge",
    "http_429",
    "http_429_date",
    "http_503",
    "http_500",
    "http_403",
    "http_404",
    "reset",
    "stall",
    "drip",
    "cut",
    "half",
    "garbage",
    "control",
    "loop",
    "nowhere",
]
PAGE = [
    "challenge",
    "empty",
    "no_article",
    "cut_gzip",
    "bomb",
    "huge",
    "http_429",
    "http_503",
    "http_503_date",
    "http_500",
    "http_404",
    "reset",
    "stall",
    "drip",
    "cut",
    "garbage",
]


def spoil(answer: Answer, fault: str, dice: random.Random, now: datetime, megabytes: int) -> Answer:
    """The answer with a fault. Validators stay where a careless cache would leave them."""
    spoiled = Answer(answer.status, answer.body, dict(answer.headers), intact=False, fault=fault)
    html = {**answer.headers, "Content-Type": "text/html; charset=utf-8"}
    match fault:
        case "challenge":
            spoiled.body, spoiled.headers = CHALLENGE, html
        case "html":
            spoiled.body, spoiled.headers = b"<!DOCTYPE html><html><body><p>We have moved.</p></body></html>", html
        case "no_article":
            spoiled.body, spoiled.headers = NO_ARTICLE, html
        case "empty":
            spoiled.body = b""
        case "empty_feed":
            spoiled.body = EMPTY_FEED
        case "cut_gzip":
            packed = gzip.compress(answer.body, mtime=0)
            spoiled.body, spoiled.headers["Content-Encoding"] = packed[: len(packed) * 2 // 3], "gzip"
        case "corrupt_gzip":
            spoiled.headers["Content-Encoding"] = "gzip"
        case "bomb":
            spoiled.body, spoiled.headers["Content-Encoding"] = bomb(megabytes), "gzip"
        case "laughs":
            spoiled.body = LAUGHS
        case "huge":
            spoiled.body = answer.body + b" " * (megabytes * 1024 * 1024)
        case "http_500" | "http_403" | "http_404":
            spoiled.status, spoiled.body = int(fault[5:]), b"sorry"
        case "http_429" | "http_503" | "http_429_date" | "http_503_date":
            wait = timedelta(seconds=dice.choice((60, 600, 7200, 20_000)))
            stated = str(int(wait.total_seconds()))
            if fault.endswith("date"):
                stated = format_datetime(now + wait, usegmt=True)
            spoiled.status, spoiled.body, spoiled.retry_after = int(fault[5:8]), b"busy", wait - timedelta(seconds=1)
            spoiled.headers["Retry-After"] = stated
        case "reset":
            spoiled.reset = True
        case "stall":
            spoiled.stall = True
        case "drip":
            spoiled.drip = True
        case "cut":
            spoiled.cut = max(1, len(answer.body) // 3)
        case "half":
            spoiled.body = answer.body[: len(answer.body) * 3 // 5]
        case "garbage":
            spoiled.body = dice.randbytes(2000)
        case "control":  # an oddity that a reader has to bear, not a loss
            spoiled.intact = True
            spoiled.body = answer.body.replace(b"</title>", b"\x00\x08\x1b</title>")
        case "loop":
            spoiled.status, spoiled.headers["Location"] = 302, "?again"
        case "nowhere":
            spoiled.status, spoiled.headers["Location"] = 301, "gopher://nowhere.example/"
        case "metadata":
            spoiled.status, spoiled.headers["Location"] = 302, "http://169.254.169.254/latest/meta-data/"
        case _:
            raise ValueError(fault)
    return spoiled


@cache
def bomb(megabytes: int) -> bytes:
    """A small body that unfolds to that many megabytes."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = bytes(1024 * 1024)
    return b"".join(squeeze.compress(block) for _ in range(megabytes)) + squeeze.flush()
