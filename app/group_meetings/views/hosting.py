"""What a host does with a group meeting: open it, choose and change its time, invite, remove guests, find an
interpreter, cancel it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.companies.wording import company_label
from app.core.db import new_public_id, now
from app.core.errors import DomainError, NotFound
from app.core.web import errors
from app.core.web.guards import allow
from app.core.web.locale import local
from app.core.web.translations import lazy_gettext as _l
from app.events.models import Event
from app.group_meetings import services
from app.group_meetings.forms import GroupMeetingForm, GroupTimeForm, GuestsForm
from app.group_meetings.placement import GroupTimeOption, list_group_times
from app.group_meetings.services.changes import WouldLose
from app.group_meetings.services.opening import count_guest_seats
from app.group_meetings.views.blueprint import blueprint
from app.group_meetings.views.group_meetings import (
    can_open_group_meeting,
    list_guest_choices,
    redirect_to_group,
    render_group_page,
    render_refused_act,
)
from app.meetings import services as of_pairs
from app.meetings.availability import SlotOption, get_best_option
from app.meetings.errors import SlotTaken
from app.meetings.forms import DeclineForm
from app.meetings.group_meeting_seats import MIN_GUEST_SEATS, GuestAnswer
from app.meetings.lifecycle import MeetingState
from app.meetings.queries import lists
from app.meetings.queries.availability import add_table_keepers, load_availability
from app.meetings.queries.group_meeting_parties import get_group_topics
from app.meetings.queries.group_meetings import GroupMeetingRow
from app.meetings.queries.policy import count_invitable
from app.meetings.queries.visible_group_meetings import get_visible_group_meeting
from app.meetings.seating import OtherTableReason
from app.meetings.views.blueprint import COMPANY_ROLES, COMPANY_URL, is_acting_for_other
from app.meetings.views.pairs import mark_group_tab
from app.meetings.views.time_choice import DayPart, get_requested_length, list_lengths, make_day_parts
from app.meetings.wording import describe_option
from app.registrations.models import Registration
from app.registrations.scopes import own_registration
from app.registrations.states import RegistrationState


def list_time_parts(
    event: Event,
    options: Sequence[GroupTimeOption],
    met: Mapping[int, str],
    guests: Mapping[int, str],
    *,
    here: int | None = None,
    most: int = 0,
) -> list[DayPart]:
    """``met``: whom the host meets, by meeting; ``guests``: who has a seat, by registration, with what it is called;
    ``here``: where the meeting is now; ``most``: how many guests a table of the event holds, said where fewer do."""
    topics = get_group_topics(
        {option.meeting_id for option in options if option.meeting_id and option.meeting_id not in met}
    )
    notes = {option.slot_id: (_time_note(option, met, topics, guests, most), option.is_free) for option in options}
    return make_day_parts(event, notes, here=here)


def _time_note(
    option: GroupTimeOption, met: Mapping[int, str], topics: Mapping[int, str], guests: Mapping[int, str], most: int
) -> str:
    seat = option.seat
    if seat is None:
        known = SlotOption(option.slot_id, reason=option.reason, meeting_id=option.meeting_id)
        return describe_option(known, met.get(option.meeting_id or 0, ""), topics.get(option.meeting_id or 0, ""))
    if seat.lost:
        names = str(gettext(", ")).join(guests[guest_id] for guest_id in seat.lost if guest_id in guests)
        return str(gettext("Cannot come: %(firms)s", firms=names))
    if option.most < most:
        return str(ngettext("For at most %(num)d guest", "For at most %(num)d guests", option.most))
    if option.instead is not None:
        return str((_ALL_COME_NOTES if guests else _TABLE_NOTES)[option.instead is OtherTableReason.LENT])
    if guests:
        return str(gettext("All can come"))
    return str(ngettext("%(num)d table left", "%(num)d tables left", option.tables_left))


_TABLE_NOTES = {True: _l("Only a table that another firm keeps"), False: _l("Another table than yours")}
_ALL_COME_NOTES = {
    True: _l("All can come, at a table that another firm keeps"),
    False: _l("All can come, at another table than yours"),
}
"""Whether the table is another firm's, and not only another one than the host's."""


def get_hosted_group_meeting(registration: Registration, round_id: int) -> GroupMeetingRow:
    """A group meeting that this firm hosts. Raises NotFound."""
    row = get_visible_group_meeting(registration, round_id)
    if not row.is_host(registration.id):
        raise NotFound
    return row


def get_partner_names(registration: Registration) -> dict[int, str]:
    """Whom the firm meets, by meeting, to say so at each time."""
    rows = lists.list_meetings(registration.id, MeetingState.BOOKED, brief=True)
    return {row.id: company_label(row.other_than(registration.id)) for row in rows}


@blueprint.get(f"{COMPANY_URL}/groups/<int:round_id>/time")
@allow(*COMPANY_ROLES, of=own_registration)
def group_time(event: Event, registration: Registration, round_id: int) -> ResponseReturnValue:
    return _render_time_page(event, registration, get_hosted_group_meeting(registration, round_id))


@blueprint.post(f"{COMPANY_URL}/groups/<int:round_id>/time")
@allow(*COMPANY_ROLES, of=own_registration)
def move_group(event: Event, registration: Registration, round_id: int) -> ResponseReturnValue:
    """Move it; where not all can come, ask once more and say who."""
    row, form = get_hosted_group_meeting(registration, round_id), GroupTimeForm()
    if not form.validate() or form.slot.data is None:
        wrong = next((str(error[0]) for error in form.errors.values()), gettext("Choose a time."))
        return _render_time_page(event, registration, row, wrong=wrong), 422
    try:
        moved = services.move_group_meeting(
            row.id,
            form.slot.data,
            by=current_user.id,
            without=form.without.data or [],
            seen=form.seen.data,
            event_id=event.id,
        )
    except DomainError as refused:
        now_as = get_hosted_group_meeting(registration, round_id)
        return _render_time_page(event, registration, now_as, refused), errors.error_status(refused)
    flash(gettext("Moved. All whom it concerns are told.") if moved else gettext("Nothing was changed."), "good")
    return redirect_to_group(event, registration, round_id)


def _render_time_page(
    event: Event,
    registration: Registration,
    row: GroupMeetingRow,
    refused: DomainError | None = None,
    *,
    wrong: str = "",
) -> str:
    """``wrong``: what is amiss with what was sent."""
    mark_group_tab()
    guests = [guest.company.registration_id for guest in row.seated]
    names = {guest.company.registration_id: company_label(guest.company) for guest in row.seated}
    hall = add_table_keepers(
        load_availability(event, [registration.id, *guests], ignoring=row.id), event, ignoring=row.id
    )
    parties = [hall.parties[guest] for guest in guests]
    host = hall.parties[registration.id]
    options = list_group_times(hall.board, host, parties, row.seats, now=now(), length=row.length)
    lost = refused.details if isinstance(refused, WouldLose) else {}
    lost_ids = [int(str(guest)) for guest in _as_sequence(lost.get("firms"))]
    return render_template(
        "group_meetings/group_time.html",
        event=event,
        registration=registration,
        row=row,
        parts=list_time_parts(event, options, get_partner_names(registration), names, here=row.slot_id),
        is_ahead=row.is_ahead,
        lost=[(guest, names[guest]) for guest in lost_ids if guest in names],
        lost_slot=lost.get("slot_id"),
        times={slot.id: slot.starts_at for slot in event.slots},
        refused=errors.error_text(refused) if refused is not None else wrong,
        acting_for=is_acting_for_other(),
    )


def _as_sequence(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()


DEFAULT_GUEST_SEATS = 5


@blueprint.get(f"{COMPANY_URL}/groups/new")
@allow(*COMPANY_ROLES, of=own_registration)
def new_group(event: Event, registration: Registration) -> ResponseReturnValue:
    form = GroupMeetingForm(
        formdata=None, data={"key": new_public_id(), "seats": min(DEFAULT_GUEST_SEATS, count_guest_seats(event))}
    )
    return _render_opening_form(event, registration, form)


@blueprint.post(f"{COMPANY_URL}/groups/new")
@allow(*COMPANY_ROLES, of=own_registration)
def open_group(event: Event, registration: Registration) -> ResponseReturnValue:
    form = GroupMeetingForm()
    if form.narrow.data:
        return _render_opening_form(event, registration, form)
    if not form.validate() or form.slot.data is None:
        return _render_opening_form(event, registration, form), 422
    details: dict[str, Any] = {
        "topic": form.topic.data or "",
        "slot_id": form.slot.data,
        "seats": form.seats.data or MIN_GUEST_SEATS,
        "is_open": form.open.data != "invited",
        "length": get_requested_length(event),
        "invited": sorted(form.invited.data or []),
        "for_it": is_acting_for_other(),
    }

    def act() -> dict[str, Any]:
        return {"meeting": services.open_group_meeting(event.id, registration.id, by=current_user.id, **details)}

    try:
        body = {"open": registration.id, **{name: str(value) for name, value in details.items()}}
        made = of_pairs.post_once(current_user.id, form.key.data, body, act)["meeting"]
    except DomainError as refused:
        if isinstance(refused, SlotTaken):
            form.slot.data = None
        return _render_opening_form(event, registration, form, refused), errors.error_status(refused)
    flash(gettext("The group meeting is open. Time and table are yours; whom you invited has a letter."), "good")
    return redirect_to_group(event, registration, made)


@blueprint.post(f"{COMPANY_URL}/groups/<int:round_id>/description")
@allow(*COMPANY_ROLES, of=own_registration)
def describe_group(event: Event, registration: Registration, round_id: int) -> ResponseReturnValue:
    row, form = get_hosted_group_meeting(registration, round_id), GroupMeetingForm()
    if not form.validate():
        return render_group_page(event, registration, row, described=form), 422
    is_open, seats = form.open.data != "invited", form.seats.data or row.seats
    details: dict[str, Any] = {"topic": form.topic.data or "", "seats": seats, "is_open": is_open}
    try:
        changed = services.update_group_meeting(row.id, by=current_user.id, event_id=event.id, **details)
    except DomainError as refused:
        return render_refused_act(event, registration, round_id, refused, described=form)
    flash(gettext("Saved.") if changed else gettext("Nothing was changed."), "good")
    return redirect_to_group(event, registration, round_id)


@blueprint.post(f"{COMPANY_URL}/groups/<int:round_id>/invitations")
@allow(*COMPANY_ROLES, of=own_registration)
def invite_guests(event: Event, registration: Registration, round_id: int) -> ResponseReturnValue:
    row, form = get_hosted_group_meeting(registration, round_id), GuestsForm()
    form.validate()
    if form.narrow.data:
        return render_group_page(event, registration, row, inviting=form)
    wanted = sorted(guest_id for guest_id in set(form.invited.data or []) if not _is_taking_part(row, guest_id))
    try:
        count = services.invite_companies(row.id, wanted, by=current_user.id, event_id=event.id)
    except DomainError as refused:
        return render_refused_act(event, registration, round_id, refused)
    if count:
        flash(ngettext("%(num)d firm is invited.", "%(num)d firms are invited.", count), "good")
    if count < len(wanted):
        left = len(wanted) - count
        text = ngettext(
            "%(num)d firm takes no further meetings at present.",
            "%(num)d firms take no further meetings at present.",
            left,
        )
        flash(text, "info")
    return redirect_to_group(event, registration, round_id)


@blueprint.post(f"{COMPANY_URL}/groups/<int:round_id>/guests/<int:other_id>/removal")
@allow(*COMPANY_ROLES, of=own_registration)
def remove_guest(event: Event, registration: Registration, round_id: int, other_id: int) -> ResponseReturnValue:
    row = get_hosted_group_meeting(registration, round_id)
    guest = next((guest for guest in row.guests if guest.company.registration_id == other_id), None)
    if guest is None:
        raise NotFound
    services.remove_group_guest(row.id, other_id, by=current_user.id, event_id=event.id)
    flash(gettext("Taken back. %(firm)s is told.", firm=company_label(guest.company)), "info")
    return redirect_to_group(event, registration, round_id)


@blueprint.post(f"{COMPANY_URL}/groups/<int:round_id>/cancellation")
@allow(*COMPANY_ROLES, of=own_registration)
def call_off_group(event: Event, registration: Registration, round_id: int) -> ResponseReturnValue:
    row, form = get_hosted_group_meeting(registration, round_id), DeclineForm()
    form.validate()
    services.cancel_group_meeting(row.id, by=current_user.id, reason=form.reason.data or "", event_id=event.id)
    flash(gettext("Called off. All who had a seat or an invitation are told."), "info")
    return redirect_to_group(event, registration, round_id)


@blueprint.post(f"{COMPANY_URL}/groups/<int:round_id>/interpreter")
@allow(*COMPANY_ROLES, of=own_registration)
def find_interpreter(event: Event, registration: Registration, round_id: int) -> ResponseReturnValue:
    row = get_hosted_group_meeting(registration, round_id)
    try:
        group_interpreter = services.find_group_interpreter(row.id, by=current_user.id, event_id=event.id)
    except DomainError as refused:
        return render_refused_act(event, registration, round_id, refused)
    text = gettext("An interpreter comes. All who have a seat are told.")
    flash(text if group_interpreter else gettext("Nothing was changed."), "good")
    return redirect_to_group(event, registration, round_id)


def _is_taking_part(row: GroupMeetingRow, registration_id: int) -> bool:
    """Whether a firm comes or is invited already: of it nothing is to be said."""
    return row.is_host(registration_id) or row.answer_of(registration_id) in (GuestAnswer.ACCEPTED, GuestAnswer.INVITED)


def _render_opening_form(
    event: Event, registration: Registration, form: GroupMeetingForm, refused: DomainError | None = None
) -> str:
    mark_group_tab()
    length, most = get_requested_length(event), count_guest_seats(event)
    approved = registration.state == RegistrationState.APPROVED
    groups, narrowing = list_guest_choices(event, registration, form=form)
    options: Sequence[GroupTimeOption] = ()
    if approved and can_open_group_meeting(event) and most >= MIN_GUEST_SEATS:
        hall = add_table_keepers(load_availability(event, [registration.id]), event)
        host, seats = hall.parties[registration.id], MIN_GUEST_SEATS
        options = list_group_times(hall.board, host, (), seats, now=now(), length=length)
    free = [option.slot_id for option in options if option.is_free]
    best = get_best_option(
        [option for option in options if option.most >= (form.seats.data or MIN_GUEST_SEATS)]
    ) or get_best_option(options)
    days = {local(slot.starts_at).date() for slot in event.slots}
    return render_template(
        "group_meetings/group_new.html",
        event=event,
        registration=registration,
        form=form,
        parts=list_time_parts(event, options, get_partner_names(registration), {}, most=most),
        free=free,
        chosen=form.slot.data if form.slot.data in free else (best.slot_id if best is not None else None),
        groups=groups,
        narrowing=narrowing,
        invitable=None if is_acting_for_other() else count_invitable(event, registration.id),
        length=length,
        lengths=list_lengths(event, length),
        least=MIN_GUEST_SEATS,
        most=most,
        one_day=days.pop() if len(days) == 1 else None,
        may_open=approved and can_open_group_meeting(event),
        approved=approved,
        refused=errors.error_text(refused) if refused is not None else "",
        acting_for=is_acting_for_other(),
    )
