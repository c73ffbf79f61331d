"""Choose a time: to request, to accept, to book an agreed meeting, to move a booked one; or propose up to three
others instead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.companies import wording
from app.companies.wording import company_label
from app.core.db import new_public_id, now
from app.core.errors import DomainError, NotFound
from app.core.web import errors
from app.core.web.guards import allow
from app.core.web.locale import clock, moment
from app.core.web.routing import current_arguments
from app.events.models import Event
from app.meetings import services
from app.meetings.availability import list_options
from app.meetings.errors import MeetingStale, SlotTaken
from app.meetings.forms import MeetingRequestForm, ProposedTimesForm, SlotForm
from app.meetings.lifecycle import MeetingState
from app.meetings.models import MOST_PROPOSALS
from app.meetings.queries import lists
from app.meetings.queries.availability import load_company_availability
from app.meetings.queries.proposals import (
    BookedTime,
    get_own_standing,
)
from app.meetings.services.policy import may_book
from app.meetings.services.proposals import TimeChange
from app.meetings.views.blueprint import (
    ARRANGER_ROLES,
    COMPANY_ROLES,
    COMPANY_URL,
    is_acting_for_other,
    is_running_event,
    meetings,
)
from app.meetings.views.eligibility import find_answer_obstacles, group_choices, list_arrangeable, mask_refusal
from app.meetings.views.time_choice import (
    DayPart,
    get_requested_length,
    list_day_parts,
    list_lengths,
    render_time_page,
    split_free_parts,
)
from app.registrations.models import Registration
from app.registrations.queries.registrations import get_registration
from app.registrations.scopes import get_partner, own_registration
from app.registrations.states import INACTIVE_STATES


@meetings.get(f"{COMPANY_URL}/ask/<int:other_id>")
@allow(*COMPANY_ROLES, of=own_registration)
def ask(event: Event, registration: Registration, other_id: int) -> ResponseReturnValue:
    """Whom: the other firm; when: a time that suits both, or none yet."""
    return render_time_page(
        event,
        registration,
        _get_partner(event, registration, other_id),
        MeetingRequestForm(formdata=None, data=_get_request_values()),
    )


@meetings.post(f"{COMPANY_URL}/ask/<int:other_id>")
@allow(*COMPANY_ROLES, of=own_registration)
def send_request(event: Event, registration: Registration, other_id: int) -> ResponseReturnValue:
    """``back=suggestions``: to go on there, with the filters of the address, with the next one."""
    other, form = _get_partner(event, registration, other_id), MeetingRequestForm()
    slug, event_id, registration_id = event.slug, event.id, registration.id  # a transaction forgets what was read
    user_id, length = current_user.id, get_requested_length(event)
    called = wording.company_label(other.company) if other.company else ""
    if form.look.data:
        return render_time_page(event, registration, other, form)
    if not form.validate():
        return render_time_page(event, registration, other, form), 422
    try:
        _post_once(
            form,
            "ask",
            other_id,
            form.priority.data,
            length,
            act=lambda: {
                "meeting": services.request_meeting(
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
        return _render_refusal(event, registration, other, form, refused)
    if request.args.get("back") == "suggestions":
        flash(gettext("%(firm)s is asked. Nothing is booked until they accept.", firm=called), "good")
        filters: dict[str, Any] = {**current_arguments("back", "lang", "theme")}
        return redirect(url_for("matching.suggestions", event=slug, registration_id=registration_id, **filters))
    flash(gettext("Your request is sent. Nothing is booked until they accept."), "good")
    return redirect(url_for("meetings.requests", event=slug, registration_id=registration_id))


@meetings.get(f"{COMPANY_URL}/meetings/<int:meeting_id>/time")
@allow(*COMPANY_ROLES, of=own_registration)
def time(event: Event, registration: Registration, meeting_id: int) -> ResponseReturnValue:
    stands = get_own_standing(registration.id, meeting_id)
    if stands is None:
        raise NotFound
    other = get_registration(event, stands.other_than(registration.id))
    form = SlotForm(formdata=None, data={"slot": stands.slot_id, "key": new_public_id(), "seen": stands.version})
    return render_time_page(event, registration, other, form, "time", stood=stands.state)


@meetings.post(f"{COMPANY_URL}/meetings/<int:meeting_id>/time")
@allow(*COMPANY_ROLES, of=own_registration)
def take_time(event: Event, registration: Registration, meeting_id: int) -> ResponseReturnValue:
    """Accept with this time, place or move: whichever the meeting's state asks for. ``back=requests``: to go on there
    with the next one."""
    registration_id, slug = registration.id, event.slug  # a commit forgets what was read of them
    stands, form = get_own_standing(registration_id, meeting_id), SlotForm()
    if stands is None:
        raise NotFound
    if form.look.data:
        other = get_registration(event, stands.other_than(registration_id))
        return render_time_page(event, registration, other, form, "time", stood=MeetingState(stands.state))
    slot_id: int | None = form.slot.data if form.validate() else None
    if slot_id is None:
        form.slot.errors = form.slot.errors or [gettext("Choose a time.")]
        other = get_registration(event, stands.other_than(registration.id))
        return render_time_page(event, registration, other, form, "time", stood=MeetingState(stands.state)), 422
    try:
        length = get_requested_length(event, stands.length)
        at_once, by, seen = is_running_event(), current_user.id, form.seen.data
        answer = _post_once(
            form,
            "time",
            meeting_id,
            length,
            act=lambda: _describe_change(  # before the commit, which forgets what was read
                services.choose_time(stands, registration_id, slot_id, by=by, length=length, seen=seen, at_once=at_once)
            ),
        )
    except DomainError as refused:
        other = get_registration(event, stands.other_than(registration.id))
        return _render_refusal(event, registration, other, form, refused, "time", stood=MeetingState(stands.state))
    _flash_booked(answer)
    page = "meetings.requests" if form.back.data == "requests" else "meetings.agenda"
    return redirect(url_for(page, event=slug, registration_id=registration_id))


def _flash_booked(answer: dict[str, Any]) -> None:
    """``answer``: as of ``_describe_change``."""
    at = {name: answer.get(name, "") for name in ("time", "table", "before")}
    if answer.get("proposed"):
        at["new"] = answer["proposed"]
        flash(gettext("Proposed: %(new)s. The meeting stays at %(time)s until they accept.", **at), "good")
    elif answer["done"] and at["before"]:
        flash(gettext("Moved: %(time)s at table %(table)s, before: %(before)s.", **at), "good")
    elif answer["done"]:
        flash(gettext("Booked: %(time)s at table %(table)s.", **at), "good")
    else:
        stands = gettext("This meeting is already booked at %(time)s, table %(table)s. Nothing was changed.", **at)
        flash(stands, "info")


@meetings.get(f"{COMPANY_URL}/arrange")
@allow(*ARRANGER_ROLES, of=own_registration)
def arrange(event: Event, registration: Registration) -> ResponseReturnValue:
    """Whom to bring together with this firm; once chosen, when."""
    wanted = request.args.get("other", type=int)
    if wanted is not None:
        return render_time_page(
            event,
            registration,
            get_partner(event, wanted),
            SlotForm(formdata=None, data=_get_request_values()),
            "arrange",
        )
    g.tab = "meetings.index"
    choices, full = list_arrangeable(event, registration)
    groups = group_choices(event, choices)
    known = {"groups": groups, "full": full, "may_book": may_book(event)}
    return render_template("meetings/arrange.html", event=event, registration=registration, **known)


@meetings.post(f"{COMPANY_URL}/arrange")
@allow(*ARRANGER_ROLES, of=own_registration)
def send_arrangement(event: Event, registration: Registration) -> ResponseReturnValue:
    other, form = get_partner(event, request.args.get("other", 0, type=int)), SlotForm()
    if form.look.data:
        return render_time_page(event, registration, other, form, "arrange")
    if not form.validate():
        return render_time_page(event, registration, other, form, "arrange"), 422
    try:
        _post_once(
            form,
            "arrange",
            other.id,
            get_requested_length(event),
            act=lambda: {
                "meeting": services.arrange(
                    event.id,
                    registration.id,
                    other.id,
                    by=current_user.id,
                    slot_id=form.slot.data,
                    message=form.message.data or "",
                    length=get_requested_length(event),
                )
            },
        )
    except DomainError as refused:
        return _render_refusal(event, registration, other, form, refused, "arrange")
    flash(gettext("Arranged. Both firms are told who arranged it, and either may decline."), "good")
    return redirect(url_for("meetings.requests", event=event, registration_id=registration.id))


def _get_partner(event: Event, registration: Registration, other_id: int) -> Registration:
    """The firm that is asked. Raises NotFound, and so for an asker that takes no part any more: it sees nobody."""
    if registration.state in INACTIVE_STATES:
        raise NotFound
    return get_partner(event, other_id)


def _post_once(form: SlotForm, *body: object, act: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Do what was posted; with the same key and the same words it is not done again. What ``act`` answered then, and
    ``done``: whether it changed anything, which it does unless it says otherwise.
    """
    posted = {"what": [str(part) for part in body], "slot": form.slot.data, "message": form.message.data or ""}
    return services.post_once(current_user.id, form.key.data, posted, lambda: {"done": True, **act()})


