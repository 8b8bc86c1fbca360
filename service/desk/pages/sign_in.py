"""Signing in by key or by a one-time link, and out."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from db.queries import audit, sessions
from db.session import Session
from service.api.access import Caller
from service.api.access.callers import client_of
from service.api.access.doorkeeper import Doorkeeper
from service.api.access.sessions import LASTS, begin, digest_of
from service.api.conventions.problem_types import BadKey, TooManyRequests
from service.api.deps import Backing, BackingDep
from service.desk.catalogue import N_
from service.desk.forms import FormDep, go, safe_address, text
from service.desk.rendering import put_cookie, render
from service.desk.visit import own_cookie, visit_of

router = APIRouter()


@dataclass(frozen=True, slots=True)
class SignInView:
    """``problem`` is a message id."""

    then: str
    problem: str | None = None
    reading_open: bool = True


@router.get("/sign-in")
def show(request: Request, then: str = "/") -> Response:
    """The form for a key."""
    view = SignInView(safe_address(then), reading_open=request.app.state.reading_open)
    return render(request, "sign_in.html", view=view)


@router.post("/sign-in")
async def by_key(request: Request, backing: BackingDep, form: FormDep) -> Response:
    """Start a session that may do what the key may."""
    then, doorkeeper = safe_address(text(form, "then")), _doorkeeper(request)
    try:
        address = client_of(request.client.host if request.client else None)
        caller = await doorkeeper.holder(backing.database, text(form, "key"), address)
    except (BadKey, TooManyRequests) as error:
        bad = isinstance(error, BadKey)
        problem = N_("This key opens nothing.") if bad else N_("Too many keys were tried. Wait a moment.")
        view = SignInView(then, problem, request.app.state.reading_open)
        return render(request, "sign_in.html", status=error.status, view=view)
    return _begin(request, backing, caller, then, "key")


@router.get("/sign-in/{token}")
def by_link(request: Request, backing: BackingDep, token: str) -> Response:
    """Start a session by a one-time link. Opened twice, it leads those on who are in already."""
    now = backing.clock()
    with backing.database.transaction() as session:
        link = sessions.take_link(session, digest_of(token))
    if link is None or link.expires_at <= now:
        if visit_of(request).caller is not None:
            return go(request, "/")
        problem = N_("This link was used before, or is too old. Ask for a new one: tallywire sign-in")
        view = SignInView("/", problem, request.app.state.reading_open)
        return render(request, "sign_in.html", status=410, view=view)
    return _begin(request, backing, Caller(None, link.name, link.scope), "/", "link")


@router.post("/sign-out")
def sign_out(request: Request, backing: BackingDep) -> Response:
    """End the session, for every copy of its cookie."""
    caller = visit_of(request).caller
    if caller is not None and caller.session is not None:
        with backing.database.transaction() as session:
            sessions.end_session(session, bytes.fromhex(caller.session))
            _note(session, backing, caller, "session.end", "browser")
    response = go(request, "/", N_("You are signed out."))
    response.delete_cookie(own_cookie(request, "session"))
    return response


def _begin(request: Request, backing: Backing, caller: Caller, then: str, means: str) -> RedirectResponse:
    secret = _doorkeeper(request).sessions.secret(backing.database)
    with backing.database.transaction() as session:
        cookie = begin(session, secret, key_id=caller.key_id, name=caller.name, scope=caller.scope, now=backing.clock())
        _note(session, backing, caller, "session.begin", means)
    response = go(request, then, N_("Welcome, %(name)s."), name=caller.name)
    put_cookie(request, response, own_cookie(request, "session"), cookie, seconds=int(LASTS.total_seconds()))
    return response


def _note(session: Session, backing: Backing, caller: Caller, action: str, means: str) -> None:
    audit.add(
        session,
        at=backing.clock(),
        actor=caller.name,
        key_id=caller.key_id,
        action=action,
        target=caller.key_id or caller.name,
        detail={"by": means},
    )


def _doorkeeper(request: Request) -> Doorkeeper:
    keeper: Doorkeeper = request.app.state.doorkeeper
    return keeper
