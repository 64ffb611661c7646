"""The application factory: settings in, a Flask app out. Everything shared by all pages is here."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Hashable
from functools import cache, lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import jinja2
import structlog
from flask import Flask, Response, current_app, g, request, url_for
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect
from jinja2.runtime import Context
from markupsafe import Markup
from werkzeug.middleware.proxy_fix import ProxyFix

from surveyapp.accounts import session as sign_in
from surveyapp.core import i18n, svenska, units
from surveyapp.core.access import PUBLIC, Permission
from surveyapp.core.data import PACKAGE, data_dir
from surveyapp.core.database import Database
from surveyapp.core.fragments import Fragment, Fragments, mark
from surveyapp.core.settings import Settings
from surveyapp.core.slots import Slots
from surveyapp.web import errors, headers, navigation, tables

ROOMS = (
    "registry",
    "accounts",
    "questionnaires",
    "rounds",
    "responses",
    "timing",
    "burden",
    "overlap",
    "results",
    "review",
    "reports",
    "web",
)
"""Every room with pages; its `views` module offers `blueprint` and may offer `register(app)`."""

csrf = CSRFProtect()


def create_app(settings: Settings, database: Database | None = None) -> Flask:
    """Return the application for `settings`.

    Raises:
        RuntimeError: a view does not say which right it needs.
    """
    assert tables.metadata.tables
    app = Flask("surveyapp", template_folder=str(data_dir("templates")), static_folder=None)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SECRET_KEY_FALLBACKS=list(settings.secret_key_fallbacks),
        SESSION_COOKIE_NAME="__Host-session" if settings.is_production else "session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_production,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        MAX_CONTENT_LENGTH=32 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        MAX_FORM_PARTS=5000,
        TESTING=settings.is_testing,
        BABEL_DEFAULT_LOCALE="sv",
        BABEL_DEFAULT_TIMEZONE="Europe/Stockholm",
    )
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    app.extensions["settings"] = settings
    app.extensions["database"] = database or Database(settings.database_url)
    app.extensions["slots"] = Slots()
    app.extensions["fragments"] = Fragments()

    _open_units(app)
    headers.register(app)
    sign_in.register(app)
    csrf.init_app(app)
    Babel(app, locale_selector=i18n.current_language)
    _prepare_templates(app)
    errors.register(app)
    for room in ROOMS:
        views = import_module(f"surveyapp.{room}.views")
        app.register_blueprint(views.blueprint)
        if register := getattr(views, "register", None):
            register(app)
    _exempt_signed_bodies(app)
    _check_needs(app)
    return app


def _open_units(app: Flask) -> None:
    """One unit of work per request: reading for GET, committed once when the answer is not an error."""

    @app.before_request
    def begin() -> None:
        database = cast(Database, app.extensions["database"])
        read_only = request.method in ("GET", "HEAD", "OPTIONS")
        g.unit_of_work = units.UnitOfWork(database, read_only=read_only)
        units.bind(g.unit_of_work)
        g.request_id = uuid.uuid4().hex
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=g.request_id)

    @app.after_request
    def commit(response: Response) -> Response:
        unit: units.UnitOfWork | None = g.get("unit_of_work")
        if unit is not None:
            if response.status_code < 400 or unit.keep:
                unit.commit()
            else:
                unit.rollback()
        return response

    @app.teardown_request
    def close(_error: BaseException | None) -> None:
        unit: units.UnitOfWork | None = g.pop("unit_of_work", None)
        if unit is not None:
            unit.close()
        units.bind(None)


def _prepare_templates(app: Flask) -> None:
    app.jinja_env.undefined = jinja2.StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        pick=i18n.pick,
        name_with_year=i18n.name_with_year,
        pick_with_language=i18n.pick_with_language,
        number=svenska.number,
        percent=svenska.percent,
        kronor=svenska.kronor,
        date=svenska.date,
        datetime=svenska.datetime,
        clock_time=svenska.clock_time,
        duration=svenska.duration,
        hours=svenska.hours,
    )
    app.jinja_env.globals.update(
        _=i18n.gettext,
        gettext=i18n.gettext,
        ngettext=i18n.ngettext,
        current_language=i18n.current_language,
        asset=asset_url,
        kept=kept,
    )
    slots = cast(Slots, app.extensions["slots"])

    @app.context_processor
    def shared() -> dict[str, Any]:
        settings = cast(Settings, app.extensions["settings"])
        return {
            "language": i18n.current_language(),
            "languages": i18n.LANGUAGES,
            "navigation": navigation.entries(),
            "slot": slots.fill,
            "actor": sign_in.actor(),
            "has_demo_accounts": settings.has_demo_accounts,
        }


@jinja2.pass_context
def kept(context: Context, template: str, key: Hashable = None, **values: object) -> Markup:
    """Return a partial template that is drawn once for a language and `key`, with `values` put in.

    The partial may depend on nothing else: `values` are given to it as marks, and all that it asks
    of its surroundings must follow from `key`, which it has by that name. A value that is empty is told as it is, so that the
    partial may leave out what it has nothing for.
    """
    filled = tuple([name for name, value in values.items() if value])
    look = (template, i18n.current_language(), key, filled)

    def draw() -> Fragment:
        marks = {name: mark(name) if name in filled else value for name, value in values.items()}
        partial = context.environment.get_template(template)
        return Fragment(partial.render({**context.get_all(), **marks, "key": key}))

    fragments = cast(Fragments, current_app.extensions["fragments"])
    fragment: Fragment = fragments.get(look, draw)
    return fragment.fill(values)


@cache
def asset_version(name: str) -> str:
    """Return the first characters of a static file's SHA-256, or "" when there is no such file."""
    path = Path(PACKAGE) / "static" / name
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else ""


def asset_url(name: str) -> str:
    """Return the address of a static file; it changes with the content, so it may be kept for a year."""
    return _asset_url(request.script_root, name)


@lru_cache(maxsize=512)
def _asset_url(_root: str, name: str) -> str:
    return url_for("web.static_file", version=asset_version(name) or "0", name=name)


def _exempt_signed_bodies(app: Flask) -> None:
    """Ask for no CSRF token where the body carries a signed one (`access.signed_body`)."""
    for view in app.view_functions.values():
        if getattr(view, "has_signed_body", False):
            csrf.exempt(view)


def _check_needs(app: Flask) -> None:
    for endpoint, view in app.view_functions.items():
        need = getattr(view, "access_need", None)
        if need != PUBLIC and not isinstance(need, Permission):
            raise RuntimeError(f"the view {endpoint} does not say which right it needs")
