"""The small world in which every route is tried: two municipalities, one person for each column.

A route whose address has a variable needs its value in `World.arguments`: by the variable's name, or
by "endpoint:variable" where one name means different things. Everything named there belongs to the
first municipality, so that for the officer of the second it is foreign.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.orm import Session

from surveyapp.accounts import service as accounts
from surveyapp.accounts.models import User
from surveyapp.accounts.rules import new_token
from surveyapp.burden import service as burden
from surveyapp.core import clock
from surveyapp.core.access import SYSTEM, Role
from surveyapp.core.database import Database, _refuse_flush
from surveyapp.core.jobs import Job
from surveyapp.overlap import deciding, termlists
from surveyapp.overlap import queries as overlap
from surveyapp.overlap.models import Candidate
from surveyapp.overlap.queries.elements import list_elements
from surveyapp.questionnaires import drafts
from surveyapp.questionnaires import queries as questionnaires
from surveyapp.questionnaires import service as questionnaire_service
from surveyapp.questionnaires.models import QuestionnaireVersion
from surveyapp.questionnaires.xlsform import ImportReport
from surveyapp.registry import service as registry
from surveyapp.registry.models import BankQuestion, Collection
from tests.factories.accounts import make_administrator, make_officer, make_reviewer
from tests.factories.burden import add_time
from tests.factories.questionnaires import form, make_version, question, section
from tests.factories.registry import make_indicator, make_unit
from tests.factories.responses import make_submission
from tests.factories.rounds import make_round, return_of
from tests.factories.timing import make_struck_time

COLUMNS = ("anonymous", "officer_own", "officer_foreign", "administrator", "reviewer")
"""Who asks; the columns of every table beside this file."""


@dataclass
class World:
    """Ids of what exists, and the people who ask."""

    people: dict[str, User | None]
    arguments: dict[str, Any]
    forms: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What is posted, by endpoint; a route without an entry is posted to with nothing."""
    bodies: dict[str, Any] = field(default_factory=dict)
    """What is posted as JSON, by endpoint."""
    queries: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What stands after the question mark when a page is fetched, by endpoint."""

    def argument(self, endpoint: str, variable: str) -> Any:
        """Return the value of one variable of a route's address."""
        for name in (f"{endpoint}:{variable}", variable):
            if name in self.arguments:
                return self.arguments[name]
        raise LookupError(
            f"tests/access/world.py has no value for the variable {variable!r} of {endpoint}"
        )


def make_carrying(session: Session) -> QuestionnaireVersion:
    """Return a draft where E1 waits to be dropped, and E2 is gone although its decision was taken back."""
    definition = form(section("A", question("E1"), question("E2"), question("E3")))
    rows = questionnaires.list_question_versions(session, make_version(session, definition).id)
    asked = {row.question.code: row.question for row in rows}

    def decide(code: str, action: str) -> None:
        questionnaire_service.decide_about_question(
            session,
            SYSTEM,
            asked[code],
            source="overlap",
            reference=f"candidate:{code}",
            action=action,
            reason="Frågas redan",
            told={},
        )

    decide("E1", "drop")
    decide("E2", "drop")
    draft = make_version(session, definition, is_published=False)
    drafts.carry_out(session, SYSTEM, draft, "E2")
    decide("E2", "unrelated")
    return draft


