"""A process that is killed in the middle of a transaction leaves a store as it was before."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from db import migrations
from db.session import Database
from service.pipeline import ingest
from tests.integration.make import NOW, contents, incoming, standing
from tests.unit.reconcile.make import claim

KILLED = """
import os, signal, sys
from db.queries import discrepancies
from db.session import Database
from service.pipeline import ingest
from tests.integration.make import NOW, incoming
from tests.unit.reconcile.make import claim

def die(*args):
    print("written, not committed", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

discrepancies.add_event = die
ingest(Database(sys.argv[1]), incoming([claim("level", "46.9")], source="page"), NOW)
"""


def test_kill_in_the_middle_of_a_transaction(database: Database) -> None:
    ingest(database, incoming([claim("level", "4.69")]), NOW)
    before = contents(database)
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(database.path)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert done.stdout == "written, not committed\n"
    assert contents(database) == before
    with Database(database.path) as reopened:
        assert not migrations.upgrade(reopened)
        assert contents(reopened) == before
        assert ingest(reopened, incoming([claim("level", "46.9")], source="page"), NOW).created
        assert [kind for kind, _ in standing(reopened)] == ["disagreement"]
