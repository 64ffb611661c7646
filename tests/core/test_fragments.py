"""Pieces that are drawn once: what is put in is escaped, and what is kept is bounded."""

from __future__ import annotations

import jinja2
from markupsafe import Markup

from surveyapp.core.fragments import Fragment, Fragments, mark

ENVIRONMENT = jinja2.Environment(autoescape=True)


def drawn(template: str, **values: object) -> Fragment:
    return Fragment(ENVIRONMENT.from_string(template).render(**values))


def test_a_value_is_put_in_wherever_it_stands() -> None:
    piece = drawn('<p id="{{ name }}">100 % {{ text }} ({{ name }})</p>', name=mark("name"), text=1)
    assert piece.fill({"name": "a"}) == '<p id="a">100 % 1 (a)</p>'
    assert piece.fill({"name": "b"}) == '<p id="b">100 % 1 (b)</p>'


def test_a_value_is_escaped_in_text_and_in_attributes() -> None:
    piece = drawn('<input value="{{ value }}"><b>{{ value }}</b>', value=mark("value"))
    filled = piece.fill({"value": '"><script>alert(1)</script>%s'})
    assert "<script>" not in filled
    assert filled.count("&#34;&gt;&lt;script&gt;") == 2
    assert isinstance(filled, Markup)


def test_markup_is_put_in_as_it_is() -> None:
    assert drawn("{{ value }}", value=mark("value")).fill({"value": Markup("<b>1</b>")}) == (
        "<b>1</b>"
    )


def test_a_value_cannot_pretend_to_be_a_place_for_another() -> None:
    piece = drawn("{{ first }} {{ second }}", first=mark("first"), second=mark("second"))
    assert piece.fill({"first": "first; second;", "second": "2"}) == "first; second; 2"
    assert drawn("{{ text }}", text="name; %s {0}").fill({}) == "name; %s {0}"


def test_what_is_kept_is_made_once() -> None:
    kept, made = Fragments(), []

    def make() -> str:
        made.append(1)
        return "piece"

    assert [kept.get("key", make), kept.get("key", make)] == ["piece", "piece"]
    assert len(made) == 1
    assert kept.get("other key", lambda: "other") == "other"


def test_the_oldest_is_forgotten_when_there_is_too_much() -> None:
    kept = Fragments(limit=10)
    for key in ("a", "b", "c"):
        kept.get(key, lambda: "four")
    assert len(kept) == 2
    assert kept.get("c", lambda: "new") == "four"
    assert kept.get("a", lambda: "new") == "new"
