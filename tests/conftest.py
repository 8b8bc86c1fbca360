"""What every test lives under."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# No test asserts a wall-clock time: a slow machine must not fail a property that holds.
settings.register_profile("tallywire", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tallywire")
