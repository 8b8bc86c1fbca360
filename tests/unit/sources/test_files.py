"""Saved articles: what a file announces, and which files of a folder are looked at."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from service.sources.folder import look
from service.sources.kinds.files import FilesSource, parse, plan
from service.sources.protocol import Document, Folder, Listing, ListingError

NOW = datetime(2026, 3, 26, 12, 0, tzinfo=UTC)


def source(path: Path = Path("saved"), **options: object) -> FilesSource:
    stanza = {"name": "samples", "kind": "files", "path": path, **options}
    return FilesSource.model_validate(stanza, context={"folder": Path("/srv/tallywire")})


def read(name: str, data: bytes) -> Listing:
    return parse(Document(data, name), source(), NOW)


def test_a_relative_folder_is_beside_the_file_that_names_it() -> None:
    (folder,) = plan(source())
    assert folder.path == Path("/srv/tallywire/saved")
    assert plan(source(Path("/var/news")))[0].path == Path("/var/news")


@pytest.mark.parametrize("name", ["a.html", "a.txt", "a.json", "deep/b.htm"])
def test_a_file_is_one_entry_under_its_name(name: str) -> None:
    (entry,) = read(name, b'{"title": "t"}').entries
    assert entry.key == f"file:{name}"
    assert entry.page == Document(b'{"title": "t"}', name)


def test_json_lists_and_lines_are_many_and_odd_rows_are_named() -> None:
    rows = [{"id": "x", "title": "One", "text": "a"}, {"title": "Two", "text": "b"}]
    as_list = read("a.json", json.dumps([*rows, 7]).encode())
    as_lines = read("a.jsonl", b'{"id": "x", "title": "One"}\n\n{"title": "Two"}\nnot json\n[]\n')
    assert [entry.key for entry in as_list.entries] == ["file:a.json#x", "file:a.json#item 2"]
    assert [(row.where, row.reason) for row in as_list.rejected] == [("a.json item 3", "not_an_article")]
    assert [entry.key for entry in as_lines.entries] == ["file:a.jsonl#x", "file:a.jsonl#line 3"]
    assert [row.reason for row in as_lines.rejected] == ["malformed_json", "not_an_article"]
    page = as_list.entries[1].page
    assert page is not None
    assert json.loads(page.data) == rows[1]
    assert page.url.endswith(".json")


@pytest.mark.parametrize(
    ("name", "data", "why"), [("a.html", b" ", "empty_body"), ("a.json", b"[1,", "malformed_json")]
)
def test_unusable_files_have_a_reason(name: str, data: bytes, why: str) -> None:
    with pytest.raises(ListingError) as caught:
        read(name, data)
    assert caught.value.reason == why


def folder(path: Path, *patterns: str, max_bytes: int = 1000) -> Folder:
    return Folder(path, patterns or ("*.html", "*.txt"), max_bytes, frozenset({"README.txt"}))


def write(path: Path, text: str = "x", *, age: float = 60) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    stamp = (NOW - timedelta(seconds=age)).timestamp()
    os.utime(path, (stamp, stamp))


def names(path: Path, stamps: dict[str, str] | None = None, *patterns: str) -> list[str]:
    return [document.url for document in look(folder(path, *patterns), stamps or {}, NOW, most=100).documents]


def test_only_matching_visible_settled_files_inside_the_folder(tmp_path: Path) -> None:
    inbox, outside = tmp_path / "inbox", tmp_path / "secret.html"
    write(outside)
    for name in ["b.html", "a.txt", "c.csv", ".hidden.html", "README.txt", "sub/d.html"]:
        write(inbox / name)
    write(inbox / "being-written.html", age=1)
    (inbox / "escape.html").symlink_to(outside)
    (inbox / "folder.html").mkdir()
    assert names(inbox) == ["a.txt", "b.html"]
    assert names(inbox, {}, "**/*.html") == ["b.html", "sub/d.html"]


def test_a_file_is_read_again_only_when_it_changes(tmp_path: Path) -> None:
    write(tmp_path / "a.html")
    first = look(folder(tmp_path), {}, NOW, most=100)
    again = look(folder(tmp_path), first.stamps, NOW, most=100)
    assert [document.data for document in first.documents] == [b"x"]
    assert again.documents == ()
    assert again.stamps == first.stamps
    write(tmp_path / "a.html", "longer")
    assert [document.data for document in look(folder(tmp_path), first.stamps, NOW, most=100).documents] == [b"longer"]


def test_what_does_not_fit_into_one_look_stays_new(tmp_path: Path) -> None:
    for number in range(5):
        write(tmp_path / f"{number}.html")
    first = look(folder(tmp_path), {}, NOW, most=3)
    second = look(folder(tmp_path), first.stamps, NOW, most=3)
    assert [document.url for document in first.documents] == ["0.html", "1.html", "2.html"]
    assert [document.url for document in second.documents] == ["3.html", "4.html"]


def test_large_files_and_missing_folders_have_a_reason(tmp_path: Path) -> None:
    write(tmp_path / "big.html", "x" * 2000)
    seen = look(folder(tmp_path), {}, NOW, most=10)
    assert [(row.where, row.reason) for row in seen.rejected] == [("big.html", "body_too_large")]
    assert look(folder(tmp_path), seen.stamps, NOW, most=10).rejected == ()
    with pytest.raises(ListingError) as caught:
        look(folder(tmp_path / "nowhere"), {}, NOW, most=10)
    assert caught.value.reason == "folder_missing"
