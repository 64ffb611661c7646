"""The trade's vocabulary that matching leans on: the built-in lists, and what an administrator adds.

The lists themselves are data, in `lists`; rows are added to them with `Terms.with_rows`.
"""

from __future__ import annotations

import fnmatch
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from surveyapp.overlap.rules.lists.opposites import FOLLOW_UP, NEGATIONS, OPPOSITES
from surveyapp.overlap.rules.lists.quantities import BREAKDOWNS, COUNTED, LEVELS, MEASURES
from surveyapp.overlap.rules.lists.subjects import (
    ACTORS,
    AREAS,
    LAWS,
    PARENT_AREAS,
    POPULATIONS,
    PROVIDERS,
    SEXES,
)
from surveyapp.overlap.rules.lists.synonyms import GENERIC, SYNONYMS

Table = dict[str, str]


def _opposite_tables(language: str) -> Table:
    axes = {
        f"{'!' if pole.startswith('!') else ''}{axis}:{pole.lstrip('!')}": phrases
        for axis, poles in OPPOSITES[language].items()
        for pole, phrases in poles.items()
    }
    return {**axes, "negation": NEGATIONS[language]}


_TABLES: dict[str, dict[str, Table]] = {
    language: {
        "population": POPULATIONS[language],
        "sex": SEXES[language],
        "area": AREAS[language],
        "law": LAWS,
        "counted": COUNTED[language],
        "direction": _opposite_tables(language),
        "provider": PROVIDERS[language],
        "actor": ACTORS[language],
        "measure": MEASURES[language],
        "follow_up": FOLLOW_UP[language],
        "breakdown": BREAKDOWNS[language],
        "level": LEVELS[language],
    }
    for language in ("sv", "en")
}

SYNONYM, OPPOSITE, AREA = "synonym", "opposite", "area"
"""The kinds of rows that an administrator's list holds."""

Row = tuple[str, str, str, str]
"""(kind, language, left, right)."""


@dataclass(frozen=True, eq=False)
class Terms:
    """All vocabulary that reading and comparing lean on; equal only to itself, so that it keys caches.

    `synonyms` is language -> groups, the first phrase of a group stands for all; `tables` is
    language -> facet -> value -> phrases; `parents` is area -> wider area; `rows` are what an
    administrator added to the built-in lists.
    """

    synonyms: Mapping[str, tuple[tuple[str, ...], ...]]
    generic: Mapping[str, frozenset[str]]
    tables: Mapping[str, Mapping[str, Mapping[str, str]]]
    parents: Mapping[str, str]
    rows: tuple[Row, ...] = ()

    @staticmethod
    def default() -> Terms:
        """Return the built-in lists."""
        return _DEFAULT

    def version(self) -> str:
        """Return a short text that is the same for the same rows, to key what is stored."""
        return hashlib.sha256(repr(sorted(self.rows)).encode()).hexdigest()[:12]

    def with_rows(self, rows: Iterable[Row]) -> Terms:
        """Return lists with an administrator's rows added.

        A synonym joins the groups of both sides. An opposite makes an axis of its own, one side
        against the other; several on a side are parted by commas. An area row puts the phrase on
        the left into the area that is named, or met, on the right; an unknown one is new. Rows of
        other kinds or languages, or with an empty side, are left out.
        """
        synonyms = {
            language: [list(g) for g in groups] for language, groups in self.synonyms.items()
        }
        tables = {
            language: {facet: dict(table) for facet, table in facets.items()}
            for language, facets in self.tables.items()
        }
        kept: list[Row] = []
        for kind, language, left, right in rows:
            left, right = " ".join(left.lower().split()), " ".join(right.lower().split())
            if language not in tables or not left or not right:
                continue
            if kind == SYNONYM and left != right:
                _join(synonyms.setdefault(language, []), left, right)
                _same_values(tables[language], left, right)
            elif kind == OPPOSITE and left != right:
                axis = f"own{len(self.rows) + len(kept)}"
                for pole, side in enumerate((left, right)):
                    phrases = " | ".join(_loose(p) for p in side.split(",") if p.strip())
                    tables[language]["direction"][f"{axis}:{pole}"] = phrases
            elif kind == AREA:
                key = _known_value(tables[language]["area"], right) or right.replace(" ", "_")
                table = tables[language]["area"]
                table[key] = " | ".join(filter(None, (table.get(key, ""), _loose(left))))
            else:
                continue
            kept.append((kind, language, left, right))
        return Terms(
            {language: tuple(tuple(g) for g in groups) for language, groups in synonyms.items()},
            self.generic,
            tables,
            self.parents,
            (*self.rows, *kept),
        )


def _loose(phrase: str) -> str:
    """A phrase as an administrator writes it, so that it is met in all its inflections: by stem."""
    return " ".join(f"~{word}" for word in phrase.split())


def _join(groups: list[list[str]], left: str, right: str) -> None:
    met = [g for g in groups if any(p.lower() in (left, right) for p in g)]
    joined = [phrase for g in met for phrase in g]
    for group in met:
        groups.remove(group)
    for phrase in (left, right):
        if phrase not in (p.lower() for p in joined):
            joined.append(phrase)
    groups.append(joined)


def _same_values(tables: dict[str, dict[str, str]], left: str, right: str) -> None:
    """Let two words that mean the same be read as the same in every facet."""
    for table in tables.values():
        for known, new in ((left, right), (right, left)):
            value = _known_value(table, known)
            if value and _known_value(table, new) is None:
                table[value] = f"{table[value]} | {_loose(new)}"


def _known_value(table: Mapping[str, str], phrase: str) -> str | None:
    if phrase in table:
        return phrase
    for value, phrases in table.items():
        if value.startswith("!"):
            continue
        for known in phrases.split("|"):
            pattern = known.strip().replace("~", "")
            if "_" not in pattern and fnmatch.fnmatchcase(phrase, pattern):
                return value
    return None


_DEFAULT = Terms(SYNONYMS, GENERIC, _TABLES, PARENT_AREAS)
