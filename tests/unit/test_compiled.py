"""A compiled build belongs to its sources alone, and runs as they do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from service import compiled

HOT = '''"""Hot."""

from __future__ import annotations

from toy.plain import START
from toy.warm import add


def total(numbers: list[int]) -> int:
    """Their sum."""
    result = START
    for number in numbers:
        result = add(result, number)
    return result
'''
WARM = '"""Warm."""\n\n\ndef add(one: int, other: int) -> int:\n    return one + other\n'
PARTS = ("hot.py", "warm.py")


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = tmp_path / "sources" / "toy"
    (folder / "rules").mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    (folder / "plain.py").write_text('"""Plain."""\n\nSTART = 1\n')
    (folder / "hot.py").write_text(HOT)
    (folder / "warm.py").write_text(WARM)
    (folder / "rules" / "words.yaml").write_text("words: [one]\n")
    return folder


def write(name: str, text: str) -> Callable[[Path], object]:
    return lambda package: (package / name).write_text(text)


CHANGES: dict[str, Callable[[Path], object]] = {
    "compiled module": write("hot.py", HOT.replace("number)", "-number)")),
    "module that is not compiled": write("plain.py", '"""Plain."""\n\nSTART = 2\n'),
    "rule": write("rules/words.yaml", "words: [two]\n"),
    "new module": write("other.py", ""),
    "new rule file": write("rules/more.yaml", ""),
    "module renamed": lambda package: (package / "plain.py").rename(package / "plane.py"),
    "rule file gone": lambda package: (package / "rules" / "words.yaml").unlink(),
    "text moved from one module to the next": lambda package: [
        write("hot.py", HOT[:-1])(package),
        write("plain.py", '\n"""Plain."""\n\nSTART = 1\n')(package),
    ],
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_sources_that_changed_have_no_build(package: Path, tmp_path: Path, change: Callable[[Path], object]) -> None:
    shelf = tmp_path / "shelf"
    build = shelf / compiled.name_of(package)
    build.mkdir(parents=True)
    assert compiled.find(package, shelf) == build
    before = tmp_path / "before"
    shutil.copytree(package, before / "toy")
    change(package)
    assert compiled.find(package, shelf) is None
    assert compiled.find(before / "toy", shelf) == build


def test_what_running_leaves_behind_changes_nothing(package: Path, tmp_path: Path) -> None:
    build = tmp_path / compiled.name_of(package)
    build.mkdir()
    (package / "__pycache__").mkdir()
    (package / "__pycache__" / "hot.cpython-311.pyc").write_bytes(b"")
    assert compiled.find(package, tmp_path) == build


def test_every_part_that_is_to_be_compiled_is_there() -> None:
    folder = Path(compiled.__file__).parents[1] / compiled.PACKAGE
    assert [part for part in compiled.PARTS if not (folder / part).exists()] == []


needs_compiler = pytest.mark.skipif(
    not (shutil.which("cc") or shutil.which("gcc")), reason="there is no C compiler on this machine"
)


@needs_compiler
def test_a_build_runs_instead_of_its_sources_and_once_they_change_no_more(package: Path, tmp_path: Path) -> None:
    shelf = tmp_path / "shelf"
    build = compiled.compile_(package, shelf, parts=PARTS)
    assert [entry.name for entry in shelf.iterdir()] == [build.name]
    assert compiled.compile_(package, shelf, parts=PARTS) == build
    assert ran(package, shelf) == ("machine", 7)
    write("plain.py", '"""Plain."""\n\nSTART = 101\n')(package)
    assert ran(package, shelf) == ("python", 107)


def ran(package: Path, shelf: Path) -> tuple[str, int]:
    """What the package's function gives where builds are looked for, and as what it ran."""
    code = (
        "import sys; from pathlib import Path; from service import compiled\n"
        f"build = compiled.find(Path({str(package)!r}), Path({str(shelf)!r}))\n"
        f"sys.path.insert(0, str(build or Path({str(package.parent)!r})))\n"
        "from toy import hot\n"
        "print('python' if hot.__file__.endswith('.py') else 'machine', hot.total([1, 2, 3]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    kind, number = done.stdout.split()
    return kind, int(number)


@needs_compiler
def test_what_the_compiler_refuses_is_told_and_leaves_nothing(package: Path, tmp_path: Path) -> None:
    write("hot.py", HOT.replace("result = START", 'result: int = "one"'))(package)
    with pytest.raises(compiled.NotCompiled, match="Incompatible types in assignment"):
        compiled.compile_(package, tmp_path / "shelf", parts=PARTS)
    assert list((tmp_path / "shelf").iterdir()) == []


@pytest.mark.parametrize(("wish", "told"), [("", "python"), ("no", "python"), ("yes", "NotCompiled")])
def test_without_a_build_the_sources_run_unless_one_is_insisted_on(tmp_path: Path, wish: str, told: str) -> None:
    assert preferring(tmp_path, wish) == told


@pytest.mark.parametrize(("wish", "told"), [("", "build"), ("no", "python"), ("yes", "build")])
def test_a_build_is_taken_unless_it_is_refused(tmp_path: Path, wish: str, told: str) -> None:
    (tmp_path / compiled.name_of(Path(compiled.__file__).parents[1] / compiled.PACKAGE)).mkdir()
    assert preferring(tmp_path, wish) == told


def preferring(shelf: Path, wish: str) -> str:
    """What a fresh process chooses."""
    code = (
        "import sys; from pathlib import Path; from service import compiled\n"
        f"compiled.SHELF = Path({str(shelf)!r})\n"
        "try: build = compiled.prefer()\n"
        "except compiled.NotCompiled as error: print(type(error).__name__)\n"
        "else: print('build' if build and sys.path[0] == str(build) else 'python')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ | {compiled.WISH: wish}
    )
    return done.stdout.strip()


def test_a_build_that_reads_otherwise_is_refused(tmp_path: Path) -> None:
    root = Path(compiled.__file__).parents[1]
    sources, build = tmp_path / "sources", tmp_path / "build"
    for place in (sources, build):
        shutil.copytree(root / compiled.PACKAGE, place / compiled.PACKAGE, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "samples").mkdir()
    shutil.copy(root / "samples" / "en-wire-weekly-calls.html", tmp_path / "samples")
    compiled.compare(sources, build, tmp_path)
    cues = build / compiled.PACKAGE / "lexicons" / "cues.en.yaml"
    cues.unlink()
    with pytest.raises(compiled.NotCompiled, match=r"cues\.en\.yaml"):
        compiled.compare(sources, build, tmp_path)
