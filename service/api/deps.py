"""What endpoints are given: the running service's parts, and the certainty that every query parameter is meant.

:class:`Backing` is all that the API knows about the process around it: ``service.jobs`` provides one, a test another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Protocol, TypeVar, cast

from fastapi import Depends, FastAPI, Request

from db.session import Database
from service.api.conventions.problem_types import RepeatedParameter, UnknownParameter
from service.config import Settings
from service.http.messages import Request as Outgoing
from service.http.messages import Response as Incoming
from service.reconcile.snapshot import Snapshot
from service.sources.health import SourceHealth

T = TypeVar("T")


class Backing(Protocol):
    """The parts of a running service that the API reads."""

    @property
    def settings(self) -> Settings: ...

    @property
    def database(self) -> Database: ...

    def clock(self) -> datetime:
        """Now, aware and in UTC."""

    @property
    def snapshot(self) -> Snapshot:
        """The reference data of this moment; immutable, replaced as a whole when data arrive."""

    @property
    def snapshots(self) -> Sequence[Snapshot]:
        """Every data set that has rows, the main one first."""

    def health(self) -> Sequence[SourceHealth]:
        """Every configured source and how polling it goes."""

    async def in_worker(self, function: Callable[..., T], *arguments: Any) -> T:
        """Run a module-level function in a worker process; ``TimeoutError`` where it takes too long."""

    async def fetch(self, request: Outgoing) -> Incoming:
        """Through the door to the network, with its guard and its manners; ``FetchError`` where nothing came."""


async def backing(request: Request) -> Backing:
    return cast(Backing, request.app.state.backing)


BackingDep = Annotated[Backing, Depends(backing)]


async def only_known_parameters(request: Request) -> None:
    """Refuse query parameters that this address does not document, and single ones that were given twice.

    The OpenAPI document is the list of what is known, so the two cannot drift apart.
    """
    known = _parameters(request.app).get((request.scope["route"].path, request.method.lower()), {})
    given = Counter(name for name, _ in request.query_params.multi_items())
    if unknown := sorted(given.keys() - known.keys()):
        allowed = sorted(known)
        raise UnknownParameter(
            f"{', '.join(unknown)}: there is no such parameter here; there are {', '.join(allowed) or 'none'}.",
            allowed=allowed,
            errors=[{"parameter": name, "detail": "unknown"} for name in unknown],
        )
    if repeated := sorted(name for name, times in given.items() if times > 1 and not known[name]):
        raise RepeatedParameter(
            f"{', '.join(repeated)}: takes one value.",
            errors=[{"parameter": name, "detail": "given more than once"} for name in repeated],
        )


def _parameters(app: FastAPI) -> Mapping[tuple[str, str], Mapping[str, bool]]:
    """For each address and method its query parameters, and whether a parameter may repeat."""
    known: dict[tuple[str, str], dict[str, bool]] | None = getattr(app.state, "known_parameters", None)
    if known is None:
        known = {
            (path, method): {
                parameter["name"]: _is_list(parameter["schema"])
                for parameter in operation.get("parameters", ())
                if parameter["in"] == "query"
            }
            for path, operations in app.openapi()["paths"].items()
            for method, operation in operations.items()
        }
        app.state.known_parameters = known
    return known


def _is_list(schema: Mapping[str, Any]) -> bool:
    return schema.get("type") == "array" or any(_is_list(one) for one in schema.get("anyOf", ()))
