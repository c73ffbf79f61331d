"""The page on which a time is chosen: the slots of the event by part of the day, what stands against each, and what
goes with one before it is confirmed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from babel.lists import format_list
from flask import g, render_template, request, url_for
from flask_babel import get_locale, gettext, ngettext
from flask_login import current_user
from sqlalchemy import select

from app.companies.locale_names import get_language_name
from app.companies.wording import company_label
from app.core.clock import Span
from app.core.db import db, now
from app.core.errors import DomainError
from app.core.web.locale import brief_day, clock, language, local, long_day, moment, plain, zone_city
from app.core.web.routing import current_arguments
from app.core.web.translations import lazy_gettext as _l
from app.events.models import Event, Slot, Table
from app.meetings.availability import SlotOption, get_best_option, list_options
from app.meetings.errors import SlotTaken
from app.meetings.forms import SlotForm
from app.meetings.interpreters import InterpreterNeed, InterpreterProfile, choose_languages, get_interpreter_need
from app.meetings.lifecycle import LIVE_STATES, MeetingState
from app.meetings.occupancy import BookingParty, Occupancy
from app.meetings.policy import MeetingAct, list_limit_notes
from app.meetings.queries import lists
from app.meetings.queries.availability import EventAvailability, load_company_availability
from app.meetings.queries.group_meeting_parties import get_group_topics
from app.meetings.queries.lists import MeetingRow
from app.meetings.queries.policy import get_event_limits
from app.meetings.seating import MeetingSeating
from app.meetings.services.policy import may_book
from app.meetings.views.blueprint import is_acting_for_other, moves_at_once
from app.meetings.views.eligibility import describe_refusal, find_refusal
from app.meetings.wording import describe_option, explain_never_free, explain_refusal
from app.registrations.models import Registration, Representative
from app.registrations.queries.delegation_members import RepresentedCompany

NOON = time(12)


@dataclass(frozen=True)
class TimeChoice:
    """One time to pick, or greyed with its reason; ``value`` is the slot's id."""

    value: int
    time: str
    note: str
    free: bool


@dataclass(frozen=True)
class DayPart:
    """Times between two breaks, under the name of the break before them or of the half day."""

    label: str
    slots: list[TimeChoice] = field(default_factory=list)


def list_day_parts(
    event: Event,
    options: Sequence[SlotOption],
    mine: Mapping[int, MeetingRow],
    registration_id: int,
    *,
    here: int | None = None,
) -> list[DayPart]:
    """Every slot of the event in order; ``mine``: the reader's meetings by id, to say whom it meets then.

    ``here``: the slot where the meeting is now.
    """
    topics = get_group_topics(
        {option.meeting_id for option in options if option.meeting_id and option.meeting_id not in mine}
    )
    notes = {option.slot_id: (_make_note(option, mine, topics, registration_id), option.is_free) for option in options}
    last = {option.slot_id: option.seat.slot_ids[-1] for option in options if option.seat is not None}
    return make_day_parts(event, notes, here=here, last=last)


def _make_note(
    option: SlotOption, mine: Mapping[int, MeetingRow], topics: Mapping[int, str], registration_id: int
) -> str:
    number = option.meeting_id or 0
    return describe_option(option, _get_partner_name(mine.get(number), registration_id), topics.get(number, ""))


def make_day_parts(
    event: Event,
    notes: Mapping[int, tuple[str, bool]],
    *,
    here: int | None = None,
    last: Mapping[int, int] | None = None,
) -> list[DayPart]:
    """The same from the note of each slot and whether it may be picked; ``last``: the slots with which meetings that
    begin with these would end, which is said where they take several."""
    ends = {slot.id: slot.ends_at for slot in event.slots}
    until = {first: ends[end] for first, end in (last or {}).items() if first != end}
    several = len({local(slot.starts_at).date() for slot in event.slots}) > 1
    parts: list[DayPart] = []
    day = None
    for slot in event.slots:
        new_day = local(slot.starts_at).date() != day
        day = local(slot.starts_at).date()
        if slot.kind != "meeting":
            parts.append(DayPart(_get_break_label(slot)))
        elif new_day or not parts:
            parts.append(DayPart(_get_day_label(slot.starts_at, several)))
        if slot.id in notes:
            note, is_free = notes[slot.id]
            text = gettext("Where it is now") if slot.id == here else note
            label = clock(slot.starts_at, until.get(slot.id))
            parts[-1].slots.append(TimeChoice(slot.id, label, text, is_free and slot.id != here))
    return [part for part in parts if part.slots]


