"""What a good password is, when sign-in is throttled, and how tokens are made and stored; pure."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import secrets
import unicodedata

PASSWORD_MINIMUM = 12
"""Characters (ASVS 5.0 v5.0.0-6.2.1 asks for at least 8, recommends 15; 12 without other demands)."""
PASSWORD_MAXIMUM = 128

THROTTLE_WINDOW = dt.timedelta(minutes=15)
FAILURES_PER_ACCOUNT = 10
FAILURES_PER_NETWORK = 60
"""Higher than per account: a whole municipality may share one address."""

INVITATION_LIFE = dt.timedelta(days=14)

COMMON = frozenset(
    {
        "123456789012",
        "1234567890123",
        "password1234",
        "passwordpassword",
        "lösenordlösenord",
        "losenord1234",
        "sommar202020",
        "qwertyqwerty",
        "qwertyuiopas",
        "aaaaaaaaaaaa",
        "socialtjänsten",
        "socialtjansten",
        "kommunen1234",
        "administrator",
    }
)


def normal_email(text: str) -> str:
    """Return the address as it is stored and compared: trimmed, NFC, lower case."""
    return unicodedata.normalize("NFC", text.strip()).lower()


def normal_password(text: str) -> str:
    """Return the password as it is hashed: NFKC, so that å typed in two ways is one password."""
    return unicodedata.normalize("NFKC", text)


def is_weak(password: str, email: str) -> bool:
    """True when the password is among the first that anybody would try."""
    plain = normal_password(password).casefold()
    return (
        plain in COMMON
        or len(set(plain)) < 4
        or plain == email
        or plain == email.split("@")[0]
        or plain in ("0123456789" * 13, "abcdefghijklmnopqrstuvwxyz")
    )


def is_throttled(account_failures: int, network_failures: int) -> bool:
    """True when no further try is taken within the window."""
    return account_failures >= FAILURES_PER_ACCOUNT or network_failures >= FAILURES_PER_NETWORK


def new_token() -> str:
    """Return a token for a link; only its hash is stored."""
    return secrets.token_urlsafe(32)


def derived_token(nonce: str, secret: str) -> str:
    """Return the token of a link that is mailed later.

    The job that mails it holds only the nonce: who reads the database cannot make the link.
    """
    digest = hashlib.blake2b(
        b"invitation:" + nonce.encode(), key=secret.encode()[:64], digest_size=32
    ).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def token_hash(token: str) -> str:
    """Return what is stored and looked up in place of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def throttle_key(kind: str, text: str, secret: str) -> str:
    """Return a keyed hash of an account name or network, so that the log holds neither."""
    return hashlib.blake2b(
        f"{kind}:{text}".encode(), key=secret.encode()[:64], digest_size=16
    ).hexdigest()
