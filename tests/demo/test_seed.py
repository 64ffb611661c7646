"""The demo year: complete, the same every time, true to the rules of every room, and marked fictional."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from sqlalchemy.orm import Session

from surveyapp.accounts import queries as accounts
from surveyapp.accounts import service as accounts_service
from surveyapp.burden import queries as burden
from surveyapp.burden.models import Tariff
from surveyapp.cli import program
from surveyapp.core import clock, jobs
from surveyapp.core.access import Role
from surveyapp.core.database import Base, Database
from surveyapp.core.errors import Invalid
from surveyapp.core.settings import Settings
from surveyapp.core.units import unit_of_work
from surveyapp.demo import accounts as examples
from surveyapp.demo import content
from surveyapp.demo.cli import register
from surveyapp.demo.fiction import calendar
from surveyapp.demo.seed import SEED, seed_demo
from surveyapp.overlap import background as matching
from surveyapp.overlap import queries as overlap
from surveyapp.questionnaires import queries as questionnaires
from surveyapp.registry import queries as registry
from surveyapp.responses import queries as responses
from surveyapp.responses.models import Answer, AnswerHistory, Submission
from surveyapp.responses.service import open_work
from surveyapp.review.models import IndicatorUse, ReviewDecision
from surveyapp.rounds import queries as rounds
from surveyapp.rounds.models import Return, ReturnState, RoundState
from surveyapp.timing import queries as timing
from surveyapp.timing import service as timing_service
from surveyapp.timing.models import Interval, PageSession, RefusedBatch
from tests.support.databases import SqliteTemplate, import_models

TODAY = dt.date(2026, 3, 4)
FEW = 12
SQLITE = pytest.mark.parametrize("backend", ["sqlite"])


def make(database: Database, municipalities: int | None = FEW, seed: int = SEED) -> None:
    seed_demo(database, today=TODAY, municipalities=municipalities, seed=seed)


def fingerprint(database: Database) -> dict[str, str]:
    """Return a hash of everything in every table."""
    import_models()
    found = {}
    with database.session(read_only=True) as session:
        for table in Base.metadata.sorted_tables:
            rows = session.execute(sa.select(table).order_by(*table.primary_key.columns)).all()
            found[table.name] = hashlib.sha256(repr([tuple(r) for r in rows]).encode()).hexdigest()
    return found


@pytest.fixture(scope="module")
def seeded(
    sqlite_template: SqliteTemplate, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """A small demo on SQLite, made once for the tests that only read."""
    database = Database(sqlite_template.copy_to(tmp_path_factory.mktemp("demo")))
    make(database)
    yield database
    database.dispose()


@pytest.fixture
def read(seeded: Database) -> Iterator[Session]:
    with unit_of_work(seeded, read_only=True) as session, clock.acting_at(calendar.at(TODAY, 10)):
        yield session


# --- what is there --------------------------------------------------------------------------------


def test_the_registers_questionnaires_and_rounds_are_all_there(read: Session) -> None:
    newest = [
        questionnaires.list_question_versions(read, r.version_id)
        for r in rounds.list_rounds(read)
        if r.year == calendar.YEAR
    ]
    rows = [row for version in newest for row in version]
    assert len(rows) >= 120
    assert len({row.section_code for row in rows}) == 8
    assert all(set(row.text) == {"sv", "en"} for row in rows)
    assert len(registry.list_units(read)) == 290
    assert len(registry.list_indicators(read)) == 40
    assert {i.kind for i in registry.list_indicators(read)} == {"structure", "process", "result"}
    bank = registry.list_bank_questions(read)
    assert len(bank) >= 80
    assert len({question.collection_id for question in bank}) >= 6
    linked = {
        link.indicator_id
        for version in newest
        for link in questionnaires.list_links(read, version[0].version_id)
    }
    assert len(linked) == 40


def test_last_year_is_over_and_this_year_is_open_today(read: Session) -> None:
    found = rounds.list_rounds(read)
    assert Counter((r.year, r.state) for r in found) == {
        (calendar.YEAR, RoundState.OPEN.value): 2,
        (calendar.YEAR - 1, RoundState.CLOSED.value): 2,
    }
    by_id = {r.id: r for r in found}
    for round_ in found:
        assert round_.is_fictional
        if round_.year == calendar.YEAR:
            assert round_.opens_on <= TODAY <= round_.closes_on
            assert round_.previous_round_id is not None
            before = by_id[round_.previous_round_id]
            assert before.version.questionnaire_id == round_.version.questionnaire_id
            assert before.version_id != round_.version_id
        else:
            assert round_.closes_on < TODAY


def test_last_years_form_speaks_of_the_year_before(read: Session) -> None:
    for round_ in rounds.list_rounds(read):
        form = questionnaires.load_form(read, round_.version)
        texts = " ".join(text for item in form.definition.walk() for text in item.text.values())
        assert f"1 mars {round_.year}" in texts
        assert f"1 mars {round_.year + 1}" not in texts
        assert "(2024:400)" not in texts


def test_returns_have_come_differently_far(read: Session) -> None:
    states = Counter(
        r.state for round_ in rounds.list_rounds(read) for r in rounds.list_returns(read, round_.id)
    )
    assert set(states) >= {
        ReturnState.NOT_STARTED.value,
        ReturnState.STARTED.value,
        ReturnState.SUBMITTED.value,
    }
    assert states[ReturnState.SUBMITTED.value] > 0.7 * states.total()


# --- answers --------------------------------------------------------------------------------------


def test_what_is_sent_in_stands_up_to_the_forms_own_checks(read: Session) -> None:
    checked = 0
    for round_ in rounds.list_rounds(read):
        form = questionnaires.load_form(read, round_.version)
        for return_, submission in responses.list_round_submissions(read, round_.id):
            values = {(code, path): v for code, path, v in submission.answers["answers"]}
            state = form.compiled.evaluate(values, today=TODAY)
            assert not state.failures
            assert sorted(state.asked) == [tuple(key) for key in submission.answers["asked"]]
            assert set(values) <= state.asked
            stored = {
                (form.codes[a.question_id], a.path): a.value
                for a in responses.list_answers(read, return_.id)
            }
            assert stored == values
            checked += 1
    assert checked > 30


def test_answers_and_history_agree(read: Session) -> None:
    latest: dict[tuple[int, int, str], AnswerHistory] = {}
    versions: dict[tuple[int, int, str], list[int]] = {}
    for entry in read.scalars(sa.select(AnswerHistory).order_by(AnswerHistory.id)):
        place = (entry.return_id, entry.question_id, entry.path)
        versions.setdefault(place, []).append(entry.version)
        latest[place] = entry
    answers = list(read.scalars(sa.select(Answer)))
    assert len(answers) == len(latest)
    for answer in answers:
        place = (answer.return_id, answer.question_id, answer.path)
        assert versions[place] == list(range(1, answer.version + 1))
        entry = latest[place]
        assert (entry.value, entry.at, entry.by_id) == (
            answer.value,
            answer.updated_at,
            answer.updated_by_id,
        )
    assert any(answer.version > 1 for answer in answers)
    people = Counter(
        len({a.updated_by_id for a in answers if a.return_id == n})
        for n in {a.return_id for a in answers}
    )
    assert any(count >= 2 for count in people)


def test_there_are_repeats_comments_and_non_answers(read: Session) -> None:
    answers = list(read.scalars(sa.select(Answer)))
    assert any(a.path == "2" for a in answers)
    assert any(isinstance(a.value, dict) and "non_answer" in a.value for a in answers)
    comments = {c["sv"] for c in content.load_comments()}
    assert any(a.value in comments for a in answers if isinstance(a.value, str))


def test_a_municipality_answers_much_like_last_year(read: Session) -> None:
    same = total = 0
    for round_ in rounds.list_rounds(read):
        if round_.year != calendar.YEAR:
            continue
        for return_ in rounds.list_returns(read, round_.id):
            before = responses.last_year_answers(read, rounds.get_return(read, return_.id))
            submission = responses.current_submission(read, return_.id)
            if not before or submission is None:
                continue
            for code, path, value in submission.answers["answers"]:
                if value in ("ja", "nej") and (code, path) in before:
                    total += 1
                    same += before[code, path] == value
    assert total > 200
    assert 0.8 < same / total < 1


def test_nothing_happens_before_its_round_opens_or_after_today(read: Session) -> None:
    opens = {
        r.id: calendar.at(round_.opens_on, 0)
        for round_ in rounds.list_rounds(read)
        for r in rounds.list_returns(read, round_.id)
    }
    now = clock.now()
    for entry in read.scalars(sa.select(AnswerHistory)):
        assert opens[entry.return_id] < entry.at < now
    for page in read.scalars(sa.select(PageSession)):
        assert opens[page.return_id] < page.opened_at <= page.last_received_at < now
    for submission in read.scalars(sa.select(Submission)):
        assert opens[submission.return_id] < submission.at < now
    first = min(entry.at for entry in read.scalars(sa.select(AnswerHistory)))
    assert first.astimezone(clock.STOCKHOLM).weekday() < 5


# --- time -----------------------------------------------------------------------------------------


def test_replaying_the_stored_events_gives_the_stored_seconds(read: Session) -> None:
    returns = timing.list_measured_returns(read)
    assert len(returns) > 25
    batches = 0
    for return_id in returns:
        replay = timing_service.replay_return(read, return_id)
        assert replay.is_equal, replay
        batches += replay.batches
    assert batches > 200
    assert read.scalars(sa.select(RefusedBatch)).first() is None


def test_time_has_breaks_left_tabs_gaps_and_work_by_two(read: Session) -> None:
    kinds = Counter(read.scalars(sa.select(Interval.kind)))
    assert set(kinds) >= {
        "active",
        "idle",
        "offscreen_attributed",
        "offscreen_unattributed",
        "left",
    }
    pages = list(read.scalars(sa.select(PageSession)))
    assert any(page.has_gaps for page in pages)
    measured = [m for r in rounds.list_rounds(read) for m in timing.round_measurements(read, r.id)]
    assert any(m.officers >= 2 for m in measured)
    assert len({m.active_seconds for m in measured}) > 500


def test_hardly_anybody_saves_where_no_time_was_spent(read: Session) -> None:
    """Time and answers tell one story: a timed officer who answered a question was at it."""
    for round_ in rounds.list_rounds(read):
        timed = {(m.return_id, m.question_id) for m in timing.round_measurements(read, round_.id)}
        returns = {return_id for return_id, _question in timed}
        answered = [
            (a.return_id, a.question_id)
            for a in read.scalars(sa.select(Answer).where(Answer.return_id.in_(returns)))
        ]
        assert sum(place in timed for place in answered) > 0.85 * len(answered)


def test_the_burden_is_measured_in_all_rounds(read: Session) -> None:
    for round_ in rounds.list_rounds(read):
        snapshot = burden.newest_snapshot(read, round_.id)
        assert snapshot is not None
        assert snapshot.n_measured >= 5
        assert snapshot.total_hours is not None
        assert snapshot.total_hours > 0
        assert timing.round_declared(read, round_.id)
    assert all(tariff.is_example for tariff in read.scalars(sa.select(Tariff)))


# --- what people made of it -----------------------------------------------------------------------


def test_every_decided_pair_is_found_and_decided(read: Session) -> None:
    decided = [pair for pair in content.load_overlap_key() if pair.decision]
    newest = overlap.newest_decisions(read)
    assert Counter(d.verdict for d in newest.values()) == Counter(p.decision for p in decided)
    pairs = {(c.question.code, c.other.source, c.other.code) for c in overlap.list_candidates(read)}
    known = {(p.question, p.collection, p.bank_code) for p in content.load_overlap_key()}
    assert len(known - pairs) <= 3
    waiting = len(pairs) - len(newest)
    assert waiting > 20


def test_stated_use_is_marked_as_fictional_and_unknown_is_left_out(read: Session) -> None:
    use = list(read.scalars(sa.select(IndicatorUse)))
    assert use
    assert all(row.is_fictional and "Fiktiv" in row.source for row in use)
    unknown = [u.indicator for u in content.load_usefulness() if u.page_views_year is None]
    ids = {i.id for i in registry.list_indicators(read) if i.code in unknown}
    assert ids
    assert not [row for row in use if row.indicator_id in ids and row.criterion == "access"]
    decisions = set(read.scalars(sa.select(ReviewDecision.decision)))
    assert decisions == {"keep", "change", "drop"}
    assert all(read.scalars(sa.select(ReviewDecision.snapshot_id)))


# --- the example accounts -------------------------------------------------------------------------


def test_each_example_account_can_sign_in_and_no_fictional_officer(
    seeded: Database,
) -> None:
    with unit_of_work(seeded) as session:
        for account in examples.EXAMPLES:
            user = accounts_service.sign_in(
                session, account.email, examples.PASSWORD, network="n", secret="s"
            )
            found = accounts.find_user_with_grants(session, user.id)
            assert found is not None
            assert found[1].roles == {account.role}
        others = [p for p in accounts.list_people(session) if "." in p.user.email.split("@")[0]]
        assert len(others) > FEW
        with pytest.raises(Invalid):
            accounts_service.sign_in(
                session, others[-1].user.email, examples.PASSWORD, network="n", secret="s"
            )
        session.rollback()


def test_the_example_officer_has_something_to_do_and_is_yet_to_be_told_of_timing(
    read: Session,
) -> None:
    found = accounts.find_user_by_email(read, examples.OFFICER.email)
    assert found is not None
    assert found.timing_informed_at is None
    user = accounts.find_user_with_grants(read, found.id)
    assert user is not None
    actor = user[1]
    mine = rounds.list_returns_of_units(read, list(actor.unit_ids))
    states = {(r.round.year, r.state) for r in mine}
    assert (calendar.YEAR, ReturnState.STARTED.value) in states
    assert (calendar.YEAR, ReturnState.NOT_STARTED.value) in states
    assert (calendar.YEAR - 1, ReturnState.SUBMITTED.value) in states
    begun = next(r for r in mine if r.state == ReturnState.STARTED.value)
    work = open_work(read, actor, begun.id, to_change=False)
    sections = Counter(work.form.compiled.items[code].section for code, _path in work.values)
    assert len(sections) >= 3
    assert len(work.values) < len(work.state.asked)
    assert len(responses.marked_sections(read, begun.id)) == 2
    names = {answer.updated_by_name for answer in work.answers.values()}
    assert names <= {examples.OFFICER.name, examples.COLLEAGUE.name}
    assert responses.last_year_answers(read, begun)
    assert not timing.list_page_sessions(read, begun.id)


# --- always the same ------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_content_on_both_databases(
    seeded: Database, database: Database
) -> None:
    make(database)
    found, expected = fingerprint(database), fingerprint(seeded)
    assert [name for name in expected if found[name] != expected[name]] == []


@SQLITE
def test_another_seed_tells_another_story(seeded: Database, database: Database) -> None:
    make(database, seed=SEED + 1)
    found, other = fingerprint(database), fingerprint(seeded)
    assert found["answer"] != other["answer"]
    assert found["bank_question"] == other["bank_question"]


def test_every_day_of_a_week_gives_the_same_rounds() -> None:
    monday = dt.date(2026, 3, 2)
    weeks = {calendar.rounds_around(monday + dt.timedelta(days=n)) for n in range(7)}
    assert len(weeks) == 1
    assert weeks != {calendar.rounds_around(monday + dt.timedelta(days=7))}


# --- the command ----------------------------------------------------------------------------------


def run(database: Database, *arguments: str, **settings: object) -> Result:
    if "demo" not in program.commands:
        register(program)
    installation = SimpleNamespace(
        settings=Settings.for_tests(str(database.url), **settings), database=database
    )
    return CliRunner().invoke(program, ["demo", *arguments], obj=installation)


def waiting(database: Database) -> list[str]:
    with database.session(read_only=True) as session:
        return list(session.scalars(sa.select(jobs.Job.kind).where(jobs.Job.state == "waiting")))


@SQLITE
def test_the_command_makes_the_demo_once(database: Database) -> None:
    result = run(database, "--municipalities", "12")
    assert result.exit_code == 0, result.output
    assert "demo: ready" in result.output
    assert waiting(database) == [matching.KIND]
    before = fingerprint(database)
    again = run(database, "--municipalities", "12")
    assert again.exit_code == 2
    assert "4 questionnaires" not in again.output
    assert "the database already has 2 questionnaires and" in again.output
    unharmed = run(database, "--if-empty")
    assert (unharmed.exit_code, unharmed.output) == (0, "")
    assert fingerprint(database) == before
    assert waiting(database) == [matching.KIND], "what the model reads is asked for once"


@SQLITE
def test_the_command_refuses_in_production(database: Database) -> None:
    result = run(database, is_production=True)
    assert result.exit_code == 2
    assert "never made in production" in result.output
    with database.session(read_only=True) as session:
        assert not registry.list_units(session)


@SQLITE
def test_the_command_says_when_there_are_no_tables(bare_database: Database) -> None:
    result = run(bare_database)
    assert result.exit_code == 2
    assert "surveyapp db upgrade" in result.output


@SQLITE
def test_the_command_names_the_accounts(database: Database) -> None:
    lines = run(database, "--accounts").output.splitlines()
    assert [line.split()[0] for line in lines] == [a.email for a in examples.EXAMPLES]
    assert all(examples.PASSWORD in line for line in lines)
    assert {a.role for a in examples.EXAMPLES} == set(Role)


def test_the_sign_in_page_names_the_same_accounts() -> None:
    page = (Path(__file__).parents[2] / "templates/accounts/sign_in.html").read_text("utf-8")
    assert examples.PASSWORD in page
    assert all(account.email in page for account in examples.EXAMPLES)


# --- all of it ------------------------------------------------------------------------------------


@SQLITE
@pytest.mark.timeout(900)
def test_the_whole_demo_has_all_municipalities(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    began = time.perf_counter()
    make(database, municipalities=None)
    seconds = time.perf_counter() - began
    with capsys.disabled():
        print(f" the whole demo in {seconds:.0f} s ", end="")
    with database.session(read_only=True) as session:
        for round_ in rounds.list_rounds(session):
            states = rounds.count_by_state(session, round_.id)
            assert sum(states.values()) == 290
            assert 0.75 < states[ReturnState.SUBMITTED.value] / 290 < 0.97
        measured = timing.list_measured_returns(session)
        assert len(measured) > 700
        for return_id in measured[::100]:
            assert timing_service.replay_return(session, return_id).is_equal
        started = session.scalars(sa.select(Return).where(Return.state == "started")).all()
        assert len(started) > 20
