"""What a changed delegation costs meetings: times at which it is newly elsewhere, and a quota below what it brings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import func, select

from app.db import db
from app.events.hours_change import Absence, HoursChange
from app.events.models import ProgrammeItem
from app.kernel.errors import Conflict
from app.kernel.spans import Span
from app.registrations.models import Delegation, Registration
from app.registrations.states import OUT_OF_SIGHT

BEGINNING, END = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


class QuotaBelowFirms(Conflict):
    """The delegation brings more firms than the new quota lets it. Details: quota, firms."""

    code = "quota_below_firms"


def spans_away(delegation: Delegation) -> frozenset[Span]:
    """When the firms of a delegation cannot meet: its visits, what the programme keeps its group busy with, and
    outside its stay where both its ends are known.
    """
    return frozenset(_spans_away(delegation))


def absence_since(delegation: Delegation, before: frozenset[Span]) -> HoursChange:
    """The times at which the delegation is elsewhere now and was not ``before``."""
    new = sorted(spans_away(delegation) - before)
    return HoursChange(absences=tuple(Absence(span, delegation_id=delegation.id) for span in new))


def check_quota(delegation: Delegation) -> None:
    """Raises QuotaBelowFirms where the delegation brings more firms than it may."""
    brought = select(func.count()).where(
        Registration.delegation_id == delegation.id,
        Registration.kind == "firm",
        Registration.state.not_in(OUT_OF_SIGHT),
    )
    firms = db.session.scalar(brought) or 0
    if delegation.quota is not None and firms > delegation.quota:
        raise QuotaBelowFirms(quota=delegation.quota, firms=firms)


def _spans_away(delegation: Delegation) -> Iterator[Span]:
    for block in delegation.visit_blocks:
        yield Span(block.starts_at, block.ends_at)
    mine = (ProgrammeItem.event_id == delegation.event_id, ProgrammeItem.group_id == delegation.group_id)
    for item in db.session.scalars(select(ProgrammeItem).where(*mine, ProgrammeItem.keeps_busy)):
        yield Span(item.starts_at, item.ends_at)
    arrives, departs = delegation.arrives_at, delegation.departs_at
    if arrives and departs and arrives < departs:
        yield Span(BEGINNING, arrives)
        yield Span(departs, END)
