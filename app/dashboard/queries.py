"""What an event's figures count; one query each, whatever the number of rows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select

from app.companies.models import CompanySector
from app.companies.sectors import tree
from app.db import db
from app.events.participants import Participants
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


def participants_of(event_id: int) -> Participants:
    """The approved firms of an event by section of ISIC and by group."""
    taking_part = (Registration.event_id == event_id, Registration.kind == "firm", Registration.state == "approved")
    by_group = select(Registration.group_id, func.count()).where(*taking_part).group_by(Registration.group_id)
    coded = (
        select(Registration.id, Registration.group_id, CompanySector.code)
        .join(CompanySector, CompanySector.company_id == Registration.company_id)
        .where(*taking_part, CompanySector.kind == "is_in")
    )
    sectors = tree()
    found: dict[str, set[tuple[int, int]]] = {}
    for registration_id, group_id, code in db.session.execute(coded):
        if code in sectors:
            found.setdefault(sectors.path(code)[0], set()).add((group_id or 0, registration_id))
    counted = [(sectors[section].label, Counter(group for group, _firm in firms)) for section, firms in found.items()]
    counted.sort(key=lambda pair: -pair[1].total())
    return Participants({row[0] or 0: row[1] for row in db.session.execute(by_group)}, tuple(counted))
