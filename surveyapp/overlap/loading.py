"""The model of this installation: the shipped one, another that is named, or none."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from surveyapp.core.settings import overlap_model
from surveyapp.overlap.model import reader
from surveyapp.overlap.model.reader import Models

OFF = "off"
"""Said instead of a directory to work on words and facets alone."""


def models(threads: int = 2) -> Models | None:
    """Return the model that the setting names, the shipped one without it; None where none can run.

    It is loaded once per process.

    Raises:
        ModelMissing: the directory that was named holds no model.
        ModelDamaged: a file is not the one that the model's card names.
    """
    named = overlap_model()
    if named == OFF:
        return None
    return _loaded(Path(named) if named else None, threads)


@lru_cache(maxsize=2)
def _loaded(directory: Path | None, threads: int) -> Models | None:
    return reader.load(directory, threads=threads)
