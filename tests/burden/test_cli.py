"""The commands: a snapshot is made, shown, and refused in one line."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from surveyapp import cli as program_cli
from surveyapp.burden import cli, queries
from surveyapp.core.database import Database
from surveyapp.core.units import unit_of_work
from tests.factories.burden import make_measured_round

SIX = {"A1": [60] * 6, "A2": [30] * 6, "B1": [100] * 6}


class Installed:
    """What a command is given."""

    def __init__(self, database: Database) -> None:
        self.database = database


def run(database: Database, *arguments: str) -> Result:
    program = program_cli.Program("surveyapp")
    cli.register(program)
    return CliRunner().invoke(program, ["burden", *arguments], obj=Installed(database))


@pytest.fixture
def round_id(database: Database) -> int:
    with unit_of_work(database) as session:
        return make_measured_round(session, seconds=SIX).round.id


def test_a_snapshot_is_made_and_shown(database: Database, round_id: int) -> None:
    made = run(database, "snapshot", str(round_id), "--json")
    assert made.exit_code == 0, made.output
    answer = json.loads(made.stdout)
    assert answer["round_id"] == round_id
    assert answer["result"]["indicators"][0]["attributed_hours"] == pytest.approx(0.1)
    assert "totals" not in answer["result"], "single questions may be unpublished"
    with unit_of_work(database, read_only=True) as session:
        newest = queries.newest_snapshot(session, round_id)
    assert newest is not None
    assert newest.fingerprint == answer["fingerprint"]
    shown = run(database, "show", str(round_id))
    assert shown.exit_code == 0
    assert newest.fingerprint in shown.stdout
    assert "measured in 6 of 6" in shown.stdout


def test_a_round_that_is_not_there_is_refused_in_one_line(database: Database) -> None:
    found = run(database, "snapshot", "99")
    assert found.exit_code == 2
    assert found.stderr == "surveyapp: Det finns ingen omgång med id 99.\n"


def test_a_round_without_a_snapshot_says_how_to_make_one(database: Database, round_id: int) -> None:
    found = run(database, "show", str(round_id))
    assert found.exit_code == 2
    assert f"surveyapp burden snapshot {round_id}" in found.stderr


def test_a_round_without_time_makes_no_snapshot(database: Database) -> None:
    with unit_of_work(database) as session:
        made = make_measured_round(session, seconds={"A1": [0, 0]})
    found = run(database, "snapshot", str(made.round.id))
    assert found.exit_code == 2
    assert "Ingen tid är mätt" in found.stderr
    with unit_of_work(database, read_only=True) as session:
        assert queries.list_snapshots(session) == []
