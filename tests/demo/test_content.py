"""The demo's written content holds together: codes, links, languages, formulas and overlaps."""

from __future__ import annotations

import csv
import itertools
import re
from collections import Counter
from pathlib import Path

import pytest

from surveyapp.demo import content
from surveyapp.questionnaires.rules.definition import FormDefinition
from surveyapp.questionnaires.rules.evaluation import CompiledForm
from surveyapp.questionnaires.rules.expressions import parse
from surveyapp.questionnaires.xlsform.importer import read_form
from surveyapp.registry.models import Direction, FormulaKind, IndicatorKind
from tests.support.sources import PACKAGE, ROOT

KOLADA = ROOT.parent / "shared" / "data" / "domain" / "kolada_kpi.csv"
REGISTERS = PACKAGE / "registry" / "data"
SV, EN = "Svenska (sv)", "English (en)"
NOT_ANSWERED = {"note", "calculate", "begin_group", "end_group", "begin_repeat", "end_repeat"}
TEXTS = ("label", "hint", "definition", "constraint_message")
SECTIONS = {"kommunenkat": ["G", "E", "B", "S", "V"], "omsorgsenkat": ["A", "F", "H"]}


def rows(folder: str, sheet: str = "survey") -> list[dict[str, str]]:
    return content.load_questionnaire(folder)[sheet]


def questions(folder: str) -> list[dict[str, str]]:
    return [r for r in rows(folder) if r["type"] not in NOT_ANSWERED]


def all_questions() -> list[dict[str, str]]:
    return [q for folder in content.QUESTIONNAIRES for q in questions(folder)]


def links(question: dict[str, str]) -> list[tuple[str, float | None]]:
    parts = (part.strip().partition(":") for part in question["indicator"].split(";") if part)
    return [(code, float(weight) if weight else None) for code, _, weight in parts]


def codes_in(expression: str) -> set[str]:
    return set(re.findall(r"\$\{(\w+)\}", expression))


