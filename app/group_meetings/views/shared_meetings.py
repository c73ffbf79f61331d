"""What a “never with” leaves as it is, said to who says it alone: the group meetings at which both sit."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext

from app.core.web.locale import moment
from app.events.models import Event
from app.group_meetings.views.blueprint import blueprint
from app.meetings.queries.group_meetings import GroupMeetingRow
from app.meetings.queries.visible_group_meetings import list_shared_group_meetings


@dataclass(frozen=True, slots=True)
class SharedGroupMeeting:
    """A group meeting of both: what the word means there and what its speaker can do, and where."""

    says: str
    topic: str
    url: str


@blueprint.app_template_global()
def never_in_groups(event: Event, speaker_id: int, other_id: int) -> list[SharedGroupMeeting]:
    """The group meetings at which who says *never* would still sit with the other firm."""
    return [
        SharedGroupMeeting(
            _describe_shared(row, speaker_id, other_id),
            row.topic or gettext("Group meeting"),
            url_for("group_meetings.group_meeting", event=event, registration_id=speaker_id, round_id=row.id),
        )
        for row in list_shared_group_meetings(speaker_id, other_id)
    ]


def _describe_shared(row: GroupMeetingRow, speaker_id: int, other_id: int) -> str:
    placeholders = {"topic": row.topic, "when": moment(row.starts_at) if row.starts_at is not None else ""}
    if row.is_host(speaker_id) and row.waits_for(other_id):
        text = gettext(
            "Your invitation to “%(topic)s”, %(when)s, still stands, but it can no longer take a seat: take the "
            "invitation back yourself, or leave it so.",
            **placeholders,
        )
    elif row.is_host(speaker_id):
        text = gettext(
            "It keeps its seat at your group meeting “%(topic)s”, %(when)s: take the seat back yourself if you do not "
            "want it there.",
            **placeholders,
        )
    elif row.is_host(other_id):
        text = gettext(
            "You keep your seat at its group meeting “%(topic)s”, %(when)s: give it back yourself if you do not want "
            "to sit there.",
            **placeholders,
        )
    else:
        text = gettext(
            "You both keep your seats at the group meeting “%(topic)s”, %(when)s: give yours back yourself if you do "
            "not want to sit there.",
            **placeholders,
        )
    return str(text)
