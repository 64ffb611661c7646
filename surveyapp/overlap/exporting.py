"""Decided pairs as a file that training reads: `training.pairs.read_pairs` takes every row of it."""

from __future__ import annotations

import csv
import enum
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.orm import Session

from surveyapp.core.access import Actor, Permission
from surveyapp.core.errors import Invalid
from surveyapp.core.files import write_whole
from surveyapp.overlap import queries
from surveyapp.overlap.models import Candidate, DecisionState, OverlapDecision
from surveyapp.overlap.queries import review
from surveyapp.overlap.rules.decisions import Verdict

COLUMNS = ("id", "text_a", "text_b", "lang_a", "lang_b", "label")


class Left(enum.StrEnum):
    """Why a decided pair is not written."""

    WAITING = "waiting"
    REFUSED = "refused"
    CANNOT_TELL = "cannot_tell"
    NO_TEXTS = "no_texts"


@dataclass(frozen=True, slots=True)
class Row:
    """One decided pair; the fields are the file's columns."""

    id: str
    text_a: str
    text_b: str
    lang_a: str
    lang_b: str
    label: str
    """A `Verdict`."""


@dataclass
class Export:
    """What is written, oldest decision first, and how many pairs are not, by reason."""

    rows: list[Row] = field(default_factory=list)
    left_out: Counter[Left] = field(default_factory=Counter)


def collect(session: Session, actor: Actor) -> Export:
    """Return of every pair the newest confirmed decision, with the texts it was taken on.

    A newer decision that waits or was refused leaves the confirmed one standing; a pair that has
    no confirmed one is left out and counted by what its newest is.

    Raises:
        Forbidden: the actor may not decide about overlap.
    """
    actor.require(Permission.OVERLAP_DECIDE)
    found = Export()
    in_force = review.list_decided(session)
    for candidate, decision in in_force:
        row = _row(candidate, decision)
        if isinstance(row, Left):
            found.left_out[row] += 1
        else:
            found.rows.append(row)
    standing = {candidate.id for candidate, _decision in in_force}
    for candidate_id, decision in queries.newest_decisions(session).items():
        if candidate_id not in standing:
            is_waiting = decision.state == DecisionState.WAITING.value
            found.left_out[Left.WAITING if is_waiting else Left.REFUSED] += 1
    return found


def _row(candidate: Candidate, decision: OverlapDecision) -> Row | Left:
    if decision.verdict == Verdict.CANNOT_TELL.value:
        return Left.CANNOT_TELL
    texts = [str(text) for text in decision.seen.get("texts", ())]
    codes = (candidate.question.code, candidate.other.code)
    # A question without a text was seen by its code.
    if len(texts) != 2 or any(
        text.strip() in ("", code) for text, code in zip(texts, codes, strict=True)
    ):
        return Left.NO_TEXTS
    ours, theirs = _languages(candidate, decision)
    return Row(f"decision-{decision.id}", texts[0], texts[1], ours, theirs, decision.verdict)


def _languages(candidate: Candidate, decision: OverlapDecision) -> tuple[str, str]:
    """Return both sides' languages; decisions that did not keep them have the pair's."""
    if kept := decision.seen.get("languages"):
        return str(kept[0]), str(kept[1])
    ours = str(decision.seen.get("language") or "sv")
    return ours, str(candidate.evidence.get("other_language") or ours)


def write(path: Path, rows: Sequence[Row]) -> None:
    """Write the rows so that `path` has all of them, or stays as it was.

    Raises:
        Invalid: the file cannot be written.
    """
    try:
        if path.exists() and not path.is_file():
            raise Invalid(f"{path} cannot be written: it is not a file.")
        write_whole(path, _csv(rows))
    except OSError as fault:
        raise Invalid(f"{path} cannot be written: {fault.strerror}.") from fault


def _csv(rows: Sequence[Row]) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    writer.writerows([getattr(row, name) for name in COLUMNS] for row in rows)
    return file.getvalue().encode()
