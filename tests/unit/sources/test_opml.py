"""Subscription lists, out and in again, and lists that mean harm."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from service.cli.opml import opml
from service.errors import UnusableInput
from service.sources.config import load_sources, parse_sources
from service.sources.opml import Subscription, read_opml, stanzas, write_opml

HERE = Path("sources.yaml")
YAML = """\
sources:
  36kr: {kind: feed, title: 36氪, url: 'https://www.36kr.com/feed', language: zh, group: china}
  other: {kind: feed, url: 'https://other.example/rss?a=1&b=2'}
  page: {kind: list_page, url: 'https://page.example/', links: a}
"""


def outline(inside: str) -> bytes:
    return f"<opml version='1.1'><head/><body>{inside}</body></opml>".encode()


def test_out_and_in_again() -> None:
    sources = parse_sources(YAML, HERE)
    found = read_opml(write_opml(sources))
    assert found == [
        Subscription("https://www.36kr.com/feed", "36氪", "china", "zh"),
        Subscription("https://other.example/rss?a=1&b=2", "other"),
    ]
    assert stanzas(found, sources) == ""
    again = parse_sources("sources:\n" + stanzas(found, ()), HERE)
    assert [(source.name, source.title, source.group, source.language) for source in again] == [
        ("36kr.com", "36氪", "china", "zh"),
        ("other.example", "other", None, None),
    ]


@pytest.mark.parametrize(
    ("inside", "found"),
    [
        ("<outline XMLURL='http://a.example/x' TEXT=' A  feed '/>", [("http://a.example/x", "A feed", None)]),
        (
            "<outline text='Tech &amp; Co'><outline title='A' xmlUrl='http://a.example/'/></outline>",
            [("http://a.example/", "A", "tech-co")],
        ),
        (
            "<outline xmlUrl='http://a.example/'/><outline xmlUrl='http://a.example/'/>",
            [("http://a.example/", None, None)],
        ),
        ("<outline xmlUrl='file:///etc/passwd'/><outline xmlUrl='http://u:p@a.example/'/><outline text='x'/>", []),
    ],
)
def test_lists_as_readers_write_them(inside: str, found: list[tuple[str, str | None, str | None]]) -> None:
    assert [(one.url, one.title, one.group) for one in read_opml(outline(inside))] == found


@pytest.mark.parametrize("data", [b"", b"nothing", b"<rss/>", b"<html><body>sign in</body></html>", bytes(range(256))])
def test_what_is_no_list_is_refused(data: bytes) -> None:
    with pytest.raises(UnusableInput):
        read_opml(data)


def test_entities_stay_what_they_are() -> None:
    laughs = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
    text = f"<!DOCTYPE opml [<!ENTITY a0 'ha'>{laughs}<!ENTITY x SYSTEM 'file:///etc/hostname'>]>"
    data = text.encode() + outline(
        "<outline xmlUrl='http://b.example/'/><outline text='&x;&a9;' xmlUrl='http://a.example/'/>"
    )
    found = read_opml(data)
    assert found[0].url == "http://b.example/"
    assert all(len(one.title or "") < 100 for one in found)


def test_names_are_never_taken_twice() -> None:
    feeds = [Subscription(f"http://a.example/{number}") for number in range(3)]
    names = [source.name for source in parse_sources("sources:\n" + stanzas(feeds, ()), HERE)]
    assert names == ["a.example", "a.example-2", "a.example-3"]


def test_the_command_appends_to_the_file_and_leaves_its_comments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, given = tmp_path / "sources.yaml", tmp_path / "list.opml"
    path.write_text(f"# what we watch\n{YAML}", "utf-8")
    given.write_bytes(outline("<outline text='New: feed' xmlUrl='https://new.example/atom'/>"))
    monkeypatch.setenv("TALLYWIRE_SOURCES_FILE", str(path))
    runner = CliRunner()
    printed = runner.invoke(opml, ["import", str(given)])
    assert "new.example:" in printed.output
    assert runner.invoke(opml, ["import", "--write", str(given)]).output.endswith("1 sources added\n")
    assert [source.name for source in load_sources(path)] == ["36kr", "other", "page", "new.example"]
    assert path.read_text("utf-8").startswith("# what we watch\n")
    exported = runner.invoke(opml, ["export"])
    assert len(read_opml(exported.output_bytes if hasattr(exported, "output_bytes") else exported.stdout_bytes)) == 3
