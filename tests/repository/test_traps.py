"""Traps that libraries laid, each seen to bite once; `docs/traps.md` says which test holds which."""

from __future__ import annotations

import ast
import os
import re
import signal
import socket
import sys
import tomllib
import urllib.request
from pathlib import Path

import pytest
from flask import Flask, request
from wtforms import Form, SelectField

from tests.support import sources
from tests.support.html import CheckingClient
from tests.support.processes import free_port, started
from tests.support.sources import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

NOT_USED = {
    "flask-migrate": "needs Flask-SQLAlchemy",
    "flask-sqlalchemy": "the domain must be usable without Flask",
    "duckdb": "downloads an extension at run time",
    "ortools": "cannot live beside highspy in one process",
    "highspy": "cannot live beside ortools in one process",
    "bootstrap-flask": "renders numbers as type=number",
    "govuk-frontend-wtf": "hard-codes English in error messages",
    "pyjstat": "calls its own deprecated functions",
    "waitress": "drops requests under way when stopped",
    "arq": "held back by redis",
    "mkdocs-material": "at the end of its life",
    "pytest-postgresql": "cannot start a server as root",
}


@pytest.mark.parametrize("name", NOT_USED)
def test_a_library_with_a_known_trap_is_not_used(name: str) -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        assert f"\n{name}==" not in (ROOT / lock).read_text("utf-8"), NOT_USED[name]


def test_warnings_are_errors_so_that_old_choices_cannot_be_written() -> None:
    assert PROJECT["tool"]["pytest"]["ini_options"]["filterwarnings"][0] == "error"
    assert "wtforms>=3.3,<3.4" in PROJECT["project"]["dependencies"]

    class Old(Form):
        field = SelectField(choices=[("a", "A")])

    with pytest.raises(DeprecationWarning, match="SelectChoice"):
        list(Old().field.iter_choices())


def test_numbers_are_typed_into_our_own_field() -> None:
    found = [
        sources.place(path, call)
        for path in sources.modules()
        for name, call in sources.calls(path)
        if name in ("DecimalField", "IntegerField", "FloatField")
    ]
    assert not found, f"use the number field of core.formbase: {found}"


def test_no_field_is_of_the_type_that_refuses_a_decimal_comma() -> None:
    bad = re.compile(r"""type=["']?number""")
    found = [
        str(path.relative_to(ROOT))
        for path in sources.templates()
        if bad.search(re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL))
    ]
    assert not found, found


def test_what_the_source_archive_holds_is_anchored_at_the_root() -> None:
    """An unanchored `templates` also takes the templates of every library in a virtual environment."""
    for pattern in PROJECT["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]:
        assert pattern.startswith("/")


def test_the_largest_page_of_answers_is_taken(app: Flask) -> None:
    fields = {f"answer-{number}": "1 234,5" for number in range(3000)}
    for kind in ("multipart/form-data", "application/x-www-form-urlencoded"):
        with app.test_request_context("/", method="POST", data=fields, content_type=kind):
            assert len(request.form) == 3000
    with app.test_request_context("/", method="POST", data={"comment": "å" * 1_000_000}):
        assert len(request.form["comment"]) == 1_000_000


def test_a_post_without_its_token_is_a_told_refusal_with_every_header(
    client: CheckingClient,
) -> None:
    """A header that is made from something an earlier step sets turns this 400 into a 500."""
    answer = client.post("/logga-in", data={"email": "a@example.org"})
    assert answer.status_code == 400
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


LOOKS_ONCE = frozenset(
    {"is_visible", "is_hidden", "is_checked", "is_enabled", "is_disabled", "is_editable"}
    | {"inner_text", "all_inner_texts", "text_content", "all_text_contents", "input_value"}
)
"""What a page's parts answer at once, be the page loaded or not."""


def looks_once(path: Path) -> list[str]:
    """Return the places where an assertion is made on what a page says at that very moment."""
    return [
        sources.place(path, node)
        for node in ast.walk(sources.tree(path))
        if isinstance(node, ast.Assert)
        for call in ast.walk(node.test)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in LOOKS_ONCE
    ]


def test_what_a_page_says_is_waited_for() -> None:
    found = [place for path in sorted((ROOT / "tests").rglob("*.py")) for place in looks_once(path)]
    assert not found, f"the page may not have loaded yet, use expect(): {found}"


def test_an_assertion_that_does_not_wait_is_noticed() -> None:
    path = ROOT / "not-a-file.py"
    lines = ("assert page.locator('h1').is_visible()", "assert 'a' in page.inner_text('main')")
    for line in lines:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sources, "tree", lambda _path, line=line: ast.parse(line))
            assert looks_once(path) == ["not-a-file.py:1"]


def test_the_browsers_driver_gets_the_library_it_needs() -> None:
    assert "chromium libatomic1" in (ROOT / "script" / "test").read_text("utf-8")


def wait_until_stopping(port: int) -> None:
    """Return when the server no longer answers new requests, though its door still stands open."""
    for _try in range(600):
        with socket.create_connection(("127.0.0.1", port), timeout=1) as probe:
            probe.sendall(b"GET /live HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            try:
                probe.recv(1)
            except OSError:
                return
    raise AssertionError("the server still answers new requests")


def test_a_request_under_way_is_finished_when_the_server_is_stopped(tmp_path: Path) -> None:
    port = free_port()
    environment = dict(os.environ) | {
        "SURVEYAPP_DATABASE": f"sqlite:///{tmp_path / 'surveyapp.db'}",
        "SURVEYAPP_INSTANCE": str(tmp_path),
        "SURVEYAPP_SECRET": "s" * 40,
        "SURVEYAPP_PRODUCTION": "0",
        "PYTHONPATH": str(ROOT),
    }
    code = "from surveyapp.cli import main; main()"
    body = b"email=anna%40example.org&password=" + b"x" * 40
    with started(
        [sys.executable, "-c", code, "serve", "--port", str(port)],
        environment=environment,
        folder=tmp_path,
        live=f"http://127.0.0.1:{port}/live",
    ) as process:
        with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
            head = (
                "POST /logga-in HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                "Content-Type: application/x-www-form-urlencoded\r\n"
                f"Content-Length: {len(body)}\r\n\r\n"
            )
            connection.sendall(head.encode() + body[:10])
            # Doors open in turn: when a later visitor has been answered, ours has been let in.
            urllib.request.urlopen(f"http://127.0.0.1:{port}/live", timeout=60).close()
            process.send_signal(signal.SIGTERM)
            wait_until_stopping(port)
            connection.sendall(body[10:])
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        assert process.wait(timeout=60) == 0
    assert answer.startswith(b"HTTP/1.1 400")
    assert b"</html>" in answer
