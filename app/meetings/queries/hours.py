"""The frame into which the meetings of a day are set: slots, the programme, visits and buses."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Integer, bindparam, or_

from app.db import table_of
from app.events.hours import SlotKind
from app.events.models import Event, ProgrammeItem, Slot
from app.registrations.models import Registration, VisitBlock
from app.registrations.queries.buses import buses_by_firm
from app.registrations.queries.visits import Visits, visits_of_delegation
from app.whole import Whole

_S, _I = table_of(Slot).c, table_of(ProgrammeItem).c
_SLOTS, _ITEMS = Whole(Slot), Whole(ProgrammeItem)
_EVENT = bindparam("event_id", type_=Integer)
_OF_EVENT = _SLOTS.select.where(_S.event_id == _EVENT).order_by(_S.starts_at)
_HELD = _OF_EVENT.where(or_(_S.kind != SlotKind.MEETING.value, _S.id.in_(bindparam("held", expanding=True))))
_PROGRAMME = _ITEMS.select.where(
    _I.event_id == _EVENT, or_(_I.group_id.is_(None), _I.group_id == bindparam("group_id"))
).order_by(_I.starts_at)


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
    if held is None:
        slots = _SLOTS.all(_OF_EVENT, event_id=event.id)
    else:
        slots = _SLOTS.all(_HELD, event_id=event.id, held=list(held))
    visits = visits_of_delegation(delegation_id) if delegation_id is not None else Visits()
    return Hours(
        slots,
        _ITEMS.all(_PROGRAMME, event_id=event.id, group_id=group_id),
        visits,
        buses_by_firm(visits, firms),
    )
