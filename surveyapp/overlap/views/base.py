"""The room's blueprint, which its modules of views share."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("overlap", __name__, url_prefix="/overlapp")
