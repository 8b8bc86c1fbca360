"""Simulated publishers: what each says at a moment, and the manners that real ones were caught with."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from functools import cached_property
from html import escape
from zoneinfo import ZoneInfo

from tests.soak.faults import Answer
from tests.soak.stories import Story, write_stories

SHANGHAI = ZoneInfo("Asia/Shanghai")
FORMS = ("rss", "atom", "rss-full", "atom-full", "list", "sitemap")
QUIRKS = [
    "plain",
    "no_guid",
    "says_utf8_is_gb18030",
    "shared_guid",
    "volatile_links",
    "zoneless",
    "says_gb2312_is_utf8",
    "future_dates",
    "ignores_conditions",
    "lying_etag",
    "says_nothing_is_gb18030",
    "last_modified_only",
    "moved",
    "changing_guid",
    "max_age",
    "bad_byte",
    "ttl",
    "says_utf8_is_utf16",
]
CHINESE_ONLY = {"says_utf8_is_gb18030", "says_gb2312_is_utf8", "says_nothing_is_gb18030", "zoneless"}
SHOWN = 30
PAUSE = timedelta(seconds=2)


@dataclass
class Publisher:
    """``stories`` in order of time. ``moves_at``: the listing's address redirects for good from then on."""

    name: str
    host: str
    form: str
    quirk: str
    stories: list[Story]
    crawl_delay: int = 0
    moves_at: datetime | None = None
    outages: list[tuple[datetime, datetime]] = field(default_factory=list)

    @property
    def path(self) -> str:
        return f"/{self.name}/listing"

    @property
    def moved_path(self) -> str:
        return f"/{self.name}/listing-2"

    @property
    def has_pages(self) -> bool:
        return not self.form.endswith("-full")

    @cached_property
    def by_path(self) -> dict[str, Story]:
        return {story.path: story for story in self.stories}

    def is_down(self, now: datetime) -> bool:
        return any(start <= now < end for start, end in self.outages)

    def shown(self, now: datetime) -> list[Story]:
        """What the listing holds: the newest stories, newest first."""
        return [story for story in self.stories if story.published_at <= now][: -SHOWN - 1 : -1]

    def listing(self, now: datetime, base: str, dice: random.Random) -> Answer:
        shown = self.shown(now)
        text = _FORMS[self.form.partition("-")[0]](self, shown, now, base, dice)
        kind = "text/html" if self.form == "list" else "application/xml"
        answer = _encoded(text, kind, self.quirk)
        answer.empty = not shown
        changed = max((story.updated_at(now) for story in shown), default=now)
        if self.quirk not in {"last_modified_only", "volatile_links"}:
            salt = dice.randbytes(4) if self.quirk == "lying_etag" else b""
            answer.headers["ETag"] = f'W/"{hashlib.md5(answer.body + salt).hexdigest()[:12]}, "'  # noqa: S324
        if self.quirk == "last_modified_only":
            answer.headers["Last-Modified"] = format_datetime(changed, usegmt=True)
        if self.quirk == "max_age":
            answer.headers["Cache-Control"] = "public, max-age=10800"
        return answer

    def page(self, story: Story, now: datetime) -> Answer:
        text = (
            f"<!DOCTYPE html><html lang='{story.language}'><head><title>{story.title}</title>"
            f"<meta property='article:published_time' content='{story.published_at.isoformat()}'></head>"
            f"<body><nav><a href='/'>Home</a></nav><article><h1>{story.title}</h1>{story.html(now)}</article>"
            "<footer>All rights reserved</footer></body></html>"
        )
        return _encoded(text, "text/html", self.quirk)

    def stanza(self, port: int) -> str:
        """Its part of sources.yaml."""
        kind = {"list": "list_page", "sitemap": "sitemap"}.get(self.form, "feed")
        zone = "Asia/Shanghai" if self.quirk == "zoneless" else "UTC"
        links = 'links: "article a.headline", ' if kind == "list_page" else ""
        return (
            f"  {self.name}: {{kind: {kind}, url: 'http://{self.host}:{port}{self.path}', {links}timezone: {zone}, "
            f"language: {self.stories[0].language}, pause: {PAUSE.seconds}s, allow_private: true, max_bytes: 1000000}}"
        )


def _rss(self: Publisher, shown: Sequence[Story], now: datetime, base: str, dice: random.Random) -> str:
    items = []
    for number, story in enumerate(shown):
        link = _link(self, story, base, dice)
        guid = {
            "no_guid": "",
            "shared_guid": "<guid>the-feed</guid>",
            "changing_guid": f"<guid isPermaLink='false'>{dice.random()}</guid>",
        }.get(self.quirk, f"<guid isPermaLink='false'>{story.mark}</guid>")
        body = escape(story.html(now)) if self.form == "rss-full" else ""
        content = f"<content:encoded>{body}</content:encoded>" if body else ""
        bad = "<description>\udcff</description>" if self.quirk == "bad_byte" and not number else ""
        items.append(
            f"<item><title>{story.title}</title><link>{link}</link>{guid}"
            f"<pubDate>{_date(self, story, now)}</pubDate>{bad}{content}</item>"
        )
    ttl = "<ttl>180</ttl>" if self.quirk == "ttl" else ""
    head = "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>News</title>"
    return f"{_declaration(self)}{head}{ttl}{''.join(items)}</channel></rss>"


