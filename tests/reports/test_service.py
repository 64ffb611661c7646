"""Editions are frozen from what the rooms know, and batches go on where they stopped."""

from __future__ import annotations

import json
import math
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy.orm import Session

from surveyapp.burden import queries as burden
from surveyapp.burden.models import BurdenSnapshot
from surveyapp.cli import Installation
from surveyapp.core.access import NOBODY, SYSTEM
from surveyapp.core.database import Database
from surveyapp.core.errors import Conflict, DomainError
from surveyapp.core.settings import Settings
from surveyapp.overlap import deciding as overlap
from surveyapp.reports import background, queries, service
from surveyapp.reports.archive import MANIFEST
from surveyapp.reports.cli import report
from surveyapp.reports.document import build_html
from surveyapp.reports.rules import EditionData, as_json, fingerprint, from_json, problems
from surveyapp.reports.worker import Worker
from surveyapp.review import service as review
from tests.factories.burden import MeasuredRound, make_measured_round, make_snapshot_of
from tests.factories.overlap import make_bank_question
from tests.overlap.pairs import make_pair

SIX = {
    "A1": [60, 120, 180, 240, 300, 360],
    "A2": [30, 30, 30, 30, 30, 30],
    "B1": [100, 100, 100, 100, 100, 100],
}
FOUR = {code: [3661.0, 3661.0, 3661.0, 3661.0] for code in SIX}


@pytest.fixture
def made(session: Session) -> MeasuredRound:
    return make_measured_round(session, seconds=SIX)


@pytest.fixture
def snapshot(session: Session, made: MeasuredRound) -> BurdenSnapshot:
    return burden.get_snapshot(session, make_snapshot_of(session, made))


@pytest.fixture
def edition(session: Session, snapshot: BurdenSnapshot, made: MeasuredRound) -> EditionData:
    return service.build_edition(session, snapshot, made.indicators["K1"])


def test_an_edition_holds_the_numbers_of_the_snapshot(
    session: Session, edition: EditionData, snapshot: BurdenSnapshot
) -> None:
    line = next(
        row for row in burden.indicator_burdens(session, snapshot.id) if row.indicator.code == "K1"
    )
    assert edition.burden.attributed_hours.value == line.attributed_hours
    assert edition.burden.avoidable_hours == line.avoidable_hours
    assert edition.burden.cost_kronor == line.cost_kronor
    assert edition.burden.population == 6
    assert [(q.code, q.weight, q.other_indicators) for q in edition.questions] == [
        ("A1", 0.5, ("K2",)),
        ("A2", 1.0, ()),
    ]
    assert [(q.n_measured, q.n_asked) for q in edition.questions] == [(6, 6), (6, 6)]
    # 0.35 / 2 + 0.05 hours, by hand.
    assert math.isclose(edition.burden.attributed_hours.value, 0.225, abs_tol=1e-6)
    assert math.isclose(
        math.fsum(q.attributed_hours or 0 for q in edition.questions), 0.225, abs_tol=1e-6
    )
    assert edition.method.tariff_is_example
    assert edition.frozen_at >= snapshot.made_at
    assert problems(edition) == ()
    assert fingerprint(from_json(as_json(edition))) == fingerprint(edition)


def test_a_question_that_nobody_was_asked_makes_a_report_of_nothing(
    session: Session, snapshot: BurdenSnapshot, made: MeasuredRound
) -> None:
    found = service.build_edition(session, snapshot, made.indicators["K3"])
    assert found.burden.attributed_hours.value == 0
    assert [(q.code, q.n_measured, q.suppressed) for q in found.questions] == [("A3", 0, False)]
    assert problems(found) == ()


def test_the_source_of_anothers_question_is_named(
    session: Session, snapshot: BurdenSnapshot, made: MeasuredRound
) -> None:
    bank = make_bank_question(session, "Antal barn", source_note="Källa: Kolada")
    pair = make_pair(session, made.question_ids["A1"], bank)
    overlap.decide(session, SYSTEM, pair, verdict="same", action="reuse", reason="Samma.")
    edition = service.build_edition(session, snapshot, made.indicators["K1"])
    assert [row.owner for row in edition.overlap] == ["SCB. Källa: Kolada"]
    assert "SCB. Källa: Kolada" in build_html(edition, "sv")


def test_the_same_content_is_one_edition_and_a_decision_makes_another(
    session: Session, snapshot: BurdenSnapshot, made: MeasuredRound
) -> None:
    first = service.freeze(session, SYSTEM, snapshot, made.indicators["K1"])
    assert service.freeze(session, SYSTEM, snapshot, made.indicators["K1"]).id == first.id
    review.decide(
        session,
        SYSTEM,
        made.indicators["K1"],
        decision="drop",
        reason="Ingen använder den längre.",
        snapshot_id=snapshot.id,
    )
    second = service.freeze(session, SYSTEM, snapshot, made.indicators["K1"])
    assert second.id != first.id
    decision = from_json(second.data).decision
    assert decision is not None
    assert (decision.verdict, decision.reason) == ("drop", "Ingen använder den längre.")
    assert from_json(second.data).frozen_at == decision.at
    assert queries.get_edition(session, snapshot.id, "K1").id == second.id
    assert queries.get_edition(session, snapshot.id, "K1", first.id).id == first.id


def test_too_few_municipalities_give_no_report(session: Session) -> None:
    few = make_measured_round(session, seconds=FOUR)
    snapshot = burden.get_snapshot(session, make_snapshot_of(session, few))
    with pytest.raises(Conflict, match="för få kommuner"):
        service.freeze(session, SYSTEM, snapshot, few.indicators["K1"])


