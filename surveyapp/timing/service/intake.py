"""Batches of events on their way in: which count, and what is kept of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from surveyapp.accounts import queries as accounts
from surveyapp.accounts.models import User
from surveyapp.core.errors import NotFound
from surveyapp.questionnaires import queries as questionnaires
from surveyapp.questionnaires.queries import LoadedForm
from surveyapp.rounds import queries as round_queries
from surveyapp.rounds.models import Return, ReturnState
from surveyapp.timing import queries, rules, store, tokens
from surveyapp.timing.models import PageSession as StoredPage
from surveyapp.timing.models import RefusedBatch
from surveyapp.timing.service.derivation import rederive
from surveyapp.timing.service.packing import pack
from surveyapp.timing.tokens import OpenedPage, milliseconds

Body = bytes | str | Mapping[str, object]

FORGED = "forged_token"
OTHER_PERSON = "other_person"
NO_RETURN = "no_return"
NOT_ALLOWED = frozenset(
    {
        FORGED,
        OTHER_PERSON,
        NO_RETURN,
        rules.RefusalReason.OTHER_PAGE_SESSION.value,
        rules.RefusalReason.OTHER_RETURN.value,
    }
)
"""Reasons by which somebody reports what is not theirs; the rest are faults of the batch."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A batch with the page session that it belongs to, already known to be genuine."""

    page: OpenedPage
    body: Body
    received_at: dt.datetime


def receive(
    session: Session,
    user_id: int,
    body: bytes,
    *,
    secrets: Sequence[str],
    received_at: dt.datetime,
) -> str | None:
    """Take one batch as a browser sent it; None when it counts, else why it does not.

    A refused batch changes nothing and leaves a trace, which the caller must let be committed.
    """
    try:
        batch = rules.parse_batch(body, milliseconds(received_at))
    except rules.BatchRefused as refused:
        return _refuse(session, refused.reason, user_id, None, received_at)
    page = tokens.read(batch.token, secrets)
    if page is None:
        return _refuse(session, FORGED, user_id, None, received_at)
    if page.user_id != user_id:
        return _refuse(session, OTHER_PERSON, user_id, page.return_id, received_at)
    return record(session, page=page, body=batch, received_at=received_at)


def record(
    session: Session, *, page: OpenedPage, body: Body | rules.Batch, received_at: dt.datetime
) -> str | None:
    """Take one batch of a genuine page session and bring the seconds up to date.

    Returns None when the batch counts (also when it was here before), else why it does not.
    """
    return record_many(session, page.return_id, [(page, body, received_at)])[0]


def record_many(
    session: Session,
    return_id: int,
    arrivals: Iterable[Arrival | tuple[OpenedPage, Body | rules.Batch, dt.datetime]],
) -> list[str | None]:
    """Take many batches of one return, deriving its seconds once; the verdicts in the same order.

    The seconds are the same, bit for bit, as when the batches come one by one.
    """
    given = [
        (one.page, one.body, one.received_at) if isinstance(one, Arrival) else one
        for one in arrivals
    ]
    intake = _Intake.open(session, return_id, {page for page, _body, _at in given})
    verdicts: list[str | None] = []
    for page, body, received_at in given:
        reason = intake.take(page, body, received_at)
        if reason is not None:
            known = return_id if intake.return_ is not None else None
            _refuse(session, reason, page.user_id, known, received_at)
        verdicts.append(reason)
    intake.keep(session)
    return verdicts


def _refuse(
    session: Session, reason: str, user_id: int, return_id: int | None, at: dt.datetime
) -> str:
    if return_id is not None and queries.find_return_unit(session, return_id) is None:
        return_id = None
    session.add(RefusedBatch(at=at, reason=reason, user_id=user_id, return_id=return_id))
    session.flush()
    return reason


