"""Choose a time: to ask, to accept, to give an agreed meeting its time, to move a booked one. One page for all four."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.db import new_public_id, now
from app.events.models import Event
from app.floor.web import errors
from app.floor.web.guards import allow
from app.floor.web.locale import clock, local
from app.kernel.errors import DomainError, NotFound
from app.meetings import services
from app.meetings.availability import Option, options
from app.meetings.errors import MeetingMovedOn, SlotTaken
from app.meetings.forms import AskForm, TimeForm
from app.meetings.lifecycle import State
from app.meetings.limits import limit_notes
from app.meetings.queries import lists
from app.meetings.queries.boards import Hall, hall_of, limits_of
from app.meetings.services.steps import may_book
from app.meetings.views.barred import as_told, bar_for, words_of
from app.meetings.views.blueprint import ARRANGERS, FIRM, FOR_A_FIRM, acting_for, meetings
from app.meetings.views.partners import by_group, partners_of
from app.meetings.views.times import Part, parts_of_day
from app.meetings.wording import explained
from app.registrations.models import Registration
from app.registrations.queries.firms import firm_at
from app.registrations.scopes import own_firm, partner_at
from app.registrations.states import OUT_OF_SIGHT

OF_MEETINGS = ("meetings_left", "meetings_used_up")
NOTED_AT = {"ask": ("requests_left", "requests_used_up", *OF_MEETINGS, "lacking"), "accept": OF_MEETINGS}
"""The limits that an act comes nearer to: a meeting that is moved or gets its time counts already."""


@dataclass(frozen=True)
class Choice:
    """What the page offers: ``act`` as of ``_act``, or arrange; ``chosen`` the slot that is ticked."""

    act: str
    parts: list[Part]
    free: list[Option]
    chosen: int | None


@meetings.get(f"{FIRM}/ask/<int:other_id>")
@allow(*FOR_A_FIRM, of=own_firm)
def ask(event: Event, registration: Registration, other_id: int) -> ResponseReturnValue:
    """Whom: the other firm; when: a time that suits both, or none yet."""
    return _page(event, registration, _partner(event, registration, other_id), AskForm(formdata=None, data=_wish()))


@meetings.post(f"{FIRM}/ask/<int:other_id>")
@allow(*FOR_A_FIRM, of=own_firm)
def send_request(event: Event, registration: Registration, other_id: int) -> ResponseReturnValue:
    other, form = _partner(event, registration, other_id), AskForm()
    if not form.validate():
        return _page(event, registration, other, form), 422
    try:
        _once(
            form,
            "ask",
            other.id,
            form.priority.data,
            act=lambda: services.ask(
                event.id,
                registration.id,
                other.id,
                by=current_user.id,
                slot_id=form.slot.data,
                message=form.message.data or "",
                priority=form.priority.data,
            ),
        )
    except DomainError as refused:
        return _refused(event, registration, other, form, refused)
    flash(gettext("Your request is sent. Nothing is booked until they accept."), "good")
    return redirect(url_for("meetings.requests", event=event, registration_id=registration.id))


@meetings.get(f"{FIRM}/meetings/<int:meeting_id>/time")
@allow(*FOR_A_FIRM, of=own_firm)
def time(event: Event, registration: Registration, meeting_id: int) -> ResponseReturnValue:
    row = _own_meeting(registration, meeting_id)
    other = firm_at(event, row.other_than(registration.id).registration_id)
    form = TimeForm(formdata=None, data={"slot": row.slot_id, "key": new_public_id(), "seen": row.version})
    return _page(event, registration, other, form, "time")


@meetings.post(f"{FIRM}/meetings/<int:meeting_id>/time")
@allow(*FOR_A_FIRM, of=own_firm)
def take_time(event: Event, registration: Registration, meeting_id: int) -> ResponseReturnValue:
    """Accept with this time, place or move: whichever the meeting's state asks for."""
    row, form = _own_meeting(registration, meeting_id), TimeForm()
    other = firm_at(event, row.other_than(registration.id).registration_id)
    slot_id: int | None = form.slot.data if form.validate() else None
    if slot_id is None:
        form.slot.errors = [*form.slot.errors, gettext("Choose a time.")]
        return _page(event, registration, other, form, "time"), 422
    try:
        changed = _once(form, "time", row.id, act=lambda: _give_time(row, registration.id, slot_id, form.seen.data))
    except DomainError as refused:
        return _refused(event, registration, other, form, refused, "time")
    _say_booked(_own_meeting(registration, meeting_id), changed=changed)
    return redirect(url_for("meetings.agenda", event=event, registration_id=registration.id))


def _say_booked(row: lists.MeetingRow, *, changed: bool) -> None:
    """``changed``: false where the meeting had this time already."""
    at = {"time": clock(row.starts_at or now()), "table": row.table}
    if changed:
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
        return _page(event, registration, partner_at(event, wanted), TimeForm(formdata=None, data=_wish()), "arrange")
    g.tab = "meetings.index"
    groups = by_group(event, partners_of(registration))
    return render_template("meetings/arrange.html", event=event, registration=registration, groups=groups)


