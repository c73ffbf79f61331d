"""People who were erased on request, known by marks of their addresses alone: a later list does not bring them back."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

_ADDRESSES: Final = ("email", "phone")


@dataclass(frozen=True, slots=True)
class ErasedPeople:
    """Known by the marks of their addresses alone. ``back``: addresses of those who take part again since; ``secret``:
    what marks are made with, so that nobody who reads them can try out addresses."""

    secret: bytes = b""
    event_id: int = 0
    marks: frozenset[str] = frozenset()
    back: frozenset[str] = frozenset()

    def names(self, person: Mapping[str, Any]) -> bool:
        """Whether a person of a sheet is one of them: ``email`` and ``phone`` as they were read."""
        addresses = {fold_address(str(person[each])) for each in _ADDRESSES if person.get(each)}
        return bool(self.marks) and any(
            create_mark(self.secret, self.event_id, each) in self.marks for each in addresses - self.back
        )


NOBODY_ERASED: Final = ErasedPeople()


def fold_address(address: str) -> str:
    """As ``core.personal_data`` knows it: an e-mail in small letters, or the last eight digits of a phone number."""
    return address.strip().lower() if "@" in address else "".join(filter(str.isdecimal, address))[-8:]


def create_mark(secret: bytes, event_id: int, address: str) -> str:
    """64 hexadecimal digits; another event has another mark for the same address."""
    return hmac.digest(secret, f"erased at event {event_id} {fold_address(address)}".encode(), "sha256").hex()


def create_marks(secret: bytes, event_id: int, addresses: Iterable[str]) -> frozenset[str]:
    return frozenset(create_mark(secret, event_id, each) for each in addresses if each)
