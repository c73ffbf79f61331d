"""The link in the letter of a request, or of an invitation to a group meeting: whoever holds it may answer that one,
and nothing else.

That of another time for a booked meeting is dead as soon as that is accepted, declined or withdrawn. That of a request
is dead as soon as the request is answered or changed (its version rises), lapses, or waits for the
other side. That of an invitation lives until it is answered, taken back or lapses, whatever the meeting's time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from app.core import signing


class Asked(Protocol):
    """What a link is bound to: the row that it speaks of, and all that is said in its signature."""

    @property
    def number(self) -> int: ...

    @property
    def said(self) -> str: ...


A = TypeVar("A", bound=Asked)


@dataclass(frozen=True, slots=True)
class Request:
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
    def said(self) -> str:
        return f"answer:{self.meeting_id}:{self.asked_at.isoformat()}:{self.awaiting_id}:{self.version}"


@dataclass(frozen=True, slots=True)
class NewTime(Request):
    """The same of another time that is proposed for a booked meeting; ``version``: as of the proposal."""

    @property
    def said(self) -> str:
        return f"time:{self.meeting_id}:{self.asked_at.isoformat()}:{self.awaiting_id}:{self.version}"


@dataclass(frozen=True, slots=True)
class Invitation:
    """What the link of an invitation is bound to. ``party_id``: the firm at that meeting; ``count``: which of its
    invitations to it."""

    party_id: int
    opened_at: datetime
    count: int

    @property
    def number(self) -> int:
        return self.party_id

    @property
    def said(self) -> str:
        return f"invitation:{self.party_id}:{self.opened_at.isoformat()}:{self.count}"


def sign(secret: str, asked: Asked) -> str:
    """The token: the number, and the signature."""
    return signing.sign_token(secret, asked.number, asked.said)


def matching(token: str, secret: str, asked: Iterable[A]) -> A | None:
    """The one of these that the token was made for; None for a forged one."""
    return next((one for one in asked if signing.is_same_token(token, sign(secret, one))), None)
