"""The log of a meeting: what it says to a reader, without what is not for their eyes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from app.meetings.displacement import BookingLoss
from app.meetings.lifecycle import GROUP_PREFIX, MEETING_PREFIX
from app.registrations.acting_company import acting_registration_id

PRIVATE_ACTIONS: Final = ("meeting.decline", "meeting.cancel")
LOSSES_OF_NOTHING: Final = (BookingLoss.LINK.value, BookingLoss.NAME.value)
"""What its table lost where a meeting stays where it is."""


@dataclass(frozen=True, slots=True)
class MeetingLogEntry:
    """An act as the log holds it; ``organisation_id``: for which it was done, None where it was the firm's own."""

    kind: str
    at: datetime
    organisation_id: int | None
    details: Mapping[str, Any]

    @property
    def registration_id(self) -> int | None:
        """In whose name it was done, as far as the log says."""
        return acting_registration_id(self.details)


@dataclass(frozen=True, slots=True)
class HistoryFacts:
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
class HistoryEvent:
    """A line to read. ``registration_id``: in whose name; ``organisation_id``: who did it for a company, or for
    nobody; both None where the reader is not told. ``guest_id``: the guest of a group that it is about."""

    act: str
    at: datetime
    registration_id: int | None
    organisation_id: int | None
    by_link: bool = False
    facts: HistoryFacts = field(default_factory=HistoryFacts)
    guest_id: int | None = None


@dataclass
class MeetingProgress:
    """Where a meeting stands while its log is read."""

    slot: int | None = None
    table: int | None = None

    def facts_of(self, entry: MeetingLogEntry) -> HistoryFacts:
        """What an entry tells, and where the meeting stands after it."""
        before, details = (self.slot, self.table), entry.details
        is_placed = details.get("state") in ("booked", "held", "missed")
        self.slot = details.get("slot", self.slot) if is_placed else None
        self.table = details.get("table", self.table) if is_placed else None
        until, days = details.get("until"), details.get("days")
        times = details.get("times") or (
            [details["slot"]] if details.get("slot") and entry.kind == "meeting.request" else []
        )
        return HistoryFacts(
            times=tuple(times),
            slot_before=before[0] if before[0] != self.slot else None,
            slot=self.slot if before[0] != self.slot else None,
            table_before=before[1] if before[1] != self.table else None,
            table=self.table if before[1] != self.table else None,
            until=datetime.fromisoformat(until) if until else None,
            days=days if not until else None,
        )


def _get_act(entry: MeetingLogEntry, facts: HistoryFacts) -> str:
    """What was done, as far as one word of the log stands for several acts."""
    act = entry.kind.removeprefix(MEETING_PREFIX)
    if act == "recall" and entry.registration_id is None:
        return "times_gone"
    if act == "keep":
        proposer = entry.details.get("proposer")
        return (
            "time_gone"
            if entry.registration_id is None
            else "time_withdrawn"
            if entry.registration_id == proposer
            else act
        )
    if act != "move" or facts.slot is not None:
        return act
    if "seated" in entry.details or "left" in entry.details:
        return "seat"
    if (loss := entry.details.get("loss")) in LOSSES_OF_NOTHING:
        return str(loss)
    if facts.table is not None:
        return "table"
    if "interpreter" in entry.details and "placer" not in entry.details:
        return "interpreter" if entry.details["interpreter"] is not None else "no_interpreter"
    return act


def list_history_events(
    entries: Iterable[MeetingLogEntry], *, arranged: bool, reader_id: int, sees_all: bool
) -> Iterator[HistoryEvent]:
    """The log for the company ``reader_id``. Who called an arranged meeting off is told to that company and to who
    runs the event (``sees_all``) alone; what else is noted of a meeting, as what a company says came of it, to
    nobody."""
    course = MeetingProgress()
    for entry in entries:
        if not entry.kind.startswith(MEETING_PREFIX):
            continue
        facts = course.facts_of(entry)
        hidden = arranged and entry.kind in PRIVATE_ACTIONS and entry.registration_id != reader_id and not sees_all
        company, body = (None, None) if hidden else (entry.registration_id, entry.organisation_id)
        act = "ended" if hidden else _get_act(entry, facts)
        by_link = entry.details.get("via") == "link" and not hidden
        yield HistoryEvent(act, entry.at, company, body, by_link, HistoryFacts() if hidden else facts)


PRIVATE_ACTS: Final = ("wait", "unwait")
"""Who waits for a seat is its own matter: of the host, too, who else comes may keep it away."""
COMMON_ACTS: Final = ("open", "describe", "move", "cancel", "hold", "miss", "correct", "displace", "interpret")
"""What concerns everybody who sits there; all else concerns one guest and the host."""
DISPLACEMENT_ACTS: Final = {
    BookingLoss.TABLE.value: "other_table",
    BookingLoss.NAME.value: "renamed_table",
    BookingLoss.LINK.value: "new_link",
    BookingLoss.LENGTH.value: "new_length",
}
"""What exactly became of it when hours or tables changed."""


def list_group_history(entries: Iterable[MeetingLogEntry], *, reader_id: int, sees_all: bool) -> Iterator[HistoryEvent]:
    """The log for the firm ``reader_id``; the host and who runs the event (``sees_all``) read of every guest."""
    course = MeetingProgress()
    for entry in entries:
        if not entry.kind.startswith(GROUP_PREFIX):
            continue
        act, facts = entry.kind.removeprefix(GROUP_PREFIX), course.facts_of(entry)
        guest = entry.details.get("guest")
        own = act in PRIVATE_ACTS
        concerns = act in COMMON_ACTS or reader_id in (guest, entry.details.get("seated"))
        body = entry.organisation_id
        if concerns or (sees_all and not own):
            shown_act = DISPLACEMENT_ACTS.get(entry.details.get("loss", ""), act) if act == "displace" else act
            by_link = entry.details.get("via") == "link"
            yield HistoryEvent(shown_act, entry.at, entry.registration_id, body, by_link, facts, guest)
        if act == "move":
            for registration_id in entry.details.get("lost", ()):
                if sees_all or registration_id == reader_id:
                    yield HistoryEvent("lose", entry.at, entry.registration_id, body, guest_id=registration_id)
