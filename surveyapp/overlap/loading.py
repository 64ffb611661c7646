"""The model of this installation: the shipped one, another that is named, or none."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from surveyapp.core.errors import Conflict, DomainError
from surveyapp.core.files import write_whole
from surveyapp.core.i18n import force_language
from surveyapp.core.i18n import gettext as _
from surveyapp.core.settings import overlap_model
from surveyapp.overlap.model import reader
from surveyapp.overlap.model.reader import CARD, ModelDamaged, ModelMissing, Models

OFF = "off"
"""Said instead of a directory to work on words and facets alone."""

JUDGED = "judged.json"
"""File in a model's directory that says what it reached beside the model that was in use."""


class ModelNotJudged(DomainError):
    """The directory that was named holds a model that nobody has compared with the one in use."""


UNUSABLE = (ModelMissing, ModelDamaged, ModelNotJudged)
"""What `models` raises; their words are for whoever runs the installation."""


def models(threads: int = 2) -> Models | None:
    """Return the model that the setting names, the shipped one without it; None where none can run.

    It is loaded once per process.

    Raises:
        ModelMissing: the directory that was named holds no model.
        ModelDamaged: a file is not the one that the model's card names.
        ModelNotJudged: it was not judged on the frozen pairs, or has changed since.
    """
    named = overlap_model()
    if named == OFF:
        return None
    return _loaded(Path(named) if named else None, threads)


@lru_cache(maxsize=2)
def _loaded(directory: Path | None, threads: int) -> Models | None:
    if directory is not None and not _is_judged(directory):
        raise ModelNotJudged(
            f"{directory} has not been judged beside the model in use. Judge it with "
            f"'surveyapp overlap compare-models {directory}', look at its figures, and try again."
        )
    return reader.load(directory, threads=threads)


@contextmanager
def explained(language: str) -> Iterator[None]:
    """Refuse in a person's language, and say what to do when the model cannot be used.

    Raises:
        Conflict: the model cannot be used.
    """
    with force_language(language):
        try:
            yield
        except UNUSABLE as problem:
            raise Conflict(
                _(
                    "%(what_to_do)s Till den som sköter driften: %(problem)s",
                    what_to_do=_what_to_do(problem),
                    problem=str(problem),
                )
            ) from problem


def _what_to_do(problem: DomainError) -> str:
    if isinstance(problem, ModelMissing):
        return _(
            "Modellen som ska jämföra frågorna saknas. Be den som sköter driften lägga den på plats,"
            " eller ta bort inställningen som pekar ut den, och försök igen."
        )
    if isinstance(problem, ModelDamaged):
        return _(
            "Modellen som ska jämföra frågorna är skadad. Be den som sköter driften hämta den på"
            " nytt, och försök igen."
        )
    return _(
        "Modellen som ska jämföra frågorna är inte prövad än. Be den som sköter driften pröva den,"
        " eller ta bort inställningen som pekar ut den, och försök igen."
    )


def in_use() -> Models | None:
    """Return the model that another one is to be judged beside: where that is named already, the shipped one."""
    try:
        return models()
    except ModelNotJudged:
        return reader.load()


def mark_judged(directory: Path, figures: Mapping[str, object]) -> None:
    """Write what a model reached into its directory, so that it can be switched to.

    Raises:
        ModelNotJudged: the directory cannot be written.
    """
    told = {"card": _checksum(directory), "figures": figures}
    text = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
    try:
        write_whole(directory / JUDGED, text.encode())
    except OSError as error:
        raise ModelNotJudged(
            f"{directory / JUDGED} cannot be written ({error.strerror}): the model was judged, but "
            "cannot be switched to before its folder can be written."
        ) from error


def _is_judged(directory: Path) -> bool:
    if not (directory / CARD).is_file():
        return True  # there is no model at all, which is said when it is loaded
    try:
        told = json.loads((directory / JUDGED).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(told, dict) and told.get("card") == _checksum(directory)


def _checksum(directory: Path) -> str:
    """Of the card, which has the checksums of all files of the model."""
    return hashlib.sha256((directory / CARD).read_bytes()).hexdigest()
