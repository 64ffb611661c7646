"""Answer keys that nobody here wrote: RDMO's shared attributes, and Harmony's table of pairs."""

from __future__ import annotations

import csv
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from surveyapp.core.errors import Invalid
from surveyapp.overlap.model.features import Side
from surveyapp.overlap.rules.indexing import Vectors, nearest
from surveyapp.overlap.rules.measures import (
    ROUNDS,
    area_under_curve,
    average_precision,
    bootstrap,
)
from surveyapp.overlap.rules.similarity import Progress
from surveyapp.overlap.scoring import ModelPair, in_order

RDMO_LANGUAGES = ("en", "de")

READ = 20
"""Nearest questions of other catalogues that the model reads, per question; the others keep their
place by cosine, below all that were read."""


@dataclass(frozen=True)
class CatalogueQuestion:
    """A question of an RDMO catalogue, and the concept that its catalogue binds it to."""

    catalogue: str
    concept: str
    texts: dict[str, str]


def load_catalogues(folder: Path) -> list[CatalogueQuestion]:
    """Return the questions of all catalogues of a folder that are bound to a concept.

    Raises:
        Invalid: there is no catalogue in the folder, or a file is no XML.
    """
    found: list[CatalogueQuestion] = []
    for path in sorted(folder.glob("*.xml")):
        try:
            root = ET.parse(path).getroot()  # noqa: S314 - a file that its owner names
        except ET.ParseError as fault:
            raise Invalid(f"{path.name}, row {fault.position[0]}: this is no XML.") from fault
        for element in root:
            question = _question(path.stem, element)
            if question is not None:
                found.append(question)
    if not found:
        raise Invalid(f"{folder} holds no RDMO catalogue with questions bound to attributes.")
    return found


def _question(catalogue: str, element: ET.Element) -> CatalogueQuestion | None:
    if _tag(element) != "question":
        return None
    concept, texts = "", {}
    for child in element:
        name = _tag(child)
        if name == "attribute":
            uris = [value for key, value in child.attrib.items() if key.endswith("uri")]
            concept = (uris[0] if uris else child.text or "").strip()
        elif name == "text" and (child.text or "").strip():
            language = next((v for k, v in child.attrib.items() if k.endswith("lang")), "")
            texts[language] = " ".join((child.text or "").split())
    return CatalogueQuestion(catalogue, concept, texts) if concept and texts else None


