"""The one door to the network: the only package that opens outgoing connections.

Callers say what they want with a :class:`Request` and its :class:`Limits`; they get a :class:`Response` or a
:class:`FetchError` with a reason, and need to know nothing else about HTTP.
"""

from service.http.client import HttpClient, check_url
from service.http.errors import BadBody, BadRedirect, BadStatus, FetchError, Refused, TimedOut, Unreachable
from service.http.foreign import check_host, guarded
from service.http.messages import Limits, Request, Response, Validators

__all__ = [
    "BadBody",
    "BadRedirect",
    "BadStatus",
    "FetchError",
    "HttpClient",
    "Limits",
    "Refused",
    "Request",
    "Response",
    "TimedOut",
    "Unreachable",
    "Validators",
    "check_host",
    "check_url",
    "guarded",
]
