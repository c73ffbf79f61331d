"""The organizer notes what came of a meeting: held, missed, and who of a group did not come."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.core.web.guards import allow, current_roles
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.events.scopes import an_event
from app.meetings.models import GROUP, Meeting
from app.meetings.services import attending
from app.meetings.views.blueprint import meetings

MEETING = "/events/<slug:event>/meetings/<int:meeting_id>"
GUEST = "/events/<slug:event>/groups/<int:round_id>/guests/<int:other_id>"


def may_note(event: Event, *, has_begun: bool) -> bool:
    """Whether the reader may say now what came of a meeting."""
    noting = is_allowed(Phase(event.phase), EventAct.RECORD_HELD, BookingMode(event.booking_mode))
    return has_begun and noting and Role.ORGANIZER in current_roles()


@meetings.post(f"{MEETING}/missed")
@allow(Role.ORGANIZER, of=an_event)
def note_missed(event: Event, meeting_id: int) -> ResponseReturnValue:
    meeting = attending.note_missed(event.id, meeting_id, by=current_user.id)
    flash(gettext("Noted as missed. What was still ahead of it is free again."), "info")
    return _back(event, meeting)


@meetings.post(f"{MEETING}/held")
@allow(Role.ORGANIZER, of=an_event)
def note_held(event: Event, meeting_id: int) -> ResponseReturnValue:
    meeting = attending.note_held(event.id, meeting_id, by=current_user.id)
    flash(gettext("Noted as held."), "good")
    return _back(event, meeting)


@meetings.post(f"{GUEST}/absence")
@allow(Role.ORGANIZER, of=an_event)
def note_absent(event: Event, round_id: int, other_id: int) -> ResponseReturnValue:
    meeting = attending.note_guest(event.id, round_id, other_id, came=False, by=current_user.id)
    flash(gettext("Noted. What was still ahead for this firm is free again."), "info")
    return _back(event, meeting)


@meetings.post(f"{GUEST}/presence")
@allow(Role.ORGANIZER, of=an_event)
def note_present(event: Event, round_id: int, other_id: int) -> ResponseReturnValue:
    meeting = attending.note_guest(event.id, round_id, other_id, came=True, by=current_user.id)
    flash(gettext("Noted: this firm came."), "good")
    return _back(event, meeting)


def _back(event: Event, meeting: Meeting) -> ResponseReturnValue:
    """The page of a group, the history of a meeting of two."""
    if meeting.kind == GROUP:
        page = url_for("meetings.group_meeting", event=event, registration_id=meeting.asker_id, round_id=meeting.id)
    else:
        page = url_for("meetings.history", event=event, registration_id=meeting.asker_id, meeting_id=meeting.id)
    return redirect(page, 303)
