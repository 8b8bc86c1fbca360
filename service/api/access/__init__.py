"""Who may do what: keys, their scopes, and how often anybody may ask.

Reading needs no key where the service hears only its own machine, and one elsewhere, unless the settings say otherwise.
Changing something always needs one: an endpoint that changes something takes ``caller: AdminDep`` or ``ReviewDep``,
and writes who did it to the audit log (:mod:`db.queries.audit`) in the transaction of the change.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, cast

from fastapi import Depends, Request

from service.api.access.callers import Caller, is_loopback
from service.api.access.tokens import Scope, reaches
from service.api.conventions.problem_types import KeyRequired, ScopeMissing
from service.config import Settings

__all__ = ["AdminDep", "Caller", "ReadDep", "ReviewDep", "is_open", "may_read", "reaches", "requires"]


def is_open(settings: Settings) -> bool:
    """Whether reading needs no key."""
    return settings.reading == "open" or (settings.reading == "auto" and is_loopback(settings.host))


def requires(needed: Scope) -> Callable[[Request], Awaitable[Caller]]:
    """A dependency that gives the holder of a key that reaches ``needed``, and refuses everybody else."""

    async def check(request: Request) -> Caller:
        caller = cast(Caller | None, request.state.caller)
        if caller is None:
            raise KeyRequired(f"Send a key with the scope {needed} or more, or sign in.")
        if not reaches(caller.scope, needed):
            raise ScopeMissing(f"This needs the scope {needed}; {caller.name} has {caller.scope}.")
        return caller

    return check


async def may_read(request: Request) -> None:
    """Refuse a request without a key where reading needs one. Every key may read."""
    if request.state.caller is None and not request.app.state.reading_open:
        raise KeyRequired("Reading needs a key here; send one with any scope.")


ReadDep = Annotated[Caller, Depends(requires("read"))]
ReviewDep = Annotated[Caller, Depends(requires("review"))]
AdminDep = Annotated[Caller, Depends(requires("admin"))]
