"""The documents name only what exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.support import sources
from tests.support.sources import ROOT

DOCUMENTS = [
    path.relative_to(ROOT).as_posix() for path in sources.tracked() if path.suffix == ".md"
]
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)\s#]+)")


def missing_tests(text: str) -> list[str]:
    missing = []
    for name, function in TEST.findall(text):
        path = ROOT / name
        tree = ast.parse(path.read_text("utf-8")) if path.exists() else ast.Module([], [])
        if function not in {
            node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)
        }:
            missing.append(f"{name}::{function}")
    return missing


def dead_links(text: str, folder: Path) -> list[str]:
    return [target for target in LINK.findall(text) if not (folder / target).exists()]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_test_that_a_document_names_exists(name: str) -> None:
    assert not missing_tests((ROOT / name).read_text("utf-8"))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_to_a_file_leads_somewhere(name: str) -> None:
    path = ROOT / name
    assert not dead_links(path.read_text("utf-8"), path.parent)


def test_the_checks_bite() -> None:
    here = "tests/repository/test_docs.py"
    assert missing_tests(f"`{here}::test_that_never_was`, `tests/nowhere.py::test_x`")
    assert not missing_tests(f"`{here}::test_the_checks_bite`")
    assert dead_links("[a](nowhere.md) and ![b](pictures/none.png)", ROOT) == [
        "nowhere.md",
        "pictures/none.png",
    ]
    assert not dead_links("[a](LICENSE#x) [b](https://example.org)", ROOT)