def _tag(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def evaluate_catalogues(
    questions: Sequence[CatalogueQuestion],
    models: ModelPair,
    *,
    rounds: int = ROUNDS,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Return per language the figures over all pairs of questions from different catalogues.

    A pair overlaps when both are bound to the same concept. "search" are the vectors as turned for
    the search, which also choose what the model reads.
    """
    found: dict[str, Any] = {}
    for language in RDMO_LANGUAGES:
        spoken = [q for q in questions if q.texts.get(language)]
        if len({q.catalogue for q in spoken}) > 1:
            found[language] = _catalogues(spoken, language, models, rounds, progress)
    return found


def _catalogues(
    questions: Sequence[CatalogueQuestion],
    language: str,
    models: ModelPair,
    rounds: int,
    progress: Progress | None,
) -> dict[str, Any]:
    texts = [q.texts[language] for q in questions]
    plain, vectors = models.encoder.plain(texts), models.encoder.encode(texts)
    catalogues = np.unique([q.catalogue for q in questions], return_inverse=True)[1]
    concepts = np.unique([q.concept for q in questions], return_inverse=True)[1]
    rows, columns = np.triu_indices(len(questions), k=1)
    apart = catalogues[rows] != catalogues[columns]
    rows, columns = rows[apart], columns[apart]
    truth = concepts[rows] == concepts[columns]
    cosines = _cosines(vectors, rows, columns)
    figures: dict[str, Any] = {
        "questions": len(questions),
        "pairs": len(rows),
        "overlapping": int(truth.sum()),
        "cosine": _ranked(truth, _cosines(plain, rows, columns), rounds),
        "search": _ranked(truth, cosines, rounds),
    }
    if models.cross is not None:
        is_near = _near(vectors, catalogues)[rows, columns]
        pairs = [
            in_order(Side(texts[a]), Side(texts[b]))
            for a, b in zip(rows[is_near], columns[is_near], strict=True)
        ]
        scores = cosines - 2.0  # below everything that was read
        scores[is_near] = _overlap(models, pairs, progress)
        figures["read"] = len(pairs)
        figures["found_among_read"] = int((truth & is_near).sum())
        figures["model"] = _ranked(truth, scores, rounds)
    return figures


def _cosines(
    vectors: Vectors, rows: np.ndarray[Any, Any], columns: np.ndarray[Any, Any]
) -> np.ndarray[Any, Any]:
    """Return the cosine of each pair of rows, which have unit length."""
    found: np.ndarray[Any, Any] = np.sum(vectors[rows] * vectors[columns], axis=1).astype(float)
    return found


def _near(vectors: Vectors, catalogues: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return which pairs are among the nearest of either side, in other catalogues."""
    found = np.zeros((len(vectors), len(vectors)), bool)
    for catalogue in np.unique(catalogues):
        mine = np.flatnonzero(catalogues == catalogue)
        others = np.flatnonzero(catalogues != catalogue)
        places, _cosines = nearest(vectors[mine], vectors[others], READ)
        for row, near in zip(mine, places, strict=True):
            found[row, others[near]] = True
    return found | found.T


def load_table(path: Path) -> list[tuple[str, str, bool]]:
    """Return (text, text, whether they belong together) of a tab-separated table like Harmony's.

    Raises:
        Invalid: the file cannot be read or a row is wrong.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, delimiter="\t")
            if not {"text_1", "text_2", "y"} <= set(reader.fieldnames or ()):
                raise Invalid(f"{path.name}, row 1: the columns text_1, text_2 and y are needed.")
            rows = [(reader.line_num, row) for row in reader]
    except (OSError, UnicodeDecodeError) as fault:
        raise Invalid(f"{path} cannot be read: {fault}.") from fault
    for line, row in rows:
        if row["y"] not in ("0", "1"):
            raise Invalid(f"{path.name}, row {line}, column y: {row['y']!r} is neither 0 nor 1.")
    return [(row["text_1"], row["text_2"], row["y"] == "1") for _line, row in rows]


def evaluate_table(
    pairs: Sequence[tuple[str, str, bool]],
    models: ModelPair,
    *,
    rounds: int = ROUNDS,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Return the figures of cosine, of the vectors as turned for the search, and of the model on a
    table of pairs."""
    texts = sorted({text for a, b, _y in pairs for text in (a, b)})
    places = {text: n for n, text in enumerate(texts)}
    plain, vectors = models.encoder.plain(texts), models.encoder.encode(texts)
    truth = np.array([y for _a, _b, y in pairs], bool)
    rows = np.array([places[a] for a, _b, _y in pairs])
    columns = np.array([places[b] for _a, b, _y in pairs])
    figures: dict[str, Any] = {
        "pairs": len(pairs),
        "overlapping": int(truth.sum()),
        "cosine": _ranked(truth, _cosines(plain, rows, columns), rounds),
        "search": _ranked(truth, _cosines(vectors, rows, columns), rounds),
    }
    if models.cross is not None:
        sides = [in_order(Side(a), Side(b)) for a, b, _y in pairs]
        figures["model"] = _ranked(truth, _overlap(models, sides, progress), rounds)
    return figures


def _overlap(
    models: ModelPair, pairs: Sequence[tuple[Side, Side]], progress: Progress | None
) -> np.ndarray[Any, Any]:
    assert models.cross is not None
    chunk = 512
    found = []
    for first in range(0, len(pairs), chunk):
        rows = models.cross.read(pairs[first : first + chunk])
        found.append(rows[:, :3].sum(axis=1).astype(float))
        if progress is not None:
            progress(min(first + chunk, len(pairs)), len(pairs))
    return np.concatenate(found) if found else np.zeros(0)


def _ranked(
    truth: np.ndarray[Any, Any], scores: np.ndarray[Any, Any], rounds: int
) -> dict[str, Any]:
    return {
        "average_precision": bootstrap(average_precision, truth, scores, rounds=rounds).as_json(),
        "auc": bootstrap(area_under_curve, truth, scores, rounds=rounds).as_json(),
    }
