"""The log of one meeting, who may be named in it, which organisation arranged it, and which were arranged together
and undone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final

from sqlalchemy import and_, bindparam, case, func, select

from app.accounts.models import Organisation
from app.core.db import db
from app.core.localized import Localized
from app.core.models import JobRun, Notice
from app.events.models import Event, Slot, Table
from app.meetings.history import MeetingLogEntry
from app.meetings.models import Meeting


def list_log_entries(meeting_id: int) -> list[MeetingLogEntry]:
    """All that happened to a meeting, oldest first."""
    rows = (
        select(Notice.kind, Notice.at, Notice.organisation_id, Notice.details)
        .where(Notice.subject == Meeting.__tablename__, Notice.subject_id == meeting_id)
        .order_by(Notice.id)
    )
    return [MeetingLogEntry(*row) for row in db.session.execute(rows)]


def get_slot_times(slot_ids: Collection[int]) -> dict[int, datetime]:
    """When these slots begin, as far as they are still there."""
    rows = select(Slot.id, Slot.starts_at).where(Slot.id.in_(slot_ids))
    return dict(db.session.execute(rows).all())


def get_table_labels(table_ids: Collection[int]) -> dict[int, str]:
    """What these tables are called, also those that stand no more."""
    rows = select(Table.id, Table.label).where(Table.id.in_(table_ids))
    return dict(db.session.execute(rows).all())


def get_organisation_names(organisation_ids: Collection[int | None]) -> dict[int, Localized]:
    """What the organisations are called that acted; no query where none did."""
    wanted = {organisation_id for organisation_id in organisation_ids if organisation_id is not None}
    if not wanted:
        return {}
    rows = select(Organisation).where(Organisation.id.in_(wanted))
    return {row.id: row.name for row in db.session.scalars(rows)}


_IS_ARRANGED = Meeting.arranged_by.is_not(None)
_IS_FIRST_NOTICE = and_(
    Notice.subject == Meeting.__tablename__,
    Notice.subject_id == Meeting.id,
    Notice.kind == case((_IS_ARRANGED, "meeting.arrange"), else_="meeting.request"),
)
_ORGANISATIONS_BEHIND = (
    select(Meeting.id, Organisation)
    .join(Event, Event.id == Meeting.event_id)
    .outerjoin(Notice, _IS_FIRST_NOTICE)
    .join(
        Organisation,
        Organisation.id == func.coalesce(Notice.organisation_id, case((_IS_ARRANGED, Event.organisation_id))),
    )
    .where(Meeting.id.in_(bindparam("meetings", expanding=True)))
)
"""Made once: every list of meetings asks."""


def get_arranger_name(meeting: Meeting) -> Localized:
    """The name of the organisation that arranged a meeting."""
    organisation = get_arranging_organisations([meeting.id]).get(meeting.id)
    return organisation.name if organisation is not None else Localized()


def get_arranging_organisations(meeting_ids: Collection[int]) -> dict[int, Organisation]:
    """By meeting the organisation that arranged it, or asked in the name of the asker; one query, none where nothing is
    wanted. Where the log does not say who arranged it, it was who runs the event."""
    if not meeting_ids:
        return {}
    return dict(db.session.execute(_ORGANISATIONS_BEHIND, {"meetings": list(meeting_ids)}).all())


UNDONE_ACTION: Final = "meetings.arranged_undone"
"""The notice of a job whose meetings were called off again."""


def find_undone_meetings(event_id: int) -> frozenset[int]:
    runs = select(Notice.subject_id).where(Notice.event_id == event_id, Notice.kind == UNDONE_ACTION)
    results = db.session.scalars(select(JobRun.result).where(JobRun.id.in_(runs)))
    return frozenset(
        int(meeting_id) for result in results for meeting_id, _version in (result or {}).get("arranged", ())
    )
