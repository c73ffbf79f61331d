"""When each of a company's people is away, and who of them attends a meeting."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from itertools import groupby

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.companies.wording import company_label
from app.core.errors import Invalid
from app.core.web import errors
from app.core.web.guards import allow
from app.core.web.locale import local
from app.events.calendar import get_half_day
from app.events.models import Event, ProgrammeItem, Slot
from app.meetings.errors import PersonHasSeats, SeatUnavailable
from app.meetings.forms import AbsencesForm, AttendeeForm
from app.meetings.lifecycle import ENDED_STATES, MeetingState
from app.meetings.queries import lists
from app.meetings.queries.attendees import get_substitute_options, list_absences, list_bookable_slots
from app.meetings.queries.group_meetings import GroupMeetingRow, list_attended_group_meetings
from app.meetings.services import substitutes
from app.meetings.views.blueprint import COMPANY_ROLES, COMPANY_URL, is_acting_for_other, meetings
from app.registrations.models import Registration
from app.registrations.scopes import own_registration


@meetings.get(f"{COMPANY_URL}/times")
@allow(*COMPANY_ROLES, of=own_registration)
def people_times(event: Event, registration: Registration) -> str:
    return _render_absences(event, registration)


@meetings.post(f"{COMPANY_URL}/times")
@allow(*COMPANY_ROLES, of=own_registration)
def set_times(event: Event, registration: Registration) -> ResponseReturnValue:
    """One person's times; meetings that stand in the way are shown, and handed over once that is confirmed."""
    form = AbsencesForm()
    person_id, reason = form.person.data or 0, form.reason.data or ""
    away = _get_absent_slots(event, list_bookable_slots(event.id), form)
    try:
        seats = substitutes.set_absences(
            registration.id, person_id, away, by=current_user.id, reason=reason, hand_over=form.hand_over.data
        )
    except PersonHasSeats as refused:
        return _render_absences(event, registration, refused, person_id, away, reason), errors.error_status(refused)
    text = ngettext("Saved. %(num)d seat was handed over.", "Saved. %(num)d seats were handed over.", seats)
    flash(text if seats else gettext("Saved."), "good")
    return redirect(url_for("meetings.people_times", event=event, registration_id=registration.id))


@meetings.get(f"{COMPANY_URL}/meetings/<int:meeting_id>/person")
@allow(*COMPANY_ROLES, of=own_registration)
def who_sits(event: Event, registration: Registration, meeting_id: int) -> str:
    return _render_attendee(event, registration, meeting_id)


@meetings.post(f"{COMPANY_URL}/meetings/<int:meeting_id>/person")
@allow(*COMPANY_ROLES, of=own_registration)
def seat_person(event: Event, registration: Registration, meeting_id: int) -> ResponseReturnValue:
    _get_own_meeting(registration, meeting_id)
    try:
        changed = substitutes.replace_attendee(
            meeting_id, registration.id, AttendeeForm().person.data or 0, by=current_user.id
        )
    except SeatUnavailable as refused:
        return _render_attendee(event, registration, meeting_id, refused), errors.error_status(refused)
    flash(gettext("Saved.") if changed else gettext("Nothing was changed."), "good" if changed else "info")
    return redirect(url_for("meetings.agenda", event=event, registration_id=registration.id))


OVER_STATES = (*ENDED_STATES, MeetingState.HELD, MeetingState.MISSED)


def _get_absent_slots(event: Event, slots: Collection[Slot], form: AbsencesForm) -> frozenset[int]:
    """The slots ticked one by one, and those of the half days and of parts of the programme ticked whole.

    Raises Invalid for what the event has not, or no more: with that left out, somebody would be there who said no.
    """
    ticked, halves, items = (set(field.data or ()) for field in (form.slot, form.half, form.item))
    half_of = {str(slot.id): get_half_day(slot.starts_at, event.zone) for slot in slots}
    shows = {str(item.id): item for item in event.programme}
    if not (ticked <= half_of.keys() and halves <= set(half_of.values()) and items <= shows.keys()):
        raise Invalid("slot_unknown")
    chosen = [shows[item] for item in items]
    return frozenset(
        slot.id
        for slot in slots
        if str(slot.id) in ticked or half_of[str(slot.id)] in halves or any(_is_then(item, slot) for item in chosen)
    )


def _is_then(item: ProgrammeItem, slot: Slot) -> bool:
    return item.starts_at < slot.ends_at and slot.starts_at < item.ends_at


def _render_absences(
    event: Event,
    registration: Registration,
    refused: PersonHasSeats | None = None,
    person_id: int = 0,
    away: Collection[int] = (),
    reason: str = "",
) -> str:
    """``refused``: the meetings in the way of what was ticked for this person."""
    g.tab = "meetings.agenda"
    booked, stuck = (refused.meetings, refused.stuck) if refused is not None else ((), ())
    rows = lists.list_meetings(registration.id, MeetingState.BOOKED) if booked else []
    slots = list_bookable_slots(event.id)
    return render_template(
        "meetings/people_times.html",
        event=event,
        registration=registration,
        people=list_absences(registration),
        days=list(_iter_days(event, slots)),
        shows=[item for item in event.programme if any(_is_then(item, slot) for slot in slots)],
        asked=person_id,
        away=away,
        reason=reason,
        touched=[row for row in rows if row.id in booked],
        groups=[row for row in list_attended_group_meetings([registration.id], MeetingState.BOOKED) if row.id in booked]
        if booked
        else [],
        stuck=stuck,
        refused=refused,
        acting_for=is_acting_for_other(),
    )


def _iter_days(event: Event, slots: Collection[Slot]) -> Iterator[tuple[date, list[tuple[str, list[Slot]]]]]:
    """By day the half days (``2027-03-18 am``) with their times."""
    for day, those in groupby(slots, key=lambda slot: local(slot.starts_at).date()):
        halves = groupby(those, key=lambda slot: get_half_day(slot.starts_at, event.zone))
        yield day, [(half, list(times)) for half, times in halves]


def _get_own_meeting(registration: Registration, meeting_id: int) -> tuple[lists.MeetingRow | GroupMeetingRow, str]:
    """A meeting at which the firm sits, with whom; of a group what it is about. Raises NotFound."""
    group = next((row for row in list_attended_group_meetings([registration.id]) if row.id == meeting_id), None)
    if group is not None:
        return group, group.topic
    row = lists.get_company_meeting(registration.id, meeting_id)
    return row, company_label(row.other_than(registration.id))


def _render_attendee(
    event: Event, registration: Registration, meeting_id: int, refused: SeatUnavailable | None = None
) -> str:
    g.tab = "meetings.agenda"
    row, whom = _get_own_meeting(registration, meeting_id)
    options = get_substitute_options(event, row.id, registration.id) if row.state == MeetingState.BOOKED else None
    names = {representative.id: representative for representative in registration.representatives}
    return render_template(
        "meetings/who_sits.html",
        event=event,
        registration=registration,
        row=row,
        whom=whom,
        over=_describe_end(row.state),
        sat=row.people if row.state == MeetingState.HELD else (),
        sits=options.sits if options else None,
        people=[(names[substitute.representative_id], substitute.bar) for substitute in options.able]
        if options
        else [],
        refused=refused,
        acting_for=is_acting_for_other(),
    )


def _describe_end(state: MeetingState) -> str:
    """What has become of a meeting at which nobody will sit any more, "" of one to come."""
    words = {
        MeetingState.HELD: gettext("This meeting was held"),
        MeetingState.MISSED: gettext("This meeting is noted as missed"),
    }
    return str(words.get(state, gettext("This meeting does not take place"))) if state in OVER_STATES else ""
