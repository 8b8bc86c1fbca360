"""``/v1/audit``: who changed what, and when."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from db.queries import audit
from db.queries.audit import AuditFilter
from db.queries.pages import Record
from service.api.access import AdminDep
from service.api.conventions.openapi import described
from service.api.conventions.pagination import position, respond_page
from service.api.deps import BackingDep
from service.api.filters import PageQuery
from service.api.schemas.audit import AuditPage
from service.questions import DayOrTime, Word, Words, beginning, ending

router = APIRouter(prefix="/v1", tags=["alerts"])


class AuditQuery(PageQuery):
    """Filters of the audit log."""

    actor: Word | None = Field(None, description="Who did it: the name of a key, or `command line`.")
    key: Word | None = Field(None, description="The id of the key that was used.")
    action: Words = Field([], description="What was done (`key.revoke`), or to what kind of thing (`endpoint`).")
    target: Word | None = Field(None, description="The id or name of what was changed.")
    since: DayOrTime | None = Field(None, description="At this time or later; a day counts from its start.")
    until: DayOrTime | None = Field(None, description="Before this time; a day counts to its end.")

    def filter(self) -> AuditFilter:
        return AuditFilter(
            actor=self.actor,
            key_id=self.key,
            action=tuple(self.action),
            target=self.target,
            since=beginning(self.since),
            until=ending(self.until),
        )


@router.get("/audit", summary="Read the audit log", responses=described(AuditPage, "audit", 401, 403))
def list_audit(
    request: Request, backing: BackingDep, caller: AdminDep, query: Annotated[AuditQuery, Query()]
) -> Response:
    """Every change that was made over the API or by the command line, newest first. Lines are only ever added."""
    after = position(request, query.cursor)
    with backing.database.reading() as session:
        page = audit.list_audit(session, query.filter(), after=after, limit=query.limit)
    return respond_page(request, [shown(row) for row in page.rows], page.after)


def shown(row: Record) -> dict[str, Any]:
    return {"at": row.at, "actor": row.actor, "key": row.key_id} | {
        name: getattr(row, name) for name in ("action", "target", "detail")
    }
