"""Every key that the rules speak in has words."""

from __future__ import annotations

from surveyapp.core.i18n import force_language
from surveyapp.overlap import wording
from surveyapp.overlap.rules import decisions, facets
from surveyapp.overlap.rules.lists.subjects import ACTORS


def test_every_facet_and_relation_has_a_name() -> None:
    assert set(facets.NAMES) <= set(wording.FACETS)
    assert {r.value for r in facets.Relation} <= set(wording.RELATIONS)


def test_everybody_who_does_something_has_a_name_in_both_languages() -> None:
    for language, actors in ACTORS.items():
        named = {value for value in actors if not value.startswith("!")}
        assert named == set(wording.ACTORS), language
    reading = {"value": ["board", "municipality"], "read": "nämnden", "source": "text"}
    assert wording.facet_value("actor", reading) == "Nämnden, Kommunen"
    assert wording.facet_read("actor", reading) == "nämnden"
    with force_language("en"):
        assert wording.facet_value("actor", reading) == "The board, The municipality"
        assert str(wording.FACETS["actor"]) == "Who does it"


def test_every_choice_has_a_name_and_a_key_of_its_own() -> None:
    assert list(wording.VERDICTS) == [v.value for v in decisions.Verdict]
    assert set(wording.ACTIONS) == {a.value for a in decisions.Action}
    assert list(wording.REASON_CODES) == [c.value for c in decisions.ReasonCode]
    keyed = (
        (wording.VERDICT_KEYS, wording.VERDICTS),
        (wording.ACTION_KEYS, wording.ACTIONS),
        (wording.REASON_KEYS, wording.REASON_CODES),
        (wording.DIRECTION_KEYS, wording.DIRECTIONS),
    )
    used = [
        key.lower() for keys, named in keyed for key in keys.values() if set(keys) == set(named)
    ]
    assert len(used) == sum(len(named) for _keys, named in keyed)
    # f, n, p, u and w belong to the page: write, next, previous, back, words.
    assert len({*used, *"fnpuw"}) == len(used) + 5


def test_the_code_of_a_kind_of_answer_is_said_in_words() -> None:
    coded = {"value": ["count"], "read": "integer", "source": "scale"}
    assert wording.facet_value("measure", coded) == "Antal"
    assert wording.facet_read("measure", coded) == ""
    assert wording.facet_value("options", coded) == "Heltal"
    assert wording.facet_read("options", coded) == ""
    asked = {"value": ["share"], "read": "procent av invånarna", "source": "scale"}
    assert wording.facet_read("measure", asked) == "procent av invånarna"
    of_text = {"value": ["date"], "read": "date", "source": "text"}
    assert wording.facet_read("measure", of_text) == "date"
