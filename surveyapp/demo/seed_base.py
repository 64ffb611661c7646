"""The demo's ground: registers, example accounts, the fictional officers, questionnaires, rounds."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

from sqlalchemy import insert
from sqlalchemy.orm import Session

from surveyapp.accounts import service as accounts
from surveyapp.accounts.models import Grant, User
from surveyapp.core import clock
from surveyapp.core.access import SYSTEM, Actor, Role
from surveyapp.demo import accounts as examples
from surveyapp.demo import content
from surveyapp.demo.accounts import ExampleAccount
from surveyapp.demo.fiction import calendar
from surveyapp.demo.fiction.calendar import RoundDays
from surveyapp.demo.fiction.places import Place, make_place
from surveyapp.questionnaires import importing
from surveyapp.questionnaires import service as questionnaires
from surveyapp.questionnaires.models import QuestionnaireVersion
from surveyapp.registry import queries as registry_queries
from surveyapp.registry import service as registry
from surveyapp.registry.importing import Verdict
from surveyapp.registry.models import Unit
from surveyapp.rounds import service as rounds
from surveyapp.rounds.models import Round

_P_NOT_TIMED = 0.05
"""Share of officers who have switched the measuring off."""

_PURPOSE = (
    "Följa upp och jämföra förutsättningar och resultat i kommunernas socialtjänst, som underlag för "
    "förbättring i kommunerna och för nationell kunskapsstyrning. Påhittat exempel."
)
_LEGAL_BASIS = "Regeringsuppdrag; samråd enligt förordningen (1982:668). Påhittat exempel."
_CONSULTATION = (
    "Kommunernas organisation har inget att invända mot frågorna men ber att uppgifter som redan "
    "finns i register inte frågas efter igen. Påhittat exempel."
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who answers: the account's id and name, and whether their time is measured."""

    user_id: int
    name: str
    is_timed: bool


BANK_YEAR = 2026
"""The year that the bank's questions speak of."""


def load_registers(session: Session, today: dt.date) -> None:
    """Load the shipped registers, the demo's indicators and its question bank."""
    with clock.acting_at(calendar.at(today - dt.timedelta(days=500), 9)):
        registry.load_shipped_registers(session, SYSTEM)
        _import(session, "indicators", _file("indicators.csv"), "indikatorer.csv")
        _import(session, "bank", _bank_file(), "fragebank.csv", year=BANK_YEAR)
        # A few were asked in other words the year before.
        older = _file("bank_questions_year_before.csv")
        _import(session, "bank", older, "fragebank-aret-fore.csv", year=BANK_YEAR - 1)


def _file(name: str) -> bytes:
    return resources.files("surveyapp.demo").joinpath("data", name).read_bytes()


def _bank_file() -> bytes:
    """Return the bank questions with the note that the wording is the demo's own."""
    rows = list(csv.DictReader(io.StringIO(_file("bank_questions.csv").decode())))
    out = io.StringIO()
    writer = csv.DictWriter(out, [*rows[0], "source_note"])
    writer.writeheader()
    writer.writerows({**row, "source_note": "Egen formulering för demonstrationen"} for row in rows)
    return out.getvalue().encode()


def _import(
    session: Session, kind: str, data: bytes, name: str, *, year: int | None = None
) -> None:
    report = registry.import_register(session, SYSTEM, kind, data, name, year=year)
    assert report.verdict is Verdict.STORED, report.faults


def choose_units(session: Session, municipalities: int | None) -> list[Unit]:
    """Return all municipalities, or so many, spread over the groups and with the example's own."""
    units = [u for u in registry_queries.list_units(session) if u.parent_id is None]
    if municipalities is None or municipalities >= len(units):
        return units
    own = next(u for u in units if u.code == examples.MUNICIPALITY)
    others = sorted((u for u in units if u is not own), key=lambda u: (u.skr_group_code, u.code))
    step = len(others) / (municipalities - 1)
    chosen = [others[int(step * n)] for n in range(municipalities - 1)]
    return sorted([own, *chosen], key=lambda u: u.code)


