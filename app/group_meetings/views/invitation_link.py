"""An invitation to a group meeting answered from its email, without an account.

Opening the link changes nothing; a button does."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core.errors import DomainError
from app.core.web import errors
from app.core.web.guards import public
from app.group_meetings import services
from app.group_meetings.forms import InvitationForm
from app.group_meetings.views.blueprint import blueprint
from app.meetings.group_meeting_seats import SeatRefusal
from app.meetings.queries.group_meeting_parties import list_waited_meetings
from app.meetings.queries.signed_links import OpenedInvitation, find_invitation_by_token
from app.meetings.queries.visible_group_meetings import find_seat_refusals, restrict_group_meetings
from app.meetings.views.email_links import open_link, render_closed_link
from app.meetings.views.group_meeting_seats import seat_refusal_text


@blueprint.get("/i/<token>")
@public
def invitation_page(token: str) -> ResponseReturnValue:
    opened = open_link(token, find_invitation_by_token)
    return _page(opened, token) if opened.is_open else _closed(opened)


@blueprint.post("/i/<token>")
@public
def answer_invitation(token: str) -> ResponseReturnValue:
    """``act``: take, wait or decline; anything else shows the page again."""
    opened, form = open_link(token, find_invitation_by_token), InvitationForm()
    if not opened.is_open:
        return _closed(opened)
    if not form.validate() or not form.act.data:
        return _page(opened, token), 422
    try:
        sentence = _answer(opened, form)
    except DomainError as refused:
        again = find_invitation_by_token(token)
        if not again.is_open:
            return _closed(again)
        return _page(again, token, sentence=errors.error_text(refused)), errors.error_status(refused)
    flash(sentence, "good")
    return redirect(url_for("group_meetings.invitation_page", token=token), 303)


def _answer(opened: OpenedInvitation, form: InvitationForm) -> str:
    """What has come of it, in words."""
    meeting_id, registration_id, seen = opened.row.id, opened.registration.id, form.seen.data
    if form.act.data == "take":
        services.take_group_seat(meeting_id, registration_id, by=None, seen_at=seen, by_link=True)
        return str(gettext("You have a seat. The host is told, and a letter brings the calendar entry."))
    if form.act.data == "wait":
        services.join_waiting_list(meeting_id, registration_id, by=None, by_link=True)
        return str(gettext("A letter comes as soon as a seat is free. None is held for you."))
    services.decline_invitation(meeting_id, registration_id, by=None, seen_at=seen, by_link=True)
    return str(gettext("Declined. The host is told."))


def _page(opened: OpenedInvitation, token: str, *, sentence: str = "") -> str:
    (row,) = restrict_group_meetings(opened.registration, [opened.row])
    bar = find_seat_refusals(opened.event, opened.registration.id, [row]).get(row.id)
    return render_template(
        "group_meetings/invitation_link.html",
        event=opened.event,
        registration=opened.registration,
        row=row,
        bar=seat_refusal_text(bar),
        may_wait=bar is SeatRefusal.FULL,
        waits=row.id in list_waited_meetings(opened.registration.id),
        token=token,
        sentence=sentence,
    )


def _closed(opened: OpenedInvitation) -> ResponseReturnValue:
    company, row = opened.registration, opened.row
    onward = url_for("group_meetings.group_meeting", event=opened.event, registration_id=company.id, round_id=row.id)
    onward_link = {"onward": onward, "leads_to": gettext("See the group meeting")}
    return render_closed_link(opened, row.state, row=row, registration_id=company.id, is_invitation=True, **onward_link)
