"""Fixtures for every test: both databases, an application, a client that checks what it reads."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings as hypothesis_settings

from tests.support import network, postgres

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from surveyapp.core.database import Database
    from surveyapp.core.settings import Settings
    from tests.support.databases import PostgresqlWorker, SqliteTemplate
    from tests.support.html import CheckingClient

pytest_plugins = ["tests.support.browser"]

hypothesis_settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
hypothesis_settings.register_profile("dev", deadline=None)
hypothesis_settings.load_profile("ci" if os.environ.get("CI") else "dev")


def pytest_addoption(parser: pytest.Parser) -> None:
    for kind in ("postgresql", "browser"):
        parser.addoption(f"--without-{kind}", action="store_true", help=f"leave {kind} tests out")


def pytest_configure(config: pytest.Config) -> None:
    network.block()
    # Reading pairs takes seconds: tests that want the model load it themselves.
    os.environ.setdefault("SURVEYAPP_OVERLAP_MODEL", "off")
    if hasattr(config, "workerinput"):
        return
    if os.environ.get("CI") and _left_out(config):
        raise pytest.UsageError(f"{' and '.join(_left_out(config))} must not be left out in CI")
    postgres.prepare_run()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        postgres.finish_run()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "backend" in metafunc.fixturenames and not _chooses_backend(metafunc):
        postgresql = pytest.param("postgresql", marks=pytest.mark.postgresql)
        metafunc.parametrize("backend", ["sqlite", postgresql])


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left_out = _left_out(config)
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
    kept = [item for item in items if not any(item.get_closest_marker(kind) for kind in left_out)]
    if len(kept) < len(items):
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    for kind in _left_out(config):
        terminalreporter.write_line(f"NOT RUN: the {kind} tests were left out", red=True)


def _left_out(config: pytest.Config) -> list[str]:
    return [kind for kind in ("postgresql", "browser") if config.getoption(f"--without-{kind}")]


def _chooses_backend(metafunc: pytest.Metafunc) -> bool:
    return any(
        "backend" in [name.strip() for name in _names(mark.args[0])]
        for mark in metafunc.definition.iter_markers("parametrize")
    )


def _names(names: str | list[str] | tuple[str, ...]) -> list[str]:
    return names.split(",") if isinstance(names, str) else list(names)


@pytest.fixture(autouse=True)
def in_swedish() -> None:
    """Begin each test in Swedish, whatever language the one before it left behind."""
    from surveyapp.core import i18n

    i18n.set_language(i18n.DEFAULT_LANGUAGE)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplate:
    from tests.support.databases import SqliteTemplate

    return SqliteTemplate(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql_worker() -> PostgresqlWorker:
    from tests.support.databases import PostgresqlWorker

    return PostgresqlWorker(os.environ.get("PYTEST_XDIST_WORKER", "main"))


@pytest.fixture
def database_url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database with the whole schema; every test that uses it runs on both kinds.

    A test that needs only one kind says `@pytest.mark.parametrize("backend", ["sqlite"])`.
    """
    if backend == "sqlite":
        yield request.getfixturevalue("sqlite_template").copy_to(tmp_path)
        return
    worker: PostgresqlWorker = request.getfixturevalue("postgresql_worker")
    yield worker.url
    worker.empty()


@pytest.fixture
def bare_database(
    backend: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Database]:
    """A database of its own without any table, for migrations, backup and restoring."""
    from surveyapp.core.database import Database

    with ExitStack() as stack:
        if backend == "sqlite":
            url = f"sqlite:///{tmp_path / 'bare.db'}"
        else:
            worker: PostgresqlWorker = request.getfixturevalue("postgresql_worker")
            url = stack.enter_context(worker.another())
        database = Database(url)
        yield database
        database.dispose()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    from surveyapp.core.database import Database

    database = Database(database_url)
    yield database
    database.dispose()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A unit of work for calling queries and services directly; rolled back at the end."""
    from surveyapp.core import units

    unit = units.UnitOfWork(database)
    units.bind(unit)
    yield unit.session
    unit.rollback()
    unit.close()
    units.bind(None)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    from surveyapp.core.settings import Settings

    return Settings.for_tests(database_url, instance_dir=tmp_path / "instance")


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    from surveyapp.web.app import create_app
    from tests.support.html import CheckingClient

    settings.instance_dir.mkdir(parents=True, exist_ok=True)
    app = create_app(settings)
    app.test_client_class = CheckingClient
    yield app
    app.extensions["database"].dispose()


@pytest.fixture
def client(app: Flask) -> CheckingClient:
    client: CheckingClient = app.test_client()  # type: ignore[assignment]
    return client
