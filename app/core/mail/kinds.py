"""The kinds of emails: each package declares its own, in one table beside what writes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar


@dataclass(frozen=True, slots=True)
class EmailKind:
    """``key``: as the outbox keeps it; ``audience``: who gets it; ``template`` of ``templates/mails``, with the blocks
    ``subject`` and ``body``; ``in_digest``: it may wait and go together with others, else it goes at once."""

    key: str
    audience: str
    template: str
    in_digest: bool = False


SomeKind = TypeVar("SomeKind", bound=EmailKind)
EMAIL_KINDS: dict[str, EmailKind] = {}


def declare_email_kinds(*kinds: SomeKind) -> dict[str, SomeKind]:
    """By key. Raises ValueError for a key that is declared twice."""
    for kind in kinds:
        if EMAIL_KINDS.setdefault(kind.key, kind) != kind:
            raise ValueError(f"there is a kind of email {kind.key} already")
    return {kind.key: kind for kind in kinds}
