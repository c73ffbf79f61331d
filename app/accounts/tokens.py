"""Secrets that travel in links: 256 random bits, of which only the hash is kept; how long each purpose lives."""

import hashlib
import secrets
from datetime import timedelta
from enum import StrEnum


class Purpose(StrEnum):
    SIGN_IN = "sign_in"
    INVITE = "invite"
    RESET = "reset"
    EMAIL = "email"


LIFETIME = {
    Purpose.SIGN_IN: timedelta(minutes=30),
    Purpose.INVITE: timedelta(days=7),
    Purpose.RESET: timedelta(hours=1),
    Purpose.EMAIL: timedelta(days=1),
}


WAYS_IN = (Purpose.SIGN_IN, Purpose.RESET, Purpose.EMAIL)
"""Links to an account that let in, or would soon: whoever had the account asked for them, too."""


def new_secret() -> str:
    """256 random bits, as text for an address."""
    return secrets.token_urlsafe(32)


def hash_of(secret: str) -> str:
    """What is kept. A fast hash suffices: nobody can try 2²⁵⁶ secrets."""
    return hashlib.sha256(secret.encode()).hexdigest()


def of_user(user_id: int) -> str:
    """The subject of a token that is about one user."""
    return f"user:{user_id}"


def of_organisation(organisation_id: int) -> str:
    """The subject of an invitation to an organisation."""
    return f"organisation:{organisation_id}"


def of_event(event_id: int) -> str:
    """The subject of an invitation to an event."""
    return f"event:{event_id}"
