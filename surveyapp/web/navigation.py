"""The main menu: what each role can reach, in the order of the work."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, request, url_for

from surveyapp.accounts import session as sign_in
from surveyapp.core.access import Permission
from surveyapp.core.i18n import lazy_gettext as _l


@dataclass(frozen=True)
class Entry:
    """One link of the menu."""

    label: str
    url: str
    is_current: bool


MENU: tuple[tuple[object, str, Permission], ...] = (
    (_l("Uppgifter att lämna"), "responses.returns", Permission.RETURN_ANSWER),
    (_l("Min tid"), "timing.own", Permission.TIMING_OWN),
    (_l("Vår kommun"), "results.own", Permission.RESULT_OWN),
    (_l("Kollegor"), "accounts.colleagues", Permission.COLLEAGUE_INVITE),
    (_l("Frågeformulär"), "questionnaires.overview", Permission.QUESTIONNAIRE_READ),
    (_l("Omgångar"), "rounds.overview", Permission.ROUND_READ),
    (_l("Överlapp"), "overlap.queue", Permission.OVERLAP_READ),
    (_l("Börda"), "burden.overview", Permission.BURDEN_READ),
    (_l("Översyn"), "review.overview", Permission.REVIEW_READ),
    (_l("Rapporter"), "reports.overview", Permission.REPORT_DOWNLOAD),
    (_l("Register"), "registry.overview", Permission.REGISTRY_READ),
    (_l("Konton"), "accounts.overview", Permission.ACCOUNT_MANAGE),
)


def entries() -> list[Entry]:
    """Return the menu of the person signed in; empty for a visitor."""
    actor = sign_in.actor()
    room = request.blueprint or ""
    return [
        Entry(str(label), url_for(endpoint), is_current=_is_current(endpoint, room))
        for label, endpoint, need in MENU
        if actor.may(need) and endpoint in current_app.view_functions
    ]


def _is_current(endpoint: str, room: str) -> bool:
    same_room = [e for _label, e, _need in MENU if e.split(".")[0] == endpoint.split(".")[0]]
    if len(same_room) > 1:
        return request.endpoint == endpoint
    return endpoint.split(".")[0] == room
