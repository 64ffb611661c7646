"""A client that reads every page it fetches the way a strict browser would."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import html5lib
from flask.sessions import SessionMixin
from flask.testing import FlaskClient
from html5lib.constants import E as MESSAGES
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session
from werkzeug.test import TestResponse

from surveyapp.core import units

UNFORMATTED = re.compile(r"%\(\w+\)[sd]|\{\{|\{%")
"""A placeholder or template mark that reached the page."""


class InvalidHtml(AssertionError):
    """A page is not valid HTML; the text quotes the place."""


class UncommittedChange(AssertionError):
    """A request that succeeded left changes that nobody commits."""


def check_html(text: str, *, where: str = "the page") -> None:
    """Parse strictly and look for double ids and placeholders left in the text.

    Raises:
        InvalidHtml: with the first faults, each with its line.
    """
    parser = html5lib.HTMLParser(strict=False)
    tree = parser.parse(text)
    lines = text.splitlines()
    faults = [
        f"line {line}: {MESSAGES.get(code, code) % values}\n    {lines[line - 1].strip()[:160]}"
        for (line, _column), code, values in parser.errors
    ]
    seen: set[str] = set()
    for element in tree.iter():
        identity = element.get("id")
        if identity is not None and identity in seen:
            faults.append(f"the id {identity!r} stands twice")
        if identity is not None:
            seen.add(identity)
    faults += [f"left unformatted: {found.group()}" for found in UNFORMATTED.finditer(text)]
    if faults:
        raise InvalidHtml(f"{where} is not valid HTML:\n" + "\n".join(faults[:8]))


class CheckingClient(FlaskClient):
    """A test client whose every HTML answer is checked, and that fits the `session` fixture.

    Before a request the test's own unit of work is committed, so that the page sees what the test
    prepared and SQLite's one writer is free; after it the test reads afresh.
    """

    checks_html = True

    @contextmanager
    def session_transaction(self, *arguments: Any, **named: Any) -> Iterator[SessionMixin]:
        prepared = _unit_of_the_test()
        with super().session_transaction(*arguments, **named) as cookie:
            yield cookie
        if prepared is not None:
            units.bind(prepared)

    def open(self, *arguments: Any, **named: Any) -> TestResponse:
        prepared = _unit_of_the_test()
        if prepared is not None:
            prepared.commit()
        with _noticing_changes() as unfinished:
            response = super().open(*arguments, **named)
        if prepared is not None:
            units.bind(prepared)
            prepared.session.expire_all()
        where = f"{response.request.method} {response.request.path}"
        if unfinished and response.status_code < 400:
            raise UncommittedChange(f"{where} succeeded, but what it changed was never committed")
        if self.checks_html and response.mimetype == "text/html":
            text = response.get_data(as_text=True)
            if text and not 300 <= response.status_code < 400:
                check_html(text, where=where)
        return response


def _unit_of_the_test() -> units.UnitOfWork | None:
    try:
        return units.current()
    except RuntimeError:
        return None


@contextmanager
def _noticing_changes() -> Iterator[set[Session]]:
    """Collect the sessions that changed rows and were neither committed nor rolled back on purpose."""
    unfinished: set[Session] = set()

    def changed(session: Session, *_context: object) -> None:
        unfinished.add(session)

    def executed(state: ORMExecuteState) -> None:
        if state.is_insert or state.is_update or state.is_delete:
            unfinished.add(state.session)

    def finished(session: Session) -> None:
        if not session.in_nested_transaction():
            unfinished.discard(session)

    listeners: list[tuple[str, Callable[..., None]]] = [
        ("after_flush", changed),
        ("do_orm_execute", executed),
        ("after_commit", finished),
        ("after_rollback", finished),
    ]
    for name, listener in listeners:
        event.listen(Session, name, listener)
    try:
        yield unfinished
    finally:
        for name, listener in listeners:
            event.remove(Session, name, listener)
