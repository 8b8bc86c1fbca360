"""The composition root: what runs in the process, from its start to its stop."""

from service.jobs.service import Service, lifespan, poll_once

__all__ = ["Service", "lifespan", "poll_once"]
