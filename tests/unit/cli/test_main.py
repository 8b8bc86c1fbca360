"""The group: what it lists, what it costs, how it tells mistakes."""

from __future__ import annotations

import subprocess
import sys

import pytest
from click.testing import CliRunner

from service.cli import COMMANDS, main


def test_help_lists_every_command() -> None:
    result = CliRunner().invoke(main, ["--help"])
    assert result.exit_code == 0
    for name, entry in COMMANDS.items():
        assert f"  {name} " in result.output
        assert entry.help.split(maxsplit=1)[0] in result.output


@pytest.mark.parametrize("name", COMMANDS)
def test_a_commands_own_help_begins_with_the_line_in_the_list(name: str) -> None:
    result = CliRunner().invoke(main, [name, "--help"])
    assert result.exit_code == 0, result.output
    assert COMMANDS[name].help in " ".join(result.output.split())


def test_an_unknown_command_is_told() -> None:
    result = CliRunner().invoke(main, ["extrakt"])
    assert result.exit_code == 2
    assert "extrakt" in result.stderr


HEAVY = ("spacy", "fastapi", "sqlalchemy", "trafilatura", "uvicorn", "pydantic", "apscheduler")


@pytest.mark.parametrize(
    ("arguments", "kept_out"),
    [(["--help"], HEAVY), (["extract", "--help"], ("fastapi", "sqlalchemy", "uvicorn", "apscheduler"))],
)
def test_a_command_imports_no_more_than_it_uses(arguments: list[str], kept_out: tuple[str, ...]) -> None:
    code = (
        "import sys\nfrom service.cli import main\n"
        f"try: main({arguments!r})\nexcept SystemExit: pass\n"
        f"print('loaded', [name for name in {kept_out!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "loaded []"