def split_free_parts(parts: Sequence[DayPart]) -> tuple[list[DayPart], list[DayPart]]:
    """The times that suit both, and apart from them the others, each under the names of its parts of the day."""
    free = [DayPart(part.label, [slot for slot in part.slots if slot.free]) for part in parts]
    others = [DayPart(part.label, [slot for slot in part.slots if not slot.free]) for part in parts]
    return [part for part in free if part.slots], [part for part in others if part.slots]


def _get_break_label(slot: Slot) -> str:
    return f"{plain(slot.label) or gettext('Break')} {clock(slot.starts_at)} – {clock(slot.ends_at)}"


def _get_day_label(starts_at: datetime, several: bool) -> str:
    half = gettext("Morning") if local(starts_at).time() < NOON else gettext("Afternoon")
    return f"{long_day(starts_at)} · {half}" if several else str(half)


def _get_partner_name(row: MeetingRow | None, registration_id: int) -> str:
    if row is None:
        return ""
    name = company_label(row.other_than(registration_id))
    return str(gettext(", ")).join(part for part in (name, row.table) if part)


TimeFacts = Mapping[str, str]
"""Of one time what the card tells, in words; "" for what there is nothing to tell of."""


def get_time_facts(
    event: Event, mine: int, other: int, hall: EventAvailability, free: Collection[SlotOption]
) -> dict[int | None, TimeFacts]:
    """By slot, for the firm ``mine``; None: while no time is chosen."""
    parties = hall.parties[mine], hall.parties[other]
    seats = {option.slot_id: option.seat for option in free if option.seat is not None}
    tables, people = _get_table_labels(event.id), _get_person_names({seat.representative_id for seat in seats.values()})
    several = len(event.days) > 1
    result: dict[int | None, TimeFacts] = {None: {"language": _describe_language(hall.board, parties, None)}}
    for slot_id, seat in seats.items():
        span = Span(hall.board.spans[slot_id].start, hall.board.spans[seat.slot_ids[-1]].end)
        result[slot_id] = {
            "time": _format_time(event, span),
            "theirs": _format_home_time(event, span),
            "table": tables.get(seat.table_id, ""),
            "language": _describe_language(hall.board, parties, seat),
            "who": people.get(seat.representative_id, ""),
            "before": _describe_previous_table(event, hall.board, seat, span.start, tables),
            **({"named": moment(span.start, span.end if len(seat.slot_ids) > 1 else None)} if several else {}),
        }
    return result


def _get_table_labels(event_id: int) -> dict[int, str]:
    rows = db.session.execute(select(Table.id, Table.label).where(Table.event_id == event_id))
    return dict(rows.all())


def _get_person_names(people: Collection[int]) -> dict[int, str]:
    if not people:
        return {}
    names = (Representative.display_name, Representative.name_zh)
    chosen = select(Representative.id, *names).where(Representative.id.in_(people))
    return {
        number: company_label(RepresentedCompany(name or "", name_zh))
        for number, name, name_zh in db.session.execute(chosen)
    }


def _format_time(event: Event, span: Span) -> str:
    several = len(event.days) > 1
    text = moment(span.start, span.end) if several else clock(span.start, span.end)
    return str(gettext("%(time)s in %(place)s", time=text, place=plain(event.city) or zone_city(event.zone)))


def _format_home_time(event: Event, span: Span) -> str:
    """The same hour on the reader's own clock, "" where that is the event's."""
    own = getattr(current_user, "zone", None)
    if not own or own == event.zone:
        return ""
    start, here = span.start.astimezone(ZoneInfo(own)), local(span.start)
    city = zone_city(own)
    if start.utcoffset() == here.utcoffset():
        return str(gettext("the same hour in %(city)s", city=city))
    there = f"{clock(start.time())}–{clock(span.end.astimezone(ZoneInfo(own)).time())}"
    if start.date() != here.date():
        there = str(gettext("%(day)s, %(time)s", day=brief_day(start.date()), time=there))
    return str(gettext("%(time)s in %(place)s", time=there, place=city))


def _describe_language(
    board: Occupancy, parties: tuple[BookingParty, BookingParty], seat: MeetingSeating | None
) -> str:
    """In what the two speak, and whether somebody interprets."""
    sitting = (seat.representative_id, seat.their_representative_id) if seat is not None else (0, 0)
    own, other = (party.speech_of(person) for party, person in zip(parties, sitting, strict=True))
    if (need := get_interpreter_need(own, other)) is None:
        return _join_languages(own.languages & other.languages)
    interpreter = _find_interpreter(board, parties, need, seat)
    between = _join_languages(
        choose_languages([need], interpreter.languages if interpreter is not None else frozenset())
    )
    if seat is not None and interpreter is not None:
        return str(gettext("%(languages)s, an interpreter comes with it", languages=between))
    if interpreter is not None:
        return str(gettext("%(languages)s, an interpreter is booked with the time", languages=between))
    return str(gettext("%(languages)s: an interpreter is needed, and the event has none yet", languages=between))


