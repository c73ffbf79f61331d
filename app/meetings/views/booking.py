"""Choose a time: to ask, to accept, to give an agreed meeting its time, to move a booked one. One page for all four."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.companies import wording
from app.core.db import new_public_id
from app.core.errors import DomainError, NotFound
from app.core.web import errors
from app.core.web.guards import allow
from app.core.web.locale import clock, moment
from app.core.web.routing import current_arguments
from app.events.models import Event
from app.meetings import services
from app.meetings.errors import MeetingMovedOn, SlotTaken
from app.meetings.forms import AskForm, TimeForm
from app.meetings.lifecycle import State
from app.meetings.queries import lists
from app.meetings.queries.move_proposals import proposal_of, proposed_span
from app.meetings.queries.standing import BookedAt, Standing, booked_at, standing_of_own
from app.meetings.services.requirements import may_book
from app.meetings.services.rescheduling import Outcome
from app.meetings.views.barred import as_told
from app.meetings.views.blueprint import ARRANGERS, FIRM, FOR_A_FIRM, meetings, runs_the_event
from app.meetings.views.partners import arrangeable_with, by_group
from app.meetings.views.time_page import length_asked, time_page
from app.registrations.models import Registration
from app.registrations.queries.firms import firm_at
from app.registrations.scopes import own_firm, partner_at
from app.registrations.states import OUT_OF_SIGHT

LOOK = "look"
"""Pressed without a script to read what goes with the time that is ticked: nothing is done."""


@meetings.get(f"{FIRM}/ask/<int:other_id>")
@allow(*FOR_A_FIRM, of=own_firm)
def ask(event: Event, registration: Registration, other_id: int) -> ResponseReturnValue:
    """Whom: the other firm; when: a time that suits both, or none yet."""
    return time_page(event, registration, _partner(event, registration, other_id), AskForm(formdata=None, data=_wish()))


@meetings.post(f"{FIRM}/ask/<int:other_id>")
@allow(*FOR_A_FIRM, of=own_firm)
def send_request(event: Event, registration: Registration, other_id: int) -> ResponseReturnValue:
    """``back=suggestions``: to go on there, with the filters of the address, with the next one."""
    other, form = _partner(event, registration, other_id), AskForm()
    slug, event_id, registration_id = event.slug, event.id, registration.id  # a transaction forgets what was read
    user_id, length = current_user.id, length_asked(event)
    called = wording.company_label(other.company) if other.company else ""
    if LOOK in request.form:
        return time_page(event, registration, other, form)
    if not form.validate():
        return time_page(event, registration, other, form), 422
    try:
        _once(
            form,
            "ask",
            other_id,
            form.priority.data,
            length,
            act=lambda: {
                "meeting": services.ask(
                    event_id,
                    registration_id,
                    other_id,
                    by=user_id,
                    slot_id=form.slot.data,
                    message=form.message.data or "",
                    priority=form.priority.data,
                    length=length,
                )
            },
        )
    except DomainError as refused:
        return _refused(event, registration, other, form, refused)
    if request.args.get("back") == "suggestions":
        flash(gettext("%(firm)s is asked. Nothing is booked until they accept.", firm=called), "good")
        filters: dict[str, Any] = {**current_arguments("back", "lang", "theme")}
        return redirect(url_for("matching.suggestions", event=slug, registration_id=registration_id, **filters))
    flash(gettext("Your request is sent. Nothing is booked until they accept."), "good")
    return redirect(url_for("meetings.requests", event=slug, registration_id=registration_id))


@meetings.get(f"{FIRM}/meetings/<int:meeting_id>/time")
@allow(*FOR_A_FIRM, of=own_firm)
def time(event: Event, registration: Registration, meeting_id: int) -> ResponseReturnValue:
    stands = standing_of_own(registration.id, meeting_id)
    if stands is None:
        raise NotFound
    other = firm_at(event, stands.other_than(registration.id))
    form = TimeForm(formdata=None, data={"slot": stands.slot_id, "key": new_public_id(), "seen": stands.version})
    return time_page(event, registration, other, form, "time", stood=stands.state)


@meetings.post(f"{FIRM}/meetings/<int:meeting_id>/time")
@allow(*FOR_A_FIRM, of=own_firm)
def take_time(event: Event, registration: Registration, meeting_id: int) -> ResponseReturnValue:
    """Accept with this time, place or move: whichever the meeting's state asks for. ``back=requests``: to go on there
    with the next one."""
    registration_id, slug = registration.id, event.slug  # a commit forgets what was read of them
    stands, form = standing_of_own(registration_id, meeting_id), TimeForm()
    if stands is None:
        raise NotFound
    if LOOK in request.form:
        other = firm_at(event, stands.other_than(registration_id))
        return time_page(event, registration, other, form, "time", stood=State(stands.state))
    slot_id: int | None = form.slot.data if form.validate() else None
    if slot_id is None:
        form.slot.errors = form.slot.errors or [gettext("Choose a time.")]
        other = firm_at(event, stands.other_than(registration.id))
        return time_page(event, registration, other, form, "time", stood=State(stands.state)), 422
    try:
        length = length_asked(event, stands.length)
        act = partial(_give_time, stands, registration_id, slot_id, form.seen.data, length, by=current_user.id)
        told = _once(form, "time", meeting_id, length, act=act)
    except DomainError as refused:
        other = firm_at(event, stands.other_than(registration.id))
        return _refused(event, registration, other, form, refused, "time", stood=State(stands.state))
    _say_booked(told)
    page = "meetings.requests" if request.form.get("back") == "requests" else "meetings.agenda"
    return redirect(url_for(page, event=slug, registration_id=registration_id))


def _say_booked(told: dict[str, Any]) -> None:
    """``told``: as of ``_give_time``."""
    at = {name: told.get(name, "") for name in ("time", "table", "before")}
    if told.get("proposed"):
        at["new"] = told["proposed"]
        flash(gettext("Proposed: %(new)s. The meeting stays at %(time)s until they accept.", **at), "good")
    elif told["done"] and at["before"]:
        flash(gettext("Moved: %(time)s at table %(table)s, before: %(before)s.", **at), "good")
    elif told["done"]:
        flash(gettext("Booked: %(time)s at table %(table)s.", **at), "good")
    else:
        stands = gettext("This meeting is already booked at %(time)s, table %(table)s. Nothing was changed.", **at)
        flash(stands, "info")


@meetings.get(f"{FIRM}/arrange")
@allow(*ARRANGERS, of=own_firm)
def arrange(event: Event, registration: Registration) -> ResponseReturnValue:
    """Whom to bring together with this firm; once chosen, when."""
    wanted = request.args.get("other", type=int)
    if wanted is not None:
        return time_page(
            event, registration, partner_at(event, wanted), TimeForm(formdata=None, data=_wish()), "arrange"
        )
    g.tab = "meetings.index"
    choices, full = arrangeable_with(event, registration)
    groups = by_group(event, choices)
    known = {"groups": groups, "full": full, "may_book": may_book(event)}
    return render_template("meetings/arrange.html", event=event, registration=registration, **known)


@meetings.post(f"{FIRM}/arrange")
@allow(*ARRANGERS, of=own_firm)
def send_arrangement(event: Event, registration: Registration) -> ResponseReturnValue:
    other, form = partner_at(event, request.args.get("other", 0, type=int)), TimeForm()
    if LOOK in request.form:
        return time_page(event, registration, other, form, "arrange")
    if not form.validate():
        return time_page(event, registration, other, form, "arrange"), 422
    try:
        _once(
            form,
            "arrange",
            other.id,
            length_asked(event),
            act=lambda: {
                "meeting": services.arrange(
                    event.id,
                    registration.id,
                    other.id,
                    by=current_user.id,
                    slot_id=form.slot.data,
                    message=form.message.data or "",
                    length=length_asked(event),
                )
            },
        )
    except DomainError as refused:
        return _refused(event, registration, other, form, refused, "arrange")
    flash(gettext("Arranged. Both firms are told who arranged it, and either may decline."), "good")
    return redirect(url_for("meetings.requests", event=event, registration_id=registration.id))


def _partner(event: Event, registration: Registration, other_id: int) -> Registration:
    """The firm that is asked. Raises NotFound, and so for an asker that takes no part any more: it sees nobody."""
    if registration.state in OUT_OF_SIGHT:
        raise NotFound
    return partner_at(event, other_id)


def _once(form: TimeForm, *body: object, act: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Do what was posted; with the same key and the same words it is not done again. What ``act`` answered then, and
    ``done``: whether it changed anything, which it does unless it says otherwise.
    """
    said = {"what": [str(part) for part in body], "slot": form.slot.data, "message": form.message.data or ""}
    return services.posted(current_user.id, form.key.data, said, lambda: {"done": True, **act()})


