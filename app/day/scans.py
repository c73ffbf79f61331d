"""What a device sends that has scanned without a network: read from its words, and what became of each scan."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from app.core.errors import Invalid
from app.core.parsing import LARGEST_NUMBER
from app.day.badges import scanned

MOST: Final = 200
"""Scans at a time; a device sends the rest after these."""
RIGHT: Final = timedelta(minutes=1)
"""So far a clock may be out, and the way to us may take so long."""
_MARK: Final = re.compile(r"[A-Za-z0-9-]{8,40}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Queued:
    """One scan: of a badge's ``code``, or of a ``person_id`` that was found by name; ``mark``: its name on the
    device."""

    mark: str
    at: datetime
    code: str = ""
    person_id: int = 0


class Outcome(StrEnum):
    """``IN``: by this scan; ``AGAIN``: somebody was first; ``UNDONE``: a desk has taken it back since; ``UNKNOWN``: no
    badge of this event, or one that was replaced; ``REFUSED``: the person is not on the list any more."""

    IN = "in"
    AGAIN = "again"
    UNDONE = "undone"
    UNKNOWN = "unknown"
    REFUSED = "refused"


def read_device(text: str) -> str:
    """What a device calls itself. Raises Invalid."""
    if not _MARK.fullmatch(text):
        raise Invalid("scans_unreadable")
    return text


def wrong_by(clock: str, at: datetime) -> timedelta:
    """How far a device is out that says ``clock`` (milliseconds since 1970) ``at`` this moment: a tablet that lay empty
    in a drawer knows neither hour nor day before it has seen a network."""
    if not (clock.isascii() and clock.isdigit() and len(clock) < 15):
        return timedelta()
    wrong = datetime.fromtimestamp(int(clock) / 1000, UTC) - at
    return wrong if abs(wrong) > RIGHT else timedelta()


def read_scans(value: Any, wrong: timedelta = timedelta()) -> list[Queued]:
    """In the order in which they were made, by a clock that is ``wrong`` by so much. Raises Invalid for anything else,
    and for too many."""
    if not isinstance(value, list) or len(value) > MOST or len({_mark(one) for one in value}) < len(value):
        raise Invalid("scans_unreadable")
    return [_read(one, wrong) for one in value]


def _mark(one: Any) -> str:
    mark = one.get("mark") if isinstance(one, dict) else None
    if not isinstance(mark, str) or not _MARK.fullmatch(mark):
        raise Invalid("scans_unreadable")
    return mark


def _read(one: dict[str, Any], wrong: timedelta) -> Queued:
    code, person, at = one.get("code") or "", one.get("person"), one.get("at")
    if not isinstance(code, str) or not isinstance(at, int) or isinstance(at, bool):
        raise Invalid("scans_unreadable")
    try:
        moment = datetime.fromtimestamp(at / 1000, UTC) - wrong
    except (OverflowError, OSError, ValueError):
        raise Invalid("scans_unreadable") from None
    number = person if isinstance(person, int) and 0 < person <= LARGEST_NUMBER else 0
    return Queued(_mark(one), moment, scanned(code), number)
