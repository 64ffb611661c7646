"""Sends plain mail through one relay. Text in any language; no header can be smuggled in."""

from __future__ import annotations

import smtplib
import ssl
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from surveyapp.core import clock
from surveyapp.core.errors import TryLater
from surveyapp.core.settings import Settings

TIMEOUT_SECONDS = 20
IMPLICIT_TLS_PORT = 465


class MailRefused(Exception):
    """The relay did not take the mail, or an address cannot be written to."""


class MailDelayed(MailRefused, TryLater):
    """The relay cannot be reached or asks to wait: a job that sends is tried again by itself."""


def compose(
    settings: Settings, *, to: str, subject: str, text: str, message_id: str
) -> EmailMessage:
    """Return a mail from the installation's sender.

    `message_id` is the same for the same mail, so that one sent twice can be told from two.

    Raises:
        MailRefused: an address or the subject cannot stand in a header (a line break, no "@").
    """
    message = EmailMessage()
    try:
        message["From"] = _address(settings.smtp_sender)
        message["To"] = _address(to)
        message["Subject"] = subject
        message["Message-ID"] = f"<{message_id}@{_address(settings.smtp_sender).domain}>"
    except (ValueError, IndexError, HeaderParseError) as error:
        raise MailRefused(f"the mail cannot be addressed: {error}") from None
    message["Date"] = format_datetime(clock.now())
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message


def send(settings: Settings, message: EmailMessage) -> None:
    """Hand the mail to the relay, encrypted when the relay offers it.

    Raises:
        MailDelayed: the relay cannot be reached, or says that it may take the mail later.
        MailRefused: the relay says no.
    """
    try:
        with _connect(settings) as relay:
            relay.send_message(message)
    except (smtplib.SMTPException, OSError) as error:
        kind = MailDelayed if _is_temporary(error) else MailRefused
        raise kind(
            f"{settings.smtp_host}:{settings.smtp_port} did not take the mail: {error}"
        ) from error


def _is_temporary(error: Exception) -> bool:
    """Tell whether the same mail may be taken later. Source: RFC 5321 4.2.1, replies 4yz."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(400 <= code < 500 for code, _reason in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return 400 <= error.smtp_code < 500
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return True
    # Everything else that the protocol says is lasting; a network that is down is not.
    return not isinstance(error, smtplib.SMTPException)


def _connect(settings: Settings) -> smtplib.SMTP:
    host, port = settings.smtp_host, settings.smtp_port
    if port == IMPLICIT_TLS_PORT:
        return smtplib.SMTP_SSL(
            host, port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
        )
    relay = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
    relay.ehlo_or_helo_if_needed()
    if relay.has_extn("starttls"):
        relay.starttls(context=ssl.create_default_context())
        relay.ehlo_or_helo_if_needed()
    return relay


def _address(text: str) -> Address:
    if any(ord(character) < 33 for character in text):
        raise ValueError("an address holds no space or line break")
    return Address(addr_spec=text)
