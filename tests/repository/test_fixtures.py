"""The test support itself: both databases empty each time, a client that notices bad pages."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from surveyapp.core.database import Database
from tests.support import postgres
from tests.support.html import InvalidHtml, check_html
from tests.support.network import NetworkBlocked

ROOT = Path(__file__).parents[2]
GOOD = "<!DOCTYPE html><html lang='sv'><head><title>Sida</title></head><body>{}</body></html>"


@pytest.mark.parametrize("turn", [1, 2])
def test_every_test_starts_with_an_empty_database(database: Database, turn: int) -> None:
    with database.engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE IF NOT EXISTS scratch (id INTEGER)"))
        before = connection.execute(sa.text("SELECT count(*) FROM scratch")).scalar_one()
        connection.execute(sa.text("INSERT INTO scratch VALUES (1)"))
    assert before == 0, f"turn {turn} found rows of an earlier test"


def test_a_missing_server_is_named_with_its_package(tmp_path: Path) -> None:
    with pytest.raises(postgres.PostgresqlMissing, match="apt-get install postgresql"):
        postgres.programs(tmp_path)


def test_the_newest_server_is_taken(tmp_path: Path) -> None:
    for version in ("9.6", "15", "13"):
        (tmp_path / version / "bin").mkdir(parents=True)
        (tmp_path / version / "bin" / "initdb").touch()
    assert postgres.programs(tmp_path) == tmp_path / "15" / "bin"


def test_a_run_inside_a_run_leaves_the_servers_folder_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(postgres.CLUSTER_VARIABLE, str(tmp_path))
    monkeypatch.setenv(postgres.OWNER_VARIABLE, "1")
    postgres.finish_run()
    assert tmp_path.is_dir()


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1", "example.org"])
def test_the_network_is_blocked(address: str) -> None:
    with pytest.raises(NetworkBlocked, match=address):
        socket.create_connection((address, 80), timeout=1)


def test_a_valid_page_passes() -> None:
    check_html(GOOD.format("<p id='a'>Hej</p>"))


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<p><div></p></div>", "end tag"),
        ("<p id='a'></p><p id='a'></p>", "stands twice"),
        ("<table><p>text</p></table>", "line 1"),
        ("<p>%(count)s frågor</p>", "left unformatted"),
        ("<p>{{ name }}</p>", "left unformatted"),
    ],
)
def test_an_invalid_page_is_refused(body: str, fault: str) -> None:
    with pytest.raises(InvalidHtml, match=fault):
        check_html(GOOD.format(body))


@pytest.mark.parametrize("switch", ["--without-postgresql", "--without-browser"])
def test_leaving_tests_out_is_refused_in_ci_and_said_elsewhere(switch: str) -> None:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        switch,
        f"{__file__}::test_a_valid_page_passes",
    ]
    in_ci = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | {"CI": "true"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert in_ci.returncode == 4
    assert "must not be left out in CI" in in_ci.stderr
    elsewhere = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"CI": ""}, capture_output=True, text=True, check=False
    )
    assert elsewhere.returncode == 0
    assert f"NOT RUN: the {switch[10:]} tests were left out" in elsewhere.stdout
