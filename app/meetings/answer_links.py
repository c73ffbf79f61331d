"""The link in the letter of a request: whoever holds it may answer that request, and nothing else.

It is dead as soon as the request is answered or changed (its version rises), lapses, or waits for the other side.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.kernel import numbered_tokens


@dataclass(frozen=True, slots=True)
class Request:
    """What a link is bound to. ``asked_at`` keeps apart two meetings that bear one number in a database and in a copy
    that was brought back."""

    meeting_id: int
    asked_at: datetime
    awaiting_id: int
    version: int


def sign(secret: str, request: Request) -> str:
    """The token: the meeting's number, and the signature."""
    said = f"answer:{request.meeting_id}:{request.asked_at.isoformat()}:{request.awaiting_id}:{request.version}"
    return numbered_tokens.sign(secret, request.meeting_id, said)


def matching(token: str, secret: str, requests: Iterable[Request]) -> Request | None:
    """The one of these that the token was made for; None for a forged one."""
    return next((one for one in requests if numbered_tokens.same(token, sign(secret, one))), None)
