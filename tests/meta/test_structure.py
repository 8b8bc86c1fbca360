"""What the house promises about itself, held by looking at the tree."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("extractors", "db", "service", "tests", "bench")
LONGEST = 300
# A bench or a test reads samples of its own: no file of the project may point outside its clone or at a package index.
FOREIGN = re.compile(r"(?<![\w.])/(?:work|farm|home|root)/|https?://[^\s\"']+/simple/|--(?:extra-)?index-url")
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)")


def tracked() -> list[Path]:
    """Files git knows, or every file but caches where the tree is not a checkout (a source archive)."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listing.returncode == 0:
        names = listing.stdout.decode().split("\0")
        return [ROOT / name for name in names if name and (ROOT / name).is_file()]
    return [path for name in (*PACKAGES, "docs") for path in (ROOT / name).rglob("*") if path.is_file()]


def modules() -> list[Path]:
    return sorted(path for name in PACKAGES for path in (ROOT / name).rglob("*.py"))


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", modules(), ids=named)
def test_a_module_is_short(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= LONGEST, f"{named(path)} has {lines} lines: split it by concept"


@pytest.mark.parametrize(
    "path",
    [path for path in modules() if path.relative_to(ROOT).parts[0] in {"extractors", "db", "service"}],
    ids=named,
)
def test_a_module_says_what_it_is(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree) or not tree.body, f"{named(path)} has code and no docstring"


def test_only_the_doors_are_doors() -> None:
    """Sockets, clocks and SQL each have one place; a second one shows up here by its import."""
    doors = {
        "httpx2": ("service/http/",),
        "httpcore2": ("service/http/",),
        "socket": ("service/http/",),
        "sqlalchemy": ("db/",),
        "sqlmodel": ("db/",),
        "apscheduler": ("service/jobs.py", "service/jobs/"),
    }
    strangers = [
        f"{named(path)} imports {module}"
        for path in modules()
        if not named(path).startswith(("tests/", "bench/"))
        for module in imported(path)
        if module in doors and not named(path).startswith(doors[module])
    ]
    assert strangers == []


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


def test_nothing_points_out_of_the_clone() -> None:
    found = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if path != Path(__file__).resolve() and FOREIGN.search(text):
            found.append(named(path))
    assert found == []


def test_links_between_pages_resolve() -> None:
    broken = [
        f"{named(page)} -> {target}"
        for page in tracked()
        if page.suffix == ".md"
        for target in LINK.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []


def test_locked_packages_carry_hashes_and_no_host() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        pinned = re.findall(r"^[a-z0-9][\w.\-\[\]]*==", text, re.MULTILINE | re.IGNORECASE)
        assert pinned
        assert text.count("--hash=sha256:") >= len(pinned)
        assert "://" not in text
