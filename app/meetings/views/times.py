"""The times of the event as the pages show them: parts of the day between breaks, each time with its note."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time

from flask_babel import gettext

from app.companies.wording import company_label
from app.core.web.locale import clock, local, long_day, plain
from app.events.models import Event, Slot
from app.meetings.availability import Option
from app.meetings.queries.lists import MeetingRow
from app.meetings.queries.round_parties import topics_of
from app.meetings.wording import option_note

NOON = time(12)


@dataclass(frozen=True)
class Time:
    """One time to pick, or greyed with its reason; ``value`` is the slot's id."""

    value: int
    time: str
    note: str
    free: bool


@dataclass(frozen=True)
class Part:
    """Times between two breaks, under the name of the break before them or of the half day."""

    label: str
    slots: list[Time] = field(default_factory=list)


def parts_of_day(
    event: Event,
    options: Sequence[Option],
    mine: Mapping[int, MeetingRow],
    registration_id: int,
    *,
    here: int | None = None,
) -> list[Part]:
    """Every slot of the event in order; ``mine``: the reader's meetings by id, to say whom it meets then.

    ``here``: the slot where the meeting is now.
    """
    topics = topics_of({one.meeting_id for one in options if one.meeting_id and one.meeting_id not in mine})
    notes = {one.slot_id: (_note(one, mine, topics, registration_id), one.is_free) for one in options}
    last = {one.slot_id: one.seat.slot_ids[-1] for one in options if one.seat is not None}
    return parts_of(event, notes, here=here, last=last)


def _note(option: Option, mine: Mapping[int, MeetingRow], topics: Mapping[int, str], registration_id: int) -> str:
    number = option.meeting_id or 0
    return option_note(option, _whom(mine.get(number), registration_id), topics.get(number, ""))


def parts_of(
    event: Event,
    notes: Mapping[int, tuple[str, bool]],
    *,
    here: int | None = None,
    last: Mapping[int, int] | None = None,
) -> list[Part]:
    """The same from the note of each slot and whether it may be picked; ``last``: the slots with which meetings that
    begin with these would end, which is said where they take several."""
    ends = {slot.id: slot.ends_at for slot in event.slots}
    until = {first: ends[end] for first, end in (last or {}).items() if first != end}
    several = len({local(slot.starts_at).date() for slot in event.slots}) > 1
    parts: list[Part] = []
    day = None
    for slot in event.slots:
        new_day = local(slot.starts_at).date() != day
        day = local(slot.starts_at).date()
        if slot.kind != "meeting":
            parts.append(Part(_break_label(slot)))
        elif new_day or not parts:
            parts.append(Part(_day_label(slot.starts_at, several)))
        if slot.id in notes:
            note, is_free = notes[slot.id]
            told = gettext("Where it is now") if slot.id == here else note
            said = clock(slot.starts_at, until.get(slot.id))
            parts[-1].slots.append(Time(slot.id, said, told, is_free and slot.id != here))
    return [part for part in parts if part.slots]


def parted(parts: Sequence[Part]) -> tuple[list[Part], list[Part]]:
    """The times that suit both, and apart from them the others, each under the names of its parts of the day."""
    free = [Part(part.label, [one for one in part.slots if one.free]) for part in parts]
    others = [Part(part.label, [one for one in part.slots if not one.free]) for part in parts]
    return [part for part in free if part.slots], [part for part in others if part.slots]


def _break_label(slot: Slot) -> str:
    return f"{plain(slot.label) or gettext('Break')} {clock(slot.starts_at)} – {clock(slot.ends_at)}"


def _day_label(starts_at: datetime, several: bool) -> str:
    half = gettext("Morning") if local(starts_at).time() < NOON else gettext("Afternoon")
    return f"{long_day(starts_at)} · {half}" if several else str(half)


def _whom(row: MeetingRow | None, registration_id: int) -> str:
    if row is None:
        return ""
    name = company_label(row.other_than(registration_id))
    return str(gettext(", ")).join(part for part in (name, row.table) if part)
