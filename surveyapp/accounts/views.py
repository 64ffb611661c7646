"""Pages of people: sign-in and out, own account, invitations, all accounts."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from surveyapp.accounts import background, queries, rules, service
from surveyapp.accounts import session as signed
from surveyapp.accounts.forms import (
    AcceptForm,
    AdministratorInviteForm,
    InviteForm,
    PasswordForm,
    SignInForm,
)
from surveyapp.core import clock, units
from surveyapp.core.access import PUBLIC, Permission, Role, allow
from surveyapp.core.errors import DomainError, Invalid
from surveyapp.core.formbase import show_refusal
from surveyapp.core.i18n import gettext as _
from surveyapp.registry import queries as registry

blueprint = Blueprint("accounts", __name__)
PAGE_SIZE = 50
"""Accounts on one page of the list."""


@blueprint.route("/logga-in", methods=["GET", "POST"])
@allow(PUBLIC)
def sign_in() -> str | tuple[str, int] | Response:
    if signed.signed_in() is not None:
        return redirect(url_for("web.start"))
    form = SignInForm()
    status = 200
    target = signed.safe_next(request.values.get("next"))
    if form.validate_on_submit():
        try:
            user = service.sign_in(
                units.session(),
                form.email.data or "",
                form.password.data or "",
                network=signed.network(),
                secret=str(current_app.config["SECRET_KEY"]),
            )
        except DomainError as error:
            units.current().keep = True
            form.form_errors.append(error.message)
            status = error.status
        else:
            signed.start(user)
            if signed.actor().may(Permission.TIMING_OWN) and user.timing_informed_at is None:
                return redirect(url_for("accounts.about_timing", next=target))
            return redirect(target or url_for("web.start"))
    elif form.errors:
        status = 422
    return render_template("accounts/sign_in.html", form=form, next=target), status


@blueprint.post("/logga-ut")
@allow(PUBLIC)
def sign_out() -> Response:
    signed.end()
    flash(_("Du är utloggad. Allt du har sparat finns kvar."), "success")
    return redirect(url_for("accounts.sign_in"))


@blueprint.route("/konto", methods=["GET", "POST"])
@allow(Permission.ACCOUNT_OWN)
def own() -> str | tuple[str, int] | Response:
    form = PasswordForm()
    user = signed.user()
    if form.validate_on_submit():
        try:
            service.change_password(
                units.session(),
                signed.actor(),
                user,
                old=form.old.data or "",
                new=form.password.data or "",
            )
        except Invalid as error:
            show_refusal(form, error)
        else:
            signed.start(user)
            flash(_("Lösenordet är bytt. Andra inloggningar har avslutats."), "success")
            return redirect(url_for("accounts.own"))
    return render_template("accounts/own.html", form=form, user=user), 422 if form.errors else 200


@blueprint.post("/konto/logga-ut-overallt")
@allow(Permission.ACCOUNT_OWN)
def end_sessions() -> Response:
    user = signed.user()
    service.end_other_sessions(units.session(), signed.actor(), user)
    signed.start(user)
    flash(_("Du är utloggad på alla andra ställen."), "success")
    return redirect(url_for("accounts.own"))


@blueprint.route("/konto/tidmatning", methods=["GET", "POST"])
@allow(Permission.TIMING_OWN)
def about_timing() -> str | Response:
    user = signed.user()
    target = signed.safe_next(request.values.get("next"))
    if request.method == "POST":
        is_timed = request.form.get("is_timed") == "yes"
        service.inform_of_timing(units.session(), signed.actor(), user, is_timed=is_timed)
        flash(
            _("Tiden mäts medan du arbetar i formuläret.")
            if is_timed
            else _("Tidmätningen är avstängd. Du kan ändra dig när du vill."),
            "success",
        )
        return redirect(target or url_for("web.start"))
    return render_template(
        "accounts/about_timing.html",
        user=user,
        next=target,
        event_days=signed.settings().event_days,
    )


@blueprint.route("/kollegor", methods=["GET", "POST"])
@allow(Permission.COLLEAGUE_INVITE)
def colleagues() -> str | tuple[str, int]:
    session = units.session()
    units_ = registry.list_units_by_id(session, sorted(signed.actor().unit_ids))
    chosen = request.values.get("unit", type=int) or units_[0].id
    signed.actor().require(Permission.COLLEAGUE_INVITE, chosen)
    form = InviteForm()
    link = None
    if form.validate_on_submit():
        link = _invite(form.email.data or "", Role.OFFICER, chosen)
    invitations = queries.list_open_invitations(session, clock.now(), chosen)
    return render_template(
        "accounts/colleagues.html",
        form=form,
        link=link,
        is_mailed=bool(signed.settings().smtp_host),
        units=units_,
        unit=next(u for u in units_ if u.id == chosen),
        people=queries.list_people(session, chosen),
        invitations=invitations,
        mail_states=background.mail_states(session, invitations),
    ), 422 if form.errors else 200


def _invite(email: str, role: Role, unit_id: int | None) -> str:
    """Make an invitation, have it mailed when mail is set up, and return its link."""
    settings = signed.settings()
    nonce = rules.new_token()
    token = rules.derived_token(nonce, settings.secret_key)
    invitation = service.invite(
        units.session(), signed.actor(), email=email, role=role, unit_id=unit_id, token=token
    )
    path = url_for("accounts.accept", token=token)
    if settings.smtp_host:
        background.ask_for_mail(
            units.session(), signed.actor(), invitation, nonce, url_for("accounts.accept", token="")
        )
    return settings.origin + path


@blueprint.route("/inbjudan/<token>", methods=["GET", "POST"])
@allow(PUBLIC)
def accept(token: str) -> str | tuple[str, int] | Response:
    session = units.session()
    invitation = service.get_invitation(session, token)
    form = AcceptForm()
    if form.validate_on_submit():
        try:
            user = service.accept_invitation(
                session, token, name=form.name.data or "", password=form.password.data or ""
            )
        except Invalid as error:
            show_refusal(form, error)
        else:
            signed.start(user)
            if signed.actor().may(Permission.TIMING_OWN) and user.timing_informed_at is None:
                return redirect(url_for("accounts.about_timing"))
            return redirect(url_for("web.start"))
    unit = registry.find_unit(session, invitation.unit_id) if invitation.unit_id else None
    return render_template(
        "accounts/accept.html", form=form, invitation=invitation, unit=unit
    ), 422 if form.errors else 200


@blueprint.route("/konton", methods=["GET", "POST"])
@allow(Permission.ACCOUNT_MANAGE)
def overview() -> str | tuple[str, int]:
    session = units.session()
    form = AdministratorInviteForm()
    names = signed.role_names()
    form.role.choices = [SelectChoice(role.value, names[role]) for role in Role]
    form.unit.choices = [
        SelectChoice("", _("Ingen kommun")),
        *(SelectChoice(str(u.id), u.name) for u in registry.list_units(session)),
    ]
    link = None
    if form.validate_on_submit():
        try:
            link = _invite(
                form.email.data or "",
                Role(form.role.data),
                int(form.unit.data) if form.unit.data else None,
            )
        except Invalid as error:
            show_refusal(form, error)
    words = request.args.get("q", "").strip()
    people = queries.search_people(session, words.split())
    last = max(1, -(-len(people) // PAGE_SIZE))
    page = min(max(1, request.args.get("sida", 1, type=int)), last)
    return render_template(
        "accounts/overview.html",
        form=form,
        link=link,
        is_mailed=bool(signed.settings().smtp_host),
        names={role.value: name for role, name in names.items()},
        people=people[(page - 1) * PAGE_SIZE : page * PAGE_SIZE],
        count=len(people),
        words=words,
        page=page,
        pages=last,
        invitations=queries.list_open_invitations(session, clock.now()),
    ), 422 if form.errors else 200


@blueprint.post("/konton/<int:user_id>/aktivt")
@allow(Permission.ACCOUNT_MANAGE)
def switch(user_id: int) -> Response:
    session = units.session()
    user = queries.get_user(session, user_id)
    is_active = request.form.get("is_active") == "yes"
    service.set_active(session, signed.actor(), user, is_active=is_active)
    flash(_("Kontot är påslaget.") if is_active else _("Kontot är avstängt."), "success")
    return redirect(
        url_for(
            "accounts.overview",
            q=request.form.get("q") or None,
            sida=request.form.get("sida", type=int),
        )
    )
