"""Who sits at group meetings, and for which firm; a constant number of queries, whatever their number."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from app.companies.models import Company
from app.core.db import db
from app.meetings.queries.held import Held, held_by
from app.meetings.queries.round_parties import seated_by_meeting
from app.meetings.sitters import who_sits_for
from app.registrations.models import Registration
from app.registrations.queries.party import Firm


def sitters_in_order(firms: Collection[int], seat: Held) -> list[tuple[int, Firm]]:
    """(registration, names of its person) of one group meeting, in the order of ``firms``, which sit there."""
    sits = who_sits_for({firm: sorted(seat.stand.get(firm, ())) for firm in firms}, seat.sitters.keys())
    return [(firm, seat.sitters[sits[firm]]) for firm in firms if firm in sits]


def who_sits_at(meeting_id: int) -> list[tuple[Firm, Firm]]:
    """(person, firm) of one group meeting: of the host first, then by seat."""
    firms = seated_by_meeting([meeting_id]).get(meeting_id, [])
    sitters = sitters_in_order(firms, held_by([meeting_id])[meeting_id])
    rows = (
        select(Registration.id, Company.name, Company.name_zh)
        .join(Company, Company.id == Registration.company_id)
        .where(Registration.id.in_(firms))
    )
    named = {number: Firm(name, name_zh) for number, name, name_zh in db.session.execute(rows)}
    return [(person, named[firm]) for firm, person in sitters if firm in named]