def add_example(
    session: Session, account: ExampleAccount, unit: Unit | None, at: dt.datetime
) -> Actor:
    """Add an example account and return it as one who acts."""
    grant = (account.role, unit.id if unit else None)
    with clock.acting_at(at):
        user = accounts.add_user(
            session,
            SYSTEM,
            email=account.email,
            name=account.name,
            password_hash=examples.PASSWORD_HASH,
            roles=[grant],
        )
    return Actor(user.id, user.name, frozenset({grant}))


def make_places(units: Sequence[Unit], seed: int) -> dict[int, Place]:
    """Return the fictional side of every municipality by unit id."""
    groups = content.load_size_groups()
    return {unit.id: make_place(seed, unit.code, groups[unit.skr_group_code]) for unit in units}


def add_officers(
    session: Session, units: Sequence[Unit], places: dict[int, Place], informed_at: dt.datetime
) -> dict[int, list[Person]]:
    """Add the fictional officers of every municipality; returns them by unit id.

    They have been told of the measuring, and some have switched it off. Those of the example
    officer's municipality have left.
    """
    rows, owners = [], []
    for unit in units:
        for officer in places[unit.id].officers:
            owners.append(unit.id)
            rows.append(
                {
                    "email": officer.email,
                    "name": officer.name,
                    "password_hash": examples.NOBODYS_HASH,
                    "is_active": unit.code != examples.MUNICIPALITY,
                    "session_version": 1,
                    "language": "sv",
                    "timing_informed_at": informed_at,
                    "is_timed": officer.luck >= _P_NOT_TIMED,
                    "created_at": informed_at,
                }
            )
    ids = session.scalars(insert(User).returning(User.id, sort_by_parameter_order=True), rows).all()
    session.execute(
        insert(Grant),
        [
            {"user_id": user_id, "role": Role.OFFICER.value, "unit_id": unit_id}
            for user_id, unit_id in zip(ids, owners, strict=True)
        ],
    )
    people: dict[int, list[Person]] = {unit.id: [] for unit in units}
    for user_id, unit_id, row in zip(ids, owners, rows, strict=True):
        people[unit_id].append(Person(user_id, str(row["name"]), bool(row["is_timed"])))
    return people


def publish(session: Session, actor: Actor, folder: str, days: RoundDays) -> QuestionnaireVersion:
    """Take a year's questionnaire in as a workbook, as an administrator would, and publish it."""
    data = content.write_xlsx(folder, years_back=calendar.YEAR - days.year)
    with clock.acting_at(calendar.at(days.opens_on - dt.timedelta(days=45), 10)):
        found = importing.import_questionnaire(session, actor, data, f"{folder}_{days.year}.xlsx")
    assert found.version is not None, found.report.refused
    with clock.acting_at(calendar.at(days.opens_on - dt.timedelta(days=20), 14)):
        questionnaires.publish(session, actor, found.version)
    return found.version


def open_round(
    session: Session,
    actor: Actor,
    version: QuestionnaireVersion,
    units: Sequence[Unit],
    days: RoundDays,
    previous: Round | None,
) -> Round:
    """Plan a round with its basis and open it on its first day."""
    with clock.acting_at(calendar.at(days.opens_on - dt.timedelta(days=14), 11)):
        round_ = rounds.create_round(
            session,
            actor,
            version,
            units,
            name={code: f"{text} {days.year}" for code, text in version.title.items()},
            year=days.year,
            opens_on=days.opens_on,
            closes_on=days.closes_on,
            purpose=_PURPOSE,
            legal_basis=_LEGAL_BASIS,
            duty="voluntary",
            consultation_on=days.opens_on - dt.timedelta(days=60),
            consultation_outcome=_CONSULTATION,
            previous_round_id=previous.id if previous else None,
            is_fictional=True,
        )
    with clock.acting_at(calendar.at(days.opens_on, 8)):
        rounds.open_round(session, actor, round_)
    return round_
