"""Reads of overlap: pairs and decisions here, the term lists and data elements in their own files."""

from __future__ import annotations

from surveyapp.overlap.queries.pairs import (
    Cost,
    Counts,
    candidates_by_pair,
    counts_by_question,
    decisions_in_force,
    find_last_matching,
    find_matching_job,
    get_candidate,
    list_bank,
    list_candidates,
    list_decisions,
    list_newest_question_versions,
    list_question_overlaps,
    newest_decisions,
    question_costs,
)

__all__ = [
    "Cost",
    "Counts",
    "candidates_by_pair",
    "counts_by_question",
    "decisions_in_force",
    "find_last_matching",
    "find_matching_job",
    "get_candidate",
    "list_bank",
    "list_candidates",
    "list_decisions",
    "list_newest_question_versions",
    "list_question_overlaps",
    "newest_decisions",
    "question_costs",
]
