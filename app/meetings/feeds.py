"""The address of a calendar feed: whose it is, and a signature that only this house can make."""

from __future__ import annotations

from app.core import signing


def sign(secret: str, feed_id: int, version: int, mark: str) -> str:
    """The token of a feed.

    ``mark``: the feed's own random text, so that one that comes to the same number (in a database brought back from a
    backup) has another address. A raised ``version`` ends every older one.
    """
    return signing.sign_token(secret, feed_id, f"calendar-feed:{feed_id}:{version}:{mark}")


def is_signed(token: str, secret: str, feed_id: int, version: int, mark: str) -> bool:
    """Whether the token is this version's."""
    return signing.is_same_token(token, sign(secret, feed_id, version, mark))
