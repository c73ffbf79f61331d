"""The address of a screen in the hall: which board it shows, and a signature that only this house can make."""

from __future__ import annotations

from app.core import signing


def sign(secret: str, board_id: int, version: int, mark: str) -> str:
    """The token of a board.

    ``mark``: the board's own random text, so that one that comes to the same number (in a database brought back from a
    backup) has another address. A raised ``version`` ends every older one.
    """
    return signing.sign_token(secret, board_id, f"board:{board_id}:{version}:{mark}")


def is_signed(token: str, secret: str, board_id: int, version: int, mark: str) -> bool:
    """Whether the token is this version's."""
    return signing.is_same_token(token, sign(secret, board_id, version, mark))
