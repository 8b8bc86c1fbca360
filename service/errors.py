"""What can go wrong, by whose fault it is.

A class's docstring is its default message: the sentence a person reads in a log, a terminal or a problem+json
``title``. ``detail`` says what happened this time. ``type`` is stable: clients may switch on it.
"""

from __future__ import annotations

import inspect


class TallywireError(Exception):
    """Tallywire could not do that."""

    type = "error"
    status = 500

    def __init__(self, detail: str = "", **context: object) -> None:
        self.detail = detail
        self.context = context
        super().__init__(detail or self.title)

    @property
    def title(self) -> str:
        return inspect.cleandoc(type(self).__doc__ or "").splitlines()[0]


class TheirError(TallywireError):
    """The request or the input cannot be used as it is."""

    type = "bad-request"
    status = 400


class ConfigError(TheirError):
    """A configuration file has a mistake."""

    type = "bad-config"


class NotFound(TheirError):
    """There is nothing under that id."""

    type = "not-found"
    status = 404


class UnusableInput(TheirError):
    """The input could not be read as an article or as reference data."""

    type = "unusable-input"
    status = 422


class SourceError(TallywireError):
    """A source did not give what was due; it is polled again later."""

    type = "source-failed"
    status = 502


class OurError(TallywireError):
    """Something inside Tallywire went wrong; it is not your doing."""

    type = "internal"