def test_an_indicator_nobody_was_timed_on_gives_no_report(session: Session) -> None:
    made = make_measured_round(session, seconds={"B1": SIX["B1"]})
    snapshot = burden.get_snapshot(session, make_snapshot_of(session, made))
    with pytest.raises(Conflict, match="ingen tid är mätt"):
        service.build_edition(session, snapshot, made.indicators["K1"])


def test_numbers_that_contradict_each_other_are_not_frozen(
    session: Session, snapshot: BurdenSnapshot, made: MeasuredRound
) -> None:
    material = service.gather(session, snapshot)
    wrong = {**material.indicators["K1"], "attributed_hours": 99.0}
    material.indicators["K1"].update(wrong)  # type: ignore[attr-defined]
    with pytest.raises(Conflict, match="går inte ihop"):
        service.freeze(session, SYSTEM, snapshot, made.indicators["K1"], material)


def test_only_who_may_download_freezes(
    session: Session, snapshot: BurdenSnapshot, made: MeasuredRound
) -> None:
    with pytest.raises(DomainError):
        service.freeze(session, NOBODY, snapshot, made.indicators["K1"])


def hostile(session: Session, made: MeasuredRound) -> None:
    """Give the indicators codes that a file name must not repeat, two of them alike in plain letters."""
    made.indicators["K1"].code = "../../etc/x"
    made.indicators["K2"].code = "..-..-etc-x"
    made.indicators["K3"].code = "=å" * 200
    session.flush()


class Stopped(Exception):
    pass


def test_a_batch_that_was_stopped_makes_only_what_is_missing(
    session: Session, database: Database, snapshot: BurdenSnapshot, tmp_path: Path
) -> None:
    session.commit()

    def stop_after_two(done: int, _total: int) -> None:
        if done == 2:
            raise Stopped

    with pytest.raises(Stopped):
        background.make_all(database, SYSTEM, [snapshot.id], "sv", tmp_path, stop_after_two)
    assert len(list(tmp_path.glob("*/*.pdf"))) == 2
    told: list[tuple[int, int]] = []
    again = background.make_all(
        database, SYSTEM, [snapshot.id], "sv", tmp_path, lambda d, t: told.append((d, t))
    )
    assert (again.n_rendered, len(again.reports)) == (1, 3)
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]
    third = background.make_all(
        database, SYSTEM, [snapshot.id], "sv", tmp_path, lambda _d, _t: None
    )
    assert third.n_rendered == 0
    first, second = (background.write_archive(batch, tmp_path) for batch in (again, third))
    assert first == second
    with zipfile.ZipFile(first) as archive:
        assert archive.namelist() == [*sorted(again.reports), MANIFEST]


def test_a_report_that_fails_is_listed_and_the_rest_goes_on(
    session: Session,
    database: Database,
    snapshot: BurdenSnapshot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session.commit()
    real = build_html

    def build(edition: EditionData, language: str) -> str:
        if edition.identity.code == "K2":
            raise ZeroDivisionError
        return real(edition, language)

    monkeypatch.setattr(background, "build_html", build)
    batch = background.make_all(
        database, SYSTEM, [snapshot.id], "sv", tmp_path, lambda _d, _t: None
    )
    assert len(batch.reports) == 2
    assert list(batch.failures) == ["K2"]
    with zipfile.ZipFile(background.write_archive(batch, tmp_path)) as archive:
        manifest = archive.read(MANIFEST).decode("utf-8-sig")
    assert "K2;;;Rapporten kunde inte göras" in manifest


def test_hostile_codes_stay_in_the_archive_and_apart(
    session: Session, database: Database, made: MeasuredRound, tmp_path: Path
) -> None:
    hostile(session, made)
    snapshot_id = make_snapshot_of(session, made)
    session.commit()
    batch = background.make_all(
        database, SYSTEM, [snapshot_id], "en", tmp_path, lambda _d, _t: None
    )
    names = sorted(batch.reports)
    assert len(names) == 3
    assert "belastningsrapport-------etc-x-2025-en.pdf" in names
    assert "belastningsrapport-------etc-x-2025-en-2.pdf" in names
    for name in names:
        assert not set(name) & set("/\\=å"), name
        assert not name.startswith(".")
        assert len(name.encode()) < 200


@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_commands_write_one_and_all(
    session: Session, settings: Settings, snapshot: BurdenSnapshot, tmp_path: Path
) -> None:
    session.commit()
    runner, installation = CliRunner(), Installation(settings)
    target = tmp_path / "k1.pdf"
    one = runner.invoke(report, ["one", "K1", "--output", str(target), "--json"], obj=installation)
    assert one.exit_code == 0, one.output
    assert json.loads(one.stdout)["bytes"] == target.stat().st_size
    folder = tmp_path / "out"
    every = runner.invoke(report, ["all", "--output", str(folder), "--json"], obj=installation)
    answer = json.loads(every.stdout)
    assert answer["rendered"] == 2, "the one made before is used again"
    assert sorted(path.name for path in folder.iterdir()) == answer["reports"]
    zipped = tmp_path / "alla.zip"
    assert runner.invoke(report, ["all", "--output", str(zipped)], obj=installation).exit_code == 0
    assert len(zipfile.ZipFile(zipped).namelist()) == 4
    unknown = runner.invoke(report, ["one", "FINNS-INTE"], obj=installation)
    assert isinstance(unknown.exception, DomainError)
    installation.database.dispose()


def test_a_worker_makes_the_same_bytes_again(edition: EditionData, tmp_path: Path) -> None:
    with Worker() as worker:
        first = background.make_one(edition, "sv", tmp_path / "a", worker)
        assert background.make_one(edition, "sv", tmp_path / "b", worker) == first
        assert background.make_one(edition, "en", tmp_path / "b", worker) != first
