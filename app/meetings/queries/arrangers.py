"""Which organisation arranged a meeting or asked in a firm's name, as both firms read it: by the log, which says for
whom it was done."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import and_, bindparam, case, func, select

from app.accounts.models import Organisation
from app.core.db import db
from app.core.localized import Localized
from app.core.models import Notice
from app.events.models import Event
from app.meetings.models import Meeting

_IS_ARRANGED = Meeting.arranged_by.is_not(None)
_BEGINS = and_(
    Notice.subject == Meeting.__tablename__,
    Notice.subject_id == Meeting.id,
    Notice.kind == case((_IS_ARRANGED, "meeting.arrange"), else_="meeting.request"),
)
_BEHIND = (
    select(Meeting.id, Organisation)
    .join(Event, Event.id == Meeting.event_id)
    .outerjoin(Notice, _BEGINS)
    .join(
        Organisation,
        Organisation.id == func.coalesce(Notice.organisation_id, case((_IS_ARRANGED, Event.organisation_id))),
    )
    .where(Meeting.id.in_(bindparam("meetings", expanding=True)))
)
"""Made once: every list of meetings asks."""


def arranger_of(meeting: Meeting) -> Localized:
    """The name of the organisation that arranged a meeting."""
    found = bodies_behind([meeting.id]).get(meeting.id)
    return found.name if found is not None else Localized()


def bodies_behind(meeting_ids: Collection[int]) -> dict[int, Organisation]:
    """By meeting the organisation that arranged it, or asked in the name of the asker; one query, none where nothing is
    wanted. Where the log does not say who arranged it, it was who runs the event."""
    if not meeting_ids:
        return {}
    return {row[0]: row[1] for row in db.session.execute(_BEHIND, {"meetings": list(meeting_ids)})}
