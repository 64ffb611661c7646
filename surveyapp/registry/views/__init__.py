"""Pages of the registers: places, indicators, national collections, the question bank, imports."""

from surveyapp.registry.views import bank, collections, imports, places
from surveyapp.registry.views.base import blueprint

__all__ = ["bank", "blueprint", "collections", "imports", "places"]
