"""The signed links of a meeting: to answer a request, another time or an invitation from an email; the code on its
tick slip."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol, TypeVar

from app.core import signing


class SignedSubject(Protocol):
    """What a link is bound to: the row that it speaks of, and all that is said in its signature."""

    @property
    def number(self) -> int: ...

    @property
    def signed_text(self) -> str: ...


A = TypeVar("A", bound=SignedSubject)


@dataclass(frozen=True, slots=True)
class RequestLink:
    """What the link of a request is bound to. ``asked_at`` keeps apart two meetings that bear one number in a database
    and in a copy that was brought back."""

    meeting_id: int
    asked_at: datetime
    awaiting_id: int
    version: int

    @property
    def number(self) -> int:
        return self.meeting_id

    @property
    def signed_text(self) -> str:
        return f"answer:{self.meeting_id}:{self.asked_at.isoformat()}:{self.awaiting_id}:{self.version}"


@dataclass(frozen=True, slots=True)
class NewTimeLink(RequestLink):
    """The same of another time that is proposed for a booked meeting; ``version``: as of the proposal."""

    @property
    def signed_text(self) -> str:
        return f"time:{self.meeting_id}:{self.asked_at.isoformat()}:{self.awaiting_id}:{self.version}"


@dataclass(frozen=True, slots=True)
class InvitationLink:
    """What the link of an invitation is bound to. ``party_id``: the company at that meeting; ``count``: which of its
    invitations to it."""

    party_id: int
    opened_at: datetime
    count: int

    @property
    def number(self) -> int:
        return self.party_id

    @property
    def signed_text(self) -> str:
        return f"invitation:{self.party_id}:{self.opened_at.isoformat()}:{self.count}"


def sign_link(secret: str, asked: SignedSubject) -> str:
    """The token: the number, and the signature."""
    return signing.sign_token(secret, asked.number, asked.signed_text)


def find_matching_link(token: str, secret: str, asked: Iterable[A]) -> A | None:
    """The one of these that the token was made for; None for a forged one."""
    return next((candidate for candidate in asked if signing.is_same_token(token, sign_link(secret, candidate))), None)


SLIP_PATH: Final = "/slips/"
SLIP_GUEST_PARAMETER: Final = "?guest="
"""What follows in the code of a group's guest: the firm that sits there with the host."""


@dataclass(frozen=True, slots=True)
class SlipCode:
    """``asked_at``: when the meeting came to be, so that one of the same number in a database brought back from a
    backup has another code."""

    meeting_id: int
    asked_at: datetime

    @property
    def signed_text(self) -> str:
        return f"slip:{self.meeting_id}:{self.asked_at.isoformat()}"


def sign_slip(secret: str, slip: SlipCode) -> str:
    """What stands in the code, after the address of the site and ``SLIP_PATH``."""
    return signing.sign_token(secret, slip.meeting_id, slip.signed_text)


def parse_slip_code(typed: str) -> tuple[str, str]:
    """The token in what a scanner types, whatever its keyboard makes of the letters, and the guest that it names, if
    any; the text where it is none."""
    plain = unicodedata.normalize("NFKC", typed).strip().lower()
    token, _mark, guest = (plain.rpartition(SLIP_PATH)[2] if SLIP_PATH in plain else plain).partition(
        SLIP_GUEST_PARAMETER
    )
    return token, guest
