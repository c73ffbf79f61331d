"""The frame into which the meetings of a day are set: slots, the programme, visits and buses."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from app.core.db import db
from app.events.calendar import SlotKind
from app.events.models import Event, ProgrammeItem, Slot
from app.registrations.models import Registration, VisitBlock
from app.registrations.queries.buses import buses_by_firm
from app.registrations.queries.visits import Visits, visits_of_delegations


@dataclass(frozen=True)
class Hours:
    """The frame of a day: slots of all kinds, what else the programme holds for a group, a delegation's own programme
    and ``buses``: (visit, registration) → the buses in which the firm's people ride there."""

    slots: Sequence[Slot]
    programme: Sequence[ProgrammeItem]
    visits: Visits
    buses: Mapping[tuple[int, int], tuple[str, ...]]

    def visits_for(self, firm: Registration) -> list[VisitBlock]:
        """The visits that keep a firm busy, by time."""
        return self.visits.of(firm.delegation_id, firm.id)


def hours_of(
    event: Event,
    group_id: int | None,
    delegation_id: int | None,
    firms: Collection[int],
    *,
    held: Collection[int] | None = None,
) -> Hours:
    """Slots, programme and visits of an event, as far as they concern a group and a delegation, by time; with the
    buses of these ``firms`` (ids of registrations). ``held``: of the slots for meetings these alone."""
    slots = select(Slot).where(Slot.event_id == event.id).order_by(Slot.starts_at)
    if held is not None:
        slots = slots.where(or_(Slot.kind != SlotKind.MEETING.value, Slot.id.in_(held)))
    programme = (
        select(ProgrammeItem)
        .where(
            ProgrammeItem.event_id == event.id,
            or_(ProgrammeItem.group_id.is_(None), ProgrammeItem.group_id == group_id),
        )
        .order_by(ProgrammeItem.starts_at)
    )
    visits = visits_of_delegations(event.id, () if delegation_id is None else (delegation_id,))
    return Hours(
        db.session.scalars(slots).all(),
        db.session.scalars(programme).all(),
        visits,
        buses_by_firm(visits, firms),
    )
