"""What a host does with a group meeting: open it, invite, take seats back, find an interpreter, call it off."""

from __future__ import annotations

from collections.abc import Sequence
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
from app.events.models import Event
from app.meetings import services as of_pairs
from app.meetings.availability import best_of
from app.meetings.errors import SlotTaken
from app.meetings.forms import DeclineForm, GuestsForm, RoundForm
from app.meetings.queries.boards import hall_of, with_keepers
from app.meetings.queries.rounds import RoundRow
from app.meetings.queries.tallies import invitable_by
from app.meetings.round_seating import RoundOption, round_options
from app.meetings.roundtables import LEAST_SEATS, Answer
from app.meetings.services import rounds as services
from app.meetings.services.rounds.requirements import seats_at
from app.meetings.views.arranged import mark_group_tab
from app.meetings.views.blueprint import FIRM, FOR_A_FIRM, acting_for, meetings
from app.meetings.views.round_pages import as_it_stands, guests_to_choose, may_open, round_page, to_round
from app.meetings.views.round_times import met_by, own_round, round_parts
from app.meetings.views.time_page import length_asked, lengths_of
from app.registrations.models import Registration
from app.registrations.scopes import own_firm
from app.registrations.states import RegistrationState

USUAL_SEATS = 5


@meetings.get(f"{FIRM}/groups/new")
@allow(*FOR_A_FIRM, of=own_firm)
def new_group(event: Event, registration: Registration) -> ResponseReturnValue:
    form = RoundForm(formdata=None, data={"key": new_public_id(), "seats": min(USUAL_SEATS, seats_at(event))})
    return _form_page(event, registration, form)


@meetings.post(f"{FIRM}/groups/new")
@allow(*FOR_A_FIRM, of=own_firm)
def open_group(event: Event, registration: Registration) -> ResponseReturnValue:
    form = RoundForm()
    if form.narrow.data:
        return _form_page(event, registration, form)
    if not form.validate() or form.slot.data is None:
        return _form_page(event, registration, form), 422
    said: dict[str, Any] = {
        "topic": form.topic.data or "",
        "slot_id": form.slot.data,
        "seats": form.seats.data or LEAST_SEATS,
        "is_open": form.open.data != "invited",
        "length": length_asked(event),
        "invited": sorted(form.invited.data or []),
        "for_it": acting_for(),
    }

    def act() -> dict[str, Any]:
        return {"meeting": services.open_round(event.id, registration.id, by=current_user.id, **said)}

    try:
        body = {"open": registration.id, **{name: str(value) for name, value in said.items()}}
        made = of_pairs.posted(current_user.id, form.key.data, body, act)["meeting"]
    except DomainError as refused:
        if isinstance(refused, SlotTaken):
            form.slot.data = None
        return _form_page(event, registration, form, refused), errors.error_status(refused)
    flash(gettext("The group meeting is open. Time and table are yours; whom you invited has a letter."), "good")
    return to_round(event, registration, made)


@meetings.post(f"{FIRM}/groups/<int:round_id>/description")
@allow(*FOR_A_FIRM, of=own_firm)
def describe_group(event: Event, registration: Registration, round_id: int) -> ResponseReturnValue:
    row, form = own_round(registration, round_id), RoundForm()
    if not form.validate():
        return round_page(event, registration, row, described=form), 422
    is_open, seats = form.open.data != "invited", form.seats.data or row.seats
    said: dict[str, Any] = {"topic": form.topic.data or "", "seats": seats, "is_open": is_open}
    try:
        changed = services.describe_round(row.id, by=current_user.id, event_id=event.id, **said)
    except DomainError as refused:
        return as_it_stands(event, registration, round_id, refused, described=form)
    flash(gettext("Saved.") if changed else gettext("Nothing was changed."), "good")
    return to_round(event, registration, round_id)


