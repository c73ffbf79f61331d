"""The code on the tick slip of a meeting: which meeting, and a signature that only this house can make."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.core import signing

PATH: Final = "/slips/"
GUEST: Final = "?guest="
"""What follows in the code of a group's guest: the firm that sits there with the host."""


@dataclass(frozen=True, slots=True)
class Slip:
    """``asked_at``: when the meeting came to be, so that one of the same number in a database brought back from a
    backup has another code."""

    meeting_id: int
    asked_at: datetime

    @property
    def said(self) -> str:
        return f"slip:{self.meeting_id}:{self.asked_at.isoformat()}"


def sign(secret: str, slip: Slip) -> str:
    """What stands in the code, after the address of the site and ``PATH``."""
    return signing.sign_token(secret, slip.meeting_id, slip.said)


def written_on(typed: str) -> tuple[str, str]:
    """The token in what a scanner types, whatever its keyboard makes of the letters, and the guest that it names, if
    any; the text where it is none."""
    plain = unicodedata.normalize("NFKC", typed).strip().lower()
    token, _mark, guest = (plain.rpartition(PATH)[2] if PATH in plain else plain).partition(GUEST)
    return token, guest