def build(session: Session) -> World:
    """Make the world; everything is committed by the caller."""
    own = make_unit(session, "0001", "Egenby")
    other = make_unit(session, "0002", "Annanstad")
    own_officer = make_officer(session, own)
    people: dict[str, User | None] = {
        "anonymous": None,
        "officer_own": own_officer,
        "officer_foreign": make_officer(session, other),
        "administrator": make_administrator(session),
        "reviewer": make_reviewer(session),
    }
    colleague = make_officer(session, own)
    indicator = make_indicator(session, "IND-A")
    carrying = make_carrying(session)
    draft = make_version(session, form(section("A", question("D1"))), is_published=False)
    draft.import_report = ImportReport("prov.xlsx").as_json()
    version = make_version(
        session, form(section("A", question("A1", indicators=(("IND-A", None),)), question("A2")))
    )
    closed = make_round(session, own, other, version=version, name="Inskickad")
    make_submission(session, return_of(session, closed, own).id, {"A1": "3", "A2": "4"})
    round_ = make_round(session, own, other, version=version)
    planned = make_round(session, own, version=version, is_open=False)
    imported = registry.import_register(
        session, SYSTEM, "counties", b"code,name\n03,Uppsala l\xc3\xa4n\n", "lan.csv"
    )
    token = new_token()
    accounts.invite(
        session, SYSTEM, email="ny@example.se", role=Role.OFFICER, unit_id=own.id, token=token
    )
    add_time(
        session,
        return_of(session, closed, own).id,
        questionnaires.list_question_versions(session, version.id)[0].question_id,
        60,
    )
    tariffs = burden.ensure_example_tariffs(session, closed.year)
    snapshot = burden.make_snapshot(session, SYSTEM, closed)
    collection = Collection(code="annan", name={"sv": "Annan insamling"})
    session.add(collection)
    session.flush()
    bank_question = BankQuestion(
        collection_id=collection.id,
        code="B1",
        text={"sv": "Hur många?"},
        content_hash="0" * 64,
        changed_at=clock.now(),
    )
    administrator = people["administrator"]
    assert administrator is not None
    job = Job(kind="nothing", created_at=clock.now(), created_by_id=administrator.id)
    session.add_all([bank_question, job])
    session.flush()
    asked = questionnaires.list_question_versions(session, version.id)[0]
    candidate = Candidate(
        question_id=asked.question_id,
        bank_question_id=bank_question.id,
        score=0.5,
        evidence={"words": [], "facets": [], "proposal": "related"},
        found_at=clock.now(),
        text_hash="0" * 64,
    )
    removing = Candidate(
        question_id=questionnaires.list_question_versions(session, version.id)[1].question_id,
        bank_question_id=bank_question.id,
        score=0.9,
        proposal="same",
        evidence={"words": [], "facets": [], "proposal": "same"},
        found_at=clock.now(),
        text_hash="1" * 64,
    )
    session.add_all([candidate, removing])
    session.flush()
    pair = overlap.get_candidate(session, removing.id)
    deciding.decide(session, SYSTEM, pair, verdict="same", action="keep", reason="Samma.")
    waiting = deciding.decide(session, SYSTEM, pair, verdict="same", action="drop", reason="Samma.")
    term = termlists.teach(
        session, SYSTEM, kind="synonym", language="sv", left="säbo", right="äldreboende"
    )
    timed = return_of(session, round_, own)
    strike = make_struck_time(session, own_officer, timed, asked.question_id)
    return World(
        people=people,
        arguments={
            "unit_id": own.id,
            "unit_code": own.code,
            "user_id": colleague.id,
            "token": token,
            "version_id": version.id,
            "questionnaires.publish:version_id": draft.id,
            "questionnaires.report:version_id": draft.id,
            "questionnaires.links_file:version_id": draft.id,
            "questionnaires.links:version_id": draft.id,
            "questionnaires.links:code": "D1",
            "questionnaires.put_back_question:version_id": carrying.id,
            "questionnaires.put_back_question:code": "E2",
            "questionnaires.drop_question:version_id": carrying.id,
            "questionnaires.drop_question:code": "E1",
            "questionnaires.keep_question:version_id": carrying.id,
            "questionnaires.keep_question:code": "E1",
            "questionnaires.reword:version_id": draft.id,
            "questionnaires.reword:code": "D1",
            "question_id": asked.question_id,
            "round_id": round_.id,
            "rounds.due:code": own.code,
            "burden.questions:round_id": closed.id,
            "burden.indicator:code": indicator.code,
            "reports.make:code": indicator.code,
            "reports.download:code": indicator.code,
            "language": "sv",
            "burden.edit_tariff:tariff_id": tariffs[0].id,
            "rounds.open_:round_id": planned.id,
            "return_id": timed.id,
            "responses.receipt:return_id": return_of(session, closed, own).id,
            "responses.reopen:return_id": return_of(session, closed, own).id,
            "strike_id": strike.id,
            "timing.day:date": clock.today().isoformat(),
            "section": "A",
            "section_code": "A",
            "snapshot_id": snapshot.id,
            "indicator_id": indicator.id,
            "indicator_code": indicator.code,
            "collection_id": collection.id,
            "collection_code": collection.code,
            "registry.indicator:code": indicator.code,
            "registry.collection:code": collection.code,
            "registry.bank_question:code": bank_question.code,
            "registry.report:event_id": imported.event_id,
            "registry.template_file:kind": "counties",
            "candidate_id": candidate.id,
            "overlap.second:candidate_id": removing.id,
            "decision_id": waiting.id,
            "element_id": list_elements(session)[0].id,
            "term_id": term.id,
            "overlap.municipality:code": own.code,
            "job_id": job.id,
            "web.static_file:version": "0",
            "web.static_file:name": "icons/favicon.svg",
        },
        forms={
            "timing.strike": {"question_id": str(asked.question_id)},
            "accounts.colleagues": {"unit": str(own.id)},
            "rounds.create": {"version_id": str(version.id)},
            "overlap.second": {"decision": str(waiting.id), "answer": "agree"},
        },
        queries={
            "accounts.colleagues": {"unit": str(own.id)},
            "rounds.create": {"version_id": str(version.id)},
        },
    )


class OneTransaction(Database):
    """A database whose every session works inside one transaction, undone after each request."""

    def __init__(self, database: Database) -> None:
        self.url = database.url
        self.is_sqlite = database.is_sqlite
        self.engine = database.engine
        self.reader = database.reader
        self.connection: Connection | None = None

    def session(self, *, read_only: bool = False) -> Session:
        assert self.connection is not None
        session = Session(
            self.connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
        )
        if read_only:
            event.listen(session, "before_flush", _refuse_flush)
        return session

    def __enter__(self) -> OneTransaction:
        self.connection = self.engine.connect()
        self.connection.begin()
        return self

    def __exit__(self, *_error: object) -> None:
        assert self.connection is not None
        self.connection.rollback()
        self.connection.close()
        self.connection = None
