"""What is built is whole: a wheel, installed where no checkout is, migrates and serves."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import sources
from tests.support.processes import fetch, free_port, started
from tests.support.sources import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    for path in sources.tracked():
        target = source / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)
    build = "import sys, hatchling.build as backend; backend.build_wheel(sys.argv[1])"
    subprocess.run(
        [sys.executable, "-c", build, str(folder)], cwd=source, check=True, capture_output=True
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the programs' folder of a fresh environment with the wheel and this one's libraries."""
    environment = tmp_path_factory.mktemp("installed") / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    python = environment / "bin" / "python"
    subprocess.run(
        [str(python), "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", str(wheel)],
        check=True,
    )
    # After the environment's own folder in the search, and without this checkout's link.
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(
        subprocess.run(
            [str(python), "-c", ask], check=True, capture_output=True, text=True
        ).stdout.strip()
    )
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return environment / "bin"


@pytest.fixture
def elsewhere(tmp_path: Path) -> dict[str, str]:
    """Return the environment of an installation that knows nothing of the checkout."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {
        "SURVEYAPP_DATABASE": f"sqlite:///{tmp_path / 'surveyapp.db'}",
        "SURVEYAPP_INSTANCE": str(tmp_path),
        "SURVEYAPP_SECRET": "s" * 40,
        "SURVEYAPP_PRODUCTION": "0",
    }


def test_the_wheel_carries_everything_a_page_needs(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        *(f"surveyapp/_data/{p.relative_to(ROOT).as_posix()}" for p in tracked_below("templates")),
        *(f"surveyapp/_data/{p.relative_to(ROOT).as_posix()}" for p in tracked_below("migrations")),
        *(p.relative_to(ROOT).as_posix() for p in tracked_below("surveyapp")),
    }
    assert wanted <= inside, sorted(wanted - inside)
    assert any(name.endswith("licenses/LICENSE") for name in inside)
    strangers = [name for name in inside if not re.match(r"surveyapp(-[\d.]+\.dist-info)?/", name)]
    assert not strangers, strangers


def test_the_command_runs_away_from_the_checkout(
    installed: Path, elsewhere: dict[str, str], tmp_path: Path
) -> None:
    said = run(installed, elsewhere, tmp_path, "--help")
    assert "Commands:" in said
    where = "import surveyapp; print(surveyapp.__file__)"
    origin = subprocess.run(
        [str(installed / "python"), "-c", where],
        env=elsewhere,
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert str(installed.parent) in origin, f"the checkout was imported: {origin}"


def test_the_installed_product_migrates_and_serves(
    installed: Path, elsewhere: dict[str, str], tmp_path: Path
) -> None:
    run(installed, elsewhere, tmp_path, "db", "upgrade")
    assert "equal to the models" in run(installed, elsewhere, tmp_path, "db", "check")
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    serve: list[str | Path] = [installed / "surveyapp", "serve", "--port", str(port)]
    with started(serve, environment=elsewhere, folder=tmp_path, live=f"{address}/live"):
        page = fetch(f"{address}/")
        assert "<h1" in page
        styles = re.findall(r'<link[^>]+href="([^"]+\.css)"', page)
        assert styles, "the page names no style sheet"
        for style in styles:
            assert "{" in fetch(address + style)


def run(installed: Path, environment: dict[str, str], folder: Path, *command: str) -> str:
    done = subprocess.run(
        [str(installed / "surveyapp"), *command],
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def tracked_below(folder: str) -> Iterator[Path]:
    return (path for path in sources.tracked() if path.is_relative_to(ROOT / folder))
