"""Passwords, tokens and throttling as plain functions."""

from __future__ import annotations

import pytest

from surveyapp.accounts import rules


@pytest.mark.parametrize(
    ("password", "is_weak"),
    [
        ("lösenordlösenord", True),
        ("LÖSENORDLÖSENORD", True),
        ("aaaaaaaaaaaaa", True),
        ("anna@kommun.se", True),
        ("0123456789" * 13, True),
        ("tre gröna paraplyer", False),
    ],
)
def test_what_anybody_would_try_is_weak(password: str, is_weak: bool) -> None:
    assert rules.is_weak(password, "anna@kommun.se") is is_weak


def test_a_password_typed_in_two_ways_is_one() -> None:
    assert rules.normal_password("gro\u0308na") == rules.normal_password("gröna")


def test_an_address_is_compared_without_case() -> None:
    assert rules.normal_email("  Anna@Kommun.SE ") == "anna@kommun.se"


@pytest.mark.parametrize(
    ("account", "network", "is_throttled"),
    [(9, 59, False), (10, 0, True), (0, 60, True)],
)
def test_tries_are_limited_by_account_and_by_network(
    account: int, network: int, is_throttled: bool
) -> None:
    assert rules.is_throttled(account, network) is is_throttled


def test_a_mailed_token_needs_the_installations_secret() -> None:
    token = rules.derived_token("nonce", "secret" * 8)
    assert token == rules.derived_token("nonce", "secret" * 8)
    assert token != rules.derived_token("nonce", "other" * 8)
    assert len(token) >= 43


def test_the_log_of_tries_holds_no_address() -> None:
    key = rules.throttle_key("account", "anna@kommun.se", "secret" * 8)
    assert "anna" not in key
    assert key != rules.throttle_key("network", "anna@kommun.se", "secret" * 8)
