"""Many meetings of all kinds as plain rows, for what counts them."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from app.core.db import transaction
from app.events.models import Event
from app.meetings.group_meeting_seats import GuestAnswer
from app.meetings.lifecycle import MeetingState
from app.meetings.models import GROUP, Meeting, MeetingParty
from app.registrations.models import Registration
from tests.meetings.acts import slots

PARTS = ({"side": "asker"}, *({"side": "asked", "answer": answer.value} for answer in GuestAnswer))


def motley_meetings(event: Event, firms: Sequence[Registration], dice: Random, *, pairs: int, groups: int) -> None:
    """Between firms drawn from ``firms``, in every state; a pair meets once at most. Who sits at a group meeting is
    drawn too, so that it may have no host."""
    times = slots(event)
    drawn = {(min(two), max(two)) for two in (dice.sample([one.id for one in firms], 2) for _ in range(pairs))}
    with transaction() as session:
        for low, high in sorted(drawn):
            asker, other = dice.sample((low, high), 2)
            state, proposed = dice.choice(list(MeetingState)), dice.random() < 0.3
            session.add(
                Meeting(
                    event_id=event.id,
                    state=state,
                    low_id=low,
                    high_id=high,
                    asker_id=asker,
                    awaiting_id=dice.choice((asker, other)) if state == MeetingState.REQUESTED else None,
                    slot_id=dice.choice(times) if proposed or state in ("booked", "held", "missed") else None,
                )
            )
        for _ in range(groups):
            coming = dice.sample([one.id for one in firms], 4)
            state = dice.choice((MeetingState.BOOKED, MeetingState.HELD, MeetingState.CANCELLED))
            made = Meeting(event_id=event.id, kind=GROUP, state=state, asker_id=coming[0], slot_id=dice.choice(times))
            session.add(made)
            session.flush()
            for one in coming:
                part = dice.choice(PARTS)
                session.add(MeetingParty(event_id=event.id, meeting_id=made.id, registration_id=one, **part))