@meetings.post(f"{FIRM}/groups/<int:round_id>/invitations")
@allow(*FOR_A_FIRM, of=own_firm)
def invite_guests(event: Event, registration: Registration, round_id: int) -> ResponseReturnValue:
    row, form = own_round(registration, round_id), GuestsForm()
    form.validate()
    if form.narrow.data:
        return round_page(event, registration, row, inviting=form)
    wanted = sorted(one for one in set(form.invited.data or []) if not _has_part(row, one))
    try:
        count = services.invite(row.id, wanted, by=current_user.id, event_id=event.id)
    except DomainError as refused:
        return as_it_stands(event, registration, round_id, refused)
    if count:
        flash(ngettext("%(num)d firm is invited.", "%(num)d firms are invited.", count), "good")
    if count < len(wanted):
        left = len(wanted) - count
        told = ngettext(
            "%(num)d firm takes no further meetings at present.",
            "%(num)d firms take no further meetings at present.",
            left,
        )
        flash(told, "info")
    return to_round(event, registration, round_id)


@meetings.post(f"{FIRM}/groups/<int:round_id>/guests/<int:other_id>/removal")
@allow(*FOR_A_FIRM, of=own_firm)
def remove_guest(event: Event, registration: Registration, round_id: int, other_id: int) -> ResponseReturnValue:
    row = own_round(registration, round_id)
    guest = next((one for one in row.guests if one.firm.registration_id == other_id), None)
    if guest is None:
        raise NotFound
    services.remove_guest(row.id, other_id, by=current_user.id, event_id=event.id)
    flash(gettext("Taken back. %(firm)s is told.", firm=company_label(guest.firm)), "info")
    return to_round(event, registration, round_id)


@meetings.post(f"{FIRM}/groups/<int:round_id>/cancellation")
@allow(*FOR_A_FIRM, of=own_firm)
def call_off_group(event: Event, registration: Registration, round_id: int) -> ResponseReturnValue:
    row, form = own_round(registration, round_id), DeclineForm()
    form.validate()
    services.call_off(row.id, by=current_user.id, reason=form.reason.data or "", event_id=event.id)
    flash(gettext("Called off. All who had a seat or an invitation are told."), "info")
    return to_round(event, registration, round_id)


@meetings.post(f"{FIRM}/groups/<int:round_id>/interpreter")
@allow(*FOR_A_FIRM, of=own_firm)
def find_interpreter(event: Event, registration: Registration, round_id: int) -> ResponseReturnValue:
    row = own_round(registration, round_id)
    try:
        found = services.find_interpreter(row.id, by=current_user.id, event_id=event.id)
    except DomainError as refused:
        return as_it_stands(event, registration, round_id, refused)
    told = gettext("An interpreter comes. All who have a seat are told.")
    flash(told if found else gettext("Nothing was changed."), "good")
    return to_round(event, registration, round_id)


def _has_part(row: RoundRow, one: int) -> bool:
    """Whether a firm comes or is invited already: of it nothing is to be said."""
    return row.is_host(one) or row.answer_of(one) in (Answer.ACCEPTED, Answer.INVITED)


def _form_page(event: Event, registration: Registration, form: RoundForm, refused: DomainError | None = None) -> str:
    mark_group_tab()
    length, most = length_asked(event), seats_at(event)
    approved = registration.state == RegistrationState.APPROVED
    groups, narrowing = guests_to_choose(event, registration, form=form)
    options: Sequence[RoundOption] = ()
    if approved and may_open(event) and most >= LEAST_SEATS:
        hall = with_keepers(hall_of(event, [registration.id]), event)
        host, seats = hall.parties[registration.id], LEAST_SEATS
        options = round_options(hall.board, host, (), seats, now=now(), length=length)
    free = [one.slot_id for one in options if one.is_free]
    best = best_of([one for one in options if one.most >= (form.seats.data or LEAST_SEATS)]) or best_of(options)
    days = {local(slot.starts_at).date() for slot in event.slots}
    return render_template(
        "meetings/group_new.html",
        event=event,
        registration=registration,
        form=form,
        parts=round_parts(event, options, met_by(registration), {}, most=most),
        free=free,
        chosen=form.slot.data if form.slot.data in free else (best.slot_id if best is not None else None),
        groups=groups,
        narrowing=narrowing,
        invitable=None if acting_for() else invitable_by(event, registration.id),
        length=length,
        lengths=lengths_of(event, length),
        least=LEAST_SEATS,
        most=most,
        one_day=days.pop() if len(days) == 1 else None,
        may_open=approved and may_open(event),
        approved=approved,
        refused=errors.error_text(refused) if refused is not None else "",
        acting_for=acting_for(),
    )
