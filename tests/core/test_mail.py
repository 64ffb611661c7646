"""Mail as a real server receives it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from surveyapp.core import mail
from surveyapp.core.errors import TryLater
from surveyapp.core.settings import Settings


@dataclass
class Received:
    """Keeps what came in; `answer` is what the relay says to a message."""

    messages: list[EmailMessage] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    answer: str = "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            content = envelope.content
            assert isinstance(content, bytes)
            self.envelopes.append(envelope)
            self.messages.append(message_from_bytes(content, policy=policy.default))
        return self.answer


@pytest.fixture
def received() -> Received:
    return Received()


@pytest.fixture
def relay(received: Received) -> Iterator[Settings]:
    """Settings of an installation whose relay is a server of this test."""
    controller = Controller(received, hostname="127.0.0.1", port=_free_port())
    controller.start()
    yield Settings.for_tests(
        "sqlite://",
        smtp_host="127.0.0.1",
        smtp_port=controller.port,
        smtp_sender="enkater@exempel.se",
    )
    controller.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def compose(settings: Settings, **changes: Any) -> EmailMessage:
    values = {
        "to": "asa@kommun.se",
        "subject": "Hälsning från Åmål",
        "text": "Räksmörgås på Öland.\n" + "långa rader " * 200,
        "message_id": "prov-1",
        **changes,
    }
    return mail.compose(settings, **values)


def test_swedish_letters_arrive_as_they_were_written(relay: Settings, received: Received) -> None:
    mail.send(relay, compose(relay))
    (message,) = received.messages
    assert message["Subject"] == "Hälsning från Åmål"
    assert message.get_content().startswith("Räksmörgås på Öland.")
    assert message["From"] == "enkater@exempel.se"
    assert received.envelopes[0].rcpt_tos == ["asa@kommun.se"]
    assert message["Message-ID"] == "<prov-1@exempel.se>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"]


@pytest.mark.parametrize(
    "changes",
    [
        {"to": "asa@kommun.se\r\nBcc: alla@kommun.se"},
        {"to": "asa@kommun.se, alla@kommun.se"},
        {"to": "asa"},
        {"to": ""},
        {"subject": "Hej\r\nBcc: alla@kommun.se"},
        {"subject": "Hej\nX-Annat: ja"},
        {"message_id": "x>\r\nBcc: alla@kommun.se"},
    ],
)
def test_no_header_can_be_smuggled_in(relay: Settings, changes: dict[str, str]) -> None:
    with pytest.raises(mail.MailRefused):
        compose(relay, **changes)


def test_lines_that_look_like_headers_stay_in_the_text(relay: Settings, received: Received) -> None:
    mail.send(relay, compose(relay, text="Bcc: alla@kommun.se\n.\nQUIT\n"))
    (message,) = received.messages
    assert message["Bcc"] is None
    assert message.get_content().replace("\r\n", "\n") == "Bcc: alla@kommun.se\n.\nQUIT\n"
    assert received.envelopes[0].rcpt_tos == ["asa@kommun.se"]


def test_a_refusal_by_the_relay_is_told(relay: Settings, received: Received) -> None:
    received.answer = "554 no thanks"
    with pytest.raises(mail.MailRefused, match="no thanks") as refusal:
        mail.send(relay, compose(relay))
    assert not isinstance(refusal.value, TryLater), "asking again would get the same answer"


@pytest.mark.parametrize("when", ["connecting", "recipient", "data"])
def test_a_relay_that_asks_to_wait_is_asked_again(
    relay: Settings, received: Received, when: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def not_now(*_arguments: object) -> str:
        return "451 try again later"

    async def not_even_greeted(
        _server: object, _session: object, _envelope: object, _name: object, _answers: object
    ) -> list[str]:
        return ["451 try again later"]

    if when == "data":
        received.answer = "451 try again later"
    elif when == "recipient":
        monkeypatch.setattr(received, "handle_RCPT", not_now, raising=False)
    else:
        # The server counts the arguments of this one before it lets anybody in.
        monkeypatch.setattr(received, "handle_EHLO", not_even_greeted, raising=False)
        monkeypatch.setattr(received, "handle_HELO", not_now, raising=False)
    with pytest.raises(mail.MailDelayed):
        mail.send(relay, compose(relay))


def test_a_relay_that_is_not_there_is_told() -> None:
    settings = Settings.for_tests("sqlite://", smtp_host="127.0.0.1", smtp_port=_free_port())
    with pytest.raises(mail.MailDelayed, match=r"127\.0\.0\.1"):
        mail.send(settings, compose(settings))
