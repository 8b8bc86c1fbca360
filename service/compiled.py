"""The extractors as machine code: made on request from exactly the sources at hand, and found again by what those say.

A build stands beside the libraries of this Python, in a folder named after every byte of the package it was made from
and after the kind of Python it was made for. Sources that differ in one letter have another name, so a build is never
used for sources that it was not made from; there is nothing to clean before or after a change. Without a build, or
without a compiler, the same modules run as Python.

``TALLYWIRE_COMPILED`` is ``yes`` (a missing build is an error), ``no`` (Python even if there is one) or unset.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from hashlib import blake2b
from importlib.machinery import EXTENSION_SUFFIXES
from importlib.util import find_spec
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory

from service.errors import OurError

PACKAGE = "extractors"
PARTS = (
    "claims", "edges.py", "entities", "extract.py", "fold.py", "lexicon", "numerals", "periods", "prefilter.py",
    "propositions.py", "quantities", "segment.py",
)  # fmt: skip
"""What is compiled: the way from a text to its claims. ``types.py`` is not, since its values are sent to other
processes, which compiled frozen classes cannot be."""
SHELF = Path(sys.prefix) / "lib" / "tallywire"
WISH = "TALLYWIRE_COMPILED"

_SHOWN = 240  # characters around a difference
_SUFFIX = EXTENSION_SUFFIXES[0]
_SOURCES = (".py", ".yaml")
_SETUP = """
from mypyc.build import mypycify
from setuptools import setup
files = {files!r}
options = ["--config-file=", "--ignore-missing-imports", "--cache-dir={cache}"]
modules = mypycify([*options, *files], opt_level="2", debug_level="0", multi_file=True)
setup(name="compiled", packages=[], ext_modules=modules)
"""
_READ = """
import sys
sys.path.insert(0, sys.argv[1])
from datetime import datetime
from pathlib import Path
import yaml
from extractors.article import read_file
from extractors.explain import explain
from extractors.extract import extract
from extractors.rules import load_rules
from extractors.types import Article
for path in map(Path, sys.argv[2:]):
    if path.suffix == ".yaml":
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
        day = datetime.fromisoformat(str(told["published"]))
        language, title = told["language"], told.get("title") or ""
        texts = [case["text"] for case in told["cases"]]
        articles = [Article(path.name, language, title, text, published_at=day) for text in texts]
    else:
        articles = [read_file(path.read_bytes(), name=path.name).article]
    for article in articles:
        if article is not None:
            print(repr((path.name, article.text[:60], extract(article), explain(article, load_rules()))))
"""


class NotCompiled(OurError):
    """There is no compiled build of these sources."""

    type = "not-compiled"


def prefer() -> Path | None:
    """Let imports of the package find its build, if there is one and nothing was imported yet; return what was chosen.

    Raises :class:`NotCompiled` where a build is insisted on.
    """
    wish = os.environ.get(WISH, "")
    if wish == "no" or PACKAGE in sys.modules:
        return None
    build = find()
    if build is not None:
        sys.path.insert(0, str(build))
    elif wish == "yes":
        raise NotCompiled(f"{WISH} is set, but there is no build of these sources: run `make compile`")
    return build


def find(package: Path | None = None, shelf: Path | None = None) -> Path | None:
    """The folder of the package's build, or null; without any builds nothing is read."""
    shelf = shelf or SHELF
    if not shelf.is_dir():
        return None
    build = shelf / name_of(package or _package())
    return build if build.is_dir() else None


def name_of(package: Path) -> str:
    """What a build of these sources for this Python is called."""
    digest = blake2b(repr((_SUFFIX, PARTS, _SETUP)).encode(), digest_size=16)
    for path in sorted(path for path in package.rglob("*") if path.suffix in _SOURCES):
        data = path.read_bytes()
        digest.update(f"{path.relative_to(package).as_posix()}\0{len(data)}\0".encode())
        digest.update(data)
    return f"{PACKAGE}-{digest.hexdigest()}"


def compile_(package: Path | None = None, shelf: Path | None = None, parts: tuple[str, ...] = PARTS) -> Path:
    """Make the package's build unless it is there, which takes a minute or two, and return its folder.

    Needs mypy and a C compiler; raises :class:`NotCompiled` with what they had to say, or where the build does not read
    every sample exactly as its sources do.
    """
    package, shelf = package or _package(), shelf or SHELF
    there = find(package, shelf)
    if there is not None:
        return there
    missing = [name for name in ("mypyc", "setuptools") if find_spec(name) is None]
    if missing:
        raise NotCompiled(f"compiling needs {' and '.join(missing)}: `make compile` installs them")
    shelf.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=shelf, prefix=".making-") as folder:
        making = Path(folder) / "build"
        copy = making / package.name
        plain = Path(folder) / "plain"
        shutil.copytree(package, plain / package.name, ignore=shutil.ignore_patterns("__pycache__", "*.so"))
        shutil.copytree(plain / package.name, copy)
        # Named after the copy: a source that is edited meanwhile has no part in it.
        target = shelf / name_of(copy)
        _run_compiler(making, sorted(_files(copy, parts)), Path(folder) / "cache")
        if package.name == PACKAGE:
            compare(plain, making, package.parent)
        try:
            making.rename(target)
        except OSError:
            if not target.is_dir():  # else somebody else has made the same
                raise
    return target


def _run_compiler(making: Path, files: list[str], cache: Path) -> None:
    script = _SETUP.format(files=files, cache=cache)
    done = subprocess.run(
        [sys.executable, "-c", script, "--quiet", "build_ext", "--inplace"],
        cwd=making,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = "\n".join(f"{done.stdout}\n{done.stderr}".strip().splitlines()[-12:])
        raise NotCompiled(f"the compiler failed:\n{last}")
    shutil.rmtree(making / "build")


def compare(sources: Path, build: Path, root: Path) -> None:
    """Hold a build to its sources: on the samples under ``root``, and in a clone on every phrase of the tests."""
    samples = [path for path in (root / "samples").glob("*") if path.suffix in {".html", ".txt", ".json"}]
    files = sorted(map(str, [*samples, *(root / "tests" / "corpus" / "claims").glob("*.yaml")]))
    reads = []
    for place in (sources, build):
        program = [sys.executable, "-c", _READ, str(place), *files]
        done = subprocess.run(program, cwd=build, capture_output=True, text=True, check=False)
        reads.append([*done.stdout.splitlines(), *done.stderr.splitlines()[-1:]])
    if reads[0] != reads[1]:
        one, other = next(pair for pair in zip_longest(*reads, fillvalue="nothing") if pair[0] != pair[1])
        same = next((at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), 0)
        begin = max(0, same - _SHOWN)
        what, due = other[begin : same + _SHOWN], one[begin : same + _SHOWN]
        raise NotCompiled(f"the build does not read as its sources do:\n{one[:_SHOWN]}\n… {what}\nis to be\n… {due}")


def _files(copy: Path, parts: tuple[str, ...]) -> list[str]:
    found = []
    for part in parts:
        path = copy / part
        modules = path.rglob("*.py") if path.is_dir() else [path]
        found += [module.relative_to(copy.parent).as_posix() for module in modules]
    return found


def _package() -> Path:
    spec = find_spec(PACKAGE)
    places = spec.submodule_search_locations if spec else None
    if not places:
        raise NotCompiled(f"the package {PACKAGE} is not to be found")
    return Path(places[0])
