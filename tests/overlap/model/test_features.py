"""What the network is given of a pair."""

from __future__ import annotations

from collections.abc import Sequence

from surveyapp.overlap.model.features import (
    END,
    SIDE_PIECES,
    START,
    Featuriser,
    Side,
    render,
    word_forms,
)


def letters(text: str) -> tuple[Sequence[int], Sequence[tuple[int, int]]]:
    """A tokenizer of one piece a character."""
    return [10 + ord(letter) for letter in text], [(at, at + 1) for at in range(len(text))]


def kinds(a: str, b: str) -> list[set[int]]:
    """For each word of `a`, the types of its pieces in a pair with `b`."""
    given = Featuriser(letters).pair(Side(a), Side(b))
    start = 1 + len("query:")
    out, at = [], 0
    for word in a.split(" "):
        out.append(set(given.types[start + at : start + at + len(word)]))
        at += len(word) + 1
    return out


def test_recorded_metadata_follows_the_text_and_the_rest_is_left_out() -> None:
    assert render(Side("Antal barn", period="2024")) == "Antal barn | period 2024"
    assert (
        render(Side("Antal  barn", "int", "", "0–12 år")) == "Antal barn | svar int, grupp 0-12 år"
    )
    assert render(Side("Antal barn")) == "Antal barn"


def test_a_word_is_found_related_or_missing_in_the_other_text() -> None:
    assert kinds("barn hemtjänsttagare kostnad", "barnen i hemtjänsten") == [{0}, {1}, {2}]


def test_months_and_numbers_are_found_however_they_are_written() -> None:
    assert word_forms("tolv") & word_forms("12")
    assert word_forms("dec") == word_forms("december")
    assert word_forms("01") == word_forms("1")
    assert not word_forms("tolv") & word_forms("13")


def test_both_sides_are_told_apart() -> None:
    given = Featuriser(letters).pair(Side("a"), Side("b"))
    assert given.pieces[0] == START
    assert given.pieces[-1] == END
    assert len(given.pieces) == len(given.types) == len(given.sides)
    assert set(given.sides) == {1, 2}
    assert max(given.types) == 5  # "b" is missing on the left
    cut = given.sides.index(2)
    assert max(given.types[:cut]) == 2


def test_a_long_text_keeps_its_beginning_and_its_end() -> None:
    text = "x" + "a" * 300 + "z"
    given = Featuriser(letters).pair(Side(text), Side("b"))
    side = [piece for piece, part in zip(given.pieces, given.sides, strict=True) if part == 1]
    assert len(side) == SIDE_PIECES + 1 + len("query:") + 1
    assert 10 + ord("x") in side
    assert 10 + ord("z") in side
