"""Who sits at group meetings, and for which firm; a constant number of queries, whatever their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import select

from app.companies.models import Company
from app.db import db
from app.meetings.models import Claim
from app.meetings.queries.round_parties import seated_by_meeting
from app.meetings.sitters import who_sits_for
from app.registrations.models import Registration, Representation, Representative
from app.registrations.queries.party import Firm

NAMES = (Representative.display_name, Representative.name_zh)


def sitters_by_firm(seated: Mapping[int, Sequence[int]]) -> dict[int, list[tuple[int, Firm]]]:
    """By meeting (registration, names of its person), in the order of ``seated``: the firms that sit there."""
    rows = (
        select(Claim.meeting_id, Representative.id, *NAMES, Representation.registration_id)
        .join(Representative, Representative.id == Claim.representative_id)
        .join(Representation, Representation.representative_id == Representative.id)
        .where(Claim.meeting_id.in_(seated))
        .order_by(Representative.id)
        .distinct()
    )
    names: dict[int, Firm] = {}
    stand: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for meeting_id, person, name, name_zh, firm in db.session.execute(rows):
        names[person] = Firm(name, name_zh)
        if firm in seated[meeting_id]:
            stand[meeting_id][firm].append(person)
    return {meeting_id: _in_order(seated[meeting_id], stand[meeting_id], names) for meeting_id in seated}


def who_sits_at(meeting_id: int) -> list[tuple[Firm, Firm]]:
    """(person, firm) of one group meeting: of the host first, then by seat."""
    firms = seated_by_meeting([meeting_id]).get(meeting_id, [])
    sitters = sitters_by_firm({meeting_id: firms})[meeting_id]
    rows = (
        select(Registration.id, Company.name, Company.name_zh)
        .join(Company, Company.id == Registration.company_id)
        .where(Registration.id.in_(firms))
    )
    named = {number: Firm(name, name_zh) for number, name, name_zh in db.session.execute(rows)}
    return [(person, named[firm]) for firm, person in sitters if firm in named]


def _in_order(
    firms: Sequence[int], stand: Mapping[int, Sequence[int]], names: Mapping[int, Firm]
) -> list[tuple[int, Firm]]:
    sits = who_sits_for(stand, {person for some in stand.values() for person in some})
    return [(firm, names[sits[firm]]) for firm in firms if firm in sits]