def _find_interpreter(
    board: Occupancy, parties: tuple[BookingParty, BookingParty], need: InterpreterNeed, seat: MeetingSeating | None
) -> InterpreterProfile | None:
    """Who interprets then; while no time is chosen, somebody who could."""
    if seat is not None:
        return next((interpreter for interpreter in board.interpreters if interpreter.id == seat.interpreter_id), None)
    companies = {party.registration_id for party in parties}
    return next(
        (
            interpreter
            for interpreter in board.interpreters
            if interpreter.serves(companies) and need.is_met_by(interpreter.languages)
        ),
        None,
    )


def _join_languages(codes: Collection[str]) -> str:
    names = [get_language_name(code, language()) for code in sorted(codes)]
    return str(format_list(names, locale=get_locale() or "en"))


def _describe_previous_table(
    event: Event, board: Occupancy, seat: MeetingSeating, start: datetime, tables: Mapping[int, str]
) -> str:
    """Where who sits there comes from on that day; "" where nobody of the firm sat anywhere."""
    ended = [
        (board.spans[slot], board.table_of[meeting])
        for slot, meeting in board.meetings_of(seat.representative_id).items()
        if slot in board.spans and meeting in board.table_of and board.spans[slot].end <= start
    ]
    ended = [entry for entry in ended if local(entry[0].start).date() == local(start).date()]
    if not ended:
        return ""
    span, table = max(ended)
    at = {"time": clock(span.start), "table": tables.get(table, "")}
    if table == seat.table_id:
        return str(gettext("%(time)s at %(table)s, the same table", **at))
    if board.zones.get(table, "") == board.zones.get(seat.table_id, "") or not event.walk_minutes:
        return str(gettext("%(time)s at %(table)s", **at))
    return str(
        ngettext(
            "%(time)s at %(table)s, %(num)d minute away",
            "%(time)s at %(table)s, %(num)d minutes away",
            event.walk_minutes,
            **at,
        )
    )


MOST_OFFERED = 3
MOST_LISTED = 8
"""So many free times are said in a sentence; more are counted, and all stand below."""
MEETING_NOTES = ("meetings_left", "meetings_used_up")
_ENDED_TEXTS = {
    MeetingState.HELD: _l("This meeting was held"),
    MeetingState.MISSED: _l("This meeting is noted as missed"),
    MeetingState.EXPIRED: _l("This request has lapsed"),
}
_TIME_ACTS = ("accept", "place", "move")
_JUDGED_ACTS = {
    "ask": MeetingAct.REQUEST,
    "accept": MeetingAct.ACCEPT,
    "arrange": MeetingAct.ARRANGE,
    "place": MeetingAct.SCHEDULE,
    "move": MeetingAct.SCHEDULE,
}
NOTES_BY_ACT = {"ask": ("requests_left", "requests_used_up", *MEETING_NOTES, "lacking"), "accept": MEETING_NOTES}
"""The limits that an act comes nearer to: a meeting that is moved or gets its time counts already."""


@dataclass(frozen=True)
class TimePageChoice:
    """What the page offers: ``act`` as of ``render_time_page``; ``chosen`` the slot that is ticked."""

    act: str
    parts: list[DayPart]
    free: list[SlotOption]
    chosen: int | None

    @property
    def offers(self) -> list[int]:
        """Slots to press instead of one that was refused: the one that is ticked first, so that all of the page
        proposes the same."""
        return sorted((option.slot_id for option in self.free), key=lambda slot: slot != self.chosen)[:MOST_OFFERED]


