"""The test client notices a change that nobody commits."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask, abort
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from surveyapp.core import units
from surveyapp.core.database import Database
from tests.support.html import CheckingClient, InvalidHtml, UncommittedChange


class Root(DeclarativeBase):
    """Tables of these tests only."""


class Scratch(Root):
    __tablename__ = "scratch"
    id: Mapped[int] = mapped_column(primary_key=True)


@pytest.fixture
def app(database: Database) -> Flask:
    Root.metadata.create_all(database.engine)
    app = Flask("pages")
    app.test_client_class = CheckingClient

    def page(how: str) -> str:
        with database.session() as session:
            if how == "core":
                session.execute(sa.insert(Scratch))
                return "<!DOCTYPE html><title>x</title>"
            session.add(Scratch())
            with session.begin_nested():
                session.flush()
            if how == "committed":
                session.commit()
            if how == "refused":
                abort(409)
        return "<!DOCTYPE html><title>x</title>"

    app.add_url_rule("/<how>", "page", page)
    app.add_url_rule("/bad", "bad", lambda: "<p><div></p>")
    return app


@pytest.mark.parametrize("how", ["forgotten", "core"])
def test_a_forgotten_commit_is_noticed(app: Flask, how: str) -> None:
    with pytest.raises(UncommittedChange, match=f"GET /{how}"):
        app.test_client().get(f"/{how}")


@pytest.mark.parametrize(("how", "status"), [("committed", 200), ("refused", 409)])
def test_a_commit_and_a_refusal_are_fine(app: Flask, how: str, status: int) -> None:
    app.test_client_class = CheckingClient
    client = app.test_client()
    client.checks_html = how != "refused"  # type: ignore[attr-defined]
    assert client.get(f"/{how}").status_code == status


def test_a_bad_page_is_noticed(app: Flask) -> None:
    with pytest.raises(InvalidHtml):
        app.test_client().get("/bad")


def test_the_page_sees_what_the_test_prepared(app: Flask, session: Session) -> None:
    session.add(Scratch())
    session.flush()
    assert app.test_client().get("/committed").status_code == 200
    assert units.session() is session
    assert session.scalar(sa.select(sa.func.count()).select_from(Scratch)) == 2
