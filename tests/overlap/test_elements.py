"""Confirmed pairs become concepts; nothing is merged across a difference, by whatever detour."""

from __future__ import annotations

import itertools
import random

import pytest
from sqlalchemy.orm import Session

from surveyapp.core.access import SYSTEM, Role
from surveyapp.core.errors import Forbidden, Invalid
from surveyapp.overlap import deciding, elements
from surveyapp.overlap.queries import elements as queries
from surveyapp.overlap.rules.elements import (
    Edge,
    Node,
    adopt,
    disagreeing,
    group,
    stated_facets,
)
from tests.factories.accounts import actor_of, make_reviewer
from tests.overlap.pairs import make_banks, make_pair, make_questions, question_ids

A, B, C, D = (("bank", n) for n in range(1, 5))
Q: Node = ("question", 1)


def edges(*pairs: tuple[Node, Node, str]) -> list[Edge]:
    return [Edge(a, b, verdict, n) for n, (a, b, verdict) in enumerate(pairs, start=1)]


def test_the_same_is_one_concept_and_follows_on() -> None:
    found = group(edges((Q, A, "same"), (A, B, "same")))
    assert found.groups == [(Q, A, B)]
    assert [e.decision for _place, e in found.inner] == [1, 2]
    assert found.links == []


def test_derivable_stands_beside() -> None:
    found = group(edges((Q, A, "derivable")))
    assert found.groups == [(Q,), (A,)]
    assert [(link.first, link.second, link.is_held) for link in found.links] == [(0, 1, False)]


def test_the_same_with_a_facet_that_differs_stands_beside() -> None:
    found = group([Edge(Q, A, "same", 1, differs=("age",))])
    assert found.groups == [(Q,), (A,)]
    assert found.links[0].edge.differs == ("age",)


@pytest.mark.parametrize("verdict", ["derivable", "related", "unrelated", "cannot_tell"])
def test_nothing_is_merged_by_a_detour_round_a_difference(verdict: str) -> None:
    found = group(edges((A, B, "same"), (B, C, "same"), (A, C, verdict)))
    assert not any({A, C} <= set(members) for members in found.groups)
    assert [link.edge.decision for link in found.links if link.is_held] == [2]


def test_a_long_detour_is_stopped_too() -> None:
    found = group(edges((A, B, "same"), (C, D, "same"), (B, C, "same"), (A, D, "related")))
    assert sorted(map(set, found.groups), key=min) == [{A, B}, {C, D}]
    assert [link.edge.decision for link in found.links if link.is_held] == [3]


def test_facets_that_differ_stop_a_detour_without_a_decision() -> None:
    stated = {A: {"age": [0, 17]}, C: {"age": [0, 20]}}
    found = group(edges((A, B, "same"), (B, C, "same")), stated)
    assert found.groups == [(A, B), (C,)]
    assert found.links[0].is_held


def test_a_person_who_has_read_the_pair_itself_decides_over_facets() -> None:
    stated = {A: {"age": [0, 17]}, B: {"age": [0, 20]}}
    assert group(edges((A, B, "same")), stated).groups == [(A, B)]


def test_related_questions_make_no_concept() -> None:
    assert group(edges((A, B, "related"), (Q, C, "unrelated"))).groups == []


def test_no_group_ever_holds_two_that_are_known_to_differ() -> None:
    generator = random.Random(7)
    nodes: list[Node] = [("bank", n) for n in range(12)]
    for _round in range(300):
        pairs = generator.sample(list(itertools.combinations(nodes, 2)), 25)
        made = [
            Edge(a, b, generator.choice(["same", "same", "same", "derivable", "related"]), n)
            for n, (a, b) in enumerate(pairs)
        ]
        found = group(made)
        place = found.place()
        assert len(place) == sum(map(len, found.groups))
        for edge in made:
            if edge.verdict != "same" and edge.a in place and edge.b in place:
                assert place[edge.a] != place[edge.b]
        said = {e.decision for _p, e in found.inner} | {link.edge.decision for link in found.links}
        assert said == {e.decision for e in made if e.verdict in ("same", "derivable")}


