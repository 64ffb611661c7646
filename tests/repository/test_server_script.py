"""script/server: brings the product up, says what is wrong in one line, keeps the data."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import urllib.error
from pathlib import Path

import pytest

from tests.support.processes import fetch, free_port, started
from tests.support.sources import ROOT

SERVER = ROOT / "script" / "server"


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def environment(tmp_path: Path, port: int) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    home = tmp_path / "home"
    home.mkdir()
    return kept | {
        "HOME": str(home),
        "PORT": str(port),
        "SURVEYAPP_INSTANCE": str(tmp_path / "instance"),
        "SURVEYAPP_DEMO": "0",
    }


def stop(process: subprocess.Popen[str], how: signal.Signals, said: Path) -> int:
    process.send_signal(how)
    try:
        return process.wait(timeout=60)
    except subprocess.TimeoutExpired:
        listed = subprocess.run(
            ["ps", "-eo", "pid,ppid,etimes,stat,wchan:20,args"],
            capture_output=True,
            text=True,
            check=False,
        ).stdout
        raise AssertionError(f"{how.name} did not stop it:\n{said.read_text()}\n{listed}") from None


def test_starts_serves_stops_and_keeps_what_it_made(
    environment: dict[str, str], port: int, tmp_path: Path
) -> None:
    live = f"http://127.0.0.1:{port}/live"
    secret = tmp_path / "instance" / "secret"
    secrets = set()
    for how in (signal.SIGTERM, signal.SIGINT):
        with started([SERVER], environment=environment, folder=tmp_path, live=live) as process:
            assert "<h1" in fetch(f"http://127.0.0.1:{port}/")
            secrets.add(secret.read_text())
            assert not list((tmp_path / "home").rglob("*.ctl")), "a socket that takes commands"
            assert stop(process, how, tmp_path / "said") == 0
        with pytest.raises(urllib.error.URLError):
            fetch(live)
    assert len(secrets) == 1, "everybody was signed out by a restart"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert (tmp_path / "instance" / "surveyapp.db").exists()


def test_ctrl_c_stops_it_where_the_tests_run_in_the_background(
    environment: dict[str, str], port: int, tmp_path: Path
) -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        live = f"http://127.0.0.1:{port}/live"
        with started([SERVER], environment=environment, folder=tmp_path, live=live) as process:
            assert stop(process, signal.SIGINT, tmp_path / "said") == 0
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_taken_port_is_said_in_one_line(
    environment: dict[str, str], port: int, tmp_path: Path
) -> None:
    live = f"http://127.0.0.1:{port}/live"
    with started([SERVER], environment=environment, folder=tmp_path, live=live):
        second = subprocess.run(
            [str(SERVER)], env=environment, capture_output=True, text=True, check=False
        )
    assert second.returncode == 1
    said = f"Something already answers on http://127.0.0.1:{port}. Stop it, or choose another port"
    assert second.stderr == f"{said}: PORT=5001 script/server\n"


def test_production_without_a_secret_is_refused(environment: dict[str, str]) -> None:
    done = subprocess.run(
        [str(SERVER)],
        env=environment | {"SURVEYAPP_PRODUCTION": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "SURVEYAPP_SECRET must be set" in done.stderr


LIBRARY = f"cd '{ROOT}' && . script/lib.sh && "


def in_shell(code: str, path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", "-euc", LIBRARY + code],
        env={"PATH": f"{path}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


def program(folder: Path, name: str, code: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{code}\n")
    (folder / name).chmod(0o755)


def test_a_missing_package_is_named_when_it_cannot_be_installed(tmp_path: Path) -> None:
    program(tmp_path, "dpkg-query", "exit 1")
    program(tmp_path, "id", "echo 1000")
    program(tmp_path, "sudo", "exit 1")
    done = in_shell("need_packages libone libtwo", tmp_path)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "Missing system packages; install them and start again: sudo apt-get install libone libtwo"
    ]


def test_a_missing_package_is_installed_when_it_can_be(tmp_path: Path) -> None:
    program(tmp_path, "dpkg-query", 'case "$4" in libhere) echo installed ;; *) exit 1 ;; esac')
    program(tmp_path, "id", "echo 1000")
    program(tmp_path, "sudo", 'shift; [ "$1" = true ] || exec "$@"')
    program(tmp_path, "apt-get", f'echo "$@" >>{tmp_path}/asked')
    done = in_shell("need_packages libhere libtwo; need_packages libthree", tmp_path)
    assert done.returncode == 0, done.stderr
    asked = (tmp_path / "asked").read_text().splitlines()
    assert [line.split("Use-Pty=0 ")[1] for line in asked] == [
        "update",
        "install -y --no-install-recommends libtwo",
        "install -y --no-install-recommends libthree",
    ]


def test_an_old_python_is_refused_with_its_version(tmp_path: Path) -> None:
    for name in ("python3", "python3.14", "python3.13", "python3.12", "python3.11"):
        program(tmp_path, name, 'case "$1" in --version) echo Python 3.9.2 ;; *) exit 1 ;; esac')
    done = in_shell("find_python", tmp_path)
    assert done.returncode == 1
    assert "Python 3.11 or newer is needed; this machine has Python 3.9.2" in done.stderr


@pytest.mark.parametrize(
    ("switch", "named"), [("--without-browser", "browser"), ("--without-postgresql", "PostgreSQL")]
)
def test_ci_may_leave_nothing_out(switch: str, named: str) -> None:
    done = subprocess.run(
        [str(ROOT / "script" / "test"), switch],
        env=os.environ | {"CI": "true"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.splitlines() == [f"CI runs every test: leave {named} in"]