def _give_time(
    row: Standing, registration_id: int, slot_id: int, seen: int | None, length: int, *, by: int
) -> dict[str, Any]:
    """Accept with this time, place or move: whichever the meeting's state asks for. ``time`` and ``table`` that it has
    now, ``before`` the time that it had, ``proposed`` the one that waits for the other side, and ``done``: False where
    nothing was changed. Read before the commit, which forgets what was read.

    Raises MeetingMovedOn where it does not stand as ``seen``: an old page must not take back what was agreed since.
    """
    before = _said(booked_at(row.id)) if row.state == State.BOOKED else {}
    outcome = _time_given(row, registration_id, slot_id, seen, length, by=by)
    pending = proposal_of(row.id) if outcome in (Outcome.PROPOSED, Outcome.PENDING) else None
    at = booked_at(row.id)
    proposed = _time(at, *proposed_span(pending)) if at is not None and pending is not None else ""
    done = outcome in (Outcome.MOVED, Outcome.PROPOSED)
    return {"done": done, "before": before.get("time", ""), "proposed": proposed, **_said(at)}


def _said(at: BookedAt | None) -> dict[str, str]:
    return {"time": "", "table": ""} if at is None else {"time": _time(at, at.starts_at, at.until), "table": at.table}


def _time(at: BookedAt, starts_at: datetime, until: datetime | None) -> str:
    return moment(starts_at, until) if at.several_days else clock(starts_at, until)


