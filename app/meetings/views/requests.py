"""Requests sent and received, and the answers to them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.events.models import Event
from app.events.phases import Act, BookingMode, Phase, allows
from app.floor.web.guards import allow, held_roles
from app.floor.web.locale import plain
from app.meetings import services
from app.meetings.errors import NeverYours
from app.meetings.forms import DeclineForm
from app.meetings.lifecycle import ENDED, State
from app.meetings.limits import LimitNote, limit_notes
from app.meetings.queries import lists
from app.meetings.queries.boards import limits_of, tallies_of
from app.meetings.services.steps import may_book
from app.meetings.views.agenda import SHOWN
from app.meetings.views.answers import bars_to
from app.meetings.views.barred import as_told
from app.meetings.views.blueprint import ARRANGERS, FIRM, FOR_A_FIRM, acting_for, meetings
from app.registrations.models import Registration
from app.registrations.scopes import own_firm
from app.registrations.states import OUT_OF_SIGHT, RegistrationState


@meetings.get(f"{FIRM}/requests")
@allow(*FOR_A_FIRM, of=own_firm)
def requests(event: Event, registration: Registration) -> ResponseReturnValue:
    mine = registration.id
    answering = allows(Phase(event.phase), Act.ANSWER, BookingMode(event.booking_mode))
    found = lists.meetings_of(mine)
    parts = _parts(found, mine, answering=answering)
    rows = {part.key: part.rows for part in parts}
    return render_template(
        "meetings/requests.html",
        event=event,
        registration=registration,
        parts=parts,
        bars=bars_to(event, registration, found),
        received=rows["received"],
        sent=rows["sent"],
        notes=_notes(event, registration),
        approved=registration.state == RegistrationState.APPROVED,
        takes_part=registration.state not in OUT_OF_SIGHT,
        may_book=may_book(event),
        may_arrange=not held_roles().isdisjoint(ARRANGERS),
        acting_for=acting_for(),
    )


def _notes(event: Event, registration: Registration) -> list[LimitNote]:
    """The limits that come near; of no use to a firm that takes no part any more."""
    if registration.state in OUT_OF_SIGHT:
        return []
    return list(limit_notes(limits_of(event), tallies_of(event.id, [registration.id])[registration.id]))


@dataclass(frozen=True)
class Part:
    """Meetings of one kind under a title; ``key`` is the anchor that other pages link to."""

    key: str
    title: str
    rows: list[lists.MeetingRow]


def _parts(rows: list[lists.MeetingRow], mine: int, *, answering: bool) -> list[Part]:
    """``answering``: the event still takes answers; else what is open stays without one."""
    received = gettext("Waiting for your answer") if answering else gettext("You did not answer")
    sent = gettext("You asked") if answering else gettext("You asked and got no answer")
    ended = sorted((row for row in rows if row.state in ENDED), key=lambda row: row.changed_at, reverse=True)
    return [
        Part("received", received, [row for row in rows if row.waits_for(mine)]),
        Part("sent", sent, [row for row in rows if row.waits_on_other(mine)]),
        Part("agreed", gettext("Agreed, without a time"), [row for row in rows if row.state == State.AGREED]),
        Part("booked", gettext("Booked"), [row for row in rows if row.state in SHOWN]),
        Part("ended", gettext("Came to nothing"), ended),
    ]


@meetings.post(f"{FIRM}/meetings/<int:meeting_id>/acceptance")
@allow(*FOR_A_FIRM, of=own_firm)
def accept(event: Event, registration: Registration, meeting_id: int) -> ResponseReturnValue:
    """Accept without a time; with one it is ``take_time``."""
    try:
        services.accept(meeting_id, registration.id, by=current_user.id)
    except NeverYours as refused:
        raise as_told(refused) from refused
    flash(
        gettext("Accepted. Choose a time.")
        if may_book(event)
        else gettext("Accepted. Its time is chosen once the organizer publishes."),
        "good",
    )
    return _back(event, registration)


@meetings.post(f"{FIRM}/meetings/<int:meeting_id>/decline")
@allow(*FOR_A_FIRM, of=own_firm)
def decline(event: Event, registration: Registration, meeting_id: int) -> ResponseReturnValue:
    form = DeclineForm()
    form.validate()
    services.decline(meeting_id, registration.id, by=current_user.id, reason=form.reason.data or "")
    told = gettext("Declined. The other side is told.")
    flash(_private(meeting_id) or told, "info")
    return _back(event, registration)


@meetings.post(f"{FIRM}/meetings/<int:meeting_id>/withdrawal")
@allow(*FOR_A_FIRM, of=own_firm)
def withdraw(event: Event, registration: Registration, meeting_id: int) -> ResponseReturnValue:
    services.withdraw(meeting_id, registration.id, by=current_user.id)
    flash(gettext("Your request is taken back."), "info")
    return _back(event, registration)


@meetings.post(f"{FIRM}/meetings/<int:meeting_id>/cancellation")
@allow(*FOR_A_FIRM, of=own_firm)
def cancel(event: Event, registration: Registration, meeting_id: int) -> ResponseReturnValue:
    form = DeclineForm()
    form.validate()
    services.cancel(meeting_id, registration.id, by=current_user.id, reason=form.reason.data or "")
    told = gettext("Cancelled. The time is free again and the other side is told.")
    flash(_private(meeting_id) or told, "info")
    if request.args.get("back") == "agenda":
        return redirect(url_for("meetings.agenda", event=event, registration_id=registration.id))
    return _back(event, registration)


def _private(meeting_id: int) -> str:
    """Who learns what of an arranged meeting that was called off; "" for one that was asked for."""
    row = lists.meeting_row(meeting_id)
    if row is None or not row.arranged:
        return ""
    return str(
        gettext(
            "Called off in private: %(organisation)s is told by whom, the other firm only that it does not take place.",
            organisation=plain(row.arranger),
        )
    )


def _back(event: Event, registration: Registration) -> ResponseReturnValue:
    return redirect(url_for("meetings.requests", event=event, registration_id=registration.id))
