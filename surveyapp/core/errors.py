"""Errors that a person can do something about; `web` maps each to a status and a page, once."""

from __future__ import annotations


class DomainError(Exception):
    """A change that cannot be made. `message` is shown to the person and says how to mend it."""

    status = 400

    def __init__(self, message: str = "", *, code: str = "") -> None:
        super().__init__(message)
        self.message = str(message)
        self.code = code or type(self).__name__


class Invalid(DomainError):
    """The input has faults; `problems` maps a field name to its messages."""

    status = 422

    def __init__(self, message: str = "", problems: dict[str, list[str]] | None = None) -> None:
        super().__init__(message)
        self.problems = problems or {}


class SignInNeeded(DomainError):
    """Nobody is signed in."""

    status = 401


class Forbidden(DomainError):
    """The role never has this right."""

    status = 403


class NotFound(DomainError):
    """There is no such thing, or it belongs to somebody else: the two are told apart by nobody."""

    status = 404


class Conflict(DomainError):
    """Somebody changed the same thing in between, or its state no longer allows the change."""

    status = 409


class TooMany(DomainError):
    """Too many tries in a short time."""

    status = 429


class TryLater(Exception):
    """What the work needs is away for now, such as a mail relay; a job is tried again by itself."""
