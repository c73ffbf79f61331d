"""How often it may be tried: to guess a password or a link, to have a letter sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask_login import current_user

from app.accounts import queries
from app.accounts.credentials import mailbox_key
from app.accounts.login import known_device
from app.core.errors import TooMany
from app.core.web import rate_limits
from app.core.web.rate_limits import RateLimit
from app.core.web.security import client_address

GUESSES_OF_ACCOUNT = RateLimit("guesses_of_account", "10 per 15 minutes")
GUESSES_FROM_ANYWHERE = RateLimit("guesses_from_anywhere", "40 per hour")
GUESSES_FROM_ADDRESS = RateLimit("guesses_from_address", "60 per 15 minutes")
FLOOD_FROM_ADDRESS = RateLimit("flood_from_address", "1200 per 15 minutes")
EMAILS_TO_ACCOUNT = RateLimit("letters_to_account", "5 per hour")
EMAILS_FROM_ANYWHERE = RateLimit("letters_from_anywhere", "20 per day")
EMAIL_AGAIN = RateLimit("letter_again", "1 per 15 minutes")
INVITATIONS_BY_USER = RateLimit("invitations_by_user", "60 per hour")
EMAILS_FROM_ADDRESS = RateLimit("letters_from_address", "300 per hour")
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


def require_guess(email: str) -> None:
    """Raises LockedOut where this address, or for this account, guessed too often; counts a guess of the account."""
    key, known = _attempt_key(email)
    with _lock_out():
        if not known:
            rate_limits.require_attempt(FLOOD_FROM_ADDRESS, client_address())
            rate_limits.require_attempt(GUESSES_FROM_ANYWHERE, mailbox_key(email))
            if rate_limits.has_tried(GUESSES_OF_ACCOUNT, key):
                rate_limits.require_attempt(GUESSES_FROM_ADDRESS, client_address())
        rate_limits.spend_attempts(GUESSES_OF_ACCOUNT, key)


def count_wrong_password(email: str) -> None:
    """Count a wrong password against the address and the account. Raises LockedOut."""
    _key, known = _attempt_key(email)
    with _lock_out():
        if not known:
            rate_limits.spend_attempts(FLOOD_FROM_ADDRESS, client_address())
            rate_limits.spend_attempts(GUESSES_FROM_ANYWHERE, mailbox_key(email))
            rate_limits.spend_attempts(GUESSES_FROM_ADDRESS, client_address())


@contextmanager
def _lock_out() -> Iterator[None]:
    try:
        yield
    except TooMany as refused:
        raise LockedOut(**refused.details) from refused


def forgive_guesses(email: str) -> None:
    """Forget the wrong passwords tried here, since a right one came now."""
    key, _known = _attempt_key(email)
    rate_limits.clear_attempts(GUESSES_OF_ACCOUNT, key)


def count_email_request(email: str) -> None:
    """Count an email that somebody asks for who is not signed in. Raises TooMany."""
    _key, known = _attempt_key(email)
    try:
        if not known:
            rate_limits.spend_attempts(EMAILS_FROM_ADDRESS, client_address())
    except TooMany:  # others behind the address asked for them
        rate_limits.spend_attempts(EMAIL_AGAIN, mailbox_key(email))
    else:
        count_email(email)


def require_email_allowed(email: str) -> None:
    """Raises TooMany where no email may go to this address now; counts nothing."""
    _apply_email_limits(rate_limits.require_attempt, email)


def count_invitations(number: int) -> None:
    """Count invitations that the current user is about to send, in whatever way. Raises TooMany."""
    rate_limits.spend_attempts(INVITATIONS_BY_USER, str(current_user.id), times=number)


def count_email(email: str) -> None:
    """Count an email to this address. Raises TooMany."""
    _apply_email_limits(rate_limits.spend_attempts, email)


def _apply_email_limits(act: Callable[[RateLimit, str], None], email: str) -> None:
    key, known = _attempt_key(email)
    try:
        act(EMAILS_TO_ACCOUNT, key)
        if not known:
            act(EMAILS_FROM_ANYWHERE, mailbox_key(email))
    except TooMany:
        act(EMAIL_AGAIN, mailbox_key(email))


def _attempt_key(email: str) -> tuple[str, bool]:
    """Under what tries at an account are counted here, and whether the account signed in on this browser before."""
    user = queries.get_user_by_email(email)
    device = known_device(user.id) if user is not None else ""
    return f"{mailbox_key(email)} {device or client_address()}", bool(device)
