"""What the log of a group meeting says to one of those concerned."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from app.meetings.displaced import Loss
from app.meetings.history import Course, Entry, Facts
from app.meetings.replay import ROUND_PREFIX

OF_ONE_ALONE: Final = ("wait", "unwait")
"""Who waits for a seat is its own matter: of the host, too, who else comes may keep it away."""
OF_ALL: Final = ("open", "describe", "move", "cancel", "hold", "miss", "correct", "displace", "interpret")
"""What concerns everybody who sits there; all else concerns one guest and the host."""


DISPLACED: Final = {
    Loss.TABLE.value: "other_table",
    Loss.NAME.value: "renamed_table",
    Loss.LINK.value: "new_link",
    Loss.LENGTH.value: "new_length",
}
"""What exactly became of it when hours or tables changed."""


@dataclass(frozen=True, slots=True)
class Happened:
    """A line to read. ``firm_id``: in whose name; ``organisation_id``: who did it for a firm; ``guest_id``: the guest
    it is about; ``facts``: from when to when it went, and from which table to which."""

    act: str
    at: datetime
    firm_id: int | None
    organisation_id: int | None
    guest_id: int | None
    by_link: bool = False
    facts: Facts = field(default_factory=Facts)


def told_of_round(entries: Iterable[Entry], *, reader_id: int, sees_all: bool) -> Iterator[Happened]:
    """The log for the firm ``reader_id``; the host and who runs the event (``sees_all``) read of every guest."""
    course = Course()
    for entry in entries:
        if not entry.kind.startswith(ROUND_PREFIX):
            continue
        act, facts = entry.kind.removeprefix(ROUND_PREFIX), course.facts_of(entry)
        guest = entry.details.get("guest")
        own = act in OF_ONE_ALONE
        concerns = act in OF_ALL or reader_id in (guest, entry.details.get("seated"))
        body = entry.organisation_id
        if concerns or (sees_all and not own):
            said = DISPLACED.get(entry.details.get("loss", ""), act) if act == "displace" else act
            by_link = entry.details.get("via") == "link"
            yield Happened(said, entry.at, entry.firm_id, body, guest, by_link=by_link, facts=facts)
        if act == "move":
            for one in entry.details.get("lost", ()):
                if sees_all or one == reader_id:
                    yield Happened("lose", entry.at, entry.firm_id, body, one)
