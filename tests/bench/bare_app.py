"""The least that can save a page of 20 answers and show the next: the limit the product is held to.

A signed cookie, a CSRF token, 20 upserts and 20 history rows in one durable transaction, 303, and
the next page with the stored values. No rules, no rights, no history of who, no check of versions.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
import sys
from typing import Any

from flask import Flask, abort, g, redirect, request, session
from werkzeug.wrappers import Response

PAGES, FIELDS = 4, 20

PAGE = """<!DOCTYPE html>
<html lang="sv"><head><title>Sida {{ page }}</title></head><body>
<form method="post"><input type="hidden" name="csrf" value="{{ csrf }}">
{% for name in names %}
<p><label for="{{ name }}">Fråga {{ name }}</label>
<input id="{{ name }}" name="{{ name }}" value="{{ values.get(name, "") }}"></p>
{% endfor %}
<button>Spara och gå vidare</button></form></body></html>"""

app = Flask("bare")
app.secret_key = "x" * 32
TEMPLATE = app.jinja_env.from_string(PAGE)
"""Compiled once: compiling on each request would flatter whoever is compared."""


def connect() -> sqlite3.Connection:
    if "db" not in g:
        g.db = sqlite3.connect(sys.argv[1], isolation_level=None)
        g.db.execute("PRAGMA journal_mode=WAL")
        g.db.execute("PRAGMA synchronous=FULL")
    connection: sqlite3.Connection = g.db
    return connection


@app.teardown_appcontext
def close(_error: BaseException | None) -> None:
    if "db" in g:
        g.pop("db").close()


def names(page: int) -> list[str]:
    return [f"P{page}Q{n}" for n in range(FIELDS)]


@app.get("/start")
def start() -> str:
    session["user"], session["csrf"] = 1, "token"
    return "ok"


@app.get("/live")
def live() -> str:
    return "ok"


@app.get("/<int:page>")
def show(page: int) -> str:
    if "user" not in session:
        abort(401)
    values = dict(
        connect().execute("SELECT name, value FROM answer WHERE user = ?", (1,)).fetchall()
    )
    return TEMPLATE.render(page=page, csrf=session["csrf"], names=names(page), values=values)


@app.post("/<int:page>")
def save(page: int) -> Response:
    if request.form["csrf"] != session.get("csrf"):
        abort(400)
    now = dt.datetime.now(dt.UTC).isoformat()
    rows: list[tuple[Any, ...]] = [(1, n, request.form[n], now) for n in names(page)]
    db = connect()
    db.execute("BEGIN IMMEDIATE")
    db.executemany(
        "INSERT INTO answer (user, name, value, at) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (user, name) DO UPDATE SET value = excluded.value, at = excluded.at",
        rows,
    )
    db.executemany("INSERT INTO history (user, name, value, at) VALUES (?, ?, ?, ?)", rows)
    db.execute("COMMIT")
    return redirect(f"/{page % PAGES + 1}", 303)


def main() -> None:
    from gunicorn.app.base import BaseApplication

    path, port = sys.argv[1], sys.argv[2]
    with sqlite3.connect(path) as db:
        db.executescript(
            "CREATE TABLE answer (user INT, name TEXT, value TEXT, at TEXT, PRIMARY KEY (user, name));"
            "CREATE TABLE history (id INTEGER PRIMARY KEY, user INT, name TEXT, value TEXT, at TEXT);"
        )

    class Server(BaseApplication):
        def load_config(self) -> None:
            for name, value in {
                "bind": f"127.0.0.1:{port}",
                "workers": 1,
                "threads": 8,
                "worker_class": "gthread",
                "loglevel": "critical",
            }.items():
                self.cfg.set(name, value)

        def load(self) -> Flask:
            return app

    sys.argv = [sys.argv[0], path]
    Server().run()


if __name__ == "__main__":
    main()
