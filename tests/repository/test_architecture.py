"""What the imports cannot show: who commits, who selects, which way relationships point."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.orm import RelationshipDirection

from surveyapp.core.database import Base
from tests.support import databases, sources
from tests.support.sources import PACKAGE, ROOMS, ROOT

COMMITTERS = {
    "core/units.py": "the one committer of requests, commands and jobs",
    "core/jobs.py": "a job's lease and progress must be seen by others while it runs",
    "web/app.py": "calls the unit of work once after a request",
}
"""File -> why it may commit. Commands (cli.py) may too."""

ROLE_NAMES = {"views", "forms", "service", "queries", "models", "rules", "store"}


def commits(path: Path) -> list[str]:
    return [sources.place(path, call) for name, call in sources.calls(path) if name == "commit"]


def selects(path: Path) -> list[str]:
    return [
        sources.place(path, call)
        for name, call in sources.calls(path)
        if name == "select"
        and ast.unparse(call.func) in ("select", "sa.select", "sqlalchemy.select")
    ]


def foreign_forms_and_views(path: Path) -> list[str]:
    room = sources.room(path)
    found = []
    for node in ast.walk(sources.tree(path)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        for name in names:
            parts = name.split(".")
            if (
                parts[0] == "surveyapp"
                and len(parts) > 2
                and parts[2] in ("forms", "views")
                and parts[1] != room
            ):
                assert isinstance(node, ast.stmt)
                found.append(f"{sources.place(path, node)} imports {name}")
    return found


def test_only_the_unit_of_work_the_jobs_and_the_commands_commit() -> None:
    found = [
        place
        for path in sources.modules()
        if str(path.relative_to(PACKAGE)) not in COMMITTERS and path.name != "cli.py"
        for place in commits(path)
    ]
    assert not found, f"views and services flush; they never commit: {found}"


def test_every_select_stands_in_queries_or_store() -> None:
    found = [
        place
        for path in sources.modules()
        if sources.room(path) != "core" and sources.role(path) not in ("queries", "store")
        for place in selects(path)
    ]
    assert not found, f"move these to the room's queries: {found}"


def test_views_use_only_their_own_rooms_forms_and_views() -> None:
    found = [
        fault
        for path in sources.modules()
        if sources.role(path) == "views"
        for fault in foreign_forms_and_views(path)
    ]
    assert not found, found


def test_core_uses_no_role_name() -> None:
    used = {path.stem for path in (PACKAGE / "core").iterdir()} & ROLE_NAMES
    assert not used, f"the import contracts use these names as wildcards: {used}"


def test_every_room_is_known_here() -> None:
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert folders == set(ROOMS)


def test_relationships_load_on_request_and_point_upstream() -> None:
    databases.import_models()
    for mapper in Base.registry.mappers:
        for relationship in mapper.relationships:
            name = f"{mapper.class_.__name__}.{relationship.key}"
            assert relationship.lazy in ("raise", "raise_on_sql"), f"{name} needs lazy='raise'"
            assert relationship.direction is RelationshipDirection.MANYTOONE, (
                f"{name} points downstream; ask for those rows with a query"
            )
            here, there = (
                ROOMS.index(cls.__module__.split(".")[1])
                for cls in (mapper.class_, relationship.mapper.class_)
            )
            assert there <= here, f"{name} points downstream"


def test_the_migrations_see_every_table() -> None:
    databases.import_models()
    known = {mapper.class_.__module__ for mapper in Base.registry.mappers}
    tables = importlib.import_module("surveyapp.web.tables")
    imported = {
        name
        for node in ast.walk(sources.tree(Path(tables.__file__ or "")))
        if isinstance(node, ast.Import)
        for name in (alias.name for alias in node.names)
    }
    missing = {name for name in known if not any(name.startswith(module) for module in imported)}
    assert not missing, f"web/tables.py does not import {missing}"


def test_every_module_says_why_it_exists() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in sources.modules()
        if path.read_text("utf-8").strip() and not ast.get_docstring(sources.tree(path))
    ]
    assert not silent, silent


@pytest.mark.parametrize(
    ("code", "check"),
    [
        ("def f(session):\n    session.commit()\n", commits),
        ("import sqlalchemy as sa\nx = sa.select(1)\n", selects),
        ("from sqlalchemy import select\nx = select(1)\n", selects),
        ("def f():\n    from surveyapp.rounds.forms import F\n", foreign_forms_and_views),
        ("from surveyapp.rounds import views\n", foreign_forms_and_views),
    ],
)
def test_the_checks_bite(
    code: str, check: Callable[[Path], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "tree", lambda _path: ast.parse(code))
    assert check(PACKAGE / "results" / "planted.py")
