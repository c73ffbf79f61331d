"""Who sits at group meetings, and for which firm; one query, whatever their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import select

from app.companies.wording import called
from app.db import db
from app.meetings.models import Claim
from app.meetings.sitters import who_sits_for
from app.registrations.models import Representation, Representative
from app.registrations.queries.party import Firm

NAMES = (Representative.display_name, Representative.name_zh)


def sitters_by_firm(seated: Mapping[int, Sequence[int]]) -> dict[int, list[tuple[int, str]]]:
    """By meeting (registration, name of its person), in the order of ``seated``: the firms that sit there. People are
    named in the reader's script."""
    rows = (
        select(Claim.meeting_id, Representative.id, *NAMES, Representation.registration_id)
        .join(Representative, Representative.id == Claim.representative_id)
        .join(Representation, Representation.representative_id == Representative.id)
        .where(Claim.meeting_id.in_(seated))
        .order_by(Representative.id)
        .distinct()
    )
    names: dict[int, str] = {}
    stand: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for meeting_id, person, name, name_zh, firm in db.session.execute(rows):
        names[person] = called(Firm(name, name_zh))
        if firm in seated[meeting_id]:
            stand[meeting_id][firm].append(person)
    return {meeting_id: _in_order(seated[meeting_id], stand[meeting_id], names) for meeting_id in seated}


def _in_order(
    firms: Sequence[int], stand: Mapping[int, Sequence[int]], names: Mapping[int, str]
) -> list[tuple[int, str]]:
    sits = who_sits_for(stand, {person for some in stand.values() for person in some})
    return [(firm, names[sits[firm]]) for firm in firms if firm in sits]
