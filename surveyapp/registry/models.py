"""Facts from outside: places, indicators, national collections and what they ask."""

from __future__ import annotations

import datetime as dt
import enum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.core.database import Base


class UnitKind(enum.StrEnum):
    MUNICIPALITY = "municipality"
    DISTRICT = "district"


class IndicatorKind(enum.StrEnum):
    STRUCTURE = "structure"
    PROCESS = "process"
    RESULT = "result"


class Direction(enum.StrEnum):
    HIGHER = "higher"
    LOWER = "lower"
    NONE = "none"


class FormulaKind(enum.StrEnum):
    """How a value comes from answers: share of yes, numerator over denominator, or a mean."""

    YES_SHARE = "yes_share"
    RATIO = "ratio"
    MEAN = "mean"


class County(Base):
    """A county (län), by its two-digit code."""

    __tablename__ = "county"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    region: Mapped[str] = mapped_column(default="")


class SkrGroup(Base):
    """A group of similar municipalities in SKR's division, A1 to C9."""

    __tablename__ = "skr_group"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[dict[str, str]]


class Unit(Base):
    """An answering unit: a municipality, or a district below one (`parent`)."""

    __tablename__ = "unit"
    __table_args__ = (
        sa.CheckConstraint(
            "(kind = 'district') = (parent_id IS NOT NULL)", name="district_has_parent"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(default=UnitKind.MUNICIPALITY.value)
    county_code: Mapped[str] = mapped_column(sa.ForeignKey("county.code"), index=True)
    skr_group_code: Mapped[str] = mapped_column(sa.ForeignKey("skr_group.code"), index=True)
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    population: Mapped[int | None]
    """Inhabitants; imported, None until then."""

    county: Mapped[County] = relationship(lazy="raise")
    skr_group: Mapped[SkrGroup] = relationship(lazy="raise")


class Indicator(Base):
    """What is published. Many questions may feed one, and one question many."""

    __tablename__ = "indicator"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[dict[str, str]]
    description: Mapped[dict[str, str]] = mapped_column(default=dict)
    area: Mapped[str] = mapped_column(default="", index=True)
    kind: Mapped[str] = mapped_column(default=IndicatorKind.STRUCTURE.value)
    direction: Mapped[str] = mapped_column(default=Direction.NONE.value)
    quality_dimension: Mapped[str] = mapped_column(default="")
    owner: Mapped[str] = mapped_column(default="")
    legal_basis: Mapped[str] = mapped_column(default="")
    duty: Mapped[str] = mapped_column(default="")
    """`duty`, `voluntary`, or "" when not known."""
    first_year: Mapped[int | None]
    formula_kind: Mapped[str] = mapped_column(default="")
    numerator: Mapped[str] = mapped_column(default="")
    """Expression over question codes; for a share of yes, the condition itself."""
    denominator: Mapped[str] = mapped_column(default="")


COLLECTION_TEXTS = (
    "owner",
    "collector",
    "legal_basis",
    "obligation",
    "frequency",
    "reference_time",
    "collection_window",
    "population",
    "reporting_unit",
    "data_level",
    "example_variables",
    "source",
)
"""The facts of a collection that are told in words, beside `overlap_note`."""
CHECKED = ("not read", "part", "read")
"""How far the facts of a collection were verified against their source."""


class Collection(Base):
    """A national data collection that municipalities answer (ours or somebody else's)."""

    __tablename__ = "collection"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[dict[str, str]]
    owner: Mapped[str] = mapped_column(default="")
    collector: Mapped[str] = mapped_column(default="")
    legal_basis: Mapped[str] = mapped_column(default="")
    obligation: Mapped[str] = mapped_column(default="")
    frequency: Mapped[str] = mapped_column(default="")
    reference_time: Mapped[str] = mapped_column(default="")
    collection_window: Mapped[str] = mapped_column(default="")
    population: Mapped[str] = mapped_column(default="")
    reporting_unit: Mapped[str] = mapped_column(default="")
    data_level: Mapped[str] = mapped_column(default="")
    example_variables: Mapped[str] = mapped_column(default="")
    overlap_note: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(default="")
    checked: Mapped[str] = mapped_column(default="not read")
    """How far the facts were verified: `read`, `part` or `not read`."""
    window_from: Mapped[int | None]
    """First month (1-12) in which municipalities are asked; None when the window is not known."""
    window_to: Mapped[int | None]
    """Last month (1-12); before `window_from` when the window runs over the turn of the year."""
    hours_per_year: Mapped[float | None]
    """What one municipality spends on it in a year, hours, where somebody has measured it."""
    hours_source: Mapped[str] = mapped_column(default="", server_default="")
    """Where `hours_per_year` comes from."""


class BankQuestion(Base):
    """A question or register variable of another national collection."""

    __tablename__ = "bank_question"
    __table_args__ = (sa.UniqueConstraint("collection_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    collection_id: Mapped[int] = mapped_column(sa.ForeignKey("collection.id"), index=True)
    code: Mapped[str]
    text: Mapped[dict[str, str]]
    description: Mapped[dict[str, str]] = mapped_column(default=dict)
    area: Mapped[str] = mapped_column(default="")
    unit: Mapped[str] = mapped_column(default="")
    population: Mapped[str] = mapped_column(default="")
    reference_time: Mapped[str] = mapped_column(default="")
    answer_scale: Mapped[str] = mapped_column(default="")
    discontinued_after: Mapped[str] = mapped_column(default="")
    source_note: Mapped[str] = mapped_column(default="")
    """Shown wherever the question is shown, e.g. "Källa: Kolada"."""
    questionnaire: Mapped[str] = mapped_column(default="", server_default="")
    """The form or part of the collection that asks it."""
    number: Mapped[str] = mapped_column(default="", server_default="")
    """Number in that form, as printed."""
    respondent: Mapped[str] = mapped_column(default="", server_default="")
    """Who answers: municipality, region, unit, person."""
    answer_type: Mapped[str] = mapped_column(default="", server_default="")
    options: Mapped[list[dict[str, str]]] = mapped_column(
        sa.JSON, default=list, server_default="[]"
    )
    """Answer options in order, each a text by language."""
    breakdowns: Mapped[str] = mapped_column(default="", server_default="")
    frequency: Mapped[str] = mapped_column(default="", server_default="")
    legal_basis: Mapped[str] = mapped_column(default="", server_default="")
    register: Mapped[str] = mapped_column(default="", server_default="")
    """The register that already holds the datum, with `register_variable` and its lag."""
    register_variable: Mapped[str] = mapped_column(default="", server_default="")
    register_lag: Mapped[str] = mapped_column(default="", server_default="")
    contact: Mapped[str] = mapped_column(default="", server_default="")
    """An office or function, never a person."""
    source_url: Mapped[str] = mapped_column(default="", server_default="")
    seen_on: Mapped[dt.date | None]
    """The day the source was read."""
    licence: Mapped[str] = mapped_column(default="", server_default="")
    """Licence of the text."""
    concept: Mapped[str] = mapped_column(default="", server_default="", index=True)
    """What its owner says it measures (an attribute's URI), "" when the owner binds it to nothing."""
    content_hash: Mapped[str]
    """SHA-256 of all that was imported; an equal row is not written again."""
    changed_at: Mapped[dt.datetime]

    collection: Mapped[Collection] = relationship(lazy="raise")


class BankEdition(Base):
    """A bank question as one year asked it; the newest year's text is the question's own."""

    __tablename__ = "bank_edition"
    __table_args__ = (sa.UniqueConstraint("bank_question_id", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    bank_question_id: Mapped[int] = mapped_column(
        sa.ForeignKey("bank_question.id", ondelete="CASCADE")
    )
    year: Mapped[int]
    content: Mapped[dict[str, object]] = mapped_column(sa.JSON)
    """Every imported field of that year."""
    content_hash: Mapped[str]
    changed_at: Mapped[dt.datetime]

    bank_question: Mapped[BankQuestion] = relationship(lazy="raise")
