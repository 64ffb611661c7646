"""Facets that were read once in this process: a bank is the same from one matching to the next."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from dataclasses import asdict

from surveyapp.overlap.rules.facets import Described, Facets
from surveyapp.overlap.rules.reading.question import read_facets
from surveyapp.overlap.rules.terms import Terms

MOST = 60_000
"""Questions remembered, some 3 kB each; the longest unused goes first."""

_known: OrderedDict[str, Facets] = OrderedDict()
_lock = threading.Lock()


def facets_of(question: Described, language: str, terms: Terms | None = None) -> Facets:
    """Return the facets of a question in a language, read again only when something of it changed."""
    fields = asdict(question)
    fields.pop("key")
    fields.pop("group")
    terms = terms or Terms.default()
    name = json.dumps([language, terms.version(), fields], ensure_ascii=False, sort_keys=True)
    with _lock:
        found = _known.get(name)
        if found is not None:
            _known.move_to_end(name)
            return found
    found = read_facets(question, language, terms)
    with _lock:
        _known[name] = found
        while len(_known) > MOST:
            _known.popitem(last=False)
    return found
