"""Reads of the term lists that an administrator owns."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.core.errors import NotFound
from surveyapp.overlap.models import Term


def active_rows(session: Session) -> list[tuple[str, str, str, str]]:
    """Return (kind, language, left, right) of every line in use, in that order."""
    return [
        (row.kind, row.language, row.left, row.right)
        for row in session.execute(
            select(Term.kind, Term.language, Term.left, Term.right)
            .where(Term.is_active)
            .order_by(Term.kind, Term.language, Term.left, Term.right)
        )
    ]


def list_terms(session: Session) -> list[Term]:
    """Return every line, in use or not, by kind, language and words."""
    return list(
        session.scalars(
            select(Term).order_by(Term.kind, Term.language, Term.left, Term.right, Term.id)
        )
    )


def find_term(session: Session, kind: str, language: str, left: str, right: str) -> Term | None:
    """Return the line with exactly these words, or None."""
    return session.scalars(
        select(Term).where(
            Term.kind == kind,
            Term.language == language,
            Term.left == left,
            Term.right == right,
        )
    ).one_or_none()


def get_term(session: Session, term_id: int) -> Term:
    """Return one line.

    Raises:
        NotFound: there is none with this id.
    """
    found = session.get(Term, term_id)
    if found is None:
        raise NotFound
    return found
