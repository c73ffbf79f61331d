"""What an event's figures count; one query each, whatever the number of rows."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from app.db import db
from app.floor.models import Outbox
from app.meetings.queries.lists import counts_by_state
from app.registrations.models import Delegation, Registration

UNSENT = ("held", "queued", "sending", "failed")


@dataclass(frozen=True)
class Counts:
    """Of one event: firms by state of registration, delegations, meetings by state, letters that have not left."""

    firms: dict[str, int]
    delegations: int
    meetings: dict[str, int]
    letters: dict[str, int]

    @property
    def unsent(self) -> int:
        return sum(self.letters.values())


def counts_of(event_id: int) -> Counts:
    firms = (
        select(Registration.state, func.count())
        .where(Registration.event_id == event_id, Registration.kind == "firm")
        .group_by(Registration.state)
    )
    delegations = select(func.count()).select_from(Delegation).where(Delegation.event_id == event_id)
    letters = (
        select(Outbox.state, func.count())
        .where(Outbox.event_id == event_id, Outbox.state.in_(UNSENT))
        .group_by(Outbox.state)
    )
    return Counts(
        firms={row[0]: row[1] for row in db.session.execute(firms)},
        delegations=db.session.scalar(delegations) or 0,
        meetings=counts_by_state(event_id),
        letters={row[0]: row[1] for row in db.session.execute(letters)},
    )
