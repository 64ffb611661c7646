"""The unit of work: one session per request, command or job step, committed once, in one place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sqlalchemy.orm import Session

from surveyapp.core.database import Database


class UnitOfWork:
    """A session that is made when first asked for. `keep` commits even when the answer is an error,
    for traces that must survive a refusal (a failed sign-in, a refused batch)."""

    def __init__(self, database: Database, *, read_only: bool = False) -> None:
        self.database = database
        self.read_only = read_only
        self.keep = False
        self._session: Session | None = None

    @property
    def session(self) -> Session:
        if self._session is None:
            self._session = self.database.session(read_only=self.read_only)
        return self._session

    def commit(self) -> None:
        if self._session is not None:
            self._session.commit()

    def rollback(self) -> None:
        if self._session is not None:
            self._session.rollback()

    def close(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None


_current: ContextVar[UnitOfWork | None] = ContextVar("unit_of_work", default=None)


def current() -> UnitOfWork:
    """Return the unit of work under way.

    Raises:
        RuntimeError: none is open; commands and jobs open one with `unit_of_work`.
    """
    unit = _current.get()
    if unit is None:
        raise RuntimeError("no unit of work is open")
    return unit


def session() -> Session:
    """Return the session of the unit of work under way."""
    return current().session


def bind(unit: UnitOfWork | None) -> None:
    """Make `unit` the current one (the web layer, once per request)."""
    _current.set(unit)


@contextmanager
def unit_of_work(database: Database, *, read_only: bool = False) -> Iterator[Session]:
    """Open a unit for the block: committed when it ends, rolled back when it raises."""
    unit = UnitOfWork(database, read_only=read_only)
    token = _current.set(unit)
    try:
        yield unit.session
        unit.commit()
    except BaseException:
        unit.rollback()
        raise
    finally:
        unit.close()
        _current.reset(token)
