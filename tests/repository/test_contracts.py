"""Each import contract is seen to bite: a planted import against it breaks it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.support.sources import PACKAGE, ROOT

PLANTED = {
    "rooms": {"registry/planted.py": "def f():\n    import surveyapp.reports\n"},
    "pure-rules": {"review/rules.py": "from sqlalchemy import select\n"},
    "models-below": {
        "review/models.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import flask\n"
    },
    "queries-below": {"review/queries.py": "import surveyapp.review.service\n"},
    "services-below": {"review/service.py": "import flask\n"},
    "forms-are-shapes": {
        "review/forms.py": "import surveyapp.review.planted\n",
        "review/planted.py": "import surveyapp.review.queries\n",
    },
    "views-alone": {"review/views.py": "import surveyapp.rounds.views\n"},
    "one-pdf-engine": {"burden/planted.py": "import weasyprint\n"},
}


def contracts() -> list[dict[str, str]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    found: list[dict[str, str]] = project["tool"]["importlinter"]["contracts"]
    return found


def lint(folder: Path) -> str:
    """Return what import-linter says of the tree in `folder`."""
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [str(program), "--no-logo", "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    only_code = shutil.ignore_patterns("static", "translations", "__pycache__", "data")
    shutil.copytree(PACKAGE, tmp_path / "surveyapp", ignore=only_code)
    return tmp_path


def test_every_contract_is_planted_against() -> None:
    assert {contract["id"] for contract in contracts()} == set(PLANTED)


def test_every_contract_bites(tree: Path) -> None:
    for files in PLANTED.values():
        for name, code in files.items():
            path = tree / "surveyapp" / name
            before = path.read_text("utf-8") if path.exists() else '"""Planted."""\n'
            path.write_text(f"{before}\n{code}", "utf-8")
    said = lint(tree)
    kept = [
        contract["name"] for contract in contracts() if f"{contract['name']} BROKEN" not in said
    ]
    assert not kept, f"kept in spite of what was planted: {kept}\n{said}"


def test_a_new_folder_must_be_placed(tree: Path) -> None:
    (tree / "surveyapp" / "newroom").mkdir()
    (tree / "surveyapp" / "newroom" / "__init__.py").touch()
    assert "newroom" in lint(tree)
