"""Every error becomes a page that says what happened and what to do next, in the page's language."""

from __future__ import annotations

import structlog
from flask import Flask, Response, g, jsonify, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from surveyapp.core.errors import DomainError, SignInNeeded
from surveyapp.core.i18n import gettext as _

log = structlog.get_logger("surveyapp.web")


def _texts(status: int) -> tuple[str, str]:
    """Return (title, what to do next) for a status."""
    return {
        400: (
            _("Sidan kunde inte ta emot det du skickade"),
            _(
                "Gå tillbaka, ladda om sidan och försök igen. Det du har skrivit finns kvar på sidan du kom från."
            ),
        ),
        401: (_("Logga in för att fortsätta"), _("Din inloggning har gått ut. Logga in igen.")),
        403: (
            _("Du har inte rätt till den här sidan"),
            _(
                "Din roll kan inte öppna sidan. Behöver du den i ditt arbete, fråga den som administrerar enkäterna."
            ),
        ),
        404: (
            _("Sidan finns inte"),
            _("Kontrollera adressen eller börja om från startsidan."),
        ),
        405: (_("Så kan sidan inte användas"), _("Gå till startsidan och börja om därifrån.")),
        409: (
            _("Något hann ändras"),
            _(
                "Någon annan ändrade samma sak före dig. Ladda om sidan och jämför innan du sparar igen."
            ),
        ),
        413: (_("Filen är för stor"), _("Välj en mindre fil. Gränsen står vid fältet.")),
        422: (_("Något behöver rättas"), _("Gå tillbaka och rätta det som är markerat.")),
        429: (_("För många försök"), _("Vänta några minuter och försök igen.")),
        503: (
            _("Tjänsten är upptagen just nu"),
            _("Inget har gått förlorat. Vänta en liten stund och försök igen."),
        ),
    }.get(
        status,
        (
            _("Något gick fel hos oss"),
            _(
                "Det som redan är sparat finns kvar. Försök igen; händer det flera gånger, kontakta supporten och uppge numret nedan."
            ),
        ),
    )


def wants_json() -> bool:
    """True when a script on the page asked, and not the browser itself."""
    return (
        request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"
    )


def error_page(status: int, message: str = "") -> Response:
    """Return the error as a page, or as JSON when a script asked."""
    title, advice = _texts(status)
    request_id = g.get("request_id", "")
    if wants_json():
        response = jsonify(error=message or title, advice=advice, request_id=request_id)
    else:
        response = Response(
            render_template(
                "web/error.html",
                status=status,
                title=title,
                message=message,
                advice=advice,
                request_id=request_id,
            )
        )
    response.status_code = status
    if status == 503:
        response.headers["Retry-After"] = "5"
    return response


def register(app: Flask) -> None:
    """Map every kind of error once."""

    @app.errorhandler(SignInNeeded)
    def sign_in_needed(error: SignInNeeded) -> Response | BaseResponse:
        if wants_json() or request.method not in ("GET", "HEAD"):
            return error_page(401, error.message)
        target = request.full_path.rstrip("?")
        return redirect(url_for("accounts.sign_in", next=target if target != "/" else None))

    @app.errorhandler(DomainError)
    def domain_error(error: DomainError) -> Response:
        return error_page(error.status, error.message)

    @app.errorhandler(CSRFError)
    def csrf_error(_error: CSRFError) -> Response:
        return error_page(400, _("Sidan var för gammal eller hörde till en annan inloggning."))

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Response | BaseResponse:
        code = error.code or 500
        if code < 400:
            return error.get_response()
        return error_page(code)

    @app.errorhandler(OperationalError)
    def database_busy(error: OperationalError) -> Response:
        log.warning("database_unavailable", kind=type(error.orig).__name__)
        return error_page(503)

    if not app.config["TESTING"]:

        @app.errorhandler(Exception)
        def unexpected(error: Exception) -> Response:
            log.error("unexpected_error", exc_info=error, path=request.path)
            return error_page(500)
