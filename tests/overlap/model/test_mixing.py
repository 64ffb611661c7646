"""Pairs made from pairs: the label is known by construction."""

from __future__ import annotations

from random import Random

import pytest

from surveyapp.overlap.model.features import Side
from surveyapp.overlap.training import families, mixing, pairs, register, running
from surveyapp.overlap.training.pairs import Pair
from surveyapp.overlap.training.wording import conflicts, forms, variants

TEXTS = (
    "Antal barn 0–12 år i familjehem den 31 december 2024",
    "Andel utredningar avslutade inom 4 månader under 2023",
    "Har kommunen en rutin som har följts upp de senaste 12 månaderna?",
    "Antal personer 65 år och äldre med hemtjänst enligt SoL",
    "Number of children aged 13–17 in foster homes on 1 November 2024",
)


@pytest.mark.parametrize("text", TEXTS)
def test_a_conflict_changes_the_text(text: str) -> None:
    for seed in range(30):
        made = conflicts.conflict(text, Random(seed))
        assert made is not None
        assert made[0] != text


@pytest.mark.parametrize("text", TEXTS)
def test_a_variant_keeps_every_year(text: str) -> None:
    years = set(forms.YEAR.findall(text))
    for seed in range(60):
        made = variants.variant(text, Random(seed), changes=2)
        if made is not None:
            assert years <= set(forms.YEAR.findall(made)), made


def test_years_move_together_with_the_second_half_of_a_school_year() -> None:
    assert forms.shift_years("läsåret 2023/24, från 2022", 2) == "läsåret 2025/26, från 2024"
    assert forms.shift_years("1999-12-31", 1) == "2000-12-31"


def test_ages_said_otherwise_mean_the_same() -> None:
    said = {variants._age_said("barn 0–12 år", Random(seed)) for seed in range(80)}
    assert {"barn under 13 år", "barn noll till tolv år", "barn 0 t.o.m. 12 år"} <= said
    assert "barn under 12 år" not in said


def test_moving_both_sides_keeps_the_label() -> None:
    pair = Pair("1", Side(TEXTS[0]), Side(TEXTS[0], period="2024"), ("sv", "sv"), 1)
    moved = mixing.years_moved(pair, Random(1))
    assert moved.label == pair.label
    assert forms.YEAR.findall(moved.a.text) == forms.YEAR.findall(moved.b.period)
    assert "2024" not in moved.a.text


def test_a_round_is_the_same_for_the_same_seed_and_hides_no_needed_metadata() -> None:
    written = pairs.read_pairs(pairs.PAIRS / "part_1.csv")[:200]
    stock = mixing.Stock(written)
    first = mixing.one_round(stock, mixing.Mix(), Random(5))
    assert first == mixing.one_round(stock, mixing.Mix(), Random(5))
    assert len(first) > len(written)
    needing = [pair for pair in first if pair.needs_metadata]
    assert needing
    assert all(pair.has_metadata for pair in needing)


def test_left_out_pairs_share_no_text_with_the_learned_ones() -> None:
    stock, sets = running.left_out(pairs.read_all(), families.read_all())
    assert {name: len(some) // 100 for name, some in sets.items()} == {
        "left_out": 8,
        "left_out_families": 9,
        "left_out_families_of_many_hands": 25,
        "left_out_near_pairs": 7,
    }
    texts = pairs.texts_of(pair for some in sets.values() for pair in some)
    assert not [p for p in stock.written if pairs.texts_of([p]) & texts]
    assert not [f for f in stock.families if {t.strip().lower() for t in f.texts()} & texts]
    assert stock.families


def test_an_ablation_leaves_out_what_it_names() -> None:
    whole, _sets = running.left_out(pairs.read_all(), families.read_all())
    less = running.ablated(whole, ("quarter", "no-families"))
    assert len(less.written) == -(-len(whole.written) // 4)
    assert not less.families
    assert running.ablated(whole, ()) == whole
    assert running.mix_of(("no-made-pairs",)) != running.mix_of()
    with pytest.raises(KeyError):
        running.ablated(whole, ("no-such-thing",))


def test_key_figures_that_differ_in_the_measure_only_are_no_negatives() -> None:
    titles = [
        ("A1", "Personer med kontaktperson enligt LSS, antal"),
        ("A2", "Personer med kontaktperson enligt LSS, antal/10 000 inv"),
        ("A3", "Personer med kontaktperson enligt SoL, antal"),
        ("A4", "Personer med kontaktperson enligt LSS, antal (-2024)"),
        ("A5", "Personer 65+ med kontaktperson enligt LSS, andel (%)"),
    ]
    learned, judged = register.negatives(titles)
    made = {pair.id for pair in learned + judged}
    assert made == {"A1-A3", "A2-A5", "A3-A4"}, "a count and a share may follow from each other"
    assert all(pair.label == pairs.RELATED for pair in learned + judged)


def test_no_text_that_a_run_is_judged_on_besides_is_learned_from() -> None:
    written, some = pairs.read_all(), families.read_all()
    stock, _sets = running.left_out(written, some)
    barred = {stock.written[0].a.text.lower(), stock.families[0].base.texts[0][1].lower()}
    less, _sets = running.left_out(written, some, barred)
    assert not barred & pairs.texts_of(less.written)
    assert not barred & {text.lower() for family in less.families for text in family.texts()}
    assert len(less.families) == len(stock.families) - 1


def test_a_stranger_of_one_make_is_another_family_that_shares_words() -> None:
    def family(number: str, base: str, derivable: str) -> families.Family:
        other = families.Meaning("derivable", "measure", (("sv", derivable),))
        return families.Family(
            number, families.Meaning("base", "", (("sv", base), ("en", "Date"))), (other,)
        )

    some = [
        family("f-1", "Datum för beslut", "Datum för beslut och datum för inflyttning"),
        family("f-2", "Har nämnden en rutin?", "Har nämnden rutiner, och hur många?"),
        family("f-3", "Datum för samtal", "Datum för samtal och datum för uppföljning"),
    ]
    home = {text: one.id for one in some for text in one.texts()}
    made = [mixing.stranger_of_one_make(some, Random(seed)) for seed in range(60)]
    pairs_made = [pair for pair in made if pair is not None and pair.languages == ("sv", "sv")]
    assert len(pairs_made) > 30
    assert all(pair.label == pairs.UNRELATED for pair in pairs_made)
    assert all(home[pair.a.text] != home[pair.b.text] for pair in pairs_made)
    of_dates = [pair for pair in pairs_made if pair.a.text.startswith("Datum")]
    alike = [pair for pair in of_dates if pair.b.text.startswith("Datum")]
    assert len(alike) > 0.6 * len(of_dates) > 0  # drawn blindly it would be half
