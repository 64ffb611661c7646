"""Imports every table, so that migrations and mappers see the whole schema."""

from __future__ import annotations

import surveyapp.accounts.models  # noqa: F401
import surveyapp.burden.models  # noqa: F401
import surveyapp.core.audit  # noqa: F401
import surveyapp.core.jobs  # noqa: F401
import surveyapp.overlap.models  # noqa: F401
import surveyapp.questionnaires.models  # noqa: F401
import surveyapp.registry.models  # noqa: F401
import surveyapp.reports.models  # noqa: F401
import surveyapp.responses.models  # noqa: F401
import surveyapp.review.models  # noqa: F401
import surveyapp.rounds.models  # noqa: F401
import surveyapp.timing.models  # noqa: F401
from surveyapp.core.database import Base

__all__ = ["metadata"]

metadata = Base.metadata
