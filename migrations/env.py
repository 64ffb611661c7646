"""Runs migrations in one transaction, on either database.

SQLite rebuilds a table to change it; with foreign keys on, dropping the old one would delete the
rows that point at it. So they are switched off outside the transaction, and checked before commit.
"""

from __future__ import annotations

from alembic import context

from surveyapp.core.database import Database, UtcDateTime
from surveyapp.web.tables import metadata

database: Database = context.config.attributes["database"]


def plain_type(kind: str, thing: object, _context: object) -> str | bool:
    """Write our own column types as what the database stores, so that old migrations need no code."""
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def ours(name: str | None, kind: str, _parents: object) -> bool:
    """Leave the job queue's own tables to the library that owns them."""
    return not (kind == "table" and name is not None and name.startswith("procrastinate_"))


def run() -> None:
    with database.engine.connect() as connection:
        driver = connection.connection.dbapi_connection
        if database.is_sqlite:
            driver.execute("PRAGMA foreign_keys=OFF")
        try:
            context.configure(
                connection=connection,
                target_metadata=metadata,
                render_as_batch=database.is_sqlite,
                compare_type=True,
                render_item=plain_type,
                include_name=ours,
                # Without it Alembic commits each SQLite step by itself, before the check below.
                transactional_ddl=True,
            )
            with context.begin_transaction():
                context.run_migrations()
                if database.is_sqlite:
                    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                    if broken:
                        raise RuntimeError(
                            f"the migration leaves rows without a parent: {broken[:5]}"
                        )
            connection.commit()
        finally:
            if database.is_sqlite:
                driver.execute("PRAGMA foreign_keys=ON")


run()
