"""What the log of a group meeting says to one of those concerned."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from app.meetings.displacement import BookingLoss
from app.meetings.history import HistoryFacts, MeetingLogEntry, MeetingProgress
from app.meetings.invariants import GROUP_PREFIX

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


@dataclass(frozen=True, slots=True)
class GroupHistoryEntry:
    """A line to read. ``firm_id``: in whose name; ``organisation_id``: who did it for a company; ``guest_id``: the
    guest it is about; ``facts``: from when to when it went, and from which table to which."""

    act: str
    at: datetime
    firm_id: int | None
    organisation_id: int | None
    guest_id: int | None
    by_link: bool = False
    facts: HistoryFacts = field(default_factory=HistoryFacts)


def list_group_history(
    entries: Iterable[MeetingLogEntry], *, reader_id: int, sees_all: bool
) -> Iterator[GroupHistoryEntry]:
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
            yield GroupHistoryEntry(shown_act, entry.at, entry.firm_id, body, guest, by_link=by_link, facts=facts)
        if act == "move":
            for registration_id in entry.details.get("lost", ()):
                if sees_all or registration_id == reader_id:
                    yield GroupHistoryEntry("lose", entry.at, entry.firm_id, body, registration_id)
