"""Families of texts, and the pairs that are drawn from them."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from surveyapp.core.errors import DomainError
from surveyapp.overlap.training import families
from surveyapp.overlap.training.families import Family, Share
from surveyapp.overlap.training.pairs import (
    DERIVABLE,
    DIFFERENCES,
    IDENTICAL,
    RELATED,
    REWORDED,
)

HEADING = "family,meaning,relation,difference,lang,text\n"
ROWS = """1,A,base,,sv,Antal barn i familjehem
1,A,base,,sv,3. antal barn i familjehem.
1,A,base,,en,Children in family homes
1,B,different,unit_counted,sv,Antal familjehem
1,C,derivable,breakdown,sv,Antal pojkar i familjehem
1,D,different,service_area,sv,Antal barn i HVB
"""


@pytest.fixture
def family(tmp_path: Path) -> Family:
    return written(tmp_path, ROWS)[0]


def written(folder: Path, rows: str) -> list[Family]:
    path = folder / "family_1.csv"
    path.write_text(HEADING + rows, encoding="utf-8")
    return families.read_families(path)


def test_texts_of_one_meaning_are_the_same_and_copies_identical(family: Family) -> None:
    same = family.same()
    assert [(pair.label, pair.languages) for pair in same] == [
        (IDENTICAL, ("sv", "sv")),
        (REWORDED, ("sv", "en")),
        (REWORDED, ("sv", "en")),
    ]


def test_neighbours_are_held_against_every_text_of_the_base(family: Family) -> None:
    different = family.against_base("different")
    assert len(different) == 6
    assert {(pair.label, pair.difference) for pair in different} == {
        (RELATED, "unit_counted"),
        (RELATED, "service_area"),
    }
    assert {pair.label for pair in family.against_base("derivable")} == {DERIVABLE}


def test_neighbours_that_differ_otherwise_differ_from_each_other(family: Family) -> None:
    (pair,) = family.between()
    assert (pair.label, pair.a.text, pair.b.text) == (
        RELATED,
        "Antal familjehem",
        "Antal barn i HVB",
    )
    assert pair.difference not in DIFFERENCES


def test_no_more_pairs_are_drawn_than_there_are(family: Family) -> None:
    drawn = Share(same=2, derivable=5, different=4, between=3).drawn(family, Random(1))
    assert len(drawn) == 2 + 3 + 4 + 1


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("1,A,base,,sv,\n", "row 2"),
        ("1,A,basis,,sv,Antal\n", "row 2"),
        ("1,A,different,age,sv,Antal\n", "meaning A"),
        ("1,B,different,age,sv,Antal\n", "has no base"),
    ],
)
def test_a_row_that_no_family_can_hold_is_named(tmp_path: Path, rows: str, message: str) -> None:
    with pytest.raises(DomainError, match=message):
        written(tmp_path, rows)


def test_the_families_of_the_project_are_whole() -> None:
    found = families.read_all()
    assert len(found) > 600
    known = {*DIFFERENCES[1:]}
    for family in found:
        assert len(family.base.texts) >= 3, family.id
        assert {language for m in (family.base, *family.others) for language, _t in m.texts} <= {
            "sv",
            "en",
        }
        assert all(set(m.difference.replace(";", " ").split()) <= known for m in family.others)
        texts = [text.casefold() for text in family.texts()]
        assert len(texts) == len(set(texts)), family.id
    assert any(families.is_judged(family) for family in found)


def test_the_judged_pairs_are_drawn_the_same_way_every_time() -> None:
    everything = families.read_all()
    assert families.judged_pairs(everything) == families.judged_pairs(everything)
