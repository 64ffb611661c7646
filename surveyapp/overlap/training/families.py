"""Families: one base question said in several ways, and its neighbours that ask for something else.

A pair of texts is a sample of a family. Because the same text stands in pairs of every label, neither
its words nor its frame give the label away.
"""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from surveyapp.core.errors import DomainError
from surveyapp.overlap.model.features import Side
from surveyapp.overlap.training.pairs import (
    DERIVABLE,
    IDENTICAL,
    RELATED,
    REWORDED,
    Pair,
    read_pairs,
)

FAMILIES = Path(__file__).parent / "families"
"""The families written for this project."""
OTHER_HAND, MANY_HANDS = "family_8", "family_17"
JUDGED = (OTHER_HAND, MANY_HANDS)
"""The files that are never learned from: one hand that wrote no other, and some of each hand of 9-16."""
NEAR = Path(__file__).parent / "judged" / "near.csv"
"""400 of the nearest pairs (by the turned vectors) of judged families, the two never of one family; judged
one by one. One of them overlaps."""
RELATIONS = ("base", "derivable", "different")
NOT_NAMED = "not named"
"""What differs between two neighbours is not known: no lesson for the head that names it."""

_FRAME = re.compile(r"^\s*(?:\w{1,3}[.):]\s+)?|[\W_]+")


@dataclass(frozen=True, slots=True)
class Meaning:
    """Texts (language, text) that one answer serves, and how that answer relates to the base's."""

    relation: str
    difference: str
    texts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Family:
    """A base and its neighbours."""

    id: str
    base: Meaning
    others: tuple[Meaning, ...]

    def texts(self) -> list[str]:
        """Every text of the family."""
        return [text for meaning in (self.base, *self.others) for _code, text in meaning.texts]

    def same(self) -> list[Pair]:
        """Every pair of texts of one meaning."""
        out = []
        for meaning in (self.base, *self.others):
            for a, b in itertools.combinations(meaning.texts, 2):
                is_copy = a[0] == b[0] and _bare(a[1]) == _bare(b[1])
                out.append(self._pair(a, b, IDENTICAL if is_copy else REWORDED, ""))
        return out

    def against_base(self, relation: str) -> list[Pair]:
        """Every pair of a base's text and a neighbour's of this relation."""
        label = DERIVABLE if relation == "derivable" else RELATED
        return [
            self._pair(a, b, label, other.difference)
            for other in self.others
            if other.relation == relation
            for a, b in itertools.product(self.base.texts, other.texts)
        ]

    def between(self) -> list[Pair]:
        """Pairs of neighbours that differ from the base in different ways, so from each other."""
        return [
            self._pair(a, b, RELATED, NOT_NAMED)
            for one, two in itertools.combinations(self.others, 2)
            if one.relation == two.relation == "different" and one.difference != two.difference
            for a, b in itertools.product(one.texts, two.texts)
        ]

    def _pair(self, a: tuple[str, str], b: tuple[str, str], label: int, difference: str) -> Pair:
        return Pair(self.id, Side(a[1]), Side(b[1]), (a[0], b[0]), label, difference, "families")


def _bare(text: str) -> str:
    return _FRAME.sub("", text.casefold())


@dataclass(frozen=True, slots=True)
class Share:
    """How many pairs of each kind one family gives in one round."""

    same: int = 3
    derivable: int = 1
    different: int = 4
    between: int = 1

    def drawn(self, family: Family, rng: Random) -> list[Pair]:
        """Pairs of one family, no more of a kind than it has."""
        kinds = (
            (family.same(), self.same),
            (family.against_base("derivable"), self.derivable),
            (family.against_base("different"), self.different),
            (family.between(), self.between),
        )
        return [pair for some, most in kinds for pair in rng.sample(some, min(most, len(some)))]


FOR_JUDGING = Share(same=4, derivable=2, different=5, between=0)


def read_families(path: Path) -> list[Family]:
    """The families of one file, in its order.

    Raises:
        DomainError: a row that no family can hold, with its line.
    """
    rows: dict[str, dict[str, list[dict[str, str]]]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), start=2):
            where = f"{path.name}, row {line}"
            if row.get("relation") not in RELATIONS or not (row.get("text") or "").strip():
                raise DomainError(f"{where}: a text and one of {', '.join(RELATIONS)} are needed.")
            if (row["relation"] == "base") != (row["meaning"] == "A"):
                raise DomainError(f"{where}: meaning A is the base, and nothing else is.")
            rows.setdefault(row["family"], {}).setdefault(row["meaning"], []).append(row)
    families = []
    for number, meanings in rows.items():
        if "A" not in meanings:
            raise DomainError(f"{path.name}: family {number} has no base.")
        made = {
            letter: Meaning(
                some[0]["relation"],
                some[0]["difference"].replace(" ", ";").split(";")[0].strip(),
                tuple((row["lang"], row["text"].strip()) for row in some),
            )
            for letter, some in meanings.items()
        }
        base = made.pop("A")
        families.append(Family(f"{path.stem}-{number}", base, tuple(made.values())))
    return families


def read_all(folder: Path = FAMILIES) -> list[Family]:
    """Every file of a folder, in the order of the names."""
    return [family for path in sorted(folder.glob("*.csv")) for family in read_families(path)]


def is_judged(family: Family) -> bool:
    """Whether a family is kept for judging."""
    return _file(family) in JUDGED


def judged_pairs(families: Iterable[Family], file: str = OTHER_HAND) -> list[Pair]:
    """The pairs of one file that is kept for judging; the same every time."""
    rng = Random(17)
    kept = [family for family in families if _file(family) == file]
    return [pair for family in kept for pair in FOR_JUDGING.drawn(family, rng)]


def near_pairs(families: Iterable[Family]) -> list[Pair]:
    """What a bank holds most of: near pairs of different people's questions, few of which overlap, and
    among them two texts of one meaning from each judged family; the same every time."""
    rng = Random(17)
    return read_pairs(NEAR) + [rng.choice(f.same()) for f in families if is_judged(f)]


def _file(family: Family) -> str:
    return family.id.rsplit("-", 1)[0]
