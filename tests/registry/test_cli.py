"""`surveyapp registry import`: the same report, and exit codes that scripts can trust."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from surveyapp import cli
from surveyapp.core.database import Database
from surveyapp.core.settings import Settings
from surveyapp.core.units import unit_of_work
from surveyapp.registry.cli import registry
from surveyapp.registry.models import BankEdition, BankQuestion, County
from tests.support.shared import shared_file


@pytest.fixture
def installation(settings: Settings) -> cli.Installation:
    return cli.Installation(settings)


def run(installation: cli.Installation, *arguments: str) -> Result:
    result = CliRunner().invoke(registry, list(arguments), obj=installation)
    installation.database.dispose()
    return result


def test_key_figures_are_read_in_twice_without_a_duplicate(
    installation: cli.Installation, database: Database
) -> None:
    file = str(shared_file("data", "domain", "kolada_kpi.csv"))
    first = json.loads(run(installation, "import", "kolada", file, "--json").stdout)
    second = json.loads(run(installation, "import", "kolada", file, "--json").stdout)
    assert (first["verdict"], first["taken"], first["refused"]) == ("stored", 1152, 0)
    assert (second["taken"], second["changed"], second["unchanged"]) == (0, 0, 1152)
    with unit_of_work(database, read_only=True) as session:
        assert session.scalar(select(func.count(BankQuestion.id))) == 1152


def test_a_dry_run_writes_nothing(installation: cli.Installation, database: Database) -> None:
    file = str(shared_file("data", "domain", "counties.csv"))
    result = run(installation, "import", "counties", file, "--dry-run")
    assert (result.exit_code, "tried, 21 rows" in result.output) == (0, True)
    with unit_of_work(database, read_only=True) as session:
        assert session.scalar(select(func.count(County.code))) == 0


def test_a_refused_file_ends_with_two_and_one_line(
    installation: cli.Installation, tmp_path: Path
) -> None:
    file = tmp_path / "lan.csv"
    file.write_text("code,name\nx,A\n05,\n")
    result = run(installation, "import", "counties", str(file))
    assert result.exit_code == 2
    assert result.stderr.strip().splitlines() == [
        (
            "surveyapp: lan.csv refused: row 2 code: The code must have 2 digits. "
            "Write the code as text, with its leading zero. (1 more faults above)"
        )
    ]
    assert "row 3 name" in result.stdout


def test_the_shipped_registers_are_loaded_once(installation: cli.Installation) -> None:
    first = json.loads(run(installation, "load", "--json").stdout)
    assert first == {"counties": 21, "groups": 9, "municipalities": 290, "collections": 36}
    assert run(installation, "load").stdout == (
        "added 0 counties, 0 groups, 0 municipalities, 0 collections\n"
    )


def test_the_bank_takes_several_files_a_collection_and_a_year(
    installation: cli.Installation, database: Database
) -> None:
    run(installation, "load")
    folder = shared_file("data", "instruments", "rdmo")
    files = [str(folder / name) for name in ("questions-snf.xml", "optionsets.xml")]
    arguments = ["import", "bank", *files, "--collection", "ehalsa", "--year", "2024", "--json"]
    first = json.loads(run(installation, *arguments).stdout)
    second = json.loads(run(installation, *arguments).stdout)
    assert (first["taken"], first["filename"]) == (82, "questions-snf.xml, optionsets.xml")
    assert (second["taken"], second["unchanged"]) == (0, 82)
    with unit_of_work(database, read_only=True) as session:
        assert session.scalar(select(func.count(BankEdition.id))) == 82


def test_a_bomb_ends_with_two_and_one_line(installation: cli.Installation, tmp_path: Path) -> None:
    file = tmp_path / "bomb.xml"
    file.write_text('<!DOCTYPE r [<!ENTITY a "aaaa">]><rdmo>&a;</rdmo>')
    result = run(installation, "import", "bank", str(file))
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 1
    assert "DOCTYPE" in result.stderr
