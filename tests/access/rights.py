"""Writes docs/rights.md from the rights table and the reviewed tables of routes.

`python -m tests.access.rights` writes it; a test says when it is out of date.
"""

from __future__ import annotations

from pathlib import Path

from surveyapp.core.access import RIGHTS, UNIT_SCOPED, Permission, Role
from tests.access import matrix
from tests.access.world import COLUMNS

DOCUMENT = Path(__file__).parents[2] / "docs" / "rights.md"

MEANING = {
    Permission.ACCOUNT_OWN: "See the own account, change its password, sign out everywhere",
    Permission.ACCOUNT_MANAGE: "See all accounts, invite anybody, switch accounts on and off",
    Permission.COLLEAGUE_INVITE: "See and invite colleagues",
    Permission.AUDIT_READ: "Read the audit trail",
    Permission.REGISTRY_READ: "See municipalities, indicators, collections, the question bank",
    Permission.REGISTRY_MANAGE: "Read registers in from files",
    Permission.QUESTIONNAIRE_READ: "See questionnaires and their versions",
    Permission.QUESTIONNAIRE_MANAGE: "Import, link and publish questionnaires",
    Permission.ROUND_READ: "See rounds and who has answered",
    Permission.ROUND_MANAGE: "Plan, open and close rounds, give longer time",
    Permission.RETURN_READ: "See a return, its history and receipt",
    Permission.RETURN_ANSWER: "Answer, submit and take up a return again",
    Permission.TIMING_OWN: "Be timed, see and strike the own time, and nobody else's",
    Permission.BURDEN_READ: "See burden per question and indicator",
    Permission.BURDEN_MANAGE: "Make snapshots, change tariffs",
    Permission.OVERLAP_READ: "See candidates of overlap and decisions",
    Permission.OVERLAP_DECIDE: "Search for overlap and decide",
    Permission.RESULT_OWN: "See the own results beside the group's",
    Permission.RESULT_READ: "See every result",
    Permission.REVIEW_READ: "See burden beside use, and decisions",
    Permission.REVIEW_DECIDE: "Decide to keep, change or drop an indicator",
    Permission.REPORT_DOWNLOAD: "Make and download burden reports",
    Permission.JOB_READ: "See the progress of the own background work",
}

_TITLES = {
    "anonymous": "Nobody signed in",
    "officer_own": "Officer, own",
    "officer_foreign": "Officer, foreign",
    "administrator": "Administrator",
    "reviewer": "Reviewer",
}
_HEAD = """# Who may do what

Written by `python -m tests.access.rights`; a test fails when it no longer says what the program does.

Rights are data in `surveyapp/core/access.py`. Every view names the right it needs with
`@allow(...)`; the application does not start with a view that names none. A right marked with *
holds only for the officer's own municipality or district: everything of another's answers 404, as
if it did not exist, so that nobody learns what others have. A role without the right gets 403.
A person may hold several roles, and an officer may answer for several units.

The officer's time is the officer's own: no right of any other role reaches it.

## Rights by role
"""
_ROUTES = """
## Routes

What each route answers, as reviewed in `tests/access/*.csv` and tried by `tests/access/test_matrix.py`:
"own" is an officer of the municipality that the object belongs to, "foreign" an officer of another.
200 shows, 302 and 303 lead on (302 for nobody signed in: to the sign-in page), 422 asks for what is
missing (the tests post next to nothing), 401, 403 and 404 refuse. A post without the CSRF token answers 400 on every route.
"""


def render() -> str:
    """Return the whole document."""
    lines = [_HEAD]
    lines += _table(
        ["Right", "What", *(role.value.capitalize() for role in Role)],
        [
            [
                f"`{permission.value}`",
                MEANING[permission],
                *(_held(role, permission) for role in Role),
            ]
            for permission in Permission
        ],
    )
    lines.append(_ROUTES)
    rows = sorted(
        (row for room in matrix.rooms() for row in matrix.read(room)),
        key=lambda row: (row.endpoint, row.method),
    )
    lines += _table(
        ["Route", "Method", *(_TITLES[column] for column in COLUMNS)],
        [
            [f"`{row.endpoint}`", row.method, *(str(row.expected[c]) for c in COLUMNS)]
            for row in rows
        ],
    )
    return "\n".join(lines) + "\n"


def _held(role: Role, permission: Permission) -> str:
    if permission not in RIGHTS[role]:
        return ""
    return "yes *" if permission in UNIT_SCOPED else "yes"


def _table(head: list[str], rows: list[list[str]]) -> list[str]:
    return [
        f"| {' | '.join(head)} |",
        "|" + "---|" * len(head),
        *(f"| {' | '.join(row)} |" for row in rows),
    ]


if __name__ == "__main__":
    DOCUMENT.write_text(render(), "utf-8")
