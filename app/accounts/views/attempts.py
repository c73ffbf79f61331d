"""How often it may be tried: to guess a password or a link, to have a letter sent."""

from __future__ import annotations

from flask_login import current_user

from app.accounts.addresses import bucket
from app.floor.web import limits
from app.floor.web.limits import Limit
from app.floor.web.security import address

GUESSES_OF_ACCOUNT = Limit("guesses_of_account", "10 per 15 minutes")
GUESSES_FROM_ADDRESS = Limit("guesses_from_address", "60 per 15 minutes")
FLOOD_FROM_ADDRESS = Limit("flood_from_address", "1200 per 15 minutes")
LETTERS_TO_ACCOUNT = Limit("letters_to_account", "5 per hour")
INVITATIONS_BY_USER = Limit("invitations_by_user", "60 per hour")
LETTERS_FROM_ADDRESS = Limit("letters_from_address", "300 per hour")
"""A hall of 2,000 people shares one address: only what failed, or asks for a letter, counts against it.

Once it has failed 60 times, only accounts that failed themselves are held up: one that did not has one guess left in
each quarter of an hour, 4 an hour, so that its owner gets in. The flood is the most that is hashed for one address.
"""


def may_guess(email: str) -> None:
    """Raises TooMany where this address, or for this account, guessed too often; counts a guess of the account."""
    account = bucket(email)
    limits.require(FLOOD_FROM_ADDRESS, address())
    if limits.has_tried(GUESSES_OF_ACCOUNT, account):
        limits.require(GUESSES_FROM_ADDRESS, address())
    limits.spend(GUESSES_OF_ACCOUNT, account)


def count_failure() -> None:
    """Count a wrong password against the address. Raises TooMany."""
    limits.spend(FLOOD_FROM_ADDRESS, address())
    limits.spend(GUESSES_FROM_ADDRESS, address())


def count_invitations(number: int) -> None:
    """Count invitations that the current user is about to send, in whatever way. Raises TooMany."""
    limits.spend(INVITATIONS_BY_USER, str(current_user.id), times=number)


def count_letter(email: str) -> None:
    """Count a letter that somebody without an account asks for. Raises TooMany."""
    limits.spend(LETTERS_FROM_ADDRESS, address())
    limits.spend(LETTERS_TO_ACCOUNT, bucket(email))
