"""The repository as a whole: nothing of the machine it was written on, hashed locks, one head."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from tests.support import sources
from tests.support.sources import ROOT

VENDORED = ("surveyapp/static/vendor/", "tests/support/axe.", "surveyapp/static/fonts/")
BINARY = {".woff2", ".woff", ".ttf", ".otf", ".png", ".ico", ".pdf", ".xlsx", ".xls", ".jpg", ".gz"}

FOLDERS = "|".join(
    ("".join(("wo", "rk")), "".join(("ro", "ot")) + r"/\.\w+", "".join(("ho", "me")) + r"/\w+")
)
HOSTS = "|".join(
    re.escape(".".join(host)) for host in (("pypi", "org"), ("npmjs", "org"), ("deb", "debian"))
)
MACHINE = re.compile(
    rf"(?<![\w.$}}/-])/(?:{FOLDERS})(?:/|\b(?![\w-]))|\b(?:files\.)?(?:{HOSTS})|Co-[A]uthored"
)
"""Paths of one machine and hosts of registries. Written in pieces, so as not to find itself."""

LOCKS = ["requirements.lock", "requirements-dev.lock"]
REQUIREMENT = re.compile(r"^[a-z0-9][a-z0-9._-]*(\[[a-z,]+\])?==\S+( ; .+)?$")


def machine_words(text: str) -> list[str]:
    return [hit.group() for hit in MACHINE.finditer(text)]


def lock_faults(text: str) -> list[str]:
    """Return the logical lines that are not a pinned requirement with at least one hash."""
    faults = []
    for line in text.replace("\\\n", " ").splitlines():
        requirement, *hashes = [part.strip() for part in line.split("--hash=")]
        if not requirement or requirement.startswith("#"):
            continue
        hashed = hashes and all(re.fullmatch(r"sha256:[0-9a-f]{64}", value) for value in hashes)
        if not hashed or not REQUIREMENT.match(requirement):
            faults.append(line[:100])
    return faults


def test_nothing_of_the_machine_it_was_written_on() -> None:
    found = {}
    for path in sources.tracked():
        name = path.relative_to(ROOT).as_posix()
        if path.suffix in BINARY or name.startswith(VENDORED):
            continue
        if words := machine_words(path.read_text("utf-8", errors="replace")):
            found[name] = words[:3]
    assert not found, found


@pytest.mark.parametrize(
    "pieces",
    [
        ("see /wo", "rk/main"),
        ("cd /ro", "ot/.cache/x"),
        ("/ho", "me/anna/x"),
        ("https://py", "pi.org/simple"),
    ],
)
def test_the_search_for_machine_words_bites(pieces: tuple[str, str]) -> None:
    assert machine_words("".join(pieces))


@pytest.mark.parametrize(
    "text", ["href='/work-minutes'", "a/work/b", "/root/person", "/home", "/worker"]
)
def test_the_search_leaves_addresses_alone(text: str) -> None:
    assert not machine_words(text)


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_carries_hashes_and_no_index(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert text.count("==") > 50
    assert not lock_faults(text)


@pytest.mark.parametrize(
    "line",
    [
        "flask==3.1.3",
        "flask>=3 --hash=sha256:" + "0" * 64,
        "--index-url https://example.org --hash=sha256:" + "0" * 64,
        "flask @ https://example.org/flask.whl --hash=sha256:" + "0" * 64,
    ],
)
def test_the_lock_check_bites(line: str) -> None:
    assert lock_faults(line)


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_holds_every_stated_dependency(name: str) -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    stated = list(project["dependencies"])
    if name == "requirements-dev.lock":
        stated += project["optional-dependencies"]["dev"]
    names = {re.split(r"[\[<>=;~! ]", line, maxsplit=1)[0].lower() for line in stated}
    locked = set(re.findall(r"^([a-z0-9._-]+)==", (ROOT / name).read_text("utf-8"), re.MULTILINE))
    assert names <= locked, names - locked


def test_the_development_lock_holds_the_other_in_the_same_versions() -> None:
    """The scripts rely on it: an environment made for the tests also serves."""
    runtime, development = (
        set(
            re.findall(r"^(\S+==\S+)( ; [^\\\n]+)?", (ROOT / name).read_text("utf-8"), re.MULTILINE)
        )
        for name in LOCKS
    )
    anywhere = {(pin, "") for pin, _marker in runtime}  # the other may need it on more machines
    missing = {pin for pin, marker in runtime if (pin, marker) not in development}
    missing -= {pin for pin, _marker in anywhere & development}
    assert not missing, missing


def migrations() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return ScriptDirectory.from_config(config)


def test_there_is_one_newest_migration_and_it_is_named() -> None:
    heads = migrations().get_heads()
    assert len(heads) == 1, f"two branches met: {heads}"
    assert (ROOT / "migrations" / ".current-head").read_text("utf-8").strip() == heads[0]


def test_migrations_are_numbered_without_a_gap() -> None:
    names = sorted(path.name for path in (ROOT / "migrations" / "versions").glob("[0-9]*.py"))
    assert [name[:4] for name in names] == [f"{number:04}" for number in range(1, len(names) + 1)]


def test_the_licence_is_the_whole_text() -> None:
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert "15.Applicable Law" in text
    assert "‘Compatible Licences’ according to Article 5 EUPL are:" in text


def test_scripts_can_be_run() -> None:
    for name in ("script/server", "script/test", "script/lock", ".ci/run"):
        path = ROOT / name
        assert path.stat().st_mode & 0o111, f"{name} is not executable"
        assert path.read_text("utf-8").startswith("#!/bin/sh\n"), f"{name} must run in plain sh"


def test_every_decision_record_is_numbered() -> None:
    names = sorted(path.name for path in Path(ROOT / "docs" / "adr").glob("*.md"))
    assert [name[:4] for name in names] == [f"{number:04}" for number in range(1, len(names) + 1)]
