"""The administrator's way from a file to a published version, and the command line's."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from sqlalchemy.orm import Session

from surveyapp.cli import Installation, _gather, program
from surveyapp.core.database import Database
from surveyapp.core.settings import Settings
from surveyapp.questionnaires.xlsform import read_form, write_template
from tests.factories.accounts import make_administrator, make_reviewer, sign_in
from tests.factories.questionnaires import make_version
from tests.factories.registry import make_indicator

if TYPE_CHECKING:
    from tests.support.html import CheckingClient


def _upload(client: CheckingClient, token: str, content: bytes, **fields: str):  # type: ignore[no-untyped-def]
    return client.post(
        "/formular/las-in",
        data={"csrf_token": token, "file": (io.BytesIO(content), "mall.xlsx"), **fields},
        content_type="multipart/form-data",
    )


def test_from_file_to_published_version(client: CheckingClient, session: Session) -> None:
    user = make_administrator(session)
    session.commit()
    token = sign_in(client, user)
    assert client.get("/formular/").status_code == 200
    reply = _upload(client, token, write_template())
    assert reply.status_code == 302
    report = client.get(reply.location)
    assert "mall.xlsx" in report.text
    assert "ett val: " in report.text
    assert "måste besvaras: " in report.text
    for code in ("single", "long_text", "relevant"):
        assert code not in report.text
    version_id = int(reply.location.split("/")[-2])
    page = client.get(f"/formular/versioner/{version_id}")
    assert "Publicera versionen" in page.text
    assert "Ingen fråga är kopplad till en indikator än." in page.text
    done = client.post(f"/formular/versioner/{version_id}/publicera", data={"csrf_token": token})
    assert done.status_code == 302
    assert "Publicera versionen" not in client.get(f"/formular/versioner/{version_id}").text
    csv = client.get(f"/formular/versioner/{version_id}?format=csv")
    assert csv.text.startswith("\ufeffkod;avsnitt;")


def test_the_reports_number_of_questions_is_the_versions(
    client: CheckingClient, session: Session
) -> None:
    """The template has a question `or_other`, whose text is a question of the version."""
    user = make_administrator(session)
    session.commit()
    token = sign_in(client, user)
    content = write_template()
    counts = read_form(content, "mall.xlsx").report.counts
    assert counts.other_texts == 1
    reply = _upload(client, token, content)
    report = client.get(reply.location).text
    assert "Fritext till svaret Annat" in report
    assert "1, som räknas med i versionens frågor" in report
    version_id = int(reply.location.split("/")[-2])
    whole = counts.question_total + counts.other_texts
    assert f"{whole} frågor, varav" in client.get(f"/formular/versioner/{version_id}").text
    trial = _upload(client, token, content, dry_run="y").text
    assert "1, som räknas med i versionens frågor" in trial


def test_a_refused_file_says_what_to_mend(client: CheckingClient, session: Session) -> None:
    user = make_administrator(session)
    session.commit()
    token = sign_in(client, user)
    reply = _upload(client, token, b"PK nothing")
    assert reply.status_code == 422
    assert "Måste rättas" in reply.text
    assert "Inga formulär än" in client.get("/formular/").text
    assert client.post("/formular/las-in", data={"csrf_token": token}).status_code == 422


def test_a_trial_run_saves_nothing(client: CheckingClient, session: Session) -> None:
    user = make_administrator(session)
    session.commit()
    token = sign_in(client, user)
    reply = _upload(client, token, write_template(), dry_run="y")
    assert reply.status_code == 200
    assert "Det här var en prövning" in reply.text
    assert "Inga formulär än" in client.get("/formular/").text


def test_links_are_changed_on_the_page(client: CheckingClient, session: Session) -> None:
    user = make_administrator(session)
    first, second = make_indicator(session, "K1"), make_indicator(session, "K2")
    version = make_version(session, is_published=False)
    session.commit()
    token = sign_in(client, user)
    address = f"/formular/versioner/{version.id}/fragor/A1/kopplingar"
    wrong = client.post(
        address,
        data={
            "csrf_token": token,
            "indicator": [first.id, second.id],
            f"weight-{first.id}": "0,9",
            f"weight-{second.id}": "0,9",
        },
    )
    assert wrong.status_code == 422
    assert 'value="0,9"' in wrong.text
    right = client.post(address, data={"csrf_token": token, "indicator": [first.id, second.id]})
    assert right.status_code == 302
    page = client.get(f"/formular/versioner/{version.id}")
    assert page.text.count("50") >= 2
    file = client.get(f"/formular/versioner/{version.id}/kopplingar?format=csv")
    assert "A1;K1;" in file.text


def test_a_reviewer_reads_and_changes_nothing(client: CheckingClient, session: Session) -> None:
    user = make_reviewer(session)
    version = make_version(session, is_published=False)
    session.commit()
    token = sign_in(client, user)
    assert client.get(f"/formular/versioner/{version.id}").status_code == 200
    assert client.get("/formular/las-in").status_code == 403
    address = f"/formular/versioner/{version.id}/publicera"
    assert client.post(address, data={"csrf_token": token}).status_code == 403


@pytest.fixture
def run(database: Database, database_url: str):  # type: ignore[no-untyped-def]
    _gather()
    installation = Installation(Settings.for_tests(database_url))

    def invoke(*arguments: str):  # type: ignore[no-untyped-def]
        return CliRunner().invoke(program, list(arguments), obj=installation)

    return invoke


def test_the_command_line_says_the_same(run, tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "mall.xlsx"
    file.write_bytes(write_template())
    dry = run("questionnaire", "import", str(file), "--dry-run", "--json")
    assert dry.exit_code == 0
    assert json.loads(dry.output)["version"] is None
    done = run("questionnaire", "import", str(file), "--json")
    report = json.loads(done.output)
    assert done.exit_code == 0
    assert report["complete"] is True
    assert report["version"] == 1
    assert run("questionnaire", "publish", "1").exit_code == 0
    assert run("questionnaire", "publish", "99").exit_code == 2


def test_a_refused_file_ends_with_2_and_one_line(run, tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "trasig.xlsx"
    file.write_bytes(b"PK nothing")
    result = run("questionnaire", "import", str(file))
    assert result.exit_code == 2
    assert "trasig.xlsx refused" in result.output
