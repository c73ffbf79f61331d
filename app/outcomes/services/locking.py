"""What is spoken of, behind the locks of its firms, and whether anything can have come of it."""

from __future__ import annotations

from dataclasses import dataclass

from app.db import db, now
from app.events.models import Event, Slot
from app.events.phases import Act
from app.kernel.errors import NotFound
from app.meetings.errors import NotBegun
from app.meetings.lifecycle import State
from app.meetings.models import Meeting
from app.meetings.services.requirements import require_phase
from app.meetings.services.rounds.steps import locked_round
from app.meetings.services.steps import locked_meeting
from app.outcomes.errors import NotMet
from app.outcomes.stages import About


@dataclass(frozen=True)
class Locked:
    """A meeting of two, or of a group its host and a guest; ``missed``: that guest did not come."""

    about: About
    meeting: Meeting
    event: Event
    sides: tuple[int, int]
    missed: bool = False

    def require_side(self, registration_id: int) -> None:
        """Raises NotFound for a firm that is none of the two."""
        if registration_id not in self.sides:
            raise NotFound

    def require_met(self) -> None:
        """Something may have come of it. Raises PhaseForbids, NotMet, NotBegun."""
        require_phase(self.event, Act.GIVE_FEEDBACK)
        slot = db.session.get(Slot, self.meeting.slot_id) if self.meeting.slot_id is not None else None
        if slot is None or self.meeting.state not in (State.BOOKED, State.HELD):
            raise NotMet(state=self.meeting.state)
        if self.missed:
            raise NotMet(state=State.MISSED)
        if slot.starts_at > now():
            raise NotBegun


def locked(event_id: int, about: About) -> Locked:
    """Within a transaction. Raises NotFound for a meeting of another event, and a guest without a seat."""
    if about.guest is None:
        meeting, event, _firms = locked_meeting(about.meeting, event_id)
        return Locked(about, meeting, event, (meeting.low_id, meeting.high_id))
    found = locked_round(about.meeting, event_id=event_id)
    party = found.party(about.guest)
    if party is None or party.seat is None:
        raise NotFound
    return Locked(about, found.meeting, found.event, (found.meeting.asker_id, about.guest), party.missed)
