"""The repository's own files, for tests that read them."""

from __future__ import annotations

import ast
import functools
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "surveyapp"

ROOMS = (
    "core",
    "registry",
    "accounts",
    "questionnaires",
    "rounds",
    "responses",
    "timing",
    "burden",
    "overlap",
    "results",
    "review",
    "reports",
    "demo",
    "web",
)
"""Upstream first."""

NOT_OURS = {".git", ".venv", "node_modules", "__pycache__", "instance", "dist", "build"}


def tracked() -> list[Path]:
    """Return the files git knows or would add; without git, every file that is not a by-product."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0:
        found = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        found = [
            path for path in ROOT.rglob("*") if not NOT_OURS & set(path.relative_to(ROOT).parts)
        ]
    return sorted(path for path in found if path.is_file())


def modules() -> Iterator[Path]:
    yield from sorted(PACKAGE.rglob("*.py"))


def templates() -> Iterator[Path]:
    yield from sorted((ROOT / "templates").rglob("*.html"))


def room(path: Path) -> str:
    """Return the room a module belongs to; "" for the package's own files."""
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else ""


def role(path: Path) -> str:
    """Return the file's role: `queries` for queries.py and for every file of a package queries/."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return parts[1] if len(parts) > 1 else parts[0]


@functools.cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Yield (last part of the called name, call)."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Name(id=name) | ast.Attribute(attr=name):
                    yield name, node


def place(path: Path, node: ast.expr | ast.stmt) -> str:
    return f"{path.relative_to(ROOT)}:{node.lineno}"
