"""What has come to a pair since somebody read it: other words, or somebody else's decision.

A decision is about the words and the record that the person had on the page, and about no other.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from sqlalchemy.orm import Session

from surveyapp.core.access import Actor
from surveyapp.core.errors import Conflict
from surveyapp.core.i18n import Texts
from surveyapp.core.i18n import gettext as _
from surveyapp.overlap import wording
from surveyapp.overlap.models import Candidate, DecisionState, OverlapDecision
from surveyapp.overlap.queries import review
from surveyapp.questionnaires.models import QuestionVersion


@dataclass(frozen=True, slots=True)
class Known:
    """What a card shows of a pair, small enough to go along with its form."""

    words: str = ""
    """Digest of what both questions say in every language; "" when nobody can tell what was shown."""
    decision: int = 0
    """Id of the newest decision, 0 when there is none."""
    state: str = ""
    """The state of that decision, which a second person's answer changes."""


@dataclass(frozen=True, slots=True)
class Sides:
    """Both questions of a pair as they are asked now."""

    candidate: Candidate
    row: QuestionVersion | None
    """None when the newest version no longer asks the question."""
    other_row: QuestionVersion | None
    """The other side's row, when it is one of ours."""

    @property
    def texts(self) -> tuple[Texts, Texts]:
        """What is asked, ours first; {} where the question is no longer asked."""
        theirs = self.other_row.text if self.other_row else self.candidate.other.text
        return (self.row.text if self.row else {}), theirs

    def known(self, newest: OverlapDecision | None) -> Known:
        """Return what somebody who reads the pair now knows of it."""
        bank = self.candidate.bank_question
        explained = [
            self.row.definition if self.row else {},
            self.other_row.definition if self.other_row else {},
            bank.description if bank else {},
        ]
        # The time of the evidence stands for all that is not hashed here, such as answer options.
        said = [self.candidate.found_at.timestamp(), *self.texts, *explained]
        words = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]
        return Known(words, newest.id, newest.state) if newest is not None else Known(words)

    def is_outdated(self, decision: OverlapDecision) -> bool:
        """True when a question says something else now than when the decision was taken.

        A text counts as it stands, whether or not a matching has read it. A question that is no
        longer asked says nothing else.
        """
        read = decision.seen.get("texts", ())
        return decision.decided_at < self.candidate.found_at or any(
            text and before not in text.values()
            for before, text in zip(read, self.texts, strict=False)
        )


def load_sides(session: Session, candidate: Candidate) -> Sides:
    """Return both sides of a pair that `queries.get_candidate` gave."""
    ids = [i for i in (candidate.question_id, candidate.other_question_id) if i is not None]
    rows = review.newest_rows(session, ids)
    return Sides(
        candidate, rows.get(candidate.question_id), rows.get(candidate.other_question_id or 0)
    )


def require_known(session: Session, actor: Actor, candidate: Candidate, known: Known) -> None:
    """Refuse a decision by somebody who does not know what the pair says now.

    Raises:
        Conflict: a text has changed since, or somebody else has decided; the message says which.
    """
    newest = review.newest_of(session, [candidate.id]).get(candidate.id)
    now = load_sides(session, candidate).known(newest)
    news = []
    if not known.words:
        news.append(_("Sidan var för gammal."))
    elif now.words != known.words:
        news.append(_("Någon av frågorna har ändrats sedan du öppnade paret."))
    is_new = (now.decision, now.state) != (known.decision, known.state)
    if newest is not None and is_new and _last_hand(newest) != actor.user_id:
        news.append(_told(newest))
    if news:
        kept = _("Läs igen och spara sedan. Det du har valt och skrivit finns kvar.")
        raise Conflict(" ".join([*news, kept]))


def _last_hand(decision: OverlapDecision) -> int | None:
    is_settled = decision.second_at is not None
    return decision.second_id if is_settled else decision.decided_by_id


def _told(newest: OverlapDecision) -> str:
    found_out = wording.VERDICTS[newest.verdict]
    if newest.second_at is None:
        said = _(
            "%(name)s har beslutat om paret sedan du öppnade det: %(verdict)s.",
            name=newest.decided_by_name,
            verdict=found_out,
        )
        return f"{said} {wording.ACTIONS[newest.action]}." if newest.action else said
    if newest.state == DecisionState.REFUSED.value:
        return _(
            "%(name)s har sagt nej till beslutet som väntade sedan du öppnade paret.",
            name=newest.second_name,
        )
    return _(
        "%(name)s har hållit med om beslutet som väntade sedan du öppnade paret.",
        name=newest.second_name,
    )
