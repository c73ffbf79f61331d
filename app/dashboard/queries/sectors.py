"""Firms and meetings of an event by the sectors that firms are in."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import func, select

from app.companies.models import CompanySector
from app.companies.sectors.tree import sector_tree
from app.core.db import db
from app.events.overview import ParticipantCounts
from app.registrations.models import Registration


def participants_of(event_id: int) -> ParticipantCounts:
    """The approved firms of an event by section of ISIC and by group."""
    taking_part = (Registration.event_id == event_id, Registration.kind == "firm", Registration.state == "approved")
    by_group = select(Registration.group_id, func.count()).where(*taking_part).group_by(Registration.group_id)
    coded = (
        select(Registration.id, Registration.group_id, CompanySector.code)
        .join(CompanySector, CompanySector.company_id == Registration.company_id)
        .where(*taking_part, CompanySector.kind == "is_in")
    )
    sectors = sector_tree()
    found: dict[str, set[tuple[int, int]]] = {}
    for registration_id, group_id, code in db.session.execute(coded):
        if code in sectors:
            found.setdefault(sectors.path(code)[0], set()).add((group_id or 0, registration_id))
    counted = [(sectors[section].label, Counter(group for group, _firm in firms)) for section, firms in found.items()]
    counted.sort(key=lambda pair: -pair[1].total())
    return ParticipantCounts({row[0] or 0: row[1] for row in db.session.execute(by_group)}, tuple(counted))
