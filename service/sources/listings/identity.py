"""Which two links, or two entries, are the same article.

A site's own id, where ``id_pattern`` finds one in the link, is the strongest; then the feed's guid, unless entries
share it; then the link without what only tracks readers. Nothing here fetches or follows a link.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

TRACKING_PREFIXES = ("utm_", "ktm_", "mc_", "pk_", "hsa_", "_hs")
TRACKING = frozenset(
    {
        "channel", "dclid", "fbclid", "from", "gclid", "gclsrc", "igshid", "isappinstalled", "msclkid", "mkt_tok",
        "ncid", "oly_anon_id", "oly_enc_id", "ref", "ref_src", "referrer", "s_cid", "share_token", "sharefrom", "spm",
        "timestamp_share", "twclid", "vero_id", "wbraid", "yclid",
    }
)  # fmt: skip
TRACKING_PAIRS = frozenset({("f", "rss"), ("src", "rss"), ("source", "rss"), ("format", "rss")})
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Link:
    """A link as a listing gives it: absolute, canonical, and the site's id in it."""

    url: str
    canonical: str
    site_id: str | None


def canonical_url(url: str, tracking: Iterable[str] = ()) -> str | None:
    """The URL without fragment, default port and tracking parameters; None if it is no absolute http(s) URL.

    The rest of the query keeps its order: it may be the article's address.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return None
    scheme, host = parts.scheme.lower(), parts.hostname
    if scheme not in _PORTS or not host:
        return None
    host = host.lower().rstrip(".")
    if ":" in host:
        host = f"[{host}]"
    if port is not None and port != _PORTS[scheme]:
        host = f"{host}:{port}"
    extra = {name.lower() for name in tracking}
    pairs = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _tracks(name.lower(), value.lower(), extra)
    ]
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~-._") or "/"
    return urlunsplit((scheme, host, path, urlencode(pairs), ""))


def _tracks(name: str, value: str, extra: set[str]) -> bool:
    return name in TRACKING or name in extra or (name, value) in TRACKING_PAIRS or name.startswith(TRACKING_PREFIXES)


def read_link(href: str | None, base: str, tracking: Iterable[str] = (), id_pattern: str | None = None) -> Link | None:
    """``href`` made absolute against ``base``; None where it leads to no web page."""
    if not href or not href.strip():
        return None
    try:
        url = urljoin(base, re.sub(r"[\t\r\n]", "", href.strip()))
    except ValueError:
        return None
    canonical = canonical_url(url, tracking)
    if canonical is None:
        return None
    return Link(url, canonical, site_id(canonical, id_pattern))


def site_id(url: str, pattern: str | None) -> str | None:
    """What the pattern's first group (or the whole pattern) finds in the URL."""
    match = re.search(pattern, url) if pattern else None
    if match is None:
        return None
    return (match[1] if match.re.groups else match[0]) or None


def usable_guids(pairs: Sequence[tuple[str | None, str | None]]) -> frozenset[str]:
    """Of (guid, canonical link) pairs: the guids that name one article, not the feed or a section of it."""
    links: dict[str, set[str | None]] = {}
    for guid, link in pairs:
        if guid:
            links.setdefault(guid, set()).add(link)
    counts = Counter(guid for guid, _ in pairs if guid)
    return frozenset(guid for guid, seen in links.items() if len(seen) == 1 and (counts[guid] == 1 or seen != {None}))


def entry_key(guid: str | None, link: Link | None, guids: frozenset[str]) -> str | None:
    """The entry's identity within its source; None where nothing identifies it."""
    if link is not None and link.site_id is not None:
        return f"id:{link.site_id}"
    if guid and guid in guids:
        return f"guid:{guid}"
    return f"url:{link.canonical}" if link is not None else None
