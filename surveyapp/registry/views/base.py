"""The room's part of the address space."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("registry", "surveyapp.registry.views", url_prefix="/register")

PAGE_SIZE = 50
"""Bank questions on one page."""
