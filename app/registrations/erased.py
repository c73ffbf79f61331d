"""People who were erased on request: a sheet that still names them does not bring them back."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.registrations.people import PERSON_FIELDS
from app.registrations.values import Values

NOTE: Final = "person_erased"
_ADDRESSES: Final = ("email", "phone")


@dataclass(frozen=True, slots=True)
class Erased:
    """Known by the marks of their addresses alone. ``back``: addresses of those who take part again since; ``secret``:
    what marks are made with, so that nobody who reads them can try out addresses."""

    secret: bytes = b""
    event_id: int = 0
    marks: frozenset[str] = frozenset()
    back: frozenset[str] = frozenset()

    def names(self, person: Mapping[str, Any]) -> bool:
        """Whether a person of a sheet is one of them: ``email`` and ``phone`` as they were read."""
        said = {folded(str(person[each])) for each in _ADDRESSES if person.get(each)}
        return bool(self.marks) and any(
            mark_of(self.secret, self.event_id, each) in self.marks for each in said - self.back
        )


NOBODY_ERASED: Final = Erased()


def folded(address: str) -> str:
    """As ``core.personal_data`` knows it: an e-mail in small letters, or the last eight digits of a phone number."""
    return address.strip().lower() if "@" in address else "".join(filter(str.isdecimal, address))[-8:]


def mark_of(secret: bytes, event_id: int, address: str) -> str:
    """64 hexadecimal digits; another event has another mark for the same address."""
    return hmac.digest(secret, f"erased at event {event_id} {folded(address)}".encode(), "sha256").hex()


def marks_of(secret: bytes, event_id: int, addresses: Iterable[str]) -> frozenset[str]:
    return frozenset(mark_of(secret, event_id, each) for each in addresses if each)


def leave_out_erased(read: Values, erased: Erased) -> None:
    """Take those who were erased out of a row, and note it; the firm and its other people stay."""
    if not erased.marks:
        return
    staying = [one for one in read.people if not erased.names(one)]
    first_gone = erased.names(read.values)
    if len(staying) == len(read.people) and not first_gone:
        return
    read.people[:] = staying
    if first_gone:
        for each in PERSON_FIELDS:
            read.values.pop(each, None)
    read.note(NOTE)
