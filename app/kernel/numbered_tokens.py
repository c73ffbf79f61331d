"""The secret part of an address that leads to one row: its number, and a signature that only this house can make."""

from __future__ import annotations

import hmac
import re
from base64 import b32encode
from typing import Final

from app.kernel.whole import whole

TOKEN: Final = re.compile(r"([1-9][0-9]{0,17})-([a-z2-7]{32})")


def sign(secret: str, number: int, said: str) -> str:
    """The number and 160 bits that only the holder of ``secret`` can make. ``said``: the use, which no other shares,
    and all that the token is bound to.

    Letters, digits and one hyphen inside, so that no chat application cuts the address short.
    """
    signature = hmac.digest(secret.encode(), said.encode(), "sha256")[:20]
    return f"{number}-{b32encode(signature).decode().lower()}"


def number_of(token: str) -> int | None:
    """The number that a token speaks of, before it is believed; None for no token at all."""
    found = TOKEN.fullmatch(token)
    return whole(found[1]) if found else None


def same(one: str, other: str) -> bool:
    """Whether two tokens are one, told in the same time for any."""
    return hmac.compare_digest(one.encode(), other.encode())