def test_only_what_both_state_can_disagree() -> None:
    assert disagreeing({"age": [1], "law": ["a"]}, {"age": [2], "area": ["x"]}) == ("age",)
    assert disagreeing({"age": [1]}, {"age": [1]}) == ()


def test_what_stands_around_a_question_is_not_stated_by_it() -> None:
    evidence = {
        "facets": [
            {"name": "age", "ours": {"value": [0, 17], "source": "text"}, "theirs": None},
            {"name": "law", "ours": {"value": ["sol"], "source": "context"}, "theirs": None},
        ]
    }
    assert stated_facets(evidence, "ours") == {"age": [0, 17]}
    assert stated_facets(evidence, "theirs") == {}


def test_an_element_goes_with_most_of_its_members_and_only_once() -> None:
    known = {A: 7, B: 7, C: 7, D: 8}
    assert adopt([(A,), (B, C), (D,)], known, {7: 3, 8: 1}) == [None, 7, 8]
    assert adopt([(A, B, C, D)], known, {7: 3, 8: 1}) == [7]
    assert adopt([(Q,)], known, {}) == [None]


# --- stored ---------------------------------------------------------------------------------------


def members(session: Session) -> list[set[tuple[str, int]]]:
    found: dict[int, set[tuple[str, int]]] = {}
    for m in queries.list_members(session):
        node = ("question", m.question_id) if m.question_id else ("bank", m.bank_question_id or 0)
        found.setdefault(m.element_id, set()).add(node)
    return list(found.values())


def test_decisions_make_and_unmake_elements(session: Session) -> None:
    version = make_questions(session)
    (question_id,) = question_ids(session, version)
    first, second = make_banks(session, 2)
    one = make_pair(session, question_id, first)
    two = make_pair(session, question_id, second)
    for pair in (one, two):
        deciding.decide(session, SYSTEM, pair, verdict="same", action="reuse", reason="Samma.")
    ours = ("question", question_id)
    assert members(session) == [{ours, ("bank", first.id), ("bank", second.id)}]
    (element,) = queries.list_elements(session)
    elements.rename(
        session, SYSTEM, element, name={"sv": "Barn i familjehem"}, definition={"sv": ""}
    )
    deciding.decide(
        session, SYSTEM, two, verdict="derivable", action="derive", reason="Summan.", how="Summera"
    )
    assert members(session) == [{ours, ("bank", first.id)}, {("bank", second.id)}]
    assert queries.list_elements(session)[0].name == {"sv": "Barn i familjehem"}
    deciding.decide(session, SYSTEM, two, verdict="unrelated", action="", reason="Nej.")
    deciding.decide(session, SYSTEM, one, verdict="unrelated", action="", reason="Nej.")
    assert queries.list_elements(session) == []


def test_a_decision_that_waits_makes_no_element(session: Session) -> None:
    version = make_questions(session)
    (question_id,) = question_ids(session, version)
    pair = make_pair(session, question_id)
    deciding.decide(session, SYSTEM, pair, verdict="same", action="drop", reason="Samma.")
    assert queries.list_elements(session) == []


def test_facets_that_differ_keep_stored_elements_apart(session: Session) -> None:
    version = make_questions(session)
    (question_id,) = question_ids(session, version)
    pair = make_pair(session, question_id, relations={"age": "inside"})
    deciding.decide(session, SYSTEM, pair, verdict="same", action="keep", reason="Nästan.")
    assert len(members(session)) == 2


def test_a_name_is_needed_and_only_deciders_give_it(session: Session) -> None:
    version = make_questions(session)
    (question_id,) = question_ids(session, version)
    pair = make_pair(session, question_id)
    deciding.decide(session, SYSTEM, pair, verdict="same", action="keep", reason="Samma.")
    (element,) = queries.list_elements(session)
    with pytest.raises(Invalid) as refused:
        elements.rename(session, SYSTEM, element, name={"sv": " "}, definition={"en": "x" * 2001})
    assert set(refused.value.problems) == {"name_sv", "definition_en"}
    reviewer = actor_of(make_reviewer(session), (Role.REVIEWER, None))
    with pytest.raises(Forbidden):
        elements.rename(session, reviewer, element, name={"sv": "X"}, definition={})
