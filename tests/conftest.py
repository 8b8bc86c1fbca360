"""What every test lives under."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

from service import compiled

# No test asserts a wall-clock time: a slow machine must not fail a property that holds.
settings.register_profile("tallywire", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tallywire")

# Tests read the sources as they stand, a build of them only on request (`make test-compiled`): before any test imports.
os.environ.setdefault(compiled.WISH, "no")
compiled.prefer()
