"""The main menu: what each role can reach, in the order of the work."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from flask import current_app, request, url_for

from surveyapp.accounts import session as sign_in
from surveyapp.core.access import Permission
from surveyapp.core.i18n import current_language
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


def entries() -> tuple[Entry, ...]:
    """Return the menu of the person signed in; empty for a visitor."""
    actor = sign_in.actor()
    allowed = tuple(endpoint for _label, endpoint, need in MENU if actor.may(need))
    return _entries(allowed, request.endpoint or "", request.script_root, current_language())


@lru_cache(maxsize=512)
def _entries(allowed: tuple[str, ...], here: str, _root: str, _language: str) -> tuple[Entry, ...]:
    return tuple(
        Entry(str(label), url_for(endpoint), is_current=_is_current(endpoint, here))
        for label, endpoint, _need in MENU
        if endpoint in allowed and endpoint in current_app.view_functions
    )


def _is_current(endpoint: str, here: str) -> bool:
    room = endpoint.split(".")[0]
    same_room = [e for _label, e, _need in MENU if e.split(".")[0] == room]
    return here == endpoint if len(same_room) > 1 else here.split(".")[0] == room
