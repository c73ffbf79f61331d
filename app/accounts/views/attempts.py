"""How often it may be tried: to guess a password or a link, to have a letter sent."""

from __future__ import annotations

from app.accounts.addresses import bucket
from app.floor.web import limits
from app.floor.web.limits import Limit
from app.floor.web.security import address

GUESSES_OF_ACCOUNT = Limit("guesses_of_account", "10 per 15 minutes")
GUESSES_FROM_ADDRESS = Limit("guesses_from_address", "60 per 15 minutes")
LETTERS_TO_ACCOUNT = Limit("letters_to_account", "5 per hour")
INVITATIONS_BY_USER = Limit("invitations_by_user", "60 per hour")
LETTERS_FROM_ADDRESS = Limit("letters_from_address", "300 per hour")
"""A hall of 2,000 people shares one address: only what failed, or asks for a letter, counts against it."""


def count_letter(email: str) -> None:
    """Count a letter that somebody without an account asks for. Raises TooMany."""
    limits.spend(LETTERS_FROM_ADDRESS, address())
    limits.spend(LETTERS_TO_ACCOUNT, bucket(email))
