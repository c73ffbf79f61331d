"""What a phone keeps for when the network is lost: the agenda, and the pages of those whom the firm meets."""

from __future__ import annotations

from collections.abc import Iterable

from flask import url_for

from app.accounts.permissions import Role
from app.core.web.guards import current_roles
from app.day.phone.views.blueprint import phone
from app.events.models import Event
from app.events.phases import EventAct
from app.events.views.blueprint import may
from app.meetings.queries.lists import MeetingRow
from app.meetings.queries.rounds import RoundRow
from app.registrations.models import Registration

MOST = 40
"""Pages; so many meetings nobody has in the days of an event."""


@phone.app_template_global()
def keeps_pages(event: Event) -> bool:
    """For a firm's own people, from the evening before on."""
    return Role.COMPANY in current_roles() and (may(event, EventAct.CHECK_IN) or may(event, EventAct.GIVE_FEEDBACK))


@phone.app_template_global()
def pages_to_keep(
    event: Event, registration: Registration, rows: Iterable[MeetingRow], groups: Iterable[RoundRow]
) -> list[str]:
    """The agenda first, then where it says how meetings went, then each partner, by time, those of groups last."""
    others = met_by(registration.id, rows, groups)
    partners = [url_for("registrations.firm", event=event, registration_id=one) for one in others]
    pages = ("meetings.agenda", "outcomes.firm")
    own = [url_for(page, event=event, registration_id=registration.id) for page in pages]
    return [*own, *partners][:MOST]


def met_by(registration_id: int, rows: Iterable[MeetingRow], groups: Iterable[RoundRow]) -> list[int]:
    """Whom a firm meets at these meetings, each once."""
    alone = (row.other_than(registration_id).registration_id for row in rows)
    sitting = (row.sitting for row in groups if row.holds_time_of(registration_id))
    together = (one.registration_id for some in sitting for one in some if one.registration_id != registration_id)
    return list(dict.fromkeys([*alone, *together]))