@dataclass
class _Intake:
    """Batches on their way into one return."""

    return_: Return | None = None
    form: LoadedForm | None = None
    codes: frozenset[str] = frozenset()
    switched_off: frozenset[int] = frozenset()
    pages: Mapping[str, StoredPage] = field(default_factory=dict)
    seen: set[tuple[str, str]] = field(default_factory=set)
    new_pages: dict[str, dict[str, Any]] = field(default_factory=dict)
    changed: dict[str, dict[str, Any]] = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=list)
    taken: dict[str, list[rules.Batch]] = field(default_factory=dict)

    @classmethod
    def open(cls, session: Session, return_id: int, opened: Collection[OpenedPage]) -> _Intake:
        store.hold_time(session, return_id)
        try:
            return_ = round_queries.get_return(session, return_id)
        except NotFound:
            return cls()
        form = questionnaires.load_form(session, return_.round.version)
        ids = {page.page_session_id for page in opened}
        pages = {
            page.id: page
            for page in queries.list_page_sessions(session, return_id)
            if page.id in ids
        }
        return cls(
            return_=return_,
            form=form,
            codes=frozenset(item.code for item in form.definition.walk()),
            switched_off=frozenset(
                user_id
                for user_id in sorted({page.user_id for page in opened})
                if not is_measured(accounts.get_user(session, user_id))
            ),
            pages=pages,
            seen=queries.known_batches(session, list(pages)),
        )

    def take(
        self, page: OpenedPage, body: Body | rules.Batch, received_at: dt.datetime
    ) -> str | None:
        if self.return_ is None:
            return NO_RETURN
        try:
            batch = (
                body
                if isinstance(body, rules.Batch)
                else rules.parse_batch(
                    dict(body) if isinstance(body, Mapping) else body, milliseconds(received_at)
                )
            )
        except rules.BatchRefused as refused:
            return refused.reason
        refusal = rules.accept(
            batch,
            page.as_rule(),
            rules.ReturnState(
                return_id=str(self.return_.id),
                submitted_at_ms=self._submitted_ms,
                question_codes=self.codes,
                is_switched_off=page.user_id in self.switched_off,
            ),
        )
        if refusal is not None:
            return refusal.reason.value
        if (page.page_session_id, batch.batch_id) in self.seen:
            return None
        self.seen.add((page.page_session_id, batch.batch_id))
        self._note(page, received_at)
        self.taken.setdefault(page.page_session_id, []).append(batch)
        self.rows.append(
            {
                "page_session_id": page.page_session_id,
                "batch_id": batch.batch_id,
                "received_at": received_at,
                "packed": pack(batch),
            }
        )
        return None

    @property
    def _submitted_ms(self) -> int | None:
        """The submission in force; a return that was opened again has none."""
        return_ = self.return_
        if (
            return_ is None
            or return_.submitted_at is None
            or return_.state != ReturnState.SUBMITTED.value
        ):
            return None
        return milliseconds(return_.submitted_at)

    def _note(self, page: OpenedPage, received_at: dt.datetime) -> None:
        known = self.pages.get(page.page_session_id)
        noted = self.changed.get(page.page_session_id)
        if noted is not None:
            last: dt.datetime | None = noted["last_received_at"]
        else:
            last = known.last_received_at if known is not None else None
        if known is None and page.page_session_id not in self.new_pages:
            self.new_pages[page.page_session_id] = {
                "id": page.page_session_id,
                "return_id": page.return_id,
                "user_id": page.user_id,
                "section_code": page.section_code,
                "opened_at": page.opened_at,
                "last_received_at": received_at,
                "has_gaps": False,
                "is_skewed": False,
            }
        if last is None or received_at >= last:
            self.changed[page.page_session_id] = {
                "id": page.page_session_id,
                "last_received_at": received_at,
                "until_ms": self._submitted_ms,
            }

    def keep(self, session: Session) -> None:
        if not self.rows or self.return_ is None or self.form is None:
            return
        store.add_page_sessions(session, list(self.new_pages.values()))
        store.note_page_sessions(session, list(self.changed.values()))
        store.add_batches(session, self.rows)
        rederive(
            session,
            self.return_.id,
            self.form,
            {
                name: batches if name in self.new_pages else None
                for name, batches in self.taken.items()
            },
        )


def is_measured(user: User | accounts.Identity) -> bool:
    """Whether a person's time is measured: told of it, and not switched off."""
    return user.is_timed and user.timing_informed_at is not None
