"""The laws of a pipe: order, one row out for each row in, errors as rows, a quiet end."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import orjson
import pytest
from click.testing import CliRunner

from extractors.wire import WireError
from service.cli.pipes.inputs import items
from service.cli.pipes.run import Item, answer, in_order, jobs_option, run
from service.errors import UnusableInput


@dataclass(frozen=True)
class Double:
    """Doubles a row's number; ``bug`` makes it fail as only our own mistake would."""

    def row(self, row: dict[str, Any]) -> dict[str, Any]:
        if "n" not in row:
            raise WireError("n: a number is required")
        if row["n"] == "bug":
            raise RuntimeError("boom")
        return {"id": row["id"], "n": row["n"] * 2}

    def file(self, path: str, data: bytes) -> dict[str, Any]:
        if not data:
            raise UnusableInput("empty: nothing to read")
        return {"id": path, "n": len(data)}


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@jobs_option
def double(files: tuple[Path, ...], jobs: int) -> None:
    run(Double(), items(files), jobs=jobs)


def rows(output: str) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in output.splitlines()]


def test_rows_come_out_in_order_and_status_is_zero() -> None:
    result = CliRunner().invoke(double, input=b'{"id":"a","n":1}\n\n{"id":"b","n":2}\n')
    assert rows(result.stdout) == [{"id": "a", "n": 2}, {"id": "b", "n": 4}]
    assert result.exit_code == 0
    assert result.stderr == ""


@pytest.mark.parametrize(
    ("line", "identity", "says"),
    [
        (b"{", None, "not JSON"),
        (b"\xff\xfe", None, "not JSON"),
        (b"[1]", None, "a JSON object is required"),
        (b'{"id":"x"}', "x", "n: a number is required"),
        (b'{"id":7}', 7, "n: a number is required"),
        (b'{"id":["x"]}', None, "n: a number is required"),
        (b'{"id":"x","n":"bug"}', "x", "internal error: RuntimeError: boom"),
    ],
)
def test_a_bad_line_is_an_error_row_and_the_others_are_done(line: bytes, identity: object, says: str) -> None:
    result = CliRunner().invoke(double, input=b'{"id":"a","n":1}\n' + line + b'\n{"id":"c","n":3}\n')
    first, bad, last = rows(result.stdout)
    assert first == {"id": "a", "n": 2}
    assert last == {"id": "c", "n": 6}
    assert bad.keys() == {"id", "error"}
    assert bad["id"] == identity
    assert bad["error"].startswith("line 2: ")
    assert says in bad["error"]
    assert result.exit_code == 1


def test_files_by_suffix(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_bytes(b'{"id":"a","n":1}\n{"id":"b"}\n')
    (tmp_path / "one.json").write_bytes(b'{"id":"c",\n "n":5}')
    (tmp_path / "page.html").write_bytes(b"<p>x")
    (tmp_path / "empty.html").write_bytes(b"")
    names = ["rows.jsonl", "one.json", "page.html", "empty.html"]
    result = CliRunner().invoke(double, [str(tmp_path / name) for name in names])
    assert rows(result.stdout) == [
        {"id": "a", "n": 2},
        {"id": "b", "error": f"{tmp_path}/rows.jsonl line 2: n: a number is required"},
        {"id": "c", "n": 10},
        {"id": f"{tmp_path}/page.html", "n": 4},
        {"id": f"{tmp_path}/empty.html", "error": f"{tmp_path}/empty.html: empty: nothing to read"},
    ]
    assert result.exit_code == 1


def test_processes_keep_the_order_and_read_only_a_window_ahead() -> None:
    read = 0

    def source() -> Iterator[Item]:
        nonlocal read
        for number in range(60):
            read += 1
            yield Item(f"line {number}", orjson.dumps({"id": number, "n": number}))

    answers = in_order(Double(), source(), jobs=2)
    first = next(answers)
    assert read <= 2 * 8 + 1
    lines = [orjson.loads(line) for line, ok in [first, *answers] if ok]
    assert lines == [{"id": number, "n": number * 2} for number in range(60)]


def test_one_answer_says_whether_it_is_one() -> None:
    assert answer(Double(), Item("line 1", b'{"id":1,"n":2}')) == (b'{"id":1,"n":4}', True)
    assert answer(Double(), Item("line 1", b"null"))[1] is False


PIPE = textwrap.dedent(
    """
    from service.cli.pipes.run import run
    from service.cli.pipes.inputs import items
    class Echo:
        def row(self, row): return row
        def file(self, path, data): return {}
    run(Echo(), items(()))
    """
)


def test_each_row_leaves_before_the_next_arrives() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PIPE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in range(3):
            process.stdin.write(b'{"id":%d}\n' % number)
            process.stdin.flush()
            assert orjson.loads(process.stdout.readline()) == {"id": number}
        out, err = process.communicate()
    assert (out, err, process.returncode) == (b"", b"", 0)


def test_a_reader_that_leaves_ends_the_pipe_quietly() -> None:
    source = b"".join(b'{"id":%d,"text":"%s"}\n' % (number, b"x" * 5000) for number in range(200))
    read_end, write_end = os.pipe()
    with subprocess.Popen(
        [sys.executable, "-c", PIPE], stdin=subprocess.PIPE, stdout=write_end, stderr=subprocess.PIPE
    ) as process:
        os.close(write_end)
        os.close(read_end)
        _, err = process.communicate(source)
    assert err == b""
    assert process.returncode == 141
