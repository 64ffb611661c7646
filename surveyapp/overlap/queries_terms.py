"""The name under which matching reads the term lists."""

from __future__ import annotations

from surveyapp.overlap.queries.terms import active_rows as active_rows
