"""Every change of people: sign-in, passwords, invitations, roles."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from email_validator import EmailNotValidError, validate_email
from sqlalchemy.orm import Session

from surveyapp.accounts import queries, rules, store
from surveyapp.accounts.models import Grant, Invitation, SignInAttempt, User
from surveyapp.core import audit, clock
from surveyapp.core.access import Actor, Permission, Role
from surveyapp.core.errors import Conflict, Forbidden, Invalid, NotFound, TooMany
from surveyapp.core.i18n import LANGUAGES
from surveyapp.core.i18n import gettext as _

_hasher = PasswordHasher()
_NOBODYS_HASH = (
    "$argon2id$v=19$m=65536,t=3,p=4$MDAwMDAwMDAwMDAwMDAwMA$"
    "5nFVEN3Yr6Tqk9Ew1bvG6J5WkFqJ4mGcTtQyTgMsyzE"
)
"""Checked when the account does not exist, so that the answer takes as long as for one that does."""


def hash_password(password: str) -> str:
    """Return the argon2id hash that is stored."""
    return _hasher.hash(rules.normal_password(password))


def _matches(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, rules.normal_password(password))
    except (VerificationError, InvalidHashError):
        return False


def sign_in(session: Session, email: str, password: str, *, network: str, secret: str) -> User:
    """Return the person whose e-mail and password these are.

    Every try is recorded; the caller keeps the record also when this raises.

    Raises:
        TooMany: too many failures on this account or from this network within 15 minutes.
        Invalid: no such account, wrong password, or switched off: nobody is told which.
    """
    email = rules.normal_email(email)
    account_key = rules.throttle_key("account", email, secret)
    network_key = rules.throttle_key("network", network, secret)
    now = clock.now()
    since = now - rules.THROTTLE_WINDOW
    if rules.is_throttled(*queries.count_failures(session, account_key, network_key, since)):
        raise TooMany(_("Det har gjorts för många försök. Vänta en kvart och försök igen."))
    user = queries.find_user_by_email(session, email)
    matches = _matches(user.password_hash if user else _NOBODYS_HASH, password)
    succeeded = bool(user and matches and user.is_active)
    session.add(
        SignInAttempt(at=now, account_key=account_key, network_key=network_key, succeeded=succeeded)
    )
    store.delete_attempts_before(session, now - 4 * rules.THROTTLE_WINDOW)
    if not succeeded or user is None:
        session.flush()
        raise Invalid(_("E-postadressen eller lösenordet stämmer inte."))
    user.last_signed_in_at = now
    session.flush()
    return user


def check_new_password(password: str, email: str) -> None:
    """Return when the password may be used.

    Raises:
        Invalid: too short, too long or easy to guess.
    """
    length = len(rules.normal_password(password))
    if length < rules.PASSWORD_MINIMUM:
        message = _("Lösenordet behöver minst %(count)s tecken.", count=rules.PASSWORD_MINIMUM)
    elif length > rules.PASSWORD_MAXIMUM:
        message = _("Lösenordet får ha högst %(count)s tecken.", count=rules.PASSWORD_MAXIMUM)
    elif rules.is_weak(password, email):
        message = _("Lösenordet är lätt att gissa. Välj några ord som inte hör ihop.")
    else:
        return
    raise Invalid(message, {"password": [message]})


def check_email(email: str) -> None:
    """Return when the text can be an e-mail address.

    Raises:
        Invalid: it cannot.
    """
    try:
        validate_email(rules.normal_email(email), check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        message = _("Skriv en e-postadress, till exempel namn@kommun.se.")
        raise Invalid(message, {"email": [message]}) from None


def add_user(
    session: Session,
    actor: Actor,
    *,
    email: str,
    name: str,
    password: str | None = None,
    password_hash: str | None = None,
    roles: list[tuple[Role, int | None]],
    language: str = "sv",
) -> User:
    """Make an account with roles; give a password, or a hash made before.

    Raises:
        Conflict: the address already has an account.
        Invalid: it is no address, the password may not be used, or an officer lacks a unit.
    """
    check_email(email)
    email = rules.normal_email(email)
    if queries.find_user_by_email(session, email):
        raise Conflict(_("Det finns redan ett konto med den adressen."))
    if password is not None:
        check_new_password(password, email)
        password_hash = hash_password(password)
    assert password_hash is not None
    user = User(
        email=email,
        name=name.strip(),
        password_hash=password_hash,
        language=language if language in LANGUAGES else "sv",
        created_at=clock.now(),
    )
    session.add(user)
    session.flush()
    for role, unit_id in roles:
        _grant(session, user, role, unit_id)
    session.flush()
    audit.record(
        session, actor, "user_added", "user", user.id, roles=[[r.value, u] for r, u in roles]
    )
    return user


def _grant(session: Session, user: User, role: Role, unit_id: int | None) -> None:
    if (role is Role.OFFICER) != (unit_id is not None):
        raise Invalid(_("En uppgiftslämnare hör till en kommun; andra roller gör det inte."))
    session.add(Grant(user_id=user.id, role=role.value, unit_id=unit_id))


def change_password(session: Session, actor: Actor, user: User, *, old: str, new: str) -> None:
    """Set a new password and end the person's other sessions.

    Raises:
        Invalid: the old password is wrong, or the new one may not be used.
    """
    if not _matches(user.password_hash, old):
        message = _("Det nuvarande lösenordet stämmer inte.")
        raise Invalid(message, {"old": [message]})
    check_new_password(new, user.email)
    user.password_hash = hash_password(new)
    user.session_version += 1
    session.flush()
    audit.record(session, actor, "password_changed", "user", user.id)


def invite(
    session: Session, actor: Actor, *, email: str, role: Role, unit_id: int | None, token: str
) -> Invitation:
    """Make an invitation that `token` opens; only the token's hash is kept.

    Raises:
        Forbidden: the actor may not give that role.
        NotFound: the actor may invite, but not to that unit.
        Invalid: an officer needs a unit, other roles have none; or it is no address.
    """
    if not actor.may(Permission.ACCOUNT_MANAGE):
        if role is not Role.OFFICER or unit_id is None:
            raise Forbidden(_("Du kan bara bjuda in kollegor till din egen kommun."))
        actor.require(Permission.COLLEAGUE_INVITE, unit_id)
    if (role is Role.OFFICER) != (unit_id is not None):
        message = _("Välj kommun för en uppgiftslämnare, och ingen kommun för andra roller.")
        raise Invalid(message, {"unit": [message]})
    check_email(email)
    now = clock.now()
    invitation = Invitation(
        token_hash=rules.token_hash(token),
        email=rules.normal_email(email),
        role=role.value,
        unit_id=unit_id,
        invited_by_id=actor.user_id,
        created_at=now,
        expires_at=now + rules.INVITATION_LIFE,
    )
    session.add(invitation)
    session.flush()
    audit.record(
        session,
        actor,
        "user_invited",
        "invitation",
        invitation.id,
        unit_id=unit_id,
        role=role.value,
    )
    return invitation


def get_invitation(session: Session, token: str) -> Invitation:
    """Return the invitation of a link; looking at it does not use it up.

    Raises:
        NotFound: used, too old, or never made.
    """
    invitation = queries.find_open_invitation(session, rules.token_hash(token), clock.now())
    if invitation is None:
        raise NotFound(
            _("Inbjudan har redan använts eller gått ut. Be den som bjöd in dig om en ny länk.")
        )
    return invitation


def accept_invitation(session: Session, token: str, *, name: str, password: str) -> User:
    """Make the account, or add the role to the one that the address already has.

    An existing account must be proved with its own password, so that a link that has gone astray
    never opens it.

    Raises:
        NotFound: the link cannot be used.
        Invalid: the password may not be used, or is not the existing account's.
    """
    invitation = get_invitation(session, token)
    role, unit_id = Role(invitation.role), invitation.unit_id
    user = queries.find_user_by_email(session, invitation.email)
    if user is None:
        user = add_user(
            session,
            Actor(None, invitation.email),
            email=invitation.email,
            name=name,
            password=password,
            roles=[(role, unit_id)],
        )
    else:
        if not user.is_active or not _matches(user.password_hash, password):
            message = _("Adressen har redan ett konto. Skriv det kontots lösenord.")
            raise Invalid(message, {"password": [message]})
        found = queries.find_user_with_grants(session, user.id)
        if found is not None and (role, unit_id) not in found[1].grants:
            _grant(session, user, role, unit_id)
    invitation.accepted_at = clock.now()
    invitation.user_id = user.id
    session.flush()
    audit.record(
        session, Actor(user.id, user.name), "invitation_accepted", "invitation", invitation.id
    )
    return user


def set_active(session: Session, actor: Actor, user: User, *, is_active: bool) -> None:
    """Switch an account on or off; off ends its sessions at once.

    Raises:
        Conflict: it is the last administrator's.
    """
    actor.require(Permission.ACCOUNT_MANAGE)
    if not is_active:
        queries.lock_administrators(session)
    if not is_active and queries.count_administrators(session, other_than=user.id) == 0:
        raise Conflict(_("Det måste finnas minst en administratör kvar."))
    user.is_active = is_active
    user.session_version += 1
    session.flush()
    audit.record(session, actor, "user_switched", "user", user.id, is_active=is_active)


def end_other_sessions(session: Session, actor: Actor, user: User) -> None:
    """Sign the person out everywhere."""
    user.session_version += 1
    session.flush()
    audit.record(session, actor, "sessions_ended", "user", user.id)


def set_language(session: Session, user: User, language: str) -> None:
    """Remember which language the person reads."""
    if language in LANGUAGES:
        user.language = language
        session.flush()


def inform_of_timing(session: Session, actor: Actor, user: User, *, is_timed: bool) -> None:
    """Record that the person has been told of the time measuring, and what they chose."""
    user.timing_informed_at = user.timing_informed_at or clock.now()
    user.is_timed = is_timed
    session.flush()
    audit.record(session, actor, "timing_chosen", "user", user.id, is_timed=is_timed)
