"""Words that a reader types are found where they stand, in any script."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.text import indexed_words, match_query

TEXT = (
    "中国模型周调用量达4.69万亿Token，连续第二周超过美国。DeepSeek’s weekly usage reached ４.69 trillion tokens; "
    "JPMorgan expects 3,900 quadrillion by 2030. 涨"
)

FOUND = [
    "中国",
    "模型",
    "调用",
    "周调用量",
    "调用量达",
    "国",
    "涨",
    "量",
    "token",
    "TOKENS",
    "deepseek",
    "reach",
    "4.69",
    "4.69万亿",
    "万亿token",
    '"weekly usage"',
    '"usage reached 4.69"',
    "美国 jpmorgan",
    "3,900",
    "第二周",
]
NOT_FOUND = ["中模", "美中", "调量", "日本", '"usage weekly"', "14.69", "中国 日本", "oken", "亿万"]


@pytest.fixture(scope="module")
def index() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE VIRTUAL TABLE words USING fts5(text, tokenize = 'porter unicode61')")
        connection.execute("INSERT INTO words VALUES (?)", [indexed_words(TEXT)])
        yield connection


def hits(index: sqlite3.Connection, query: str) -> int:
    return len(index.execute("SELECT rowid FROM words WHERE words MATCH ?", [match_query(query)]).fetchall())


@pytest.mark.parametrize("query", FOUND)
def test_found(index: sqlite3.Connection, query: str) -> None:
    assert hits(index, query) == 1


@pytest.mark.parametrize("query", NOT_FOUND)
def test_not_found(index: sqlite3.Connection, query: str) -> None:
    assert hits(index, query) == 0


@pytest.mark.parametrize("query", ["", "  ", '""', "…，。", "-", "*", '"'])
def test_a_query_without_a_word_is_none(query: str) -> None:
    assert match_query(query) is None


@given(st.text(alphabet=st.sampled_from("ab中国 \"*:^(){}-+,.\\'\x00；OR AND NOT NEAR")))
def test_nothing_typed_is_an_operator(index: sqlite3.Connection, query: str) -> None:
    expression = match_query(query)
    if expression is not None:
        index.execute("SELECT rowid FROM words WHERE words MATCH ?", [expression]).fetchall()


@given(
    st.text(alphabet=st.sampled_from("中国模型周调用量"), min_size=2, max_size=6),
    st.text(max_size=5),
    st.text(max_size=5),
)
def test_every_chinese_substring_is_found(index: sqlite3.Connection, word: str, before: str, after: str) -> None:
    text = before + word + after
    with index:
        index.execute("INSERT INTO words(rowid, text) VALUES (99, ?)", [indexed_words(text)])
        found = index.execute("SELECT 1 FROM words WHERE rowid = 99 AND words MATCH ?", [match_query(word)]).fetchall()
        index.execute("DELETE FROM words WHERE rowid = 99")
    assert found
