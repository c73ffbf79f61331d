"""What a changed delegation costs meetings: times at which members are newly elsewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import select

from app.core.clock import Span
from app.core.db import db
from app.events.hours_change import GroupAbsence, HoursChange
from app.events.models import ProgrammeItem
from app.registrations.models import Delegation, Registration
from app.registrations.queries.visits import visits_of_delegation

Away = frozenset[tuple[Span, int]]
"""When which firm (the id of its registration) cannot meet."""


def away_of(delegation: Delegation) -> Away:
    """When the firms of a delegation cannot meet: its visits, what the programme keeps its group busy with, and
    outside its stay.
    """
    members = select(Registration.id).where(Registration.delegation_id == delegation.id, Registration.kind == "firm")
    return frozenset(_away(delegation, list(db.session.scalars(members))))


def away_as_member(delegation: Delegation, registration_id: int) -> Away:
    """When a firm could not meet if it were of this delegation."""
    return frozenset(_away(delegation, [registration_id]))


def away_alone(registration: Registration) -> Away:
    """When a firm without a delegation cannot meet."""
    return frozenset((span, registration.id) for span in _programme(registration.event_id, registration.group_id))


def absence_since(away: Away, before: Away) -> HoursChange:
    """The times at which firms are elsewhere now and were not ``before``."""
    new: dict[Span, set[int]] = defaultdict(set)
    for span, firm in away - before:
        new[span].add(firm)
    return HoursChange(
        absences=tuple(GroupAbsence(span, registration_ids=frozenset(new[span])) for span in sorted(new))
    )


def _away(delegation: Delegation, firms: list[int]) -> Iterator[tuple[Span, int]]:
    visits = visits_of_delegation(delegation.id)
    for block in visits.blocks:
        span = Span(block.busy_from, block.ends_at)
        yield from ((span, firm) for firm in firms if visits.concerns(block, firm))
    for span in (*visits.outside(delegation.id), *_programme(delegation.event_id, delegation.group_id)):
        yield from ((span, firm) for firm in firms)


def _programme(event_id: int, group_id: int | None) -> Iterator[Span]:
    mine = (ProgrammeItem.event_id == event_id, ProgrammeItem.group_id == group_id)
    for item in db.session.scalars(select(ProgrammeItem).where(*mine, ProgrammeItem.keeps_busy)):
        yield Span(item.starts_at, item.ends_at)
