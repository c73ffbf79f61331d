"""When each of a firm's people is away, and who of them sits at a meeting."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from itertools import groupby

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.companies.wording import company_label
from app.core.errors import Invalid
from app.core.web import errors
from app.core.web.guards import allow
from app.core.web.locale import local
from app.events.models import Event, ProgrammeItem, Slot
from app.meetings.errors import SeatsHeld, SeatTaken
from app.meetings.lifecycle import ENDED, State
from app.meetings.queries import lists
from app.meetings.queries.rounds import RoundRow, rounds_at
from app.meetings.queries.standing_in import seats_at, slots_of, times_of
from app.meetings.services import standing_in
from app.meetings.views.blueprint import FIRM, FOR_A_FIRM, acting_for, meetings
from app.registrations.half_days import half_day_of
from app.registrations.models import Registration
from app.registrations.scopes import own_firm


@meetings.get(f"{FIRM}/times")
@allow(*FOR_A_FIRM, of=own_firm)
def people_times(event: Event, registration: Registration) -> str:
    return _page(event, registration)


@meetings.post(f"{FIRM}/times")
@allow(*FOR_A_FIRM, of=own_firm)
def set_times(event: Event, registration: Registration) -> ResponseReturnValue:
    """One person's times; meetings that stand in the way are shown, and handed over once that is confirmed."""
    person_id, slots = request.form.get("person", 0, type=int), slots_of(event.id)
    away = _away(event, slots)
    reason, hand_over = request.form.get("reason", ""), request.form.get("hand_over") == "1"
    try:
        seats = standing_in.set_away(
            registration.id, person_id, away, by=current_user.id, reason=reason, hand_over=hand_over
        )
    except SeatsHeld as refused:
        return _page(event, registration, refused, person_id, away, reason), errors.error_status(refused)
    told = ngettext("Saved. %(num)d seat was handed over.", "Saved. %(num)d seats were handed over.", seats)
    flash(told if seats else gettext("Saved."), "good")
    return redirect(url_for("meetings.people_times", event=event, registration_id=registration.id))


@meetings.get(f"{FIRM}/meetings/<int:meeting_id>/person")
@allow(*FOR_A_FIRM, of=own_firm)
def who_sits(event: Event, registration: Registration, meeting_id: int) -> str:
    return _seat_page(event, registration, meeting_id)


@meetings.post(f"{FIRM}/meetings/<int:meeting_id>/person")
@allow(*FOR_A_FIRM, of=own_firm)
def seat_person(event: Event, registration: Registration, meeting_id: int) -> ResponseReturnValue:
    _own(registration, meeting_id)
    try:
        changed = standing_in.seat(
            meeting_id, registration.id, request.form.get("person", 0, type=int), by=current_user.id
        )
    except SeatTaken as refused:
        return _seat_page(event, registration, meeting_id, refused), errors.error_status(refused)
    flash(gettext("Saved.") if changed else gettext("Nothing was changed."), "good" if changed else "info")
    return redirect(url_for("meetings.agenda", event=event, registration_id=registration.id))


OVER = (*ENDED, State.HELD, State.MISSED)


def _away(event: Event, slots: Collection[Slot]) -> frozenset[int]:
    """The slots ticked one by one, and those of the half days and of parts of the programme ticked whole.

    Raises Invalid for what the event has not, or no more: with that left out, somebody would be there who said no.
    """
    ticked, halves, items = (set(request.form.getlist(name)) for name in ("slot", "half", "item"))
    half_of = {str(slot.id): half_day_of(slot.starts_at, event.zone) for slot in slots}
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


def _page(
    event: Event,
    registration: Registration,
    refused: SeatsHeld | None = None,
    person_id: int = 0,
    away: Collection[int] = (),
    reason: str = "",
) -> str:
    """``refused``: the meetings in the way of what was ticked for this person."""
    g.tab = "meetings.agenda"
    held, stuck = (refused.meetings, refused.stuck) if refused is not None else ((), ())
    rows = lists.meetings_of(registration.id, State.BOOKED) if held else []
    slots = slots_of(event.id)
    return render_template(
        "meetings/people_times.html",
        event=event,
        registration=registration,
        people=times_of(registration),
        days=list(_days(event, slots)),
        shows=[item for item in event.programme if any(_is_then(item, slot) for slot in slots)],
        asked=person_id,
        away=away,
        reason=reason,
        touched=[row for row in rows if row.id in held],
        groups=[row for row in rounds_at([registration.id], State.BOOKED) if row.id in held] if held else [],
        stuck=stuck,
        refused=refused,
        acting_for=acting_for(),
    )


def _days(event: Event, slots: Collection[Slot]) -> Iterator[tuple[date, list[tuple[str, list[Slot]]]]]:
    """By day the half days (``2027-03-18 am``) with their times."""
    for day, those in groupby(slots, key=lambda slot: local(slot.starts_at).date()):
        halves = groupby(those, key=lambda slot: half_day_of(slot.starts_at, event.zone))
        yield day, [(half, list(times)) for half, times in halves]


def _own(registration: Registration, meeting_id: int) -> tuple[lists.MeetingRow | RoundRow, str]:
    """A meeting at which the firm sits, with whom; of a group what it is about. Raises NotFound."""
    group = next((row for row in rounds_at([registration.id]) if row.id == meeting_id), None)
    if group is not None:
        return group, group.topic
    row = lists.meeting_of(registration.id, meeting_id)
    return row, company_label(row.other_than(registration.id))


def _seat_page(event: Event, registration: Registration, meeting_id: int, refused: SeatTaken | None = None) -> str:
    g.tab = "meetings.agenda"
    row, whom = _own(registration, meeting_id)
    found = seats_at(event, row.id, registration.id) if row.state == State.BOOKED else None
    names = {one.id: one for one in registration.representatives}
    return render_template(
        "meetings/who_sits.html",
        event=event,
        registration=registration,
        row=row,
        whom=whom,
        over=_over(row.state),
        sat=row.people if row.state == State.HELD else (),
        sits=found.sits if found else None,
        people=[(names[one.representative_id], one.bar) for one in found.able] if found else [],
        refused=refused,
        acting_for=acting_for(),
    )


def _over(state: State) -> str:
    """What has become of a meeting at which nobody will sit any more, "" of one to come."""
    words = {State.HELD: gettext("This meeting was held"), State.MISSED: gettext("This meeting is noted as missed")}
    return str(words.get(state, gettext("This meeting does not take place"))) if state in OVER else ""
