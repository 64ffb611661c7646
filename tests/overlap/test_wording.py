"""Every key that the rules speak in has words."""

from __future__ import annotations

from surveyapp.overlap import wording
from surveyapp.overlap.rules import decisions, facets


def test_every_facet_and_relation_has_a_name() -> None:
    assert set(facets.NAMES) <= set(wording.FACETS)
    assert {r.value for r in facets.Relation} <= set(wording.RELATIONS)


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
