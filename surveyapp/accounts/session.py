"""The only module that knows Flask-Login: who is signed in on this request."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlsplit

import flask_login
from flask import Flask, current_app, g, request
from flask import session as cookie

from surveyapp.accounts import queries, service
from surveyapp.accounts.models import User
from surveyapp.core import access, i18n, units
from surveyapp.core.access import NOBODY, PUBLIC, Actor, Permission, Role
from surveyapp.core.errors import SignInNeeded
from surveyapp.core.i18n import gettext as _
from surveyapp.core.i18n import ngettext
from surveyapp.core.settings import Settings


class SignedIn(flask_login.UserMixin):
    """The person signed in, with what they may do."""

    def __init__(self, identity: queries.Identity) -> None:
        self.identity = identity
        self.actor = identity.actor
        self.name = identity.name
        self.email = identity.email
        self.unit_names = identity.unit_names

    @property
    def role_label(self) -> str:
        """Return the roles in words, for the menu."""
        names = role_names()
        return ", ".join(names[role] for role in Role if role in self.actor.roles)

    @property
    def unit_name(self) -> str:
        """Return the unit the person answers for, or how many there are."""
        count = len(self.unit_names)
        if count > 2:
            return ngettext("%(num)s kommun", "%(num)s kommuner", count)
        return ", ".join(self.unit_names)

    def get_id(self) -> str:
        """Return id and session version: raising the version ends every session."""
        return f"{self.identity.id}:{self.identity.session_version}"


VISITOR = flask_login.AnonymousUserMixin()


def register(app: Flask) -> None:
    """Set up sign-in, the language of the request, and the check of each view's need."""
    access.identify_by(actor)
    manager = flask_login.LoginManager()
    manager.session_protection = None  # an officer's network changes; the session version protects
    manager.user_loader(_load)
    manager.init_app(app, add_context_processor=False)

    @app.context_processor
    def shared() -> dict[str, Any]:
        person = signed_in()
        return {
            "current_user": person or VISITOR,
            "signed_in_as": {
                "person": person.name if person else "",
                "role": person.role_label if person else "",
                "unit": person.unit_name if person else "",
            },
            "here": safe_next(request.full_path) or "/",
        }

    @app.before_request
    def choose_language() -> None:
        chosen = cookie.get("language")
        if chosen is None and "_user_id" in cookie and request.endpoint != "web.static_file":
            person = signed_in()
            chosen = person.identity.language if person else None
        i18n.set_language(chosen or i18n.DEFAULT_LANGUAGE)

    @app.before_request
    def check_need() -> None:
        if request.endpoint is None:
            return
        view = app.view_functions[request.endpoint]
        need = getattr(view, "access_need", "")
        if need == PUBLIC:
            return
        actor().require(Permission(need))


def _load(stated: str) -> SignedIn | None:
    user_id, _colon, version = stated.partition(":")
    if not (user_id.isdigit() and version.isdigit()):
        return None
    found = queries.find_identity(units.session(), int(user_id))
    if found is None or not found.is_active or found.session_version != int(version):
        return None
    return SignedIn(found)


def signed_in() -> SignedIn | None:
    """Return the person signed in, or None."""
    # Flask-Login keeps whom it found in `g`; its proxy would look again for each attribute asked.
    person = g.get("_login_user")
    if person is None:
        person = flask_login.current_user._get_current_object()
    return cast(SignedIn, person) if person.is_authenticated else None


def actor() -> Actor:
    """Return who acts on this request; NOBODY for a visitor."""
    person = signed_in()
    return person.actor if person else NOBODY


def user() -> User:
    """Return the account signed in.

    Raises:
        SignInNeeded: nobody is.
    """
    return queries.get_user(units.session(), identity().id)


def identity() -> queries.Identity:
    """Return what every page knows of the person signed in, without reading the account.

    Raises:
        SignInNeeded: nobody is.
    """
    person = signed_in()
    if person is None:
        raise SignInNeeded(_("Logga in för att fortsätta."))
    return person.identity


def start(user: User) -> None:
    """Sign the person in on this browser, with a fresh cookie."""
    language = cookie.get("language")
    cookie.clear()
    if language:
        cookie["language"] = language
    units.session().flush()
    found = queries.find_identity(units.session(), user.id)
    assert found is not None
    g.pop("_login_user", None)
    flask_login.login_user(SignedIn(found))


def end() -> None:
    """Sign out on this browser and forget what the cookie held."""
    language = cookie.get("language")
    flask_login.logout_user()
    cookie.clear()
    if language:
        cookie["language"] = language


def remember_language(language: str) -> None:
    """Use `language` from now on, here and for the account."""
    cookie["language"] = language
    person = signed_in()
    if person is not None:
        service.set_language(units.session(), user(), language)
    i18n.set_language(language)


def safe_next(target: str | None) -> str | None:
    """Return `target` when it is a path on this site, else None."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    if any(ord(c) < 33 or c == "\\" for c in target):
        return None
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc else None


def network() -> str:
    """Return the address the request came from (behind as many proxies as the settings trust)."""
    return request.remote_addr or ""


def settings() -> Settings:
    return cast(Settings, current_app.extensions["settings"])


def role_names() -> dict[Role, str]:
    """Return what each role is called on screen."""
    return {
        Role.OFFICER: _("Uppgiftslämnare"),
        Role.ADMINISTRATOR: _("Administratör"),
        Role.REVIEWER: _("Granskare"),
    }
