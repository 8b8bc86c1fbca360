"""A poll that somebody asked for is begun by the process that polls, due or not, paused or not; once."""

from __future__ import annotations

from pathlib import Path

from db.queries import sources
from service.config import Settings
from service.jobs import Service


async def begun(service: Service) -> list[str]:
    """What the poller's next look begins, waited for."""
    await service._start_due_polls()
    running = dict(service._running)
    for task in running.values():
        await task
    return sorted(running)


async def test_a_poll_that_was_asked_for_is_begun_once(tmp_path: Path) -> None:
    service = Service(Settings(database=tmp_path / "tallywire.db", sources="samples", workers=1))
    await service.start(schedule=False)
    try:
        with service.database.transaction() as session:
            sources.pause(session, "samples", paused=True)
        assert await begun(service) == []
        with service.database.transaction() as session:
            sources.ask(session, "samples", service.clock())
            sources.ask(session, "36kr", service.clock())  # not selected: nobody polls it here
        assert await begun(service) == ["samples"]
        assert await begun(service) == []
        assert service.store.load("samples").last_success_at is not None
    finally:
        await service.stop()
