"""The pairs that the model learns from and is judged on: two questions, a label, what differs."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from surveyapp.core.errors import DomainError
from surveyapp.overlap.model.features import Side
from surveyapp.overlap.model.reader import LABELS

PAIRS = Path(__file__).parent / "pairs"
"""The pairs written for this project."""
IDENTICAL, REWORDED, DERIVABLE, RELATED, UNRELATED = range(5)
DIFFERENCES = (
    "",
    *[
        "date",
        "period",
        "age",
        "sex",
        "unit_counted",
        "service_area",
        "provider",
        "decision",
        "direction",
        "legal_ground",
    ],
    *[
        "actor",
        "threshold",
        "planned_done",
        "mean_median",
        "routine_followup",
        "population",
        "measure",
    ],
    *["answer_options", "breakdown", "place_person", "perspective", "other"],
)
"""What may differ; learned beside the label, not shown to anybody."""
DECISIONS = {
    "same": REWORDED,
    "derivable": DERIVABLE,
    "related": RELATED,
    "not_related": UNRELATED,
}
"""A reviewer's decision as a label; a pair that nobody could tell is not learned from."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One labelled pair. `needs_metadata`: the label holds only while the metadata is shown."""

    id: str
    a: Side
    b: Side
    languages: tuple[str, str]
    label: int
    difference: str = ""
    source: str = ""
    needs_metadata: bool = False

    @property
    def overlaps(self) -> bool:
        """Whether one answer can serve both, or one follows from the other."""
        return self.label < RELATED

    def swapped(self) -> Pair:
        """The same pair the other way round."""
        return replace(self, a=self.b, b=self.a, languages=self.languages[::-1])

    def bare(self) -> Pair:
        """The same pair with the texts alone."""
        return replace(self, a=self.a.without_metadata(), b=self.b.without_metadata())

    @property
    def has_metadata(self) -> bool:
        """Whether either side has more than its text."""
        return self.a.has_metadata or self.b.has_metadata


def read_pairs(path: Path, *, population: bool = True) -> list[Pair]:
    """The labelled rows of one file.

    `population` False leaves the population columns out: where they were filled in once per pair
    they give the label away.

    Raises:
        DomainError: the file lacks a column.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for column in ("text_a", "text_b", "label"):
        if rows and column not in rows[0]:
            raise DomainError(f"{path.name} has no column {column}.")

    def side(row: dict[str, str], name: str) -> Side:
        return Side(
            row[f"text_{name}"],
            row.get(f"answer_type_{name}") or "",
            row.get(f"reference_period_{name}") or "",
            (row.get(f"population_{name}") or "") if population else "",
        )

    pairs = []
    for number, row in enumerate(rows, start=1):
        label = (row["label"] or "").strip()
        if label in LABELS:
            at = LABELS.index(label)
        elif label in DECISIONS:
            at = DECISIONS[label]
        else:
            continue
        pairs.append(
            Pair(
                row.get("id") or f"{path.stem}-{number}",
                side(row, "a"),
                side(row, "b"),
                (row.get("lang_a") or "sv", row.get("lang_b") or "sv"),
                at,
                (row.get("difference") or "").replace(" ", ";").split(";")[0].strip().lower(),
                path.stem,
            )
        )
    return pairs


def read_all(folder: Path = PAIRS) -> list[Pair]:
    """Every file of a folder, in the order of the names."""
    return [pair for path in sorted(folder.glob("*.csv")) for pair in read_pairs(path)]


def digest(paths: Iterable[Path]) -> str:
    """One checksum over the contents of files, in the order of their names."""
    whole = hashlib.sha256()
    for path in sorted(paths, key=lambda item: item.name):
        whole.update(path.name.encode())
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


TRANSLATED = "xl-"
"""A pair made by translating one side of another carries its id behind this."""
OTHER_TOPICS = "part_2"
HARDEST = "part_9"


def leave_out(pairs: list[Pair]) -> tuple[list[Pair], list[Pair]]:
    """(to learn from, to judge on): one part whole, and every second pair of the hardest part."""
    judged = [pair for pair in pairs if pair.source == OTHER_TOPICS]
    judged += [pair for pair in pairs if pair.source == HARDEST][::2]
    return without(pairs, judged), judged


def texts_of(pairs: Iterable[Pair]) -> set[str]:
    """The texts of both sides, for asking whether a text is among them."""
    return {side.text.strip().lower() for pair in pairs for side in (pair.a, pair.b)}


def without(pairs: list[Pair], judged: list[Pair]) -> list[Pair]:
    """The pairs that are not judged on and share no text with those that are."""
    ids = {pair.id for pair in judged}
    others = [pair for pair in pairs if pair.id.removeprefix(TRANSLATED) not in ids]
    return without_texts(others, texts_of(judged))


def without_texts(pairs: Iterable[Pair], texts: Collection[str]) -> list[Pair]:
    """The pairs neither side of which has one of the texts, given in lower case."""
    return [
        pair
        for pair in pairs
        if pair.a.text.strip().lower() not in texts and pair.b.text.strip().lower() not in texts
    ]
