"""What can go wrong when a report is made."""

from __future__ import annotations

from surveyapp.core.errors import DomainError


class RenderFailed(DomainError):
    """One report could not be made. The rest of its batch goes on without it."""

    status = 500
