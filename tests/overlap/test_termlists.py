"""The lists that decisions teach: what is taken, what is refused, and what matching reads."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from surveyapp.core.access import SYSTEM, Role
from surveyapp.core.errors import Forbidden, Invalid
from surveyapp.overlap import termlists, wording
from surveyapp.overlap.models import Term
from surveyapp.overlap.queries import terms as queries
from tests.factories.accounts import actor_of, make_reviewer


def teach(session: Session, **values: str) -> Term:
    given: dict[str, Any] = {
        "kind": "synonym",
        "language": "sv",
        "left": "säbo",
        "right": "äldreboende",
    }
    return termlists.teach(session, SYSTEM, **(given | values))


def test_matching_reads_what_is_in_use(session: Session) -> None:
    term = teach(session, left=" Äldreboende ", right="Säbo")
    assert queries.active_rows(session) == [("synonym", "sv", "säbo", "äldreboende")]
    termlists.switch(session, SYSTEM, term, is_active=False)
    assert queries.active_rows(session) == []
    assert [t.id for t in queries.list_terms(session)] == [term.id]


def test_the_same_words_are_one_line_in_either_order(session: Session) -> None:
    teach(session)
    with pytest.raises(Invalid):
        teach(session, left="äldreboende", right="säbo")
    teach(session, kind="opposite")
    assert len(queries.list_terms(session)) == 2


def test_a_line_switched_off_is_taken_into_use_again(session: Session) -> None:
    term = teach(session)
    termlists.switch(session, SYSTEM, term, is_active=False)
    assert teach(session) is term
    assert term.is_active


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "cousin"}, "kind"),
        ({"language": "de"}, "language"),
        ({"left": " "}, "left"),
        ({"left": "x" * 101}, "left"),
        ({"right": ""}, "right"),
        ({"right": "x" * 101}, "right"),
        ({"right": "SÄBO"}, "right"),
        ({"kind": "area", "right": "nowhere"}, "right"),
    ],
)
def test_what_says_nothing_is_refused(session: Session, values: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        teach(session, **values)
    assert list(refused.value.problems) == [field]
    assert queries.list_terms(session) == []


def test_a_word_belongs_to_an_area(session: Session) -> None:
    teach(session, kind="area", left="trygghetslarm", right="home_care")
    assert queries.active_rows(session) == [("area", "sv", "trygghetslarm", "home_care")]


def test_every_area_has_a_name() -> None:
    assert set(termlists.area_codes()) <= set(wording.AREAS)


def test_reviewers_do_not_teach(session: Session) -> None:
    term = teach(session)
    reviewer = actor_of(make_reviewer(session), (Role.REVIEWER, None))
    with pytest.raises(Forbidden):
        termlists.teach(session, reviewer, kind="synonym", language="sv", left="a", right="b")
    with pytest.raises(Forbidden):
        termlists.switch(session, reviewer, term, is_active=False)
    assert term.is_active