def _time_given(
    row: Standing, registration_id: int, slot_id: int, seen: int | None, length: int, *, by: int
) -> Outcome:
    has_it = row.state == State.BOOKED and (row.slot_id, row.length) == (slot_id, length)
    if seen is not None and seen != row.version and not has_it:
        raise MeetingMovedOn
    if row.state == State.BOOKED:
        at_once = runs_the_event()
        return services.reschedule(row.id, registration_id, slot_id, by=by, length=length, seen=seen, at_once=at_once)
    if row.state == State.AGREED:
        services.place(row.id, registration_id, slot_id, by=by, length=length)
    else:
        services.accept(row.id, registration_id, by=by, slot_id=slot_id, length=length)
    return Outcome.MOVED


def _wish() -> dict[str, Any]:
    slot, priority = request.args.get("slot", type=int), request.args.get("priority", "want")
    return {"slot": slot, "priority": priority, "key": new_public_id()}


def _refused(
    event: Event,
    registration: Registration,
    other: Registration,
    form: TimeForm,
    refused: DomainError,
    act: str = "ask",
    *,
    stood: State | None = None,
) -> ResponseReturnValue:
    """The page as things now stand, with what was typed, and what to do instead; ``stood``: as of ``time_page``."""
    refused = as_told(refused)
    if isinstance(refused, SlotTaken):
        form.slot.data = None
    stands = lists.live_meeting_between(event.id, registration.id, other.id)
    if isinstance(refused, MeetingMovedOn) and stands is not None:
        form.slot.data, form.seen.data = stands.slot_id, stands.version
    page = time_page(event, registration, other, form, act, refused=refused, stood=stood)
    return page, errors.error_status(refused)