def register(name: str) -> list[dict[str, str]]:
    with (REGISTERS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def imported(folder: str) -> FormDefinition:
    outcome = read_form(content.write_xlsx(folder), f"{folder}.xlsx")
    assert outcome.form is not None
    return outcome.form


# --- the questionnaires ---------------------------------------------------------------------------


def test_there_are_enough_questions_in_eight_sections() -> None:
    assert len(all_questions()) >= 124
    for folder in content.QUESTIONNAIRES:
        depth, top = 0, []
        for row in rows(folder):
            if row["type"].startswith("begin_"):
                if depth == 0:
                    top.append(row["name"])
                depth += 1
            elif row["type"].startswith("end_"):
                depth -= 1
            else:
                assert depth, f"{row['name']} lies outside the sections"
        assert depth == 0
        assert top == SECTIONS[folder]


def test_codes_are_unique_over_both_questionnaires() -> None:
    names = [
        r["name"]
        for folder in content.QUESTIONNAIRES
        for r in rows(folder)
        if not r["type"].startswith("end_")
    ]
    assert [n for n, count in Counter(names).items() if count > 1] == []
    assert all(re.fullmatch(r"[GEBSVAFH]\d\d", q["name"]) for q in all_questions())


def test_every_question_form_of_the_field_occurs() -> None:
    kinds = {q["type"].split()[0] for q in all_questions()}
    assert kinds == {"select_one", "select_multiple", "integer", "decimal", "date", "text"}
    lists = {q["type"].split()[1] for q in all_questions() if " " in q["type"]}
    assert {
        "ja_nej",
        "genomgang",
        "utrullning",
        "inga_nagra_alla",
        "frekvens",
        "tidsband_dagar",
    } <= lists
    allows = {a for q in all_questions() for a in q["allows"].split()}
    assert allows == {"not_recorded", "not_applicable"}
    assert sum(r["type"] == "begin_repeat" for r in rows("omsorgsenkat")) == 1
    chain = [q for q in all_questions() if q["type"] == "select_one ja_nej" and q["relevant"]]
    assert len(chain) >= 5


@pytest.mark.parametrize("folder", content.QUESTIONNAIRES)
def test_every_text_exists_in_both_languages(folder: str) -> None:
    for row in rows(folder):
        if not row["type"].startswith("end_"):
            assert row[f"label::{SV}"], row["name"]
        for text in TEXTS:
            sv, en = row[f"{text}::{SV}"], row[f"{text}::{EN}"]
            assert bool(sv) == bool(en), (row["name"], text)
            if text != "label" and sv:
                assert sv != en
            assert sv == sv.strip()
            assert "  " not in sv
        assert not row["constraint"] or row[f"constraint_message::{SV}"], row["name"]
    for choice in rows(folder, "choices"):
        assert choice[f"label::{SV}"]
        assert choice[f"label::{EN}"]


@pytest.mark.parametrize("folder", content.QUESTIONNAIRES)
def test_choice_lists_are_those_that_are_used_and_yes_no_has_one_coding(folder: str) -> None:
    used = {q["type"].split()[1] for q in questions(folder) if " " in q["type"]}
    pairs = [(c["list_name"], c["name"]) for c in rows(folder, "choices")]
    assert {name for name, _ in pairs} == used
    assert len(pairs) == len(set(pairs))
    for name in used:
        labels = [c[f"label::{SV}"] for c in rows(folder, "choices") if c["list_name"] == name]
        if set(labels) <= {"Ja", "Nej"}:
            assert name == "ja_nej"
    assert [code for name, code in pairs if name == "ja_nej"] == ["ja", "nej"]


@pytest.mark.parametrize("folder", content.QUESTIONNAIRES)
def test_time_bands_cover_every_value_once(folder: str) -> None:
    bands = itertools.groupby(rows(folder, "choices"), key=lambda c: c["list_name"])
    seen = 0
    for name, choices in bands:
        if name not in {"tidsband_dagar", "tidsband_veckor", "tidsband_vantan", "tidsband_minuter"}:
            continue
        seen += 1
        following = 0
        *closed, last = [re.findall(r"\d+", c["name"]) for c in choices]
        for low, high in closed:
            assert int(low) == following
            following = int(high) + 1
        assert [int(n) for n in last] == [following]
    assert seen >= 2


@pytest.mark.parametrize("folder", content.QUESTIONNAIRES)
def test_expressions_name_existing_codes_and_options(folder: str) -> None:
    known = {r["name"] for r in rows(folder)}
    options: dict[str, set[str]] = {}
    for choice in rows(folder, "choices"):
        options.setdefault(choice["list_name"], set()).add(choice["name"])
    list_of = {q["name"]: q["type"].split()[1] for q in questions(folder) if " " in q["type"]}
    formulas = [
        f
        for i in content.load_indicators()
        if i.code.split("-")[1] in SECTIONS[folder]
        for f in (i.numerator, i.denominator)
    ]
    columns = ("relevant", "constraint", "calculation", "repeat_count")
    expressions = [r[c] for r in rows(folder) for c in columns] + formulas
    assert sum(map(bool, expressions)) > 60
    for expression in filter(None, expressions):
        assert parse(expression).references <= known, expression
        compared = re.findall(r"\$\{(\w+)\} !?= '(\w+)'", expression)
        compared += re.findall(r"selected\(\$\{(\w+)\}, '(\w+)'\)", expression)
        for code, option in compared:
            assert option in options[list_of[code]], expression


def test_a_numerator_is_asked_only_after_its_denominator_and_is_never_larger() -> None:
    parts = {
        b.code: b.of[0] for b in content.load_behaviour().values() if b.distribution == "share"
    }
    assert len(parts) >= 20
    for q in all_questions():
        if q["name"] in parts:
            whole = parts[q["name"]]
            assert q["relevant"] == f"${{{whole}}} > 0"
            assert q["constraint"] == f". >= 0 and . <= ${{{whole}}}"


def test_the_time_meant_is_stated_in_the_question() -> None:
    about_the_answer_itself = {"G01", "A18"}
    for q in all_questions():
        follow_up = bool(q["relevant"])
        if q["type"] == "text" or follow_up or q["name"] in about_the_answer_itself:
            continue
        assert re.search(r"202[456]|senaste", q[f"label::{SV}"] + q[f"hint::{SV}"]), q["name"]


def test_no_two_questions_read_the_same() -> None:
    for language in (SV, EN):
        labels = Counter(q[f"label::{language}"] for q in all_questions())
        assert [text for text, count in labels.items() if count > 1] == []


@pytest.mark.parametrize("folder", content.QUESTIONNAIRES)
def test_the_workbook_goes_through_the_importer_without_a_remark(folder: str) -> None:
    outcome = read_form(content.write_xlsx(folder), f"{folder}.xlsx")
    assert outcome.report.verdict == "complete"
    assert (outcome.report.changed, outcome.report.refused) == ((), ())
    form = imported(folder)
    assert [s.code for s in form.sections] == SECTIONS[folder]
    assert [q.code for q in form.questions()] == [q["name"] for q in questions(folder)]
    assert set(form.title) == {"sv", "en"}
    CompiledForm.compile(form)


def test_the_workbook_is_the_same_every_time() -> None:
    assert content.write_xlsx("kommunenkat") == content.write_xlsx("kommunenkat")


# --- indicators -----------------------------------------------------------------------------------


def test_there_are_forty_indicators_of_all_three_types() -> None:
    indicators = content.load_indicators()
    assert len({i.code for i in indicators}) == len(indicators) == 40
    assert {i.kind for i in indicators} == {k.value for k in IndicatorKind}
    assert {i.direction for i in indicators} == {d.value for d in Direction}
    assert {i.formula_kind for i in indicators} == {f.value for f in FormulaKind}
    assert {i.duty for i in indicators} == {"duty", "voluntary"}
    for i in indicators:
        assert all((*i.name.values(), *i.description.values(), *i.area.values())), i.code
        assert i.name["sv"] != i.name["en"]
        assert (i.denominator == "") == (i.formula_kind == "mean")
        assert "fiktiv" in i.owner


def test_every_indicator_is_linked_and_every_link_leads_to_one() -> None:
    linked = {code for q in all_questions() for code, _ in links(q)}
    assert linked == {i.code for i in content.load_indicators()}
    unlinked = sum(not q["indicator"] for q in all_questions())
    assert 18 <= unlinked <= 25


def test_about_a_third_of_the_linked_questions_are_shared() -> None:
    counts = [len(links(q)) for q in all_questions() if q["indicator"]]
    assert 0.25 <= sum(n > 1 for n in counts) / len(counts) <= 0.4


def test_stated_weights_sum_to_one() -> None:
    weighted = [w for q in all_questions() if (w := [w for _, w in links(q)]) and None not in w]
    assert len(weighted) >= 8
    for weights in weighted:
        assert sum(w for w in weights if w is not None) == pytest.approx(1)
    for q in all_questions():
        assert len({w is None for _, w in links(q)}) <= 1, q["name"]


def test_a_formula_uses_only_questions_linked_to_its_indicator() -> None:
    linked: dict[str, set[str]] = {}
    for q in all_questions():
        for code, _ in links(q):
            linked.setdefault(code, set()).add(q["name"])
    for i in content.load_indicators():
        used = codes_in(i.numerator) | codes_in(i.denominator)
        assert used
        assert used <= linked[i.code], i.code


def test_some_indicators_are_nearly_at_the_ceiling_two_years_running() -> None:
    behaviour = content.load_behaviour()
    assert behaviour["B01"].p is not None
    ceiling = [
        b
        for b in behaviour.values()
        if (b.p or 0) >= 0.95 and (b.last_year_p or 0) >= 0.95 and b.distribution == "yes_no"
    ]
    assert len(ceiling) >= 3


def test_usefulness_is_stated_for_every_indicator_and_called_fictional() -> None:
    use = content.load_usefulness()
    assert [u.indicator for u in use] == [i.code for i in content.load_indicators()]
    assert all("Fiktiva" in u.source for u in use)
    assert any(u.local_use_municipalities is None for u in use)
    assert all((u.local_use_municipalities or 0) <= (u.asked_municipalities or 0) for u in use)
    assert {u.influence for u in use} <= {0, 1, 2, None}


# --- bank questions and overlap -------------------------------------------------------------------


def test_the_bank_has_questions_of_real_collections() -> None:
    bank = content.load_bank_questions()
    assert len(bank) >= 80
    assert len({(b.collection, b.code) for b in bank}) == len(bank)
    collections = {b.collection for b in bank}
    assert len(collections) >= 6
    assert collections <= {c["id"] for c in register("national_collections.csv")}
    for b in bank:
        assert all((*b.text.values(), *b.description.values(), b.unit, b.reference_time)), b.code
        assert b.text["sv"] != b.text["en"]


def test_the_overlap_key_names_existing_pairs() -> None:
    key = content.load_overlap_key()
    bank = {(b.collection, b.code) for b in content.load_bank_questions()}
    codes = {q["name"] for q in all_questions()}
    assert len({(k.question, k.collection, k.bank_code) for k in key}) == len(key) >= 25
    for k in key:
        assert k.question in codes
        assert (k.collection, k.bank_code) in bank
        assert k.label in {"same", "derivable", "related"}
        assert bool(k.decision) == bool(k.reason) == bool(k.action)
        if k.decision:
            assert k.decision == k.label
            assert all(k.reason.values())
    assert 8 <= sum(bool(k.decision) for k in key) <= 14
    assert {k.label for k in key} == {"same", "derivable", "related"}


# --- behaviour ------------------------------------------------------------------------------------


def test_every_question_has_a_behaviour_that_fits_it() -> None:
    behaviour = content.load_behaviour()
    assert list(behaviour) == [q["name"] for q in all_questions()]
    for folder in content.QUESTIONNAIRES:
        options: dict[str, set[str]] = {}
        for choice in rows(folder, "choices"):
            options.setdefault(choice["list_name"], set()).add(choice["name"])
        for q in questions(folder):
            b = behaviour[q["name"]]
            assert b.questionnaire == folder
            assert b.section == q["name"][0]
            assert b.active_median_seconds > 5
            assert 0 <= b.off_screen_share < 1
            assert (b.p_not_recorded > 0) == ("not_recorded" in q["allows"])
            assert (b.p_not_applicable > 0) == ("not_applicable" in q["allows"])
            assert set(b.of) <= set(behaviour)
            if b.options:
                assert set(b.options) == options[q["type"].split()[1]], q["name"]
            if b.distribution == "choice":
                assert sum(b.options.values()) == pytest.approx(1)


def test_sections_and_groups_have_a_behaviour() -> None:
    sections = content.load_section_behaviour()
    assert sorted(sections) == sorted(code for codes in SECTIONS.values() for code in codes)
    for section in sections.values():
        assert sum(section.steps.values()) == pytest.approx(1)
    groups = content.load_size_groups()
    assert sorted(groups) == [g["code"] for g in register("skr_groups.csv")]
    assert all(0.5 < g.answered_share <= 1 for g in groups.values())
    assert len(content.load_comments()) >= 10


# --- nothing is copied ----------------------------------------------------------------------------


def own_texts() -> set[str]:
    texts = {
        r[f"{text}::{SV}"]
        for folder in content.QUESTIONNAIRES
        for r in rows(folder)
        for text in TEXTS
    }
    texts |= {t for i in content.load_indicators() for t in (i.name["sv"], i.description["sv"])}
    texts |= {t for b in content.load_bank_questions() for t in (b.text["sv"], b.description["sv"])}
    return texts - {""}


def kolada_texts(path: Path) -> set[str]:
    if not path.exists():
        pytest.skip(
            "The file of Kolada's key figures is not at hand, so there is nothing to compare."
        )
    with path.open(encoding="utf-8", newline="") as file:
        return {
            part.strip().casefold()
            for row in csv.DictReader(file)
            for text in (row["title"], row["description"])
            for part in (text, *re.split(r"(?<=[.?!])\s+", text))
        }


def test_no_text_or_sentence_is_one_of_koladas() -> None:
    theirs = kolada_texts(KOLADA)
    assert len(theirs) > 1000
    ours = {
        part.strip().casefold()
        for text in own_texts()
        for part in (text, *re.split(r"(?<=[.?!])\s+", text))
    }
    assert ours & theirs == set()


# --- the shipped registers ------------------------------------------------------------------------


def test_the_registers_are_whole() -> None:
    municipalities = register("municipalities.csv")
    counties = {c["code"] for c in register("counties.csv")}
    groups = {g["code"] for g in register("skr_groups.csv")}
    assert len({m["code"] for m in municipalities}) == len(municipalities) == 290
    assert len({m["name"] for m in municipalities}) == 290
    assert {m["county_code"] for m in municipalities} == counties
    assert {m["skr_group_code"] for m in municipalities} == groups
    assert all(m["code"].startswith(m["county_code"]) for m in municipalities)
    assert (len(counties), len(groups)) == (21, 9)
    collections = register("national_collections.csv")
    assert len({c["id"] for c in collections}) == len(collections) == 36
    assert {c["checked"] for c in collections} == {"read", "part", "not read"}
    months = ("window_from", "window_to")
    assert all(value for c in collections for name, value in c.items() if name not in months)


def test_no_text_of_six_words_lies_inside_one_of_koladas() -> None:
    theirs = "\n".join(sorted(kolada_texts(KOLADA)))
    ours = {t.casefold().rstrip(".?") for t in own_texts() if len(t.split()) >= 6}
    assert len(ours) > 300
    assert sorted(t for t in ours if t in theirs) == []
