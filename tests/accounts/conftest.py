"""Passwords are hashed with the least effort here: the tests are about what happens around them."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from surveyapp.accounts import service


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(service, "_hasher", quick)
    monkeypatch.setattr(service, "_NOBODYS_HASH", quick.hash("nobody"))
