"""Imports every table, so that migrations and mappers see the whole schema."""

from __future__ import annotations

import surveyapp.accounts.models
import surveyapp.burden.models
import surveyapp.core.audit
import surveyapp.core.jobs
import surveyapp.overlap.models
import surveyapp.questionnaires.models
import surveyapp.registry.models
import surveyapp.reports.models
import surveyapp.responses.models
import surveyapp.review.models
import surveyapp.rounds.models
import surveyapp.timing.models  # noqa: F401
from surveyapp.core.database import Base

__all__ = ["metadata"]

metadata = Base.metadata
