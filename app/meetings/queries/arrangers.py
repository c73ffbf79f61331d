"""Which organisation arranged a meeting or asked in a firm's name, as both firms read it: by the log, which says for
whom it was done."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, bindparam, func, select

from app.accounts.models import Organisation
from app.db import db
from app.events.models import Event
from app.floor.models import Notice
from app.kernel.localized import Localized
from app.meetings.models import Meeting

_ASKED = (
    select(Notice.subject_id, Organisation.name_en, Organisation.name_zh, Organisation.name_fr)
    .join(Organisation, Organisation.id == Notice.organisation_id)
    .where(
        Notice.subject == Meeting.__tablename__,
        Notice.kind == "meeting.request",
        Notice.subject_id.in_(bindparam("requests", expanding=True)),
    )
)
"""Made once: every list of meetings asks."""


def arranger_of(meeting: Meeting) -> Localized:
    """The name of the organisation that arranged a meeting."""
    return arrangers_of([meeting.id]).get(meeting.id, Localized())


def arrangers_of(meeting_ids: Collection[int]) -> dict[int, Localized]:
    """What the organisations are called that arranged these meetings; as ``bodies_behind``."""
    return {meeting_id: one.name for meeting_id, one in bodies_behind(meeting_ids).items()}


def bodies_behind(meeting_ids: Collection[int]) -> dict[int, Organisation]:
    """Of arranged meetings the organisation that arranged each; one query, none where nothing is wanted. Where the log
    does not say, it was who runs the event."""
    if not meeting_ids:
        return {}
    rows = (
        select(Meeting.id, Organisation)
        .join(Event, Event.id == Meeting.event_id)
        .outerjoin(Notice, _begins("meeting.arrange"))
        .join(Organisation, Organisation.id == func.coalesce(Notice.organisation_id, Event.organisation_id))
        .where(Meeting.id.in_(meeting_ids))
    )
    return {row[0]: row[1] for row in db.session.execute(rows)}


def asked_in_name(requests: Collection[int]) -> dict[int, Localized]:
    """Of open requests that somebody else sent in the name of the asker: by meeting the organisation that did."""
    if not requests:
        return {}
    return {
        number: Localized(*(name or "" for name in names))
        for number, *names in db.session.execute(_ASKED, {"requests": requests})
    }


def _begins(kind: str) -> ColumnElement[bool]:
    return (Notice.subject == Meeting.__tablename__) & (Notice.subject_id == Meeting.id) & (Notice.kind == kind)
