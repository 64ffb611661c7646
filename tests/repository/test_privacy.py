"""Every column has a stated purpose and time of keeping; a new one cannot slip in."""

from __future__ import annotations

from typing import NamedTuple

import pytest
import sqlalchemy as sa

from surveyapp.web.tables import metadata
from tests.support.sources import ROOT

POINTS_AT_A_PERSON = "account.id"
IN_CLEAR = {
    "email",
    "password_hash",
    "password",
    "personnummer",
    "ip",
    "address",
    "user_agent",
    "phone",
}


class Row(NamedTuple):
    columns: set[str]
    personal: set[str]
    why: str
    kept: str


def register() -> dict[str, Row]:
    """Return the table of docs/privacy.md by database table."""
    rows = {}
    for line in (ROOT / "docs" / "privacy.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and len(cells) == 5 and cells[0] != "table":
            names = [set() if c == "–" else {n.strip() for n in c.split(",")} for c in cells[1:3]]
            rows[cells[0]] = Row(names[0], names[1], cells[3], cells[4])
    return rows


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_every_column_says_why_it_is_there(table: sa.Table) -> None:
    row = register()[table.name]
    assert row.columns == {column.name for column in table.columns}
    assert row.personal <= row.columns
    assert row.why
    assert row.kept


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_what_points_at_a_person_is_said_to(table: sa.Table) -> None:
    row = register()[table.name]
    pointing = {
        column.name
        for column in table.columns
        if any(key.target_fullname == POINTS_AT_A_PERSON for key in column.foreign_keys)
        or column.name.endswith(("_by_name", "actor_name"))
        or column.name == "by_name"
    }
    assert pointing <= row.personal


def test_only_an_account_and_its_invitation_hold_an_address() -> None:
    holding = {
        table.name for table in metadata.sorted_tables if IN_CLEAR & {c.name for c in table.columns}
    }
    assert holding == {"account", "invitation"}


def test_no_table_stands_in_the_register_that_does_not_exist() -> None:
    assert set(register()) == {table.name for table in metadata.sorted_tables}
