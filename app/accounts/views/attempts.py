"""How often it may be tried: to guess a password or a link, to have a letter sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask_login import current_user

from app.accounts import queries
from app.accounts.addresses import bucket
from app.accounts.known_devices import device_of
from app.floor.web import limits
from app.floor.web.limits import Limit
from app.floor.web.security import address
from app.kernel.errors import TooMany

GUESSES_OF_ACCOUNT = Limit("guesses_of_account", "10 per 15 minutes")
GUESSES_FROM_ANYWHERE = Limit("guesses_from_anywhere", "40 per hour")
GUESSES_FROM_ADDRESS = Limit("guesses_from_address", "60 per 15 minutes")
FLOOD_FROM_ADDRESS = Limit("flood_from_address", "1200 per 15 minutes")
LETTERS_TO_ACCOUNT = Limit("letters_to_account", "5 per hour")
LETTERS_FROM_ANYWHERE = Limit("letters_from_anywhere", "20 per day")
LETTER_AGAIN = Limit("letter_again", "1 per 15 minutes")
INVITATIONS_BY_USER = Limit("invitations_by_user", "60 per hour")
LETTERS_FROM_ADDRESS = Limit("letters_from_address", "300 per hour")
"""A hall of 2,000 people shares one address: only what failed, or asks for an email, counts against it.

What is tried at an account is counted by account and address, so that nobody uses up what its owner has elsewhere;
``…_FROM_ANYWHERE`` is the most from all addresses together. A browser that the account signed in from before is counted
by itself alone: no number of wrong tries elsewhere shuts it out. Where all emails are used up, one more goes out each
quarter of an hour, whoever asks for it.

Once an address has failed 60 times, only accounts that failed there themselves are held up: one that did not has one
guess left in each quarter of an hour, 4 an hour, so that its owner gets in. The flood is the most that is hashed for
one address.
"""


class LockedOut(TooMany):
    """No password is heard for this account from here for a while; a link that is emailed lets in all the same."""

    code = "locked_out"


def may_guess(email: str) -> None:
    """Raises LockedOut where this address, or for this account, guessed too often; counts a guess of the account."""
    key, known = _origin(email)
    with _locking_out():
        if not known:
            limits.require(FLOOD_FROM_ADDRESS, address())
            limits.require(GUESSES_FROM_ANYWHERE, bucket(email))
            if limits.has_tried(GUESSES_OF_ACCOUNT, key):
                limits.require(GUESSES_FROM_ADDRESS, address())
        limits.spend(GUESSES_OF_ACCOUNT, key)


def count_failure(email: str) -> None:
    """Count a wrong password against the address and the account. Raises LockedOut."""
    _key, known = _origin(email)
    with _locking_out():
        if not known:
            limits.spend(FLOOD_FROM_ADDRESS, address())
            limits.spend(GUESSES_FROM_ANYWHERE, bucket(email))
            limits.spend(GUESSES_FROM_ADDRESS, address())


@contextmanager
def _locking_out() -> Iterator[None]:
    try:
        yield
    except TooMany as refused:
        raise LockedOut(**refused.details) from refused


def forgive_guesses(email: str) -> None:
    """Forget the wrong passwords tried here, since a right one came now."""
    key, _known = _origin(email)
    limits.forgive(GUESSES_OF_ACCOUNT, key)


def count_request(email: str) -> None:
    """Count an email that somebody asks for who is not signed in. Raises TooMany."""
    _key, known = _origin(email)
    try:
        if not known:
            limits.spend(LETTERS_FROM_ADDRESS, address())
    except TooMany:  # others behind the address asked for them
        limits.spend(LETTER_AGAIN, bucket(email))
    else:
        count_letter(email)


def may_write(email: str) -> None:
    """Raises TooMany where no email may go to this address now; counts nothing."""
    _letter(limits.require, email)


def count_invitations(number: int) -> None:
    """Count invitations that the current user is about to send, in whatever way. Raises TooMany."""
    limits.spend(INVITATIONS_BY_USER, str(current_user.id), times=number)


def count_letter(email: str) -> None:
    """Count an email to this address. Raises TooMany."""
    _letter(limits.spend, email)


def _letter(act: Callable[[Limit, str], None], email: str) -> None:
    key, known = _origin(email)
    try:
        act(LETTERS_TO_ACCOUNT, key)
        if not known:
            act(LETTERS_FROM_ANYWHERE, bucket(email))
    except TooMany:
        act(LETTER_AGAIN, bucket(email))


def _origin(email: str) -> tuple[str, bool]:
    """Under what tries at an account are counted here, and whether the account signed in on this browser before."""
    user = queries.user_of_email(email)
    device = device_of(user.id) if user is not None else ""
    return f"{bucket(email)} {device or address()}", bool(device)
