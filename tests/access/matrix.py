"""Reads the reviewed tables of who may do what, and tries a route as one of the people."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from tests.access.world import COLUMNS, OneTransaction, World
from tests.factories.accounts import csrf_token, sign_in

FOLDER = Path(__file__).parent
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Row:
    """What one route answers to each of the people."""

    endpoint: str
    method: str
    expected: dict[str, int]
    place: str

    @property
    def who_may(self) -> str | None:
        """Return the first column that is let through, None when nobody is."""
        return next((c for c in COLUMNS if self.expected[c] not in (302, 401, 403, 404)), None)


def rooms() -> list[str]:
    """Return the rooms that have a table."""
    return sorted(path.stem for path in FOLDER.glob("*.csv"))


def read(room: str) -> list[Row]:
    """Return the table of one room."""
    path = FOLDER / f"{room}.csv"
    with path.open(encoding="utf-8", newline="") as source:
        reader = csv.DictReader(source)
        assert tuple(reader.fieldnames or ()) == ("endpoint", "method", *COLUMNS), path.name
        return [
            Row(
                line["endpoint"],
                line["method"],
                {column: int(line[column]) for column in COLUMNS},
                f"{path.name}:{number}",
            )
            for number, line in enumerate(reader, start=2)
        ]


def rules(app: Flask) -> Iterator[tuple[str, str, Rule]]:
    """Yield (endpoint, method, rule) for everything that the application answers."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) & set(METHODS)):
            yield rule.endpoint, method, rule


def ask(
    app: Flask,
    database: OneTransaction,
    world: World,
    rule: Rule,
    method: str,
    person: str,
    *,
    with_token: bool = True,
) -> Any:
    """Return what the route answers to the person; whatever it changed is undone."""
    client = app.test_client()
    user = world.people[person]
    token = sign_in(client, user) if user else _visit(client)
    values = {name: world.argument(rule.endpoint, name) for name in rule.arguments}
    with app.test_request_context():
        path = app.url_for(rule.endpoint, **values)
    options: dict[str, Any] = {}
    if method == "GET":
        options["query_string"] = world.queries.get(rule.endpoint, {})
    elif rule.endpoint in world.bodies:
        options["json"] = world.bodies[rule.endpoint]
        options["headers"] = {"X-CSRFToken": token} if with_token else {}
    else:
        options["data"] = {
            **world.forms.get(rule.endpoint, {}),
            **({"csrf_token": token} if with_token else {}),
        }
    with database:
        response = client.open(path, method=method, **options)
        response.get_data()
        response.close()
    return response


def _visit(client: Any) -> str:
    with client.session_transaction() as cookie:
        cookie.clear()
        cookie["csrf_token"] = "c" * 40
    return csrf_token(client)
