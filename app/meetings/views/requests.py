"""Requests sent and received, and the answers to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.companies.wording import company_label
from app.core.web.guards import allow, current_roles
from app.core.web.locale import moment, plain
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.meetings import services
from app.meetings.errors import OwnNeverMark
from app.meetings.forms import DeclineForm, MeetingActForm
from app.meetings.lifecycle import ENDED_STATES, PLACED_STATES, DeclineReason, MeetingState, sort_by_urgency
from app.meetings.policy import get_remaining, list_limit_notes
from app.meetings.queries import lists
from app.meetings.queries.group_meetings import GroupMeetingRow, list_group_meetings_of
from app.meetings.queries.policy import count_tallies, get_event_limits
from app.meetings.queries.visible_group_meetings import restrict_group_meetings
from app.meetings.services.policy import may_book
from app.meetings.views.agenda_lines import mark_missing_interpreters
from app.meetings.views.blueprint import ARRANGER_ROLES, COMPANY_ROLES, COMPANY_URL, is_acting_for_other, meetings
from app.meetings.views.eligibility import (
    find_answer_obstacles,
    find_repeatable_meetings,
    load_answer_availability,
    mask_refusal,
)
from app.meetings.views.group_meeting_seats import find_seat_offers, is_seat_offered
from app.registrations.models import Registration
from app.registrations.scopes import own_registration
from app.registrations.states import INACTIVE_STATES, RegistrationState


@meetings.get(f"{COMPANY_URL}/requests")
@allow(*COMPANY_ROLES, of=own_registration)
def requests(event: Event, registration: Registration) -> ResponseReturnValue:
    mine = registration.id
    answering = is_allowed(Phase(event.phase), EventAct.ANSWER, BookingMode(event.booking_mode))
    meeting_rows = mark_missing_interpreters(event, registration, lists.list_meetings(mine))
    group_meetings = restrict_group_meetings(registration, list_group_meetings_of(mine, *PLACED_STATES))
    parts = _make_sections(
        meeting_rows, mine, [row for row in group_meetings if row.holds_time_of(mine)], answering=answering
    )
    rows = {part.key: part.rows for part in parts}
    invitations = [row for row in group_meetings if row.waits_for(mine)]
    may = [row for row in invitations if is_seat_offered(event, registration, row)]
    hall = load_answer_availability(event, registration, meeting_rows, may)
    limits, tally = get_event_limits(event), (hall.tallies if hall else count_tallies(event.id, [mine]))[mine]
    takes_part = registration.state not in INACTIVE_STATES
    return render_template(
        "meetings/requests.html",
        event=event,
        registration=registration,
        parts=parts,
        bars=find_answer_obstacles(event, registration, meeting_rows, hall),
        received=rows["received"],
        sent=[*rows["sent"], *rows["countered"], *(row for row in rows["booked"] if row.new_time is not None)],
        notes=list(list_limit_notes(limits, tally)) if takes_part else [],  # of no use to a company that has left
        approved=registration.state == RegistrationState.APPROVED,
        takes_part=takes_part,
        may_book=may_book(event),
        again=find_repeatable_meetings(event, registration, meeting_rows, tally),
        inbox=RequestInbox.of(meeting_rows, mine),
        last_meeting=get_remaining(limits, tally).meetings == 1,
        knows=_find_known_company(meeting_rows, mine),
        invitations=invitations,
        offers=find_seat_offers(event, registration, invitations, hall),
        may_arrange=not current_roles().isdisjoint(ARRANGER_ROLES),
        acting_for=is_acting_for_other(),
    )


@dataclass(frozen=True, slots=True)
class RequestInbox:
    """How far a firm has come with what it was asked: requests that it answered, and those that wait."""

    answered: int
    waiting: int

    @classmethod
    def of(cls, rows: list[lists.MeetingRow], mine: int) -> RequestInbox:
        """``rows``: all meetings of the firm ``mine``. What was taken back or lapsed counts as neither."""
        unanswered = (MeetingState.REQUESTED, MeetingState.WITHDRAWN, MeetingState.EXPIRED)
        asked = [row for row in rows if not row.arranged and row.asked.registration_id == mine]
        waiting = sum(row.waits_for(mine) for row in rows)
        return cls(sum(row.state not in unanswered for row in asked), waiting)

    @property
    def total(self) -> int:
        return self.answered + self.waiting


def _find_known_company(rows: list[lists.MeetingRow], mine: int) -> lists.MeetingCompany | None:
    """The firm that this one has just declined because the two know each other; it may be kept as known."""
    wanted = request.args.get("known", type=int)
    of = (
        row for row in rows if row.why is not None and row.why.by_id == mine and row.why.choice == DeclineReason.KNOWN
    )
    return next((row.other_than(mine) for row in of if row.other_than(mine).registration_id == wanted), None)


@dataclass(frozen=True)
class MeetingSection:
    """Meetings of one kind under a title; ``key`` is the anchor that other pages link to."""

    key: str
    title: str
    rows: list[lists.MeetingRow]
    group_meetings: Sequence[GroupMeetingRow] = ()
    """The group meetings at which the firm sits, which are as much booked."""

    @property
    def count(self) -> int:
        return len(self.rows) + len(self.group_meetings)


def _make_sections(
    rows: list[lists.MeetingRow], mine: int, group_meetings: Sequence[GroupMeetingRow], *, answering: bool
) -> list[MeetingSection]:
    """``answering``: the event still takes answers; else what is open stays without one."""
    received = gettext("Waiting for your answer") if answering else gettext("You did not answer")
    sent = gettext("You asked") if answering else gettext("You asked and got no answer")
    countered = gettext("You proposed other times") if answering else gettext("You proposed times and got no answer")
    open_ = [row for row in rows if row.waits_on_other(mine)]
    booked = [row for row in rows if row.state in PLACED_STATES and not row.waits_for(mine)]
    ended = sorted((row for row in rows if row.state in ENDED_STATES), key=lambda row: row.changed_at, reverse=True)
    return [
        MeetingSection("received", received, sort_by_urgency(row for row in rows if row.waits_for(mine))),
        MeetingSection("sent", sent, [row for row in open_ if not row.countered]),
        MeetingSection("countered", countered, [row for row in open_ if row.countered]),
        MeetingSection(
            "agreed", gettext("Agreed, without a time"), [row for row in rows if row.state == MeetingState.AGREED]
        ),
        MeetingSection("booked", gettext("Booked"), booked, group_meetings),
        MeetingSection("ended", gettext("Came to nothing"), ended),
    ]


@meetings.post(f"{COMPANY_URL}/meetings/<int:meeting_id>/acceptance")
@allow(*COMPANY_ROLES, of=own_registration)
def accept(event: Event, registration: Registration, meeting_id: int) -> ResponseReturnValue:
    """Accept without a time; with one it is ``take_time``."""
    try:
        services.accept(meeting_id, registration.id, by=current_user.id, seen=MeetingActForm().seen_on_page)
    except OwnNeverMark as refused:
        raise mask_refusal(refused) from refused
    flash(
        gettext("Accepted. Choose a time.")
        if may_book(event)
        else gettext("Accepted. Its time is chosen once the organizer publishes."),
        "good",
    )
    return _redirect_back(event, registration)


@meetings.post(f"{COMPANY_URL}/meetings/<int:meeting_id>/decline")
@allow(*COMPANY_ROLES, of=own_registration)
def decline(event: Event, registration: Registration, meeting_id: int) -> ResponseReturnValue:
    form = DeclineForm()
    form.validate()
    refusal = form.refusal
    services.decline(
        meeting_id,
        registration.id,
        by=current_user.id,
        reason=refusal.words,
        why=refusal.why,
        shared=refusal.shared,
        seen=form.seen_on_page,
    )
    row = lists.get_company_meeting(registration.id, meeting_id)
    other = row.other_than(registration.id)
    flash(_describe_privacy(row) or gettext("Declined. %(firm)s is told.", firm=company_label(other)), "info")
    known = other.registration_id if refusal.why is DeclineReason.KNOWN and not is_acting_for_other() else None
    return redirect(url_for("meetings.requests", event=event, registration_id=registration.id, known=known))


@meetings.post(f"{COMPANY_URL}/meetings/<int:meeting_id>/withdrawal")
@allow(*COMPANY_ROLES, of=own_registration)
def withdraw(event: Event, registration: Registration, meeting_id: int) -> ResponseReturnValue:
    services.withdraw(meeting_id, registration.id, by=current_user.id, seen=MeetingActForm().seen_on_page)
    flash(gettext("Your request is taken back."), "info")
    return _redirect_back(event, registration)


@meetings.post(f"{COMPANY_URL}/meetings/<int:meeting_id>/recall")
@allow(*COMPANY_ROLES, of=own_registration)
def recall(event: Event, registration: Registration, meeting_id: int) -> ResponseReturnValue:
    """Take the other times back that the firm proposed."""
    services.recall(meeting_id, registration.id, by=current_user.id, seen=MeetingActForm().seen_on_page)
    flash(gettext("Your times are taken back. The request waits for your answer again."), "info")
    return _redirect_back(event, registration)


@meetings.post(f"{COMPANY_URL}/meetings/<int:meeting_id>/new-time/acceptance")
@allow(*COMPANY_ROLES, of=own_registration)
def accept_time(event: Event, registration: Registration, meeting_id: int) -> ResponseReturnValue:
    """Move the meeting to the time that the other side proposes."""
    services.accept_time(meeting_id, registration.id, by=current_user.id, seen=MeetingActForm().seen_on_page)
    row = lists.get_company_meeting(registration.id, meeting_id, brief=True)
    when = moment(row.starts_at, row.until) if row.starts_at is not None else ""
    values = {"when": when, "table": row.table, "firm": _get_other_name(row, registration)}
    flash(gettext("Moved: %(when)s, table %(table)s. %(firm)s is told.", **values), "good")
    return _redirect_back(event, registration)


@meetings.post(f"{COMPANY_URL}/meetings/<int:meeting_id>/new-time/refusal")
@allow(*COMPANY_ROLES, of=own_registration)
def keep_time(event: Event, registration: Registration, meeting_id: int) -> ResponseReturnValue:
    """Keep the meeting where it is, whoever of the two proposed another time."""
    services.keep_time(meeting_id, registration.id, by=current_user.id, seen=MeetingActForm().seen_on_page)
    row = lists.get_company_meeting(registration.id, meeting_id, brief=True)
    flash(gettext("The meeting keeps its time. %(firm)s is told.", firm=_get_other_name(row, registration)), "info")
    return _redirect_back(event, registration)


@meetings.post(f"{COMPANY_URL}/meetings/<int:meeting_id>/cancellation")
@allow(*COMPANY_ROLES, of=own_registration)
def cancel(event: Event, registration: Registration, meeting_id: int) -> ResponseReturnValue:
    form = DeclineForm()
    form.validate()
    services.cancel(
        meeting_id, registration.id, by=current_user.id, reason=form.reason.data or "", seen=form.seen_on_page
    )
    text = gettext("Cancelled. The time is free again and the other side is told.")
    flash(_describe_privacy(lists.get_company_meeting(registration.id, meeting_id)) or text, "info")
    if request.args.get("back") == "agenda":
        return redirect(url_for("meetings.agenda", event=event, registration_id=registration.id))
    return _redirect_back(event, registration)


def _describe_privacy(row: lists.MeetingRow) -> str:
    """Who learns what of an arranged meeting that was called off; "" for one that was asked for."""
    if not row.arranged:
        return ""
    return str(
        gettext(
            "Called off in private: %(organisation)s is told by whom, the other firm only that it does not take place.",
            organisation=plain(row.arranger),
        )
    )


def _get_other_name(row: lists.MeetingRow, registration: Registration) -> str:
    return company_label(row.other_than(registration.id))


def _redirect_back(event: Event, registration: Registration) -> ResponseReturnValue:
    return redirect(url_for("meetings.requests", event=event, registration_id=registration.id))
