"""``sources.yaml``: what it gives, and how it says what is wrong with it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from service.config import ROOT
from service.errors import ConfigError
from service.sources.config import kinds, load_sources, parse_sources, select
from service.sources.kinds.feed import FeedSource
from service.sources.kinds.files import FilesSource
from service.sources.kinds.list_page import ListPageSource

FILE = Path("/etc/tallywire/sources.yaml")


def mistakes(text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        parse_sources(text, FILE)
    return caught.value.detail.splitlines()


def test_the_shipped_file_names_the_five_places() -> None:
    sources = {source.name: source for source in load_sources(ROOT / "sources.yaml")}
    assert {"samples", "36kr", "en.wedoany.com", "chinadailybrief.com", "setupai.cc"} <= sources.keys()
    assert isinstance(sources["36kr"], FeedSource)
    assert sources["36kr"].timezone == "Asia/Shanghai"
    assert isinstance(sources["setupai.cc"], ListPageSource)
    samples = sources["samples"]
    assert isinstance(samples, FilesSource)
    assert samples.path == ROOT / "samples"


def test_a_group_is_selected_with_its_members() -> None:
    sources = load_sources(ROOT / "sources.yaml")
    members = ["samples", "36kr", "36kr-newsflashes", "36kr-hot"]
    assert [source.name for source in select(sources, ["samples", "36kr"])] == members
    assert select(sources, None) == sources


def test_selecting_an_unknown_name_says_which_there_are() -> None:
    with pytest.raises(ConfigError, match=r"no source is named nope; there are: .*36kr.*samples"):
        select(load_sources(ROOT / "sources.yaml"), ["nope"])


def test_durations_zones_and_defaults() -> None:
    (source,) = parse_sources("sources:\n  a: {kind: feed, url: 'https://a.example/f', every: 15m, pause: 1.5}", FILE)
    assert isinstance(source, FeedSource)
    assert (source.every, source.pause) == (timedelta(minutes=15), timedelta(seconds=1.5))
    assert (source.concurrency, source.obey_robots, source.allow_private) == (1, True, False)
    assert source.zone.key == "UTC"


@pytest.mark.parametrize(
    ("stanza", "line", "key", "says"),
    [
        ("kind: feed\n    url: https://a.example/\n    evry: 1h", 5, "evry", "did you mean every? Allowed: "),
        ("kind: feed", 2, "url", "required key is missing (address of the listing)"),
        (
            "kind: telegraph",
            3,
            "kind",
            "one of feed, files, json_list, list_page, sitemap is required, got 'telegraph'",
        ),
        (
            "url: https://a.example/",
            2,
            "kind",
            "one of feed, files, json_list, list_page, sitemap is required, it is missing",
        ),
        ("kind: feed\n    url: ftp://a.example/", 4, "url", "http:// or https:// URL"),
        ("kind: feed\n    url: 'https://me:pw@a.example/'", 4, "url", "http:// or https:// URL"),
        ("kind: feed\n    url: 'https://a.example/'\n    timezone: Mars/Base", 5, "timezone", "IANA time zone"),
        ("kind: feed\n    url: 'https://a.example/'\n    every: soon", 5, "every", "a duration such as 30s"),
        ("kind: feed\n    url: 'https://a.example/'\n    every: 40d", 5, "every", "a duration from 0:00:01 to 1 day"),
        ("kind: feed\n    url: 'https://a.example/'\n    concurrency: 99", 5, "concurrency", "less than or equal to 8"),
        ("kind: feed\n    url: 'https://a.example/'\n    pages: maybe", 5, "pages", "'auto', 'always' or 'never'"),
        ("kind: feed\n    url: 'https://a.example/'\n    id_pattern: '(('", 5, "id_pattern", "a regular expression"),
        ("kind: list_page\n    url: 'https://a.example/'\n    links: 'a[['", 5, "links", "a CSS selector is required"),
        ("kind: list_page\n    url: 'https://a.example/'", 2, "links", "required key is missing"),
        ("kind: files\n    path: x\n    patterns: ['../*.html']", 5, "patterns", "glob patterns inside the folder"),
        ("kind: files\n    path: x\n    url: 'https://a.example/'", 5, "url", "unknown key"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_key(stanza: str, line: int, key: str, says: str) -> None:
    (mistake,) = mistakes(f"sources:\n  a:\n    {stanza}\n")
    assert mistake.startswith(f"{FILE}:{line}: sources.a.{key}: ")
    assert says in mistake


def test_all_mistakes_are_told_at_once_in_the_files_order() -> None:
    told = mistakes(
        "sources:\n"
        "  a: {kind: feed, url: 'https://a.example/'}\n"
        "  B b: {kind: feed, url: 'https://b.example/'}\n"
        "  a: {kind: files, path: x}\n"
        "  c: nothing\n"
        "more: 1\n"
    )
    assert [message.split(": ", 2)[:2] for message in told] == [
        [f"{FILE}:3", "sources.B b.name"],
        [f"{FILE}:4", "sources.a"],
        [f"{FILE}:5", "sources.c"],
        [f"{FILE}:6", "more"],
    ]
    assert "named twice; the first is on line 2" in told[1]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("sources: [\n", f"{FILE}:2: not YAML"),
        ("", "a mapping with the key `sources` is required"),
        ("- a\n", "a mapping with the key `sources` is required"),
        ("sources:\n  a: !!python/object:os.system {}\n", "kind"),
    ],
)
def test_what_is_no_sources_file_is_refused(text: str, says: str) -> None:
    assert says in "\n".join(mistakes(text))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"missing\.yaml: cannot be read"):
        load_sources(tmp_path / "missing.yaml")


def test_every_key_of_every_kind_is_explained() -> None:
    unexplained = [
        f"{name}.{key}"
        for name, kind in kinds().items()
        for key, info in kind.config.model_fields.items()
        if not info.description and key != "kind"
    ]
    assert unexplained == []
