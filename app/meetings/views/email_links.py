"""A request, or another time for a booked meeting, answered from its email without an account.

Opening the link changes nothing; a button does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol, TypeVar

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.companies.wording import company_label
from app.core.errors import DomainError, NotFound
from app.core.web import errors, rate_limits
from app.core.web.guards import public
from app.core.web.locale import moment
from app.core.web.rate_limits import RateLimit
from app.core.web.security import client_address
from app.core.web.translations import lazy_gettext as _l
from app.events.models import Event
from app.meetings import services
from app.meetings.errors import MeetingStale, SlotTaken
from app.meetings.forms import NewTimeAnswerForm, RequestAnswerForm
from app.meetings.lifecycle import ENDED_STATES, MeetingState
from app.meetings.queries import lists
from app.meetings.queries.group_meetings import GroupMeetingRow
from app.meetings.queries.lists import MeetingRow
from app.meetings.queries.signed_links import GivenAnswer, OpenedLink, find_new_time_by_token, find_request_by_token
from app.meetings.services.policy import may_book
from app.meetings.views.blueprint import meetings
from app.meetings.views.booking import list_proposable_times
from app.meetings.views.eligibility import find_answer_obstacles, mask_refusal
from app.meetings.views.time_choice import get_requested_length, list_lengths
from app.meetings.wording import STATE_LABELS

FAILURE_LIMIT = RateLimit("answer_link_failures", "30 per 15 minutes")
"""Forged ones by address, which a whole hall shares; a whole token cannot be guessed, so the right one passes."""


ANSWER_LABELS: Final = {
    "accept": _l("Answered: accepted"),
    "accept_with_time": _l("Answered: accepted with a time"),
    "counter": _l("Answered: other times proposed"),
    "decline": _l("Answered: declined"),
    "accept_time": _l("Answered: the new time is accepted"),
    "keep_time": _l("Answered: the old time stays"),
    "accepted": _l("Answered: a seat is taken"),
    "declined": _l("Answered: declined"),
}
"""What stands above the page of a link that has answered."""
NEGATIVE_ANSWERS: Final = ("decline", "declined")


class OpenedEmailLink(Protocol):
    """What a link opened: ``waits`` for its answer now or in a later phase, ``is_open`` to it now, ``given``: the
    answer that was."""

    @property
    def given(self) -> GivenAnswer | None: ...

    @property
    def event(self) -> Event: ...

    @property
    def waits(self) -> bool: ...

    @property
    def is_open(self) -> bool: ...


Link = TypeVar("Link", bound=OpenedEmailLink)


def open_link(token: str, find: Callable[[str], Link]) -> Link:
    """What the link opens; the frame of the page is its event's. What fails is counted. Raises NotFound."""
    try:
        opened = find(token)
    except NotFound:
        rate_limits.spend_attempts(
            FAILURE_LIMIT, f"user:{current_user.id}" if current_user.is_authenticated else client_address()
        )
        raise
    g.event, g.bare = opened.event, True
    return opened


def render_closed_link(
    opened: OpenedEmailLink,
    state: MeetingState,
    *,
    row: MeetingRow | GroupMeetingRow,
    registration_id: int,
    onward: str,
    leads_to: str,
    is_invitation: bool = False,
    is_new_time: bool = False,
    sentence: str = "",
) -> ResponseReturnValue:
    """The link has answered (200), is over for good (410), or answers are closed as the event now stands (409).
    ``state``: of the meeting now, which is ``row``, for the company that answered; ``onward``: where it all stands
    for who signs in, in the words ``leads_to``; ``sentence``: why what was answered just now could not be done."""
    waits, given = opened.waits and not opened.is_open, opened.given
    page = render_template(
        "meetings/answer_link_closed.html",
        event=opened.event,
        waits=waits,
        answered=ANSWER_LABELS[given.act] if given is not None else "",
        answered_at=given.at if given is not None else None,
        since=STATE_LABELS[state]
        if given is not None and given.act not in NEGATIVE_ANSWERS and state in ENDED_STATES
        else "",
        stands=row if given is not None and given.act not in NEGATIVE_ANSWERS and state not in ENDED_STATES else None,
        firm_id=registration_id,
        is_invitation=is_invitation,
        is_new_time=is_new_time,
        sentence=sentence,
        onward=onward,
        leads_to=leads_to,
    )
    seen = given is not None and request.method == "GET"  # who answers again is told that nothing was done
    return page, 200 if seen else 409 if waits else 410


@meetings.get("/r/<token>")
@public
def answer_page(token: str) -> ResponseReturnValue:
    opened = open_link(token, find_request_by_token)
    return (
        _render_request(opened, token, RequestAnswerForm(formdata=None))
        if opened.is_open
        else _render_closed_request(opened)
    )


@meetings.post("/r/<token>")
@public
def answer_by_link(token: str) -> ResponseReturnValue:
    """``act``: accept, counter or decline; anything else shows the page again."""
    opened, form = open_link(token, find_request_by_token), RequestAnswerForm()
    if not opened.is_open:
        return _render_closed_request(opened)
    if not form.validate() or not form.act.data:
        return _render_request(opened, token, form, status=422)
    try:
        _answer_request(opened, form)
    except MeetingStale:
        return _render_closed_request(find_request_by_token(token))  # a second tap reads what the first one answered
    except DomainError as refused:
        masked = mask_refusal(refused)
        return _render_request(
            opened, token, form, status=errors.error_status(masked), sentence=errors.error_text(masked)
        )
    flash(_describe_outcome(lists.get_company_meeting(opened.registration.id, opened.meeting.id), opened), "good")
    return redirect(url_for("meetings.answer_page", token=token), 303)


