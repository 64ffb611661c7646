"""Questions as markup, drawn once per published form and language and then only filled in.

What a question looks like follows from the frozen form and a handful of facts about its answer: is
it shown, is there a value, is there one from last year. The template draws each such look once; the
answer itself, its version and who saved it are put in as they are. Whatever is out of the ordinary
(an objection, a conflict, a text that quotes an answer) is drawn anew by the template each time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, cast

from flask import current_app

from surveyapp.core.fragments import Fragment, Fragments, mark
from surveyapp.questionnaires.queries import LoadedForm
from surveyapp.questionnaires.rules.definition import Item
from surveyapp.questionnaires.rules.state import FailureKind
from surveyapp.questionnaires.rules.values import show_value
from surveyapp.responses import forms, intake
from surveyapp.responses.pages.blocks import Builder, Drawn
from surveyapp.responses.rules import AnswerKey


class Drawing:
    """Draws the ordinary questions of one page."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self.kept = cast(Fragments, current_app.extensions["fragments"])
        form = builder.work.form
        self.steady: frozenset[str] = self.kept.get((form, "steady"), lambda: _steady(form))
        told = {form.codes[question_id] for question_id, texts in builder.told.items() if texts}
        self.steady -= told
        self.odd: set[AnswerKey] = {
            *builder.typed,
            *builder.problems,
            *builder.collisions,
            *builder.sources,
        }
        self.odd.update(
            key
            for key, failures in builder.work.state.failures.items()
            if builder.shows_required or any(f.kind is not FailureKind.REQUIRED for f in failures)
        )

    def question(self, item: Item, path: str) -> Drawn | None:
        """Return the question as markup; None when it is out of the ordinary."""
        builder, key = self.builder, (item.code, path)
        if item.code not in self.steady or key in self.odd:
            return None
        work = builder.work
        answer = work.answers.get(key)
        value = answer.value if answer is not None else None
        raw, non_answer = forms.raw_of(item, value, builder.language)
        chosen: tuple[str, ...] = ()
        text = raw[0] if raw else ""
        offered = None
        if item.kind.has_choices:
            chosen, text = tuple(raw), ""
            choices = work.state.choices.get(key)
            offered = None if choices is None else tuple(choice.code for choice in choices)
        previous = builder.last_year.get(key)
        last_year = "" if previous is None else show_value(item, previous, builder.language)
        version = answer.version if answer is not None else 0
        saved_by = builder.saved_by(answer)
        look = (
            work.form,
            builder.language,
            item.code,
            bool(path),
            key in builder.visible,
            bool(version),
            bool(text),
            bool(saved_by),
            non_answer,
            chosen,
            offered,
            bool(last_year),
            builder.can_confirm(item, key),
        )
        fragment: Fragment = self.kept.get(look, lambda: self._draw(item, path))
        return Drawn(
            fragment.fill(
                {
                    "name": forms.field_name(key),
                    "version": version,
                    "value": text,
                    "saved_by": saved_by,
                    "last_year": last_year,
                }
            )
        )

    def _draw(self, item: Item, path: str) -> Fragment:
        block = self.builder.question(item, path)
        name = mark("name") if path else block.name
        marked = replace(
            block,
            name=name,
            described_by=block.described_by.replace(block.name, name),
            options=[replace(o, id=o.id.replace(block.name, name)) for o in block.options],
            version=cast(int, mark("version")) if block.version else 0,
            value=mark("value") if block.value else "",
            saved_by=mark("saved_by") if block.saved_by else "",
            last_year=mark("last_year") if block.last_year else "",
        )
        template = current_app.jinja_env.get_template("responses/_blocks.html")
        page: Any = template.make_module(
            {"last_year_label": self.builder.last_year_label, "has_question_slot": False}
        )
        return Fragment(str(page.question(marked)))


def _steady(form: LoadedForm) -> frozenset[str]:
    """Return the codes of the questions whose look follows from the form and their own answer."""
    return frozenset(
        code
        for code, compiled in form.compiled.items.items()
        if compiled.item.kind.is_answered
        and not compiled.item.other_choice
        and not intake.is_fixed(compiled)
        and not any("${" in text for text in _texts(compiled.item))
    )


def _texts(item: Item) -> Iterable[str]:
    for texts in (item.text, item.hint, item.definition, *(c.text for c in item.choices)):
        yield from texts.values()
