"""Everything that can be set from outside, read once from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

SECRET_MINIMUM = 32
"""Characters; shorter secrets can be guessed."""


class SettingsError(Exception):
    """A setting is missing or wrong; the text names it and says what to set."""


@dataclass(frozen=True)
class Settings:
    """One installation's settings. Names in the environment carry the prefix SURVEYAPP_."""

    database_url: str
    secret_key: str = field(repr=False)
    secret_key_fallbacks: tuple[str, ...] = field(default=(), repr=False)
    instance_dir: Path = Path("instance")
    is_production: bool = True
    has_demo_accounts: bool = False
    origin: str = "http://127.0.0.1:5000"
    """Scheme and host used in links in mail; never taken from a request."""
    trusted_proxies: int = 0
    smtp_host: str = ""
    smtp_port: int = 25
    smtp_sender: str = "surveyapp@localhost"
    event_days: int = 90
    """Days after a round has closed that its timing events are kept; sums stay."""
    rate_limits: bool = True
    is_testing: bool = False

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read the settings.

        Raises:
            SettingsError: a value is missing in production or cannot be read.
        """
        env = os.environ if environment is None else environment
        instance = Path(env.get("SURVEYAPP_INSTANCE", "instance")).resolve()
        is_production = _flag(env, "SURVEYAPP_PRODUCTION", default=True)
        settings = cls(
            database_url=env.get("SURVEYAPP_DATABASE") or f"sqlite:///{instance / 'surveyapp.db'}",
            secret_key=env.get("SURVEYAPP_SECRET", ""),
            secret_key_fallbacks=tuple(
                s for s in env.get("SURVEYAPP_SECRET_FALLBACKS", "").split(",") if s
            ),
            instance_dir=instance,
            is_production=is_production,
            has_demo_accounts=_flag(env, "SURVEYAPP_DEMO", default=False),
            origin=env.get("SURVEYAPP_ORIGIN", "http://127.0.0.1:5000").rstrip("/"),
            trusted_proxies=_whole(env, "SURVEYAPP_TRUSTED_PROXIES", 0),
            smtp_host=env.get("SURVEYAPP_SMTP_HOST", ""),
            smtp_port=_whole(env, "SURVEYAPP_SMTP_PORT", 25),
            smtp_sender=env.get("SURVEYAPP_SMTP_SENDER", "surveyapp@localhost"),
            event_days=_whole(env, "SURVEYAPP_EVENT_DAYS", 90),
        )
        return settings.checked()

    @classmethod
    def for_tests(cls, database_url: str, **changes: object) -> Settings:
        """Return settings for a test: development mode, fixed secret, no rate limits."""
        base = cls(
            database_url=database_url,
            secret_key="x" * SECRET_MINIMUM,
            is_production=False,
            rate_limits=False,
            is_testing=True,
        )
        return replace(base, **changes)  # type: ignore[arg-type]

    def checked(self) -> Settings:
        """Return self when it is safe to start with.

        Raises:
            SettingsError: production without a proper secret, or with demo accounts.
        """
        if len(self.secret_key) < SECRET_MINIMUM:
            raise SettingsError(
                f"SURVEYAPP_SECRET must be set to at least {SECRET_MINIMUM} random characters; "
                'make one with: python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
            )
        if self.is_production and self.has_demo_accounts:
            raise SettingsError(
                "SURVEYAPP_DEMO is on while SURVEYAPP_PRODUCTION is on: the example accounts have public "
                "passwords; set SURVEYAPP_PRODUCTION=0 to try the demo, or SURVEYAPP_DEMO=0 to run for real"
            )
        return self


def overlap_model(environment: Mapping[str, str] | None = None) -> str:
    """Return the directory of another overlap model (SURVEYAPP_OVERLAP_MODEL), `off`, or ""."""
    env = os.environ if environment is None else environment
    return env.get("SURVEYAPP_OVERLAP_MODEL", "").strip()


def _flag(env: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = env.get(name, "").strip().lower()
    if text in ("1", "yes", "true", "on"):
        return True
    if text in ("0", "no", "false", "off"):
        return False
    if not text:
        return default
    raise SettingsError(f"{name} must be 1 or 0, not {text!r}")


def _whole(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name, "").strip()
    if not text:
        return default
    if text.isdigit():
        return int(text)
    raise SettingsError(f"{name} must be a whole number, not {text!r}")