def render_time_page(
    event: Event,
    registration: Registration,
    other: Registration,
    form: SlotForm,
    act: str = "ask",
    *,
    refused: DomainError | None = None,
    stood: MeetingState | None = None,
) -> str:
    """The page; ``act`` is arrange, or (ask, time) what the state of the pair's meeting asks for; ``stood``: the state
    of the meeting that was opened, which may have ended."""
    g.tab = "meetings.requests"
    rows = lists.list_meetings(registration.id, *LIVE_STATES, brief=True)
    live = next((row for row in rows if row.other_than(registration.id).registration_id == other.id), None)
    pair = (registration.id, other.id)
    hall = load_company_availability(event, pair, ignoring=live.id if live else None, which_interpreter=True)
    length = get_requested_length(event, live.length if live else 1)
    doing = act if act == "arrange" else _get_act(registration, live, act)
    judged = _JUDGED_ACTS.get(doing)
    barred = find_refusal(event, registration, other, judged, hall) if judged is not None else None
    if act == "ask" and live is not None:  # who came to ask has something else to do, and sees it as it stands now
        form.seen.data = live.version
    mine = {row.id: row for row in rows if row.state == MeetingState.BOOKED}
    choice = _make_choice(event, registration, other, hall, form, doing, length, mine, now_at=live)
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
        shown=split_free_parts(choice.parts) if doing == "move" else (choice.parts, []),
        length=length,
        lengths=list_lengths(event, length),
        passed_on=[(name, value) for name, value in request.args.items(multi=True) if name != "length"],
        post_url=_get_post_url(event, registration, live if doing in _TIME_ACTS else None),
        one_day=days.pop() if len(days) == 1 else None,
        time_of=times,
        facts={} if barred else get_time_facts(event, registration.id, other.id, hall, choice.free),
        offers=choice.offers,
        proposes=doing == "move" and not moves_at_once(event),
        say=say,
        free_times=str(gettext("; ") if len(days) > 1 else gettext(", ")).join(
            say(times[option.slot_id]) for option in choice.free[:MOST_LISTED]
        ),
        more_times=max(0, len(choice.free) - MOST_LISTED),
        barred=describe_refusal(barred, judged) if barred and judged else "",
        refused=None if barred and type(refused) is type(barred) else refused,
        sentence=explain_refusal(refused, doing) if refused else "",
        is_taken=isinstance(refused, SlotTaken),
        never_free=explain_never_free(refused.details.get("reason")) if isinstance(refused, SlotTaken) else "",
        taken_at=times.get(int(str(refused.details.get("slot_id", 0)))) if refused else None,
        notes=[
            note
            for note in list_limit_notes(get_event_limits(event), hall.tallies[registration.id])
            if note.code in NOTES_BY_ACT.get(doing, ())
        ],
        may_book=may_book(event),
        acting_for=is_acting_for_other(),
        ended=_ENDED_TEXTS.get(stood) if stood is not None else None,
        lapsed=stood == MeetingState.EXPIRED,
    )


def _get_post_url(event: Event, registration: Registration, live: lists.MeetingRow | None) -> str:
    """Where the page is sent to: where it was opened, but for ``live``, which is given its time and not asked for."""
    if live is None:
        return request.full_path.rstrip("?")
    arguments: dict[str, Any] = {**current_arguments("back", "slot", "priority")}
    return url_for("meetings.take_time", event=event, registration_id=registration.id, meeting_id=live.id, **arguments)


def get_requested_length(event: Event, stands: int = 1) -> int:
    """In how many slots the meeting is to be held: as the address says, else as it stands."""
    wanted = request.args.get("length", type=int)
    return wanted if wanted is not None and 1 <= wanted <= event.longest_meeting else stands


def list_lengths(event: Event, length: int) -> list[tuple[int, int, bool]]:
    """What may be chosen: slots, minutes with the pauses between them, whether it is chosen; [] where nothing is."""
    most = max(event.longest_meeting, length)
    if most == 1:
        return []
    pause = event.pause_minutes
    return [(count, count * (event.slot_minutes + pause) - pause, count == length) for count in range(1, most + 1)]


def _make_choice(
    event: Event,
    registration: Registration,
    other: Registration,
    hall: EventAvailability,
    form: SlotForm,
    act: str,
    length: int,
    mine: Mapping[int, lists.MeetingRow],
    *,
    now_at: lists.MeetingRow | None,
) -> TimePageChoice:
    """The times; ``mine``: the company's booked meetings; ``now_at``: the meeting that is to be moved: where it is
    now is no other time."""
    if not may_book(event):
        return TimePageChoice(act, [], [], None)
    options = list_options(hall.board, hall.parties[registration.id], hall.parties[other.id], now=now(), length=length)
    here = now_at.slot_id if now_at is not None and act == "move" and now_at.length == length else None
    free = [option for option in options if option.is_free and option.slot_id != here]
    wanted = form.slot.data if form.slot.data in {option.slot_id for option in free} else None
    best = get_best_option(free)
    untimed = act in ("ask", "arrange") and form.wants_no_time
    best_slot = best.slot_id if best is not None and not untimed else None
    chosen = wanted if wanted is not None else best_slot
    return TimePageChoice(act, list_day_parts(event, options, mine, registration.id, here=here), free, chosen)


def _get_act(registration: Registration, live: lists.MeetingRow | None, wanted: str) -> str:
    """ask, accept, place or move; waits where the other side must answer, over where there is nothing left to time."""
    if live is None:
        return "ask" if wanted == "ask" else "over"
    if live.state == MeetingState.REQUESTED and live.waits_for(registration.id):
        return "accept"
    return {MeetingState.AGREED: "place", MeetingState.BOOKED: "move"}.get(live.state, "waits")
