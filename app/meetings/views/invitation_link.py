"""An invitation to a group meeting answered from its letter, without an account. Opening the link changes nothing; a
button does."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core.errors import DomainError
from app.core.web import errors
from app.core.web.guards import public
from app.meetings.forms import InvitationForm
from app.meetings.queries.answer_links import OpenedInvitation, find_invitation
from app.meetings.queries.round_bars import bars_to_seats
from app.meetings.queries.rounds_seen import as_seen_by
from app.meetings.queries.seat_waits import waits_of
from app.meetings.roundtables import Bar
from app.meetings.services import rounds as services
from app.meetings.views.blueprint import meetings
from app.meetings.views.letter_links import closed, opened_by
from app.meetings.views.round_pages import bar_words


@meetings.get("/i/<token>")
@public
def invitation_page(token: str) -> ResponseReturnValue:
    opened = opened_by(token, find_invitation)
    return _page(opened, token) if opened.is_open else _closed(opened)


@meetings.post("/i/<token>")
@public
def answer_invitation(token: str) -> ResponseReturnValue:
    """``act``: take, wait or decline; anything else shows the page again."""
    opened, form = opened_by(token, find_invitation), InvitationForm()
    if not opened.is_open:
        return _closed(opened)
    if not form.validate() or not form.act.data:
        return _page(opened, token), 422
    try:
        told = _answer(opened, form)
    except DomainError as refused:
        again = find_invitation(token)
        if not again.is_open:
            return _closed(again)
        return _page(again, token, sentence=errors.error_text(refused)), errors.error_status(refused)
    flash(told, "good")
    return redirect(url_for("meetings.invitation_page", token=token), 303)


def _answer(opened: OpenedInvitation, form: InvitationForm) -> str:
    """What has come of it, in words."""
    meeting_id, firm_id, seen = opened.row.id, opened.registration.id, form.seen.data
    if form.act.data == "take":
        services.take_seat(meeting_id, firm_id, by=None, seen_at=seen, by_link=True)
        return str(gettext("You have a seat. The host is told, and a letter brings the calendar entry."))
    if form.act.data == "wait":
        services.wait_for_seat(meeting_id, firm_id, by=None, by_link=True)
        return str(gettext("A letter comes as soon as a seat is free. None is held for you."))
    services.decline_round(meeting_id, firm_id, by=None, seen_at=seen, by_link=True)
    return str(gettext("Declined. The host is told."))


def _page(opened: OpenedInvitation, token: str, *, sentence: str = "") -> str:
    row = as_seen_by(opened.registration, opened.row)
    bar = bars_to_seats(opened.event, opened.registration.id, [row]).get(row.id)
    return render_template(
        "meetings/invitation_link.html",
        event=opened.event,
        registration=opened.registration,
        row=row,
        bar=bar_words(bar),
        may_wait=bar is Bar.FULL,
        waits=row.id in waits_of(opened.registration.id),
        token=token,
        sentence=sentence,
    )


def _closed(opened: OpenedInvitation) -> ResponseReturnValue:
    firm, row = opened.registration, opened.row
    onward = url_for("meetings.group_meeting", event=opened.event, registration_id=firm.id, round_id=row.id)
    told = {"onward": onward, "leads_to": gettext("See the group meeting")}
    return closed(opened, row.state, row=row, firm_id=firm.id, is_invitation=True, **told)
