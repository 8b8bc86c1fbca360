"""Hold the locked packages against known vulnerabilities: ``python -m tests.audit``, part of ``make lint``.

A known vulnerability fails. An advisory service that cannot be reached, or that knows none of the packages, does not:
then it says plainly that nothing was audited and why, so that a machine without a network can still build. What came
out is remembered for half a day, for the same locks.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Any

import orjson

from service.clock import utc_now

ROOT = Path(__file__).resolve().parents[1]
LOCKS = (ROOT / "requirements.txt", ROOT / "requirements-dev.txt")
MEMORY = Path(sys.prefix) / ".audit.json"
REMEMBERED = timedelta(hours=12)
SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Finding:
    """What is to be said, and whether it fails the build."""

    words: str
    fails: bool = False


def audit(locks: Sequence[Path], *options: str, seconds: float = SECONDS) -> Finding:
    """Ask pip-audit about every package of the locks; ``options`` are its own."""
    command = [sys.executable, "-m", "pip_audit", "--format=json", "--progress-spinner=off", "--timeout=10"]
    command += ["--disable-pip", *options, *(f"--requirement={lock}" for lock in locks)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        return Finding(f"not audited: no answer within {seconds:.0f} s")
    try:
        found = orjson.loads(done.stdout)
    except orjson.JSONDecodeError:
        lines = done.stderr.strip().splitlines()
        return Finding(f"not audited: {lines[-1] if lines else f'pip-audit ended with {done.returncode}'}")
    return judged(found["dependencies"])


def judged(packages: Sequence[Any]) -> Finding:
    """What pip-audit's list of packages comes to."""
    hurt = [one for one in packages if one.get("vulns")]
    if hurt:
        lines = [
            f"  {one['name']} {one['version']}: {flaw['id']}, fixed in {' '.join(flaw['fix_versions']) or 'no version'}"
            for one in hurt
            for flaw in one["vulns"]
        ]
        return Finding("\n".join(["known vulnerabilities in what is locked:", *lines]), fails=True)
    skipped = [one for one in packages if "skip_reason" in one]
    if len(skipped) == len(packages):
        return Finding(f"not audited: the advisory service knows none of the {len(packages)} packages")
    left_out = f"; {len(skipped)} are not known to the advisory service" if skipped else ""
    return Finding(f"no known vulnerability in {len(packages) - len(skipped)} packages{left_out}")


def remembered(memory: Path, locks: Sequence[Path], now: datetime) -> Finding | None:
    """What was found lately for the very same locks."""
    try:
        kept = orjson.loads(memory.read_bytes())
        fresh = now - datetime.fromisoformat(kept["at"]) < REMEMBERED and kept["locks"] == _digest(locks)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Finding(f"{kept['words']} (asked at {kept['at'][:16]})") if fresh else None


def remember(memory: Path, locks: Sequence[Path], finding: Finding, now: datetime) -> None:
    """Keep what was found; what fails is asked anew every time."""
    if not finding.fails:
        memory.write_bytes(orjson.dumps({"at": now.isoformat(), "locks": _digest(locks), "words": finding.words}))


def _digest(locks: Sequence[Path]) -> str:
    return blake2b(b"\0".join(lock.read_bytes() for lock in locks), digest_size=16).hexdigest()


def main() -> None:
    now = utc_now()
    finding = remembered(MEMORY, LOCKS, now)
    if finding is None:
        finding = audit(LOCKS)
        remember(MEMORY, LOCKS, finding, now)
    sys.stdout.write(f"packages: {finding.words}\n")
    sys.exit(1 if finding.fails else 0)


if __name__ == "__main__":
    main()
