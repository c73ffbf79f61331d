"""Company links and access codes: how their tokens are signed, how codes are generated and parsed, and the status of
a link."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from enum import StrEnum
from typing import Final

from app.core import signing

INITIALS_ALPHABET: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""For the initials; without I and O, which read as 1 and 0."""

CODE_ALPHABET: Final = "23456789ACDEFGHJKMNPQRTUVWXY"
"""For the rest; also without B, L, S, Z, which read as 8, 1, 5, 2."""

_INITIALS_LOOKALIKES: Final = str.maketrans("1I58", "LLSB")
_CODE_LOOKALIKES: Final = str.maketrans("BSZ", "852")


class LinkStatus(StrEnum):
    """Whether a link still lets somebody in, or why not."""

    OPEN = "open"
    CLAIMED = "claimed"
    REVOKED = "revoked"
    CLOSED = "closed"


class AccessRoute(StrEnum):
    """How a reader of a firm's letters comes to the page that a letter speaks of."""

    ACCOUNT = "account"
    """They sign in, or are signed in."""
    LINK = "link"
    """The firm's link lets them in and leads on."""
    ASK = "ask"
    """Others of the firm are in: its link lets ask these to be let in."""
    MAIL = "mail"
    """The sign-in mails their address a link of their own."""
    NONE = "none"
    """They have none of their own: others of the firm, or who runs the event, must help."""


def link_status(
    *,
    claimed: bool,
    revoked: bool,
    registering: bool,
    takes_part: bool,
    comes_back: bool,
    ended: bool,
    cancelled: bool,
) -> LinkStatus:
    """Where a link stands.

    ``cancelled``: the company does not come, so that nobody gets in any more, nor asks to; ``registering``: companies
    may still register; until the event has ``ended``, a company that ``takes_part`` comes in by its link even so, and
    one of which somebody was in by an earlier link (``comes_back``) comes back by a fresh one.
    """
    if cancelled:
        return LinkStatus.CLOSED
    if revoked:
        return LinkStatus.REVOKED
    if claimed:
        return LinkStatus.CLAIMED
    if registering or ((takes_part or comes_back) and not ended):
        return LinkStatus.OPEN
    return LinkStatus.CLOSED


def sign_link_token(secret: str, registration_id: int, version: int, mark: str) -> str:
    """The long link's token, with the company's number.

    ``mark``: the link's own random text, so that a company that comes to the same number (in a database brought back
    from a backup) has another link; "" for links made before there were marks.
    """
    payload = f"firm-link:{registration_id}:{version}" + (f":{mark}" if mark else "")
    return signing.sign_token(secret, registration_id, payload)


def find_token_version(token: str, secret: str, registration_id: int, newest: int, mark: str) -> int | None:
    """Which version of the link a token is, the newest tried first; None for a forged one."""
    for version in range(newest, 0, -1):
        if signing.is_same_token(token, sign_link_token(secret, registration_id, version, mark)):
            return version
    return None


def generate_access_code(company: str, choose: Callable[[str], str]) -> str:
    """A short code such as ``BS7-4Q2K``: two initials of the company's name, then five signs.

    ``choose`` takes one character of a text at random.
    """
    rest = "".join(choose(CODE_ALPHABET) for _ in range(5))
    return f"{_company_initials(company, choose)}{rest[0]}-{rest[1:]}"


def parse_access_code(typed: str) -> str | None:
    """A typed code as it is stored: ``bs7 4q2k`` and ``ＢＳ7－４Ｑ２Ｋ`` are ``BS7-4Q2K``; None if it cannot be one.

    Links made before codes had five signs keep their four until they are replaced.
    """
    text = "".join(sign for sign in unicodedata.normalize("NFKC", typed).upper() if sign.isalnum())
    text = text[:2].translate(_INITIALS_LOOKALIKES) + text[2:].translate(_CODE_LOOKALIKES)
    if (
        len(text) not in (6, 7)
        or not set(text[:2]) <= set(INITIALS_ALPHABET)
        or not set(text[2:]) <= set(CODE_ALPHABET)
    ):
        return None
    return f"{text[:3]}-{text[3:]}"


def _company_initials(company: str, choose: Callable[[str], str]) -> str:
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", company) if not unicodedata.combining(sign))
    words = re.findall(r"[A-Z]+", plain.upper())
    initials = [word[0] for word in words] if len(words) > 1 else list(words[0] if words else "")
    letters = [letter for letter in initials if letter in INITIALS_ALPHABET][:2]
    return "".join(letters + [choose(INITIALS_ALPHABET) for _ in range(2 - len(letters))])
