"""What a meeting's log says to one of those concerned: who did what, without what is not for their eyes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from app.meetings.displaced import Loss
from app.meetings.replay import PREFIX
from app.registrations.in_whose_name import firm_named

IN_PRIVATE: Final = ("meeting.decline", "meeting.cancel")
KEEPS_ALL: Final = (Loss.LINK.value, Loss.NAME.value)
"""What its table lost where a meeting stays where it is."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An act as the log holds it; ``organisation_id``: for which it was done, None where it was the firm's own."""

    kind: str
    at: datetime
    organisation_id: int | None
    details: Mapping[str, Any]

    @property
    def firm_id(self) -> int | None:
        """In whose name it was done, as far as the log says."""
        return firm_named(self.details)


@dataclass(frozen=True, slots=True)
class Facts:
    """What was said or changed, by ids: ``times`` proposed, the slot and the table ``before`` and ``after``; until when
    a request may be answered now, or how many ``days`` it was given."""

    times: tuple[int, ...] = ()
    slot_before: int | None = None
    slot: int | None = None
    table_before: int | None = None
    table: int | None = None
    until: datetime | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """A line to read. ``firm_id``: in whose name; ``organisation_id``: who did it for a firm, or for nobody; both None
    where the reader is not told."""

    act: str
    at: datetime
    firm_id: int | None
    organisation_id: int | None
    by_link: bool
    facts: Facts = field(default_factory=Facts)


@dataclass
class Course:
    """Where a meeting stands while its log is read."""

    slot: int | None = None
    table: int | None = None

    def facts_of(self, entry: Entry) -> Facts:
        """What an entry tells, and where the meeting stands after it."""
        before, told = (self.slot, self.table), entry.details
        is_placed = told.get("state") in ("booked", "held", "missed")
        self.slot = told.get("slot", self.slot) if is_placed else None
        self.table = told.get("table", self.table) if is_placed else None
        until, days = told.get("until"), told.get("days")
        times = told.get("times") or ([told["slot"]] if told.get("slot") and entry.kind == "meeting.request" else [])
        return Facts(
            times=tuple(times),
            slot_before=before[0] if before[0] != self.slot else None,
            slot=self.slot if before[0] != self.slot else None,
            table_before=before[1] if before[1] != self.table else None,
            table=self.table if before[1] != self.table else None,
            until=datetime.fromisoformat(until) if until else None,
            days=days if not until else None,
        )


def _act(entry: Entry, facts: Facts) -> str:
    """What was done, as far as one word of the log stands for several acts."""
    act = entry.kind.removeprefix(PREFIX)
    if act == "recall" and entry.firm_id is None:
        return "times_gone"
    if act == "keep":
        proposer = entry.details.get("proposer")
        return "time_gone" if entry.firm_id is None else "time_withdrawn" if entry.firm_id == proposer else act
    if act != "move" or facts.slot is not None:
        return act
    if "seated" in entry.details or "left" in entry.details:
        return "seat"
    if (loss := entry.details.get("loss")) in KEEPS_ALL:
        return str(loss)
    if facts.table is not None:
        return "table"
    if "interpreter" in entry.details and "placer" not in entry.details:
        return "interpreter" if entry.details["interpreter"] is not None else "no_interpreter"
    return act


def told_to(entries: Iterable[Entry], *, arranged: bool, reader_id: int, sees_all: bool) -> Iterator[Event]:
    """The log for the firm ``reader_id``. Who called an arranged meeting off is told to that firm and to who runs the
    event (``sees_all``) alone; what else is noted of a meeting, as what a firm says came of it, to nobody."""
    course = Course()
    for entry in entries:
        if not entry.kind.startswith(PREFIX):
            continue
        facts = course.facts_of(entry)
        hidden = arranged and entry.kind in IN_PRIVATE and entry.firm_id != reader_id and not sees_all
        firm, body = (None, None) if hidden else (entry.firm_id, entry.organisation_id)
        act = "ended" if hidden else _act(entry, facts)
        by_link = entry.details.get("via") == "link" and not hidden
        yield Event(act, entry.at, firm, body, by_link, Facts() if hidden else facts)
