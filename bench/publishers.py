"""Publishers on loopback for the polling bench, in a process of their own: ``python -m bench.publishers`` says
its port.

``/same/N`` is a feed that never changes and answers 304 to whoever echoes its tag. ``/whole/N`` is a feed of articles
that nobody has seen, with their whole text; ``/linked/N`` announces such articles without it, so that their pages
under ``/page/`` are fetched. One article in five makes a claim.
"""

from __future__ import annotations

import itertools
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ITEMS = 30
SENTENCES, WORDS_EACH = 20, 13
_VOWELS, _CONSONANTS = "aeiou", "bcdfglmnprst"
_dice = random.Random(1)
WORDS = ["".join(_dice.choice(_CONSONANTS) + _dice.choice(_VOWELS) for _ in range(3)) for _ in range(600)]
_numbers = itertools.count()


@dataclass(frozen=True, slots=True)
class Publishers:
    """Where they answer, and the process that they are."""

    base: str
    process: int

    def stanzas(self, path: str, count: int, every: str = "1s") -> str:
        """So many of them as ``sources.yaml``, without the pauses that other people's servers are given."""
        lines = [
            f"  {path}-{number}: {{kind: feed, url: '{self.base}/{path}/{number}', language: en, pause: 0s, "
            f"concurrency: 8, every: {every}, allow_private: true, max_items: 1000, max_pages: 1000}}"
            for number in range(count)
        ]
        return "\n".join(["sources:", *lines])


def article(number: int) -> str:
    """The HTML of one article's text: the same for the same number, and like no other's."""
    dice = random.Random(number)
    day = 2 + number // 5 % 20
    usual = 1 + day * 0.37  # what most tell of a week; some tell something else
    told = dice.choice((usual, usual, usual, usual, usual * 1.01, usual * 0.8, usual * 10))
    span = f"from March {day} to {day + 6}, 2026"
    claim = f"Chinese models processed {told:.2f} trillion tokens on OpenRouter {span}."
    sentences = [claim if number % 5 == 0 else "Nothing of note was counted."]
    sentences += [f"The {' '.join(dice.choices(WORDS, k=WORDS_EACH))} was described." for _ in range(SENTENCES)]
    return "".join(f"<p>{' '.join(sentences[at : at + 4])}</p>" for at in range(0, len(sentences), 4))


def feed(base: str, *, whole: bool) -> str:
    items = []
    for number in itertools.islice(_numbers, ITEMS):
        content = f"<content:encoded>{escape(article(number))}</content:encoded>" if whole else ""
        items.append(f"<item><title>Note {number}</title><link>{base}/page/{number}</link>{content}</item>")
    space = "xmlns:content='http://purl.org/rss/1.0/modules/content/'"
    return f"<rss version='2.0' {space}><channel><title>Notes</title>{''.join(items)}</channel></rss>"


def page(number: int) -> str:
    """An article's page with the furniture that pages have."""
    links = "".join(f"<li><a href='/page/{other}'>Read note {other}</a></li>" for other in range(40))
    return (
        f"<!DOCTYPE html><html lang='en'><head><title>Note {number}</title><meta property='article:published_time' "
        f"content='2026-03-22T10:00:00Z'><style>{'.card { margin: 0 } ' * 40}</style></head>"
        f"<body><nav><ul>{links}</ul></nav><article><h1>Note {number}</h1>{article(number)}</article>"
        f"<aside><ul>{links}</ul></aside><footer>All rights reserved</footer></body></html>"
    )


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    same: bytes = b""

    def do_GET(self) -> None:
        base = f"http://{self.headers['Host']}"
        match self.path.split("/")[1:]:
            case ["same", _] if self.headers.get("If-None-Match") == '"same"':
                self._send(304, b"", '"same"')
            case ["same", _]:
                type(self).same = self.same or feed(base, whole=True).encode()
                self._send(200, self.same, '"same"')
            case ["whole" | "linked" as form, _]:
                self._send(200, feed(base, whole=form == "whole").encode())
            case ["page", number]:
                self._send(200, page(int(number)).encode(), kind="text/html; charset=utf-8")
            case _:
                self._send(404, b"not here", kind="text/plain")

    def _send(self, status: int, body: bytes, tag: str | None = None, kind: str = "application/xml") -> None:
        self.send_response(status)
        if tag:
            self.send_header("ETag", tag)
        if status != 304:
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A reader that is killed breaks its connections: that is part of the bench."""


@contextmanager
def publishing() -> Iterator[Publishers]:
    program = [sys.executable, "-m", "bench.publishers"]
    root = Path(__file__).resolve().parents[1]
    with subprocess.Popen(program, stdout=subprocess.PIPE, cwd=root) as process:
        assert process.stdout is not None
        try:
            yield Publishers(f"http://127.0.0.1:{int(process.stdout.readline())}", process.pid)
        finally:
            process.terminate()


if __name__ == "__main__":
    server = _Server(("127.0.0.1", 0), _Handler)
    print(server.server_port, flush=True)
    server.serve_forever()
