"""The page on which a time is chosen: which act it is for, which times there are, what stands against it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g, render_template, request
from flask_babel import gettext

from app.db import now
from app.events.models import Event
from app.floor.web.locale import clock, local
from app.kernel.errors import DomainError
from app.meetings.availability import Option, options
from app.meetings.errors import SlotTaken
from app.meetings.forms import TimeForm
from app.meetings.lifecycle import State
from app.meetings.limits import limit_notes
from app.meetings.queries import lists
from app.meetings.queries.boards import Hall, hall_of, limits_of
from app.meetings.services.steps import may_book
from app.meetings.views.barred import bar_for, words_of
from app.meetings.views.blueprint import acting_for
from app.meetings.views.times import Part, parts_of_day
from app.meetings.wording import explained
from app.registrations.models import Registration

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


def time_page(
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
