"""The signed page session: minted when a page is served, written down only when events come.

It is the whole scope of what a browser may report: this person, this return, this section, from this
moment. A beacon can carry no header, so the token travels in the body and stands where a CSRF token
would.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from itsdangerous import BadData, URLSafeSerializer

from surveyapp.timing import rules

_SALT = "surveyapp.timing.page-session"
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class OpenedPage:
    """One page that the server served to one person, on one return's section."""

    page_session_id: str
    user_id: int
    return_id: int
    section_code: str
    opened_at_ms: int
    """Server wall clock, milliseconds since 1970 UTC."""

    @property
    def opened_at(self) -> dt.datetime:
        return _EPOCH + dt.timedelta(milliseconds=self.opened_at_ms)

    def as_rule(self) -> rules.PageSession:
        """Return it as the rules of acceptance see it."""
        return rules.PageSession(
            self.page_session_id, self.user_id, str(self.return_id), self.opened_at_ms
        )


def milliseconds(at: dt.datetime) -> int:
    """Return whole milliseconds since 1970 UTC, without going through a float."""
    return (at - _EPOCH) // dt.timedelta(milliseconds=1)


def moment(ms: int) -> dt.datetime:
    """Return the point in time of `milliseconds`."""
    return _EPOCH + dt.timedelta(milliseconds=ms)


def open_page(
    user_id: int, return_id: int, section_code: str, opened_at: dt.datetime
) -> OpenedPage:
    """Return a new page session, known to nobody yet."""
    return OpenedPage(str(uuid.uuid4()), user_id, return_id, section_code, milliseconds(opened_at))


def sign(page: OpenedPage, secrets: Sequence[str]) -> str:
    """Return the token of a page session; the last of `secrets` signs."""
    return str(
        _serializer(secrets).dumps(
            [
                page.page_session_id,
                page.user_id,
                page.return_id,
                page.section_code,
                page.opened_at_ms,
            ]
        )
    )


def read(token: str, secrets: Sequence[str]) -> OpenedPage | None:
    """Return what the token says, or None when none of `secrets` signed it."""
    try:
        return OpenedPage(*_serializer(secrets).loads(token))
    except (BadData, TypeError):
        return None


def _serializer(secrets: Sequence[str]) -> URLSafeSerializer:
    return URLSafeSerializer(
        list(secrets), salt=_SALT, signer_kwargs={"digest_method": hashlib.sha256}
    )