def _describe_change(change: TimeChange) -> dict[str, Any]:
    """``time`` and ``table`` that the meeting has now, ``before`` the time that it had, ``proposed`` the one that waits
    for the other side, and ``done``: False where nothing was changed."""
    before, at = change.before, change.booked
    proposed = _format_time(at, *change.proposed) if at is not None and change.proposed is not None else ""
    was = _describe_booking(before)["time"]
    return {"done": change.is_done, "before": was, "proposed": proposed, **_describe_booking(at)}


def _describe_booking(at: BookedTime | None) -> dict[str, str]:
    return (
        {"time": "", "table": ""}
        if at is None
        else {"time": _format_time(at, at.starts_at, at.until), "table": at.table}
    )


def _format_time(at: BookedTime, starts_at: datetime, until: datetime | None) -> str:
    return moment(starts_at, until) if at.several_days else clock(starts_at, until)


def _get_request_values() -> dict[str, Any]:
    slot, priority = request.args.get("slot", type=int), request.args.get("priority", "want")
    return {"slot": slot, "priority": priority, "key": new_public_id()}


def _render_refusal(
    event: Event,
    registration: Registration,
    other: Registration,
    form: SlotForm,
    refused: DomainError,
    act: str = "ask",
    *,
    stood: MeetingState | None = None,
) -> ResponseReturnValue:
    """The page as things now stand, with what was typed, and what to do instead; ``stood``: as of
    ``render_time_page``."""
    refused = mask_refusal(refused)
    if isinstance(refused, SlotTaken):
        form.slot.data = None
    stands = lists.find_live_meeting(event.id, registration.id, other.id)
    if isinstance(refused, MeetingStale) and stands is not None:
        form.slot.data, form.seen.data = stands.slot_id, stands.version
    page = render_time_page(event, registration, other, form, act, refused=refused, stood=stood)
    return page, errors.error_status(refused)


