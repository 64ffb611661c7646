"""A matching outside a request leaves the process as it found it."""

from __future__ import annotations

import gc

import pytest

from surveyapp.core.access import SYSTEM
from surveyapp.core.database import Database
from surveyapp.overlap import background, service


def test_garbage_is_looked_for_seldom_while_matching_and_as_before_after_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, met = gc.get_threshold(), []

    def broken(*_told: object) -> service.Found:
        met.append(gc.get_threshold())
        raise RuntimeError("stopped")

    monkeypatch.setattr(service, "find", broken)
    with pytest.raises(RuntimeError):
        background.run_matching(database, SYSTEM)
    assert met == [(background.COLLECTED_AFTER, *before[1:])]
    assert gc.get_threshold() == before