def _answer_request(opened: OpenedLink, form: RequestAnswerForm) -> None:
    meeting_id, registration_id, seen = opened.meeting.id, opened.registration.id, opened.version
    if form.act.data == "accept":
        services.accept(meeting_id, registration_id, by=None, slot_id=form.slot.data, seen=seen, by_link=True)
    elif form.act.data == "counter":
        words = form.message.data or ""
        services.counter(
            meeting_id,
            registration_id,
            slots=form.slots.data or [],
            by=None,
            message=words,
            length=get_requested_length(opened.event, opened.meeting.length),
            seen=seen,
            by_link=True,
        )
    else:
        refusal = form.refusal
        services.decline(
            meeting_id,
            registration_id,
            by=None,
            reason=refusal.words,
            why=refusal.why,
            shared=refusal.shared,
            seen=seen,
            by_link=True,
        )


def _describe_outcome(row: lists.MeetingRow, opened: OpenedLink) -> str:
    """What has come of it; ``row``: the meeting as it stands now."""
    other = company_label(row.other_than(opened.registration.id))
    if row.state == MeetingState.BOOKED and row.starts_at is not None:
        when = moment(row.starts_at, row.until)
        return str(gettext("Booked with %(firm)s: %(when)s, table %(table)s.", firm=other, when=when, table=row.table))
    words = {
        MeetingState.AGREED: gettext("Accepted. %(firm)s is told; the time is chosen later.", firm=other),
        MeetingState.REQUESTED: gettext(
            "Your times are with %(firm)s. Nothing is booked until it accepts one.", firm=other
        ),
    }
    return str(words.get(row.state, gettext("Declined. The other side is told.")))


def _render_request(
    opened: OpenedLink, token: str, form: RequestAnswerForm, *, status: int = 200, sentence: str = ""
) -> ResponseReturnValue:
    rows = lists.list_meetings(opened.registration.id)
    row = next(row for row in rows if row.id == opened.meeting.id)
    page = render_template(
        "meetings/answer_link.html",
        event=opened.event,
        registration=opened.registration,
        row=row,
        bar=find_answer_obstacles(opened.event, opened.registration, rows).get(row.id),
        times=list_proposable_times(opened.event, opened.registration, row),
        lengths=list_lengths(opened.event, get_requested_length(opened.event, row.length)),
        may_book=may_book(opened.event),
        form=form,
        token=token,
        sentence=sentence,
    )
    return page, status


def _render_closed_request(opened: OpenedLink) -> ResponseReturnValue:
    registration_id = opened.registration.id
    onward = url_for("meetings.requests", event=opened.event, registration_id=registration_id)
    row = lists.get_company_meeting(registration_id, opened.meeting.id)
    leads_to = gettext("See all requests of the firm")
    return render_closed_link(
        opened,
        MeetingState(opened.meeting.state),
        row=row,
        registration_id=registration_id,
        onward=onward,
        leads_to=leads_to,
    )


@meetings.get("/t/<token>")
@public
def time_link(token: str) -> ResponseReturnValue:
    opened = open_link(token, find_new_time_by_token)
    return _render_new_time(opened, token) if opened.is_open else _render_closed_time(opened)


@meetings.post("/t/<token>")
@public
def answer_time_by_link(token: str) -> ResponseReturnValue:
    """``act``: accept or keep; anything else shows the page again."""
    opened, form = open_link(token, find_new_time_by_token), NewTimeAnswerForm()
    if not opened.is_open:
        return _render_closed_time(opened)
    if not form.validate() or not form.act.data:
        return _render_new_time(opened, token, status=422)
    answer = services.accept_time if form.act.data == "accept" else services.keep_time
    try:
        answer(opened.meeting.id, opened.registration.id, by=None, seen=opened.version, by_link=True)
    except MeetingStale:
        return _render_closed_time(find_new_time_by_token(token))  # a second tap reads what the first one answered
    except SlotTaken as refused:
        return _render_closed_time(find_new_time_by_token(token), errors.error_text(refused))
    except DomainError as refused:
        return _render_new_time(opened, token, status=errors.error_status(refused), sentence=errors.error_text(refused))
    return redirect(url_for("meetings.time_link", token=token), 303)


def _render_new_time(opened: OpenedLink, token: str, *, status: int = 200, sentence: str = "") -> ResponseReturnValue:
    page = render_template(
        "meetings/time_link.html",
        event=opened.event,
        registration=opened.registration,
        row=lists.get_company_meeting(opened.registration.id, opened.meeting.id),
        token=token,
        sentence=sentence,
    )
    return page, status


def _render_closed_time(opened: OpenedLink, sentence: str = "") -> ResponseReturnValue:
    registration_id = opened.registration.id
    return render_closed_link(
        opened,
        MeetingState(opened.meeting.state),
        row=lists.get_company_meeting(registration_id, opened.meeting.id),
        registration_id=registration_id,
        onward=url_for("meetings.requests", event=opened.event, registration_id=registration_id),
        leads_to=gettext("See all requests of the firm"),
        is_new_time=True,
        sentence=sentence,
    )