@meetings.post(f"{FIRM}/arrange")
@allow(*ARRANGERS, of=own_firm)
def send_arrangement(event: Event, registration: Registration) -> ResponseReturnValue:
    other, form = partner_at(event, request.args.get("other", 0, type=int)), TimeForm()
    if not form.validate():
        return _page(event, registration, other, form, "arrange"), 422
    try:
        _once(
            form,
            "arrange",
            other.id,
            act=lambda: services.arrange(
                event.id,
                registration.id,
                other.id,
                by=current_user.id,
                slot_id=form.slot.data,
                message=form.message.data or "",
            ),
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


def _once(form: TimeForm, *body: object, act: Callable[[], object]) -> bool:
    """Do what was posted; with the same key and the same words it is not done again. Whether ``act`` changed anything:
    all but False counts.
    """

    def whole() -> dict[str, Any]:
        return {"done": act() is not False}

    said = {"what": [str(part) for part in body], "slot": form.slot.data, "message": form.message.data or ""}
    return bool(services.posted(current_user.id, form.key.data, said, whole)["done"])


def _give_time(row: lists.MeetingRow, registration_id: int, slot_id: int, seen: str | None) -> bool:
    """Accept with this time, place or move: whichever the meeting's state asks for. False where it had it already.

    Raises MeetingMovedOn where it does not stand as ``seen``: an old page must not take back what was agreed since.
    """
    has_it = row.state == State.BOOKED and row.slot_id == slot_id
    if seen and seen != str(row.version) and not has_it:
        raise MeetingMovedOn
    if row.state == State.BOOKED:
        return services.move(row.id, registration_id, slot_id, by=current_user.id)
    if row.state == State.AGREED:
        services.place(row.id, registration_id, slot_id, by=current_user.id)
    else:
        services.accept(row.id, registration_id, by=current_user.id, slot_id=slot_id)
    return True


def _wish() -> dict[str, Any]:
    slot, priority = request.args.get("slot", type=int), request.args.get("priority", "want")
    return {"slot": slot, "priority": priority, "key": new_public_id()}


def _own_meeting(registration: Registration, meeting_id: int) -> lists.MeetingRow:
    row = lists.meeting_row(meeting_id)
    if row is None or registration.id not in (row.asker.registration_id, row.asked.registration_id):
        raise NotFound
    return row


def _refused(
    event: Event,
    registration: Registration,
    other: Registration,
    form: TimeForm,
    refused: DomainError,
    act: str = "ask",
) -> ResponseReturnValue:
    """The page as things now stand, with what was typed, and what to do instead."""
    refused = as_told(refused)
    if isinstance(refused, SlotTaken):
        form.slot.data = None
    stands = lists.live_meeting_between(event.id, registration.id, other.id)
    if isinstance(refused, MeetingMovedOn) and stands is not None:
        form.slot.data, form.seen.data = stands.slot_id, str(stands.version)
    return _page(event, registration, other, form, act, refused=refused), errors.status_of(refused)


def _page(
    event: Event,
    registration: Registration,
    other: Registration,
    form: TimeForm,
    act: str = "ask",
    *,
    refused: DomainError | None = None,
) -> str:
    """The page; ``act`` is arrange, or (ask, time) what the state of the pair's meeting asks for."""
    g.tab = "meetings.requests"
    live = lists.live_meeting_between(event.id, registration.id, other.id)
    hall = hall_of(event, (registration.id, other.id), ignoring=live.id if live else None)
    doing = act if act == "arrange" else _act(registration, live, act)
    barred = bar_for(event, registration, other, doing, live, hall)
    choice = _choice(event, registration, other, hall, form, doing, now_at=live.slot_id if live else None)
    times = {slot.id: slot.starts_at for slot in event.slots}
    days = {local(moment).date() for moment in times.values()}
    return render_template(
        "meetings/booking.html",
        event=event,
        registration=registration,
        other=other,
        form=form,
        live=live,
        choice=choice,
        post_url=request.full_path.rstrip("?"),
        one_day=days.pop() if len(days) == 1 else None,
        time_of=times,
        free_times=str(gettext(", ")).join(clock(times[option.slot_id]) for option in choice.free[:5]),
        barred=words_of(barred, doing) if barred else "",
        refused=None if barred and type(refused) is type(barred) else refused,
        sentence=explained(refused, doing) if refused else "",
        is_taken=isinstance(refused, SlotTaken),
        taken_at=times.get(int(str(refused.details.get("slot_id", 0)))) if refused else None,
        notes=[
            note
            for note in limit_notes(limits_of(event), hall.tallies[registration.id])
            if note.code in NOTED_AT.get(doing, ())
        ],
        may_book=may_book(event),
        acting_for=acting_for(),
    )


def _choice(
    event: Event,
    registration: Registration,
    other: Registration,
    hall: Hall,
    form: TimeForm,
    act: str,
    *,
    now_at: int | None,
) -> Choice:
    """The times; ``now_at``: where a meeting that is to be moved is now, which is no other time."""
    if not may_book(event):
        return Choice(act, [], [], None)
    found = options(hall.board, hall.parties[registration.id], hall.parties[other.id], now=now())
    here = now_at if act == "move" else None
    free = [option for option in found if option.is_free and option.slot_id != here]
    wanted = form.slot.data if form.slot.data in {option.slot_id for option in free} else None
    chosen = wanted if wanted is not None else (free[0].slot_id if free else None)
    mine = {row.id: row for row in lists.meetings_of(registration.id, State.BOOKED)}
    return Choice(act, parts_of_day(event, found, mine, registration.id, here=here), free, chosen)


def _act(registration: Registration, live: lists.MeetingRow | None, wanted: str) -> str:
    """ask, accept, place or move; waits where the other side must answer, over where there is nothing left to time."""
    if live is None:
        return "ask" if wanted == "ask" else "over"
    if live.waits_for(registration.id):
        return "accept"
    return {State.AGREED: "place", State.BOOKED: "move"}.get(live.state, "waits")
