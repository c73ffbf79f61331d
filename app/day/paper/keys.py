"""What the key of a sheet says it is about: ``p12:2027-03-18``, the day of a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Key:
    """``letter``: p person, f firm, t table, i interpreter, v visit, m slip, s time; ``about``: a number, or a time."""

    letter: str
    about: str
    day: date | None = None


def read(key: str) -> Key:
    about, _, rest = key[1:].partition(":")
    if key[0] == "s":
        at = datetime.strptime(about, "%Y%m%dT%H%M")  # noqa: DTZ007 on the clock of the event
        return Key("s", f"{at:%H:%M}", at.date())
    return Key(key[0], about, date.fromisoformat(rest) if len(rest) == 10 else None)