def _atom(self: Publisher, shown: Sequence[Story], now: datetime, base: str, dice: random.Random) -> str:
    entries = []
    for number, story in enumerate(shown):
        guid = "urn:all" if self.quirk == "shared_guid" else f"urn:{story.mark}"
        if self.quirk == "changing_guid":
            guid += f":{dice.random()}"
        name = "" if self.quirk == "no_guid" else f"<id>{guid}</id>"
        body = escape(story.html(now)) if self.form == "atom-full" else ""
        content = f"<content type='html'>{body}</content>" if body else ""
        bad = "<summary>\udcff</summary>" if self.quirk == "bad_byte" and not number else ""
        published = _date(self, story, now, iso=True)
        entries.append(
            f"<entry><title>{story.title}</title>{name}<link href='{_link(self, story, base, dice)}'/>"
            f"<published>{published}</published><updated>{story.updated_at(now).isoformat()}</updated>"
            f"{bad}{content}</entry>"
        )
    head = "<feed xmlns='http://www.w3.org/2005/Atom'><title>News</title><id>urn:feed</id>"
    return f"{_declaration(self)}{head}{''.join(entries)}</feed>"


def _list(self: Publisher, shown: Sequence[Story], now: datetime, base: str, dice: random.Random) -> str:
    cards = "".join(
        f"<article><a class='headline' href='{_link(self, story, '', dice)}'>{story.title}</a></article>"
        for story in shown
    )
    bad = "\udcff" if self.quirk == "bad_byte" else ""
    return f"<!DOCTYPE html><html><head><title>News</title></head><body>{bad}<a href='/about'>About</a>{cards}</body>"


def _sitemap(self: Publisher, shown: Sequence[Story], now: datetime, base: str, dice: random.Random) -> str:
    urls = "".join(
        f"<url><loc>{_link(self, story, base, dice)}</loc><lastmod>{story.updated_at(now).isoformat()}</lastmod>"
        f"<news:news><news:publication_date>{_date(self, story, now, iso=True)}</news:publication_date>"
        f"<news:title>{story.title}</news:title></news:news></url>"
        for story in shown
    )
    bad = "<!--\udcff-->" if self.quirk == "bad_byte" else ""
    spaces = "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'"
    return f"{_declaration(self)}<urlset {spaces}>{bad}{urls}</urlset>"


_Render = Callable[[Publisher, Sequence[Story], datetime, str, random.Random], str]
_FORMS: dict[str, _Render] = {"rss": _rss, "atom": _atom, "list": _list, "sitemap": _sitemap}


def _link(self: Publisher, story: Story, base: str, dice: random.Random) -> str:
    """Volatile links differ in what only tracks readers; nothing else tells them apart."""
    extra = f"?utm_source=s{dice.random()}&amp;spm={dice.random()}" if self.quirk == "volatile_links" else ""
    return f"{base}{story.path}{extra}"


def _date(self: Publisher, story: Story, now: datetime, *, iso: bool = False) -> str:
    moment = story.published_at
    if self.quirk == "future_dates":
        moment = now + timedelta(days=2)
    if self.quirk == "zoneless":
        return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
    return moment.isoformat() if iso else format_datetime(moment)


def _declaration(self: Publisher) -> str:
    named = {"says_gb2312_is_utf8": "gb2312", "says_nothing_is_gb18030": None}.get(self.quirk, "utf-8")
    return f"<?xml version='1.0' encoding='{named}'?>\n" if named else "<?xml version='1.0'?>\n"


def _encoded(text: str, kind: str, quirk: str) -> Answer:
    encoding = {
        "says_utf8_is_gb18030": "gb18030",
        "says_nothing_is_gb18030": "gb18030",
        "says_utf8_is_utf16": "utf-16",
    }.get(quirk, "utf-8")
    stated = {"says_gb2312_is_utf8": "; charset=gb2312", "says_nothing_is_gb18030": ""}.get(quirk, "; charset=utf-8")
    # A lone surrogate stands for the one bad byte; the other encodings are never given one.
    body = text.encode(encoding, "surrogateescape" if encoding == "utf-8" else "strict")
    return Answer(body=body, headers={"Content-Type": f"{kind}{stated}"})


def found(seed: int, count: int, start: datetime, days: int, a_day: float) -> list[Publisher]:
    """So many publishers, each form with each quirk in turn; every seventh shares its host with the one before."""
    made: list[Publisher] = []
    for number in range(count):
        dice = random.Random(f"{seed} publisher {number}")
        form, quirk = FORMS[number % len(FORMS)], QUIRKS[(number // 2) % len(QUIRKS)]
        shares = number % 7 == 6
        stories = write_stories(dice, number, start - timedelta(days=2), days + 2, a_day * dice.choice((0.3, 1, 1.7)))
        if quirk in CHINESE_ONLY:
            stories = [replace(story, language="zh") for story in stories]
        outages = []
        for _ in range(days // 10 + (dice.random() < 0.3)):
            begin = start + timedelta(days=days * dice.random())
            outages.append((begin, begin + timedelta(hours=dice.choice((1, 5, 20, 50)))))
        made.append(
            Publisher(
                name=f"s{number:03d}",
                host=made[-1].host if shares else f"s{number:03d}.example",
                form=form,
                quirk=quirk,
                stories=stories,
                crawl_delay=7 if number % 5 == 2 else 0,
                moves_at=start + timedelta(days=days * 0.3) if quirk == "moved" else None,
                outages=outages,
            )
        )
    return made
