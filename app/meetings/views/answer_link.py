"""A request answered from its letter, without an account. Opening the link changes nothing; a button does."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.companies.wording import company_label
from app.core.errors import DomainError
from app.core.web import errors
from app.core.web.guards import public
from app.core.web.locale import moment
from app.meetings import services
from app.meetings.errors import MeetingMovedOn
from app.meetings.forms import LinkForm
from app.meetings.lifecycle import State
from app.meetings.queries import lists
from app.meetings.queries.answer_links import Opened, find_by_token
from app.meetings.services.requirements import may_book
from app.meetings.views.answers import bars_to
from app.meetings.views.barred import as_told
from app.meetings.views.blueprint import meetings
from app.meetings.views.counter import times_for
from app.meetings.views.letter_links import closed, opened_by
from app.meetings.views.time_page import length_asked, lengths_of


@meetings.get("/r/<token>")
@public
def answer_page(token: str) -> ResponseReturnValue:
    opened = opened_by(token, find_by_token)
    return _page(opened, token, LinkForm(formdata=None)) if opened.is_open else _closed(opened)


@meetings.post("/r/<token>")
@public
def answer_by_link(token: str) -> ResponseReturnValue:
    """``act``: accept, counter or decline; anything else shows the page again."""
    opened, form = opened_by(token, find_by_token), LinkForm()
    if not opened.is_open:
        return _closed(opened)
    if not form.validate() or not form.act.data:
        return _page(opened, token, form, status=422)
    try:
        _answer(opened, form)
    except MeetingMovedOn:
        return _closed(find_by_token(token))  # a second tap reads what the first one answered
    except DomainError as refused:
        told = as_told(refused)
        return _page(opened, token, form, status=errors.error_status(told), sentence=errors.error_text(told))
    flash(_done(lists.meeting_of(opened.registration.id, opened.meeting.id), opened), "good")
    return redirect(url_for("meetings.answer_page", token=token), 303)


def _answer(opened: Opened, form: LinkForm) -> None:
    meeting_id, firm_id, seen = opened.meeting.id, opened.registration.id, opened.version
    if form.act.data == "accept":
        services.accept(meeting_id, firm_id, by=None, slot_id=form.slot.data, seen=seen, by_link=True)
    elif form.act.data == "counter":
        words = form.message.data or ""
        services.counter(
            meeting_id,
            firm_id,
            slots=form.slots.data or [],
            by=None,
            message=words,
            length=length_asked(opened.event, opened.meeting.length),
            seen=seen,
            by_link=True,
        )
    else:
        said = form.refusal
        services.decline(
            meeting_id,
            firm_id,
            by=None,
            reason=said.words,
            why=said.why,
            shared=said.shared,
            seen=seen,
            by_link=True,
        )


def _done(row: lists.MeetingRow, opened: Opened) -> str:
    """What has come of it; ``row``: the meeting as it stands now."""
    other = company_label(row.other_than(opened.registration.id))
    if row.state == State.BOOKED and row.starts_at is not None:
        when = moment(row.starts_at, row.until)
        return str(gettext("Booked with %(firm)s: %(when)s, table %(table)s.", firm=other, when=when, table=row.table))
    words = {
        State.AGREED: gettext("Accepted. %(firm)s is told; the time is chosen later.", firm=other),
        State.REQUESTED: gettext("Your times are with %(firm)s. Nothing is booked until it accepts one.", firm=other),
    }
    return str(words.get(row.state, gettext("Declined. The other side is told.")))


def _page(opened: Opened, token: str, form: LinkForm, *, status: int = 200, sentence: str = "") -> ResponseReturnValue:
    rows = lists.meetings_of(opened.registration.id)
    row = next(one for one in rows if one.id == opened.meeting.id)
    page = render_template(
        "meetings/answer_link.html",
        event=opened.event,
        registration=opened.registration,
        row=row,
        bar=bars_to(opened.event, opened.registration, rows).get(row.id),
        times=times_for(opened.event, opened.registration, row),
        lengths=lengths_of(opened.event, length_asked(opened.event, row.length)),
        may_book=may_book(opened.event),
        form=form,
        token=token,
        sentence=sentence,
    )
    return page, status


def _closed(opened: Opened) -> ResponseReturnValue:
    firm_id = opened.registration.id
    onward = url_for("meetings.requests", event=opened.event, registration_id=firm_id)
    row = lists.meeting_of(firm_id, opened.meeting.id)
    leads_to = gettext("See all requests of the firm")
    return closed(opened, State(opened.meeting.state), row=row, firm_id=firm_id, onward=onward, leads_to=leads_to)
