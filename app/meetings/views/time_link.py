"""Another time for a booked meeting, answered from its letter without an account. Opening the link changes nothing."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.core.errors import DomainError
from app.core.web import errors
from app.core.web.guards import public
from app.meetings import services
from app.meetings.errors import MeetingMovedOn, SlotTaken
from app.meetings.forms import NewTimeForm
from app.meetings.lifecycle import State
from app.meetings.queries import lists
from app.meetings.queries.answer_links import Opened, find_new_time
from app.meetings.views.blueprint import meetings
from app.meetings.views.letter_links import closed, opened_by


@meetings.get("/t/<token>")
@public
def time_link(token: str) -> ResponseReturnValue:
    opened = opened_by(token, find_new_time)
    return _page(opened, token) if opened.is_open else _closed(opened)


@meetings.post("/t/<token>")
@public
def answer_time_by_link(token: str) -> ResponseReturnValue:
    """``act``: accept or keep; anything else shows the page again."""
    opened, form = opened_by(token, find_new_time), NewTimeForm()
    if not opened.is_open:
        return _closed(opened)
    if not form.validate() or not form.act.data:
        return _page(opened, token, status=422)
    answer = services.accept_time if form.act.data == "accept" else services.keep_time
    try:
        answer(opened.meeting.id, opened.registration.id, by=None, seen=opened.version, by_link=True)
    except MeetingMovedOn:
        return _closed(find_new_time(token))  # a second tap reads what the first one answered
    except SlotTaken as refused:
        return _closed(find_new_time(token), errors.error_text(refused))
    except DomainError as refused:
        return _page(opened, token, status=errors.error_status(refused), sentence=errors.error_text(refused))
    return redirect(url_for("meetings.time_link", token=token), 303)


def _page(opened: Opened, token: str, *, status: int = 200, sentence: str = "") -> ResponseReturnValue:
    page = render_template(
        "meetings/time_link.html",
        event=opened.event,
        registration=opened.registration,
        row=lists.meeting_of(opened.registration.id, opened.meeting.id),
        token=token,
        sentence=sentence,
    )
    return page, status


def _closed(opened: Opened, sentence: str = "") -> ResponseReturnValue:
    firm_id = opened.registration.id
    return closed(
        opened,
        State(opened.meeting.state),
        row=lists.meeting_of(firm_id, opened.meeting.id),
        firm_id=firm_id,
        onward=url_for("meetings.requests", event=opened.event, registration_id=firm_id),
        leads_to=gettext("See all requests of the firm"),
        is_new_time=True,
        sentence=sentence,
    )