@dataclass(frozen=True, slots=True)
class ProposableTimes:
    """What may be proposed: the times that suit both; and ``others``, each with the reason that speaks against it."""

    free: list[DayPart]
    others: list[DayPart]
    most: int = MOST_PROPOSALS


@meetings.get(f"{COMPANY_URL}/meetings/<int:meeting_id>/other-times")
@allow(*COMPANY_ROLES, of=own_registration)
def counter(event: Event, registration: Registration, meeting_id: int) -> ResponseReturnValue:
    row = lists.get_company_meeting(registration.id, meeting_id)
    return _render_counter(event, registration, row, ProposedTimesForm(formdata=None, data={"seen": row.version}))


@meetings.post(f"{COMPANY_URL}/meetings/<int:meeting_id>/other-times")
@allow(*COMPANY_ROLES, of=own_registration)
def propose_times(event: Event, registration: Registration, meeting_id: int) -> ResponseReturnValue:
    row, form = lists.get_company_meeting(registration.id, meeting_id), ProposedTimesForm()
    if not form.validate():
        return _render_counter(event, registration, row, form), 422
    try:
        services.counter(
            meeting_id,
            registration.id,
            slots=form.slots.data or [],
            by=current_user.id,
            message=form.message.data or "",
            length=get_requested_length(event, row.length),
            seen=form.seen.data,
        )
    except DomainError as refused:
        masked = mask_refusal(refused)
        return _render_counter(event, registration, row, form, errors.error_text(masked)), errors.error_status(masked)
    company = company_label(row.other_than(registration.id))
    flash(gettext("Your times are with %(firm)s. Nothing is booked until it accepts one.", firm=company), "good")
    return redirect(url_for("meetings.requests", event=event, registration_id=registration.id))


def list_proposable_times(event: Event, registration: Registration, row: lists.MeetingRow) -> ProposableTimes:
    """The times of the event for the two firms of a request; none while the firms give no times."""
    if not may_book(event):
        return ProposableTimes([], [])
    other = row.other_than(registration.id).registration_id
    hall = load_company_availability(event, (registration.id, other), ignoring=row.id)
    length = get_requested_length(event, row.length)
    options = list_options(hall.board, hall.parties[registration.id], hall.parties[other], now=now(), length=length)
    mine = {meeting.id: meeting for meeting in lists.list_meetings(registration.id, MeetingState.BOOKED, brief=True)}
    return ProposableTimes(*split_free_parts(list_day_parts(event, options, mine, registration.id)))


def _render_counter(
    event: Event, registration: Registration, row: lists.MeetingRow, form: ProposedTimesForm, sentence: str = ""
) -> str:
    g.tab = "meetings.requests"
    bar = find_answer_obstacles(event, registration, [row]).get(row.id)
    return render_template(
        "meetings/counter.html",
        event=event,
        registration=registration,
        row=row,
        other=row.other_than(registration.id),
        times=list_proposable_times(event, registration, row),
        lengths=list_lengths(event, get_requested_length(event, row.length)),
        form=form,
        sentence=sentence,
        barred=bar.reason if bar is not None else "",
        waits=row.state == MeetingState.REQUESTED and row.waits_for(registration.id),
        acting_for=is_acting_for_other(),
    )
