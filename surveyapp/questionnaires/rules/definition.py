"""The form as data: what a version asks, in the shape that is frozen at publishing.

A form is a list of sections; a section holds items; an item is a question, a group, a repeat or a
note. Expressions are kept as the author's text and parsed once by `expressions`.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Texts = dict[str, str]
"""Language code ("sv", "en", "fr", "und" when the source does not say) -> text."""


class Kind(enum.StrEnum):
    """What an item is, and for a question the kind of answer it takes."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    MONTH = "month"
    YEAR = "year"
    TIME = "time"
    DATETIME = "datetime"
    SINGLE = "single"
    MULTIPLE = "multiple"
    RANK = "rank"
    ACKNOWLEDGE = "acknowledge"
    NOTE = "note"
    CALCULATE = "calculate"
    HIDDEN = "hidden"
    GROUP = "group"
    REPEAT = "repeat"

    @property
    def is_container(self) -> bool:
        return self in (Kind.GROUP, Kind.REPEAT)

    @property
    def is_answered(self) -> bool:
        """True when a person gives the answer."""
        return self not in (Kind.NOTE, Kind.CALCULATE, Kind.HIDDEN, Kind.GROUP, Kind.REPEAT)

    @property
    def has_choices(self) -> bool:
        return self in (Kind.SINGLE, Kind.MULTIPLE, Kind.RANK)


class NonAnswer(enum.StrEnum):
    """A given answer that is not a value; neither is ever the same as blank or zero."""

    NOT_RECORDED = "not_recorded"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True)
class Choice:
    """One answer option. `filters` are the extra columns that a choice filter may read."""

    code: str
    text: Texts
    filters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Item:
    """A question, note, calculation, group or repeat.

    `relevant`, `constraint`, `calculation`, `choice_filter`, `repeat_count`, `default` and a
    non-literal `required` are expressions in XLSForm's language, as text; "" means none.
    `required` is "" (no), "yes", or an expression.
    `row` is the row of the source sheet, for messages; 0 when the form was not read from a sheet.
    `allows` names the non-answers offered beside the field.
    `indicators` are (indicator code, weight) as the source stated them; weight None means equal split.
    """

    code: str
    kind: Kind
    text: Texts = field(default_factory=dict)
    hint: Texts = field(default_factory=dict)
    definition: Texts = field(default_factory=dict)
    relevant: str = ""
    constraint: str = ""
    constraint_message: Texts = field(default_factory=dict)
    required: str = ""
    required_message: Texts = field(default_factory=dict)
    calculation: str = ""
    default: str = ""
    read_only: bool = False
    appearance: str = ""
    unit: str = ""
    choices: tuple[Choice, ...] = ()
    choice_filter: str = ""
    other_choice: str = ""
    """Code of the option that asks for a free text, stored as `<code>_other`; "" when none."""
    repeat_count: str = ""
    allows: tuple[NonAnswer, ...] = ()
    indicators: tuple[tuple[str, float | None], ...] = ()
    items: tuple[Item, ...] = ()
    row: int = 0

    def walk(self) -> Iterator[Item]:
        """Yield this item and everything below it, in form order."""
        yield self
        for item in self.items:
            yield from item.walk()


@dataclass(frozen=True)
class SectionDefinition:
    """A page of the form. `relevant` is an expression as in `Item`."""

    code: str
    title: Texts
    items: tuple[Item, ...]
    relevant: str = ""
    introduction: Texts = field(default_factory=dict)

    def walk(self) -> Iterator[Item]:
        for item in self.items:
            yield from item.walk()


@dataclass(frozen=True)
class FormDefinition:
    """A whole questionnaire version. Item codes are unique in a form (repeats included)."""

    code: str
    title: Texts
    languages: tuple[str, ...]
    default_language: str
    sections: tuple[SectionDefinition, ...]

    def walk(self) -> Iterator[Item]:
        for section in self.sections:
            yield from section.walk()

    def questions(self) -> Iterator[Item]:
        """Yield the items that a person answers, in form order."""
        return (item for item in self.walk() if item.kind.is_answered)

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON data; `from_json` gives an equal definition back."""
        return {
            "code": self.code,
            "title": self.title,
            "languages": list(self.languages),
            "default_language": self.default_language,
            "sections": [
                {
                    "code": s.code,
                    "title": s.title,
                    "relevant": s.relevant,
                    "introduction": s.introduction,
                    "items": [_item_as_json(i) for i in s.items],
                }
                for s in self.sections
            ],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> FormDefinition:
        return cls(
            code=data["code"],
            title=dict(data["title"]),
            languages=tuple(data["languages"]),
            default_language=data["default_language"],
            sections=tuple(
                SectionDefinition(
                    code=s["code"],
                    title=dict(s["title"]),
                    relevant=s.get("relevant", ""),
                    introduction=dict(s.get("introduction", {})),
                    items=tuple(_item_from_json(i) for i in s["items"]),
                )
                for s in data["sections"]
            ),
        )


_TEXTS = ("text", "hint", "definition", "constraint_message", "required_message")
_STRINGS = (
    "relevant",
    "constraint",
    "required",
    "calculation",
    "default",
    "appearance",
    "unit",
    "choice_filter",
    "other_choice",
    "repeat_count",
)


def _item_as_json(item: Item) -> dict[str, Any]:
    data: dict[str, Any] = {"code": item.code, "kind": item.kind.value}
    for name in (*_TEXTS, *_STRINGS):
        if value := getattr(item, name):
            data[name] = value
    if item.read_only:
        data["read_only"] = True
    if item.choices:
        data["choices"] = [
            {"code": c.code, "text": c.text, **({"filters": dict(c.filters)} if c.filters else {})}
            for c in item.choices
        ]
    if item.allows:
        data["allows"] = [a.value for a in item.allows]
    if item.indicators:
        data["indicators"] = [[code, weight] for code, weight in item.indicators]
    if item.items:
        data["items"] = [_item_as_json(i) for i in item.items]
    if item.row:
        data["row"] = item.row
    return data


def _item_from_json(data: Mapping[str, Any]) -> Item:
    values: dict[str, Any] = {n: dict(data[n]) for n in _TEXTS if n in data}
    values |= {n: data[n] for n in _STRINGS if n in data}
    return Item(
        code=data["code"],
        kind=Kind(data["kind"]),
        read_only=data.get("read_only", False),
        choices=tuple(
            Choice(code=c["code"], text=dict(c["text"]), filters=dict(c.get("filters", {})))
            for c in data.get("choices", ())
        ),
        allows=tuple(NonAnswer(a) for a in data.get("allows", ())),
        indicators=tuple((code, weight) for code, weight in data.get("indicators", ())),
        items=tuple(_item_from_json(i) for i in data.get("items", ())),
        row=data.get("row", 0),
        **values,
    )
