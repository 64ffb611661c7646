"""Empty databases with the whole schema, made once and handed out cheaply."""

from __future__ import annotations

import importlib
import importlib.util
import os
import pkgutil
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import surveyapp
from surveyapp.core.database import Database
from tests.support import postgres

TEMPLATE = "surveyapp_template"


def import_models() -> None:
    """Import every room's models, so that Base.metadata knows every table."""
    for name in ("surveyapp.core.audit", "surveyapp.core.jobs"):
        if importlib.util.find_spec(name):
            importlib.import_module(name)
    for room in pkgutil.iter_modules(surveyapp.__path__):
        if room.ispkg and importlib.util.find_spec(f"surveyapp.{room.name}.models"):
            importlib.import_module(f"surveyapp.{room.name}.models")


def create_schema(url: str) -> None:
    """Bring an empty database to the newest revision, as an installation does."""
    from surveyapp.web import schema

    database = Database(url)
    try:
        schema.upgrade(database)
    finally:
        database.dispose()


class SqliteTemplate:
    """A file with the schema; each test gets its own copy."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "template.db"
        create_schema(f"sqlite:///{self._file}")

    def copy_to(self, folder: Path) -> str:
        target = folder / "test.db"
        shutil.copyfile(self._file, target)
        return f"sqlite:///{target}"


class PostgresqlWorker:
    """One database per worker, made from the run's template and emptied after each test."""

    def __init__(self, worker: str) -> None:
        self._cluster = postgres.of_this_run()
        self._name = f"surveyapp_{worker}"
        self._template()
        self.url = self._cluster.create(self._name, template=TEMPLATE)

    def empty(self) -> None:
        self._cluster.empty(self._name)

    @contextmanager
    def another(self, *, with_schema: bool = False) -> Iterator[str]:
        """Lend a database of its own, for tests of migrations and of restoring."""
        name = f"{self._name}_extra_{os.urandom(4).hex()}"
        yield self._cluster.create(name, template=TEMPLATE if with_schema else "template0")
        self._cluster.drop(name)

    def _template(self) -> None:
        with self._cluster.alone():
            if not self._cluster.exists(TEMPLATE):
                # Renamed when whole, so that a failure leaves no half-made template behind.
                building = TEMPLATE + "_building"
                self._cluster.drop(building)
                create_schema(self._cluster.create(building))
                self._cluster.rename(building, TEMPLATE)
