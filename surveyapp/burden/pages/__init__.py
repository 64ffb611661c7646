"""What the pages of the room show: tables, sentences and pictures of frozen figures."""

from surveyapp.burden.pages.indicators import (
    group_columns,
    group_picture,
    role_columns,
    role_lines,
    year_columns,
)
from surveyapp.burden.pages.questions import (
    cost_sentence,
    indicator_question_columns,
    question_columns,
    question_lines,
    question_picture,
)
from surveyapp.burden.pages.tables import (
    ASCENDING,
    DESCENDING,
    Address,
    Listing,
    hidden_words,
    listing,
    marked,
)
from surveyapp.burden.pages.tariffs import tariff_columns, tariffs_in_order
from surveyapp.burden.pages.whole import (
    change_sentence,
    coverage_sentence,
    indicator_columns,
    is_cost_example,
    job_state,
    made_by,
    per_unit,
    section_columns,
    section_picture,
    section_titles,
    whole,
    with_sums,
)

__all__ = [
    "ASCENDING",
    "DESCENDING",
    "Address",
    "Listing",
    "change_sentence",
    "cost_sentence",
    "coverage_sentence",
    "group_columns",
    "group_picture",
    "hidden_words",
    "indicator_columns",
    "indicator_question_columns",
    "is_cost_example",
    "job_state",
    "listing",
    "made_by",
    "marked",
    "per_unit",
    "question_columns",
    "question_lines",
    "question_picture",
    "role_columns",
    "role_lines",
    "section_columns",
    "section_picture",
    "section_titles",
    "tariff_columns",
    "tariffs_in_order",
    "whole",
    "with_sums",
    "year_columns",
]
