"""The four sites in small: the shape of their listings around pages in our own words."""

from __future__ import annotations

from service.config import ROOT
from tests.acceptance.standin import Route, StandIn, page, xml

KR36 = "www.36kr.com"
CHALLENGE = (ROOT / "tests" / "golden" / "pages" / "kr36_challenge.html").read_bytes()

SOURCES = """\
sources:
  36kr:
    kind: feed
    url: {kr36}
    language: zh
    timezone: Asia/Shanghai
    id_pattern: /((?:p|newsflashes)/\\d+)
    allow_private: true
    pause: 5s
  en.wedoany.com:
    kind: list_page
    url: {wedoany}
    pause: 0s
    language: en
    links: a[href*="/shortnews/"]
    id_pattern: /shortnews/(\\d+)\\.html
    allow_private: true
  chinadailybrief.com:
    kind: list_page
    url: {chinadailybrief}
    pause: 0s
    language: en
    links: a[href*="/article/"]
    id_pattern: /article/([0-9a-f]{{24}})
    allow_private: true
  setupai.cc:
    kind: list_page
    url: {setupai}
    pause: 0s
    language: en
    links: a[href*="/update/"]
    id_pattern: /update/([^/?#]+)
    allow_private: true
"""


def sources_yaml(web: StandIn) -> str:
    return SOURCES.format(
        kr36=web.url(f"{KR36}/feed"),
        wedoany=web.url("en.wedoany.com/"),
        chinadailybrief=web.url("chinadailybrief.com/"),
        setupai=web.url("setupai.cc/"),
    )


def kr36_item(web: StandIn, path: str, title: str, *, day: int = 22, guid: str = "", text: str = "") -> str:
    """An item as 36Kr writes it: CDATA links with ``f=rss``, mostly no guid, two spaces in the date."""
    link = f"<link><![CDATA[{web.url(f'36kr.com/{path}')}?f=rss]]></link>"
    date = f"<pubDate>2026-03-{day} 10:00:00  +0800</pubDate>"
    description = f"<description><![CDATA[{text}]]></description>"
    return f"<item><title><![CDATA[{title}]]></title>{link}{guid}{date}{description}</item>"


def kr36_feed(*items: str) -> str:
    head = '<?xml version="1.0" encoding="UTF-8" ?>\n<rss version="2.0"><channel><title>36氪</title><ttl>60</ttl>'
    return f"{head}{''.join(items)}</channel></rss>"


def list_page(*links: str) -> str:
    """Each article is linked twice, the second time with a parameter that tells where the reader came from."""
    cards = "".join(f'<li><a href="{link}"><img></a><a href="{link}?from=home">More</a></li>' for link in links)
    return f"<!DOCTYPE html><html><head><title>News</title></head><body>{cards}<a href='/x'>x</a></body></html>"


def sample(name: str) -> Route:
    return page((ROOT / "samples" / f"{name}.html").read_bytes())


def open_all(web: StandIn) -> None:
    """Every site with its usual listing and one or two articles."""
    items = kr36_item(web, "p/3730012345678", "周调用量"), kr36_item(web, "newsflashes/3730012345999", "快讯")
    articles = {
        "36kr.com/p/3730012345678": sample("zh-article-weekly-lead"),
        "36kr.com/newsflashes/3730012345999": sample("zh-newsflash-five-weeks"),
    }
    web.routes |= articles
    web.routes |= {f"{where}?f=rss": route for where, route in articles.items()}
    web.routes |= {
        f"{KR36}/feed": xml(kr36_feed(*items)),
        "en.wedoany.com/": page(list_page("/shortnews/880123.html")),
        "en.wedoany.com/shortnews/880123.html": sample("en-wire-weekly-calls"),
        "chinadailybrief.com/": page(list_page("/article/69bfb0e51f4d2a0012ab34cd")),
        "chinadailybrief.com/article/69bfb0e51f4d2a0012ab34cd": sample("en-brief-thirteen-trillion"),
        "setupai.cc/": page(list_page("/update/china-token-usage")),
        "setupai.cc/update/china-token-usage": sample("en-card-weekly-tokens"),
    }
