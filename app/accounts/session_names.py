"""What a session is called, in its cookie and in that of a remembered device: whose it is, since when, and a mark of
its own, by which it alone can be ended."""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST_DAYS = 60
"""No session lives longer, however much it is used; browsers that came by a firm's link are known for as long."""
FORM = re.compile(r"([0-9]{1,9})\.([0-9]{1,9})\.([0-9]{1,11})\.([\w-]{16,40})", re.ASCII)


@dataclass(frozen=True, slots=True)
class SessionName:
    user_id: int
    version: int
    """The user's ``session_version`` when it began."""
    begun: int
    """When it began, in seconds since 1970."""
    mark: str
    """Random, as ``secrets.token_urlsafe(16)`` makes it."""

    def __str__(self) -> str:
        return f"{self.user_id}.{self.version}.{self.begun}.{self.mark}"

    def is_over(self, seconds: float) -> bool:
        """Whether it has lived its days at ``seconds`` since 1970."""
        return seconds - self.begun > LONGEST_DAYS * 86_400


def session_name(text: str | None) -> SessionName | None:
    """The name that a cookie holds; None for anything else."""
    found = FORM.fullmatch(text or "")
    return SessionName(int(found[1]), int(found[2]), int(found[3]), found[4]) if found else None
