"""Every route x method x person gives the status that a person has reviewed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from surveyapp.core.database import Database
from surveyapp.core.units import unit_of_work
from surveyapp.web.headers import HEADERS
from tests.access import matrix
from tests.access.world import COLUMNS, OneTransaction, World, build


@pytest.fixture
def one_transaction(database: Database) -> OneTransaction:
    return OneTransaction(database)


@pytest.fixture
def world(database: Database) -> World:
    with unit_of_work(database) as session:
        return build(session)


@pytest.fixture
def confined(app: Flask, one_transaction: OneTransaction) -> Iterator[Flask]:
    """The application, every session of which is undone after the request."""
    real = app.extensions["database"]
    app.extensions["database"] = one_transaction
    yield app
    app.extensions["database"] = real


def differences(
    app: Flask,
    database: OneTransaction,
    world: World,
    rows: list[matrix.Row],
    ask: Callable[..., Any] = matrix.ask,
) -> list[str]:
    """Return a line for every cell that is not what the route answers."""
    known = {(endpoint, method): rule for endpoint, method, rule in matrix.rules(app)}
    wrong = []
    for row in rows:
        if (row.endpoint, row.method) not in known:
            continue
        for person in COLUMNS:
            rule = known[row.endpoint, row.method]
            status = ask(app, database, world, rule, row.method, person).status_code
            if status != row.expected[person]:
                wrong.append(
                    f"{row.place} {row.method} {row.endpoint} as {person}: "
                    f"{status}, the table says {row.expected[person]}"
                )
    return wrong


def test_every_route_has_a_row_and_every_row_a_route(app: Flask) -> None:
    routes = {(endpoint, method) for endpoint, method, _rule in matrix.rules(app)}
    rows = [
        (row.endpoint, row.method, row.place)
        for room in matrix.rooms()
        for row in matrix.read(room)
    ]
    listed = [row[:2] for row in rows]
    problems = [f"no row for {method} {endpoint}" for endpoint, method in routes - set(listed)]
    problems += [
        f"{place}: there is no route {m} {e}" for e, m, place in rows if (e, m) not in routes
    ]
    problems += [
        f"{place}: a row of another room"
        for e, _m, place in rows
        if not place.startswith(e.split(".")[0])
    ]
    problems += [f"{m} {e} stands twice" for e, m in set(listed) if listed.count((e, m)) > 1]
    assert not problems, "\n".join(sorted(problems))


@pytest.mark.parametrize("room", matrix.rooms())
def test_every_person_gets_what_the_table_says(
    confined: Flask, one_transaction: OneTransaction, world: World, room: str
) -> None:
    wrong = differences(confined, one_transaction, world, matrix.read(room))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_wrong_cell_is_found(
    confined: Flask, one_transaction: OneTransaction, world: World
) -> None:
    row = next(r for r in matrix.read("accounts") if r.endpoint == "accounts.overview")
    planted = matrix.Row(row.endpoint, row.method, {**row.expected, "reviewer": 200}, "planted")
    wrong = differences(confined, one_transaction, world, [planted])
    assert wrong == [f"planted {row.method} accounts.overview as reviewer: 403, the table says 200"]


def test_what_a_request_changed_is_undone(
    confined: Flask, one_transaction: OneTransaction, world: World, database: Database
) -> None:
    rule = next(r for e, m, r in matrix.rules(confined) if (e, m) == ("accounts.switch", "POST"))
    first = matrix.ask(confined, one_transaction, world, rule, "POST", "administrator")
    with database.engine.connect() as connection:
        inactive = connection.exec_driver_sql(
            "SELECT count(*) FROM account WHERE NOT is_active"
        ).scalar()
    assert (first.status_code, inactive) == (302, 0)


def test_a_post_without_the_token_changes_nothing(
    confined: Flask, one_transaction: OneTransaction, world: World
) -> None:
    rows = {(r.endpoint, r.method): r for room in matrix.rooms() for r in matrix.read(room)}
    taken = []
    for endpoint, method, rule in matrix.rules(confined):
        row = rows.get((endpoint, method))
        if method == "GET" or row is None or row.who_may is None:
            continue
        response = matrix.ask(
            confined, one_transaction, world, rule, method, row.who_may, with_token=False
        )
        if response.status_code != 400:
            taken.append(f"{method} {endpoint} as {row.who_may}: {response.status_code}")
    assert not taken, "\n".join(taken)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_every_answer_carries_the_headers(
    confined: Flask, one_transaction: OneTransaction, world: World
) -> None:
    bare = []
    for endpoint, method, rule in matrix.rules(confined):
        for person in ("anonymous", "administrator"):
            response = matrix.ask(confined, one_transaction, world, rule, method, person)
            missing = [name for name in HEADERS if name not in response.headers]
            if missing:
                bare.append(f"{method} {endpoint} as {person} {response.status_code}: {missing}")
    assert not bare, "\n".join(bare)


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/finns-inte", 404),
        ("GET", "/static/0/finns-inte.css", 404),
        ("GET", "/static/0/../../surveyapp.db", 404),
        ("POST", "/live", 405),
        ("PUT", "/logga-in", 405),
        ("GET", "/register", 308),
        ("OPTIONS", "/logga-in", 200),
    ],
)
def test_every_error_carries_the_headers(app: Flask, method: str, path: str, status: int) -> None:
    response = app.test_client().open(path, method=method)
    assert response.status_code == status
    assert not [name for name in HEADERS if name not in response.headers]
    assert response.headers["Cache-Control"] == "no-store"
