"""An event with thousands of meetings, written at once: what counts is only how long it takes to count them."""

from __future__ import annotations

from sqlalchemy import insert

from app.db import transaction
from app.events.models import Event
from app.meetings.models import Meeting
from app.outcomes.models import Outcome
from tests import factories

SIDE = 50


def fill(event: Event, *, meetings: int) -> None:
    """Held one after the other by fifty firms of each side; both sides speak of each."""
    with transaction() as session:
        ours, theirs = ([factories.firm(event, side).id for _ in range(SIDE)] for side in ("Singapore", "Chongqing"))
        slots = [one.id for one in event.slots]
        pairs = [(ours[n % SIDE], theirs[n // SIDE % SIDE]) for n in range(meetings)]
        rows = [
            {
                "event_id": event.id,
                "low_id": one,
                "high_id": other,
                "asker_id": one,
                "state": "held",
                "slot_id": slots[n % len(slots)],
            }
            for n, (one, other) in enumerate(pairs)
        ]
        made = session.scalars(insert(Meeting).returning(Meeting.id, sort_by_parameter_order=True), rows).all()
        stages = ("none", "follow_up", "intent", "signed")
        session.execute(
            insert(Outcome),
            [
                {
                    "event_id": event.id,
                    "meeting_id": number,
                    "registration_id": side,
                    "stage": stages[number % 4],
                    "way": "company",
                }
                for number, pair in zip(made, pairs, strict=True)
                for side in pair
            ],
        )
