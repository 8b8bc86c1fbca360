"""What can be wrong with a request, one class a problem type.

A class's docstring is the problem's title and its page; ``type`` is the last part of the problem's address and
``status`` its HTTP status. The names are stable: clients may switch on them.
"""

from __future__ import annotations

import inspect

from service.errors import NotFound, OurError, TallywireError, TheirError, UnusableInput


class InvalidRequest(TheirError):
    """A parameter or a field of the body is not what it has to be.

    ``errors`` lists every one of them: ``parameter`` or ``header`` names it, or ``pointer`` is a JSON pointer into the
    body; ``detail`` says what was expected.
    """

    type = "invalid-request"
    status = 422


class UnknownParameter(TheirError):
    """There is no such query parameter here.

    A filter that is ignored in silence gives an answer to another question, so unknown names are refused. ``allowed``
    lists the names that this address takes.
    """

    type = "unknown-parameter"


class RepeatedParameter(TheirError):
    """This query parameter was given more than once.

    It takes one value; which of several should count would be a guess.
    """

    type = "repeated-parameter"


class BadCursor(TheirError):
    """The cursor does not belong to this query.

    Take a cursor from ``next_cursor`` or from the ``Link`` header of the page before, unchanged, and send it with the
    same filters. A cursor has no expiry.
    """

    type = "bad-cursor"


class MalformedBody(TheirError):
    """The body is not JSON."""

    type = "malformed-body"


class UnsupportedMediaType(TheirError):
    """The body's Content-Type is not one that this address reads.

    ``allowed`` lists those it reads.
    """

    type = "unsupported-media-type"
    status = 415


class BodyTooLarge(TheirError):
    """The body is larger than this address accepts."""

    type = "body-too-large"
    status = 413


class KeyRequired(TheirError):
    """This needs a key.

    Send it as ``Authorization: Bearer tw_…``. ``tallywire keys add`` makes one. Reading needs none where the service
    hears only its own machine or is set open; changing something always needs one.
    """

    type = "key-required"
    status = 401


class BadKey(TheirError):
    """The key opens nothing.

    It is misspelt, was revoked, or belongs to another service. A key that is sent must be good even where none is
    needed.
    """

    type = "bad-key"
    status = 401


class ScopeMissing(TheirError):
    """The key may not do this.

    Scopes are steps: ``read``, then ``review``, then ``admin``; each may do what those before it may.
    """

    type = "scope-missing"
    status = 403


class ForgedRequest(TheirError):
    """This did not come from a page of this service.

    A browser that is signed in may only change something from the desk's own pages: they send a token, as the field
    ``csrf_token`` or the header ``X-CSRF-Token``. Programs send a key instead. If you were on a page of the desk, load
    it again and repeat what you did: you may have signed out or in elsewhere meanwhile.
    """

    type = "forged-request"
    status = 403


class TooManyRequests(TheirError):
    """That was one request too many for now.

    ``Retry-After`` says when to come again. ``RateLimit-Policy`` gives the quota (``q`` requests in ``w`` seconds) and
    ``RateLimit`` what is left of it (``r``) and when it is whole again (``t`` seconds).
    """

    type = "too-many-requests"
    status = 429


class Conflict(TheirError):
    """What is stored does not allow that now.

    ``detail`` says what stands in the way; nothing was changed.
    """

    type = "conflict"
    status = 409


class NoSuchAddress(TheirError):
    """There is nothing at this address.

    ``/openapi.json`` lists every address of the API.
    """

    type = "no-such-address"
    status = 404


class MethodNotAllowed(TheirError):
    """This address does not take that method.

    The ``Allow`` header lists the ones it takes.
    """

    type = "method-not-allowed"
    status = 405


class Busy(TallywireError):
    """The service is too busy to answer this now.

    ``Retry-After`` says in how many seconds it is worth trying again. Nothing was changed.
    """

    type = "busy"
    status = 503


class ExtraMissing(TallywireError):
    """This service was installed without a part that this needs.

    ``detail`` names the extra. Whoever runs the service can add it: ``pip install 'tallywire[…]'``.
    """

    type = "extra-missing"
    status = 501


class NotReady(TallywireError):
    """The service cannot read its store.

    Nothing is answered from elsewhere meanwhile; ``/health`` says when it is back.
    """

    type = "not-ready"
    status = 503


PROBLEMS: dict[str, type[TallywireError]] = {
    kind.type: kind
    for kind in (
        InvalidRequest,
        UnknownParameter,
        RepeatedParameter,
        BadCursor,
        MalformedBody,
        UnsupportedMediaType,
        BodyTooLarge,
        UnusableInput,
        KeyRequired,
        BadKey,
        ScopeMissing,
        ForgedRequest,
        TooManyRequests,
        NotFound,
        Conflict,
        NoSuchAddress,
        MethodNotAllowed,
        Busy,
        ExtraMissing,
        NotReady,
        OurError,
    )
}


def title_of(kind: type[TallywireError]) -> str:
    return kind().title


def about(kind: type[TallywireError]) -> str:
    """What the problem's page says below its title."""
    return "\n".join(inspect.cleandoc(kind.__doc__ or "").splitlines()[1:]).strip()
