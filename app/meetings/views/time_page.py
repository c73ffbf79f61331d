"""The page on which a time is chosen: which act it is for, which times there are, what stands against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import g, render_template, request, url_for
from flask_babel import gettext

from app.core.db import now
from app.core.errors import DomainError
from app.core.web.locale import clock, local, moment
from app.core.web.routing import current_arguments
from app.core.web.translations import lazy_gettext as _l
from app.events.models import Event
from app.meetings.availability import Option, best_of, options
from app.meetings.errors import SlotTaken
from app.meetings.forms import TimeForm
from app.meetings.lifecycle import LIVE, State
from app.meetings.limits import limit_notes
from app.meetings.queries import lists
from app.meetings.queries.boards import Hall, hall_for
from app.meetings.queries.tallies import limits_of
from app.meetings.services.requirements import may_book
from app.meetings.views.barred import bar_for, words_of
from app.meetings.views.blueprint import acting_for, moves_at_once
from app.meetings.views.confirming import facts_of
from app.meetings.views.times import Part, parted, parts_of_day
from app.meetings.wording import explained, never_free
from app.registrations.models import Registration

OFFERED = 3
LISTED = 8
"""So many free times are said in a sentence; more are counted, and all stand below."""
OF_MEETINGS = ("meetings_left", "meetings_used_up")
_ENDED = {
    State.HELD: _l("This meeting was held"),
    State.MISSED: _l("This meeting is noted as missed"),
    State.EXPIRED: _l("This request has lapsed"),
}
_OF_THE_TIME = ("accept", "place", "move")
NOTED_AT = {"ask": ("requests_left", "requests_used_up", *OF_MEETINGS, "lacking"), "accept": OF_MEETINGS}
"""The limits that an act comes nearer to: a meeting that is moved or gets its time counts already."""


@dataclass(frozen=True)
class Choice:
    """What the page offers: ``act`` as of ``_act``, or arrange; ``chosen`` the slot that is ticked."""

    act: str
    parts: list[Part]
    free: list[Option]
    chosen: int | None

    @property
    def offers(self) -> list[int]:
        """Slots to press instead of one that was refused: the one that is ticked first, so that all of the page
        proposes the same."""
        return sorted((option.slot_id for option in self.free), key=lambda slot: slot != self.chosen)[:OFFERED]


def time_page(
    event: Event,
    registration: Registration,
    other: Registration,
    form: TimeForm,
    act: str = "ask",
    *,
    refused: DomainError | None = None,
    stood: State | None = None,
) -> str:
    """The page; ``act`` is arrange, or (ask, time) what the state of the pair's meeting asks for; ``stood``: the state
    of the meeting that was opened, which may have ended."""
    g.tab = "meetings.requests"
    rows = lists.meetings_of(registration.id, *LIVE, brief=True)
    live = next((row for row in rows if row.other_than(registration.id).registration_id == other.id), None)
    pair = (registration.id, other.id)
    hall = hall_for(event, pair, ignoring=live.id if live else None, which_interpreter=True)
    length = length_asked(event, live.length if live else 1)
    doing = act if act == "arrange" else _act(registration, live, act)
    barred = bar_for(event, registration, other, doing, hall)
    if act == "ask" and live is not None:  # who came to ask has something else to do, and sees it as it stands now
        form.seen.data = live.version
    mine = {row.id: row for row in rows if row.state == State.BOOKED}
    choice = _choice(event, registration, other, hall, form, doing, length, mine, now_at=live)
    times = {slot.id: slot.starts_at for slot in event.slots}
    days = {local(start).date() for start in times.values()}
    say = moment if len(days) > 1 else clock
    return render_template(
        "meetings/booking.html",
        event=event,
        registration=registration,
        other=other,
        form=form,
        live=live,
        choice=choice,
        shown=parted(choice.parts) if doing == "move" else (choice.parts, []),
        length=length,
        lengths=lengths_of(event, length),
        passed_on=[(name, value) for name, value in request.args.items(multi=True) if name != "length"],
        post_url=_post_url(event, registration, live if doing in _OF_THE_TIME else None),
        one_day=days.pop() if len(days) == 1 else None,
        time_of=times,
        facts={} if barred else facts_of(event, registration.id, other.id, hall, choice.free),
        offers=choice.offers,
        proposes=doing == "move" and not moves_at_once(event),
        say=say,
        free_times=str(gettext("; ") if len(days) > 1 else gettext(", ")).join(
            say(times[option.slot_id]) for option in choice.free[:LISTED]
        ),
        more_times=max(0, len(choice.free) - LISTED),
        barred=words_of(barred, doing) if barred else "",
        refused=None if barred and type(refused) is type(barred) else refused,
        sentence=explained(refused, doing) if refused else "",
        is_taken=isinstance(refused, SlotTaken),
        never_free=never_free(refused.details.get("reason")) if isinstance(refused, SlotTaken) else "",
        taken_at=times.get(int(str(refused.details.get("slot_id", 0)))) if refused else None,
        notes=[
            note
            for note in limit_notes(limits_of(event), hall.tallies[registration.id])
            if note.code in NOTED_AT.get(doing, ())
        ],
        may_book=may_book(event),
        acting_for=acting_for(),
        ended=_ENDED.get(stood) if stood is not None else None,
        lapsed=stood == State.EXPIRED,
    )


def _post_url(event: Event, registration: Registration, live: lists.MeetingRow | None) -> str:
    """Where the page is sent to: where it was opened, but for ``live``, which is given its time and not asked for."""
    if live is None:
        return request.full_path.rstrip("?")
    kept: dict[str, Any] = {**current_arguments("back", "slot", "priority")}
    return url_for("meetings.take_time", event=event, registration_id=registration.id, meeting_id=live.id, **kept)


def length_asked(event: Event, stands: int = 1) -> int:
    """In how many slots the meeting is to be held: as the address says, else as it stands."""
    wanted = request.args.get("length", type=int)
    return wanted if wanted is not None and 1 <= wanted <= event.longest_meeting else stands


def lengths_of(event: Event, length: int) -> list[tuple[int, int, bool]]:
    """What may be chosen: slots, minutes with the pauses between them, whether it is chosen; [] where nothing is."""
    most = max(event.longest_meeting, length)
    if most == 1:
        return []
    pause = event.pause_minutes
    return [(count, count * (event.slot_minutes + pause) - pause, count == length) for count in range(1, most + 1)]


def _choice(
    event: Event,
    registration: Registration,
    other: Registration,
    hall: Hall,
    form: TimeForm,
    act: str,
    length: int,
    mine: Mapping[int, lists.MeetingRow],
    *,
    now_at: lists.MeetingRow | None,
) -> Choice:
    """The times; ``mine``: the firm's booked meetings; ``now_at``: the meeting that is to be moved: where it is now is
    no other time."""
    if not may_book(event):
        return Choice(act, [], [], None)
    found = options(hall.board, hall.parties[registration.id], hall.parties[other.id], now=now(), length=length)
    here = now_at.slot_id if now_at is not None and act == "move" and now_at.length == length else None
    free = [option for option in found if option.is_free and option.slot_id != here]
    wanted = form.slot.data if form.slot.data in {option.slot_id for option in free} else None
    best = best_of(free)
    best_slot = best.slot_id if best is not None and not _wants_no_time(act) else None
    chosen = wanted if wanted is not None else best_slot
    return Choice(act, parts_of_day(event, found, mine, registration.id, here=here), free, chosen)


def _wants_no_time(act: str) -> bool:
    """Whether the form came back with "no time yet" ticked, which a look at it or a fault elsewhere must not undo."""
    return act in ("ask", "arrange") and request.form.get("slot") == ""


def _act(registration: Registration, live: lists.MeetingRow | None, wanted: str) -> str:
    """ask, accept, place or move; waits where the other side must answer, over where there is nothing left to time."""
    if live is None:
        return "ask" if wanted == "ask" else "over"
    if live.state == State.REQUESTED and live.waits_for(registration.id):
        return "accept"
    return {State.AGREED: "place", State.BOOKED: "move"}.get(live.state, "waits")
