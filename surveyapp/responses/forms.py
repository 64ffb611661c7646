"""What the answer page posts, as a form and as JSON, read into entries and then into values.

Field names carry the question and its row: `a-CODE@path` the answer, `n-` a non-answer, `v-` the
version that was on the screen, `o-` the answer elsewhere that was shown, `u-` that a conflict was shown, `c-` which side was chosen in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from surveyapp.core.errors import Invalid
from surveyapp.core.i18n import gettext as _
from surveyapp.questionnaires.rules import values
from surveyapp.questionnaires.rules.definition import Item, Kind, NonAnswer
from surveyapp.questionnaires.rules.values import MESSAGES, AnswerValue, ValueProblem
from surveyapp.responses.rules import AnswerKey

MAX_ANSWERS = 2000
"""Answers in one post; the largest real section has a few hundred."""

_NOTHING = ("",)
_RANKED = re.compile(r"([0-9]{1,3}):(.+)", re.DOTALL)


@dataclass(frozen=True)
class Entry:
    """One answer as it came: texts of the controls, not yet read."""

    code: str
    path: str
    raw: tuple[str, ...]
    non_answer: str = ""
    based_on: int = 0
    save_key: str | None = None
    is_confirmed: bool = False
    """The person said "same as last year"."""
    reused: str = ""
    """Proof (`reuse.Source.proof`) of the answer elsewhere that the person wants to use here."""
    choice: str = ""
    """In a conflict that was shown: `mine`, `theirs`, or `undecided`."""

    @property
    def key(self) -> AnswerKey:
        return self.code, self.path


def field_name(key: AnswerKey) -> str:
    """Return the part that all field names of one answer share."""
    return f"{key[0]}@{key[1]}"


def split_name(name: str) -> AnswerKey:
    code, _at, path = name.partition("@")
    return code, path


def entries_of_form(form: MultiDict[str, str]) -> list[Entry]:
    """Return every answer that the posted page showed."""
    return list(_entries(form.to_dict(flat=False)))


def _entries(form: Mapping[str, Sequence[str]]) -> Iterator[Entry]:
    cleared = form.get("clear", _NOTHING)[0]
    same = form.get("same", _NOTHING)[0]
    reused = form.get("reuse", _NOTHING)[0]
    for name, versions in form.items():
        if not name.startswith("v-"):
            continue
        field = name[2:]
        code, path = split_name(field)
        choice = form.get(f"c-{field}", _NOTHING)[0]
        if choice not in ("mine", "theirs"):
            choice = "undecided" if f"u-{field}" in form else ""
        yield Entry(
            code,
            path,
            raw=() if field == cleared else tuple(form.get(f"a-{field}", ())),
            non_answer="" if field == cleared else form.get(f"n-{field}", _NOTHING)[-1],
            based_on=_whole(versions[0]),
            is_confirmed=field == same,
            reused=(form.get(f"o-{field}", _NOTHING)[0] or "?") if field == reused else "",
            choice=choice,
        )


def entries_of_json(data: Any) -> list[Entry]:
    """Return the answers of a JSON body.

    Raises:
        Invalid: the body has another shape than the page sends.
    """
    answers = data.get("answers") if isinstance(data, dict) else None
    if not isinstance(answers, list) or len(answers) > MAX_ANSWERS:
        raise Invalid(_("Svaren kunde inte läsas. Ladda om sidan och försök igen."))
    return [_entry_of_json(answer) for answer in answers]


def _entry_of_json(answer: Any) -> Entry:
    if not isinstance(answer, dict):
        raise Invalid(_("Svaren kunde inte läsas. Ladda om sidan och försök igen."))
    code, path, raw = answer.get("code"), answer.get("path", ""), answer.get("raw", [])
    non_answer, key = answer.get("non_answer") or "", answer.get("key")
    reused = answer.get("reused") or ""
    are_texts = isinstance(raw, list) and all(isinstance(text, str) for text in raw)
    if not (
        isinstance(code, str)
        and isinstance(path, str)
        and are_texts
        and isinstance(non_answer, str)
        and isinstance(reused, str)
        and (key is None or (isinstance(key, str) and 0 < len(key) <= 64))
    ):
        raise Invalid(_("Svaren kunde inte läsas. Ladda om sidan och försök igen."))
    return Entry(
        code,
        path,
        raw=tuple(raw),
        non_answer=non_answer,
        based_on=_whole(answer.get("based_on")),
        save_key=key,
        is_confirmed=answer.get("confirmed") is True,
        reused=reused,
    )


def _whole(given: object) -> int:
    text = str(given)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def read_value(item: Item, entry: Entry, current: AnswerValue | None) -> AnswerValue | None:
    """Return the value that an entry means; None when it is blank.

    Both a value and a non-answer: what was not there before is what the person means now.

    Raises:
        ValueProblem: it is not an answer to the question.
    """
    raw = _ranked(entry.raw) if item.kind is Kind.RANK else list(entry.raw)
    is_written = any(text.strip() for text in raw)
    if entry.non_answer and not (is_written and values.is_non_answer(current)):
        if entry.non_answer not in [allowed.value for allowed in item.allows]:
            raise ValueProblem("unknown_choice", value=entry.non_answer[:100])
        return {"non_answer": NonAnswer(entry.non_answer).value}
    return values.parse_value(item, raw)


def _ranked(raw: Sequence[str]) -> list[str]:
    """Return codes in the order of their places: `2:code` is a choice put second."""
    places: dict[int, str] = {}
    for text in raw:
        found = _RANKED.fullmatch(text)
        if not found:
            continue
        place = int(found[1])
        if place in places:
            raise ValueProblem("several_values")
        places[place] = found[2]
    return [places[place] for place in sorted(places)]


def raw_of(item: Item, value: AnswerValue | None, lang: str) -> tuple[list[str], str]:
    """Return what the controls hold when `value` stands in them: (texts, non-answer)."""
    if value is None:
        return [], ""
    if isinstance(value, dict):
        return [], value.get("non_answer", "")
    if item.kind is Kind.RANK and isinstance(value, list):
        return [f"{place}:{code}" for place, code in enumerate(value, start=1)], ""
    if isinstance(value, list):
        return list(value), ""
    if item.kind in (Kind.INTEGER, Kind.DECIMAL, Kind.DATETIME):
        return [values.show_value(item, value, lang)], ""
    return [value], ""


def problem_text(problem: ValueProblem, item: Item) -> str:
    """Return what is said beside the field, in the page's language."""
    if item.kind is Kind.RANK and problem.code == "several_values":
        return _("Två alternativ har samma plats. Ge varje alternativ en egen plats.")
    return _(MESSAGES[problem.code])
