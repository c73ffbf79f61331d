"""The times of the event as the pages show them: parts of the day between breaks, each time with its note."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time

from flask_babel import gettext

from app.companies.wording import called
from app.events.models import Event, Slot
from app.floor.web.locale import clock, local, long_day, plain
from app.meetings.availability import Option
from app.meetings.queries.lists import MeetingRow
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
    found = {option.slot_id: option for option in options}
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
        if slot.id in found:
            option = found[slot.id]
            whom = _whom(mine.get(option.meeting_id or 0), registration_id)
            note = gettext("Where it is now") if slot.id == here else option_note(option, whom)
            parts[-1].slots.append(Time(slot.id, clock(slot.starts_at), note, option.is_free and slot.id != here))
    return [part for part in parts if part.slots]


def _break_label(slot: Slot) -> str:
    return f"{plain(slot.label) or gettext('Break')} {clock(slot.starts_at)} – {clock(slot.ends_at)}"


def _day_label(starts_at: datetime, several: bool) -> str:
    half = gettext("Morning") if local(starts_at).time() < NOON else gettext("Afternoon")
    return f"{long_day(starts_at)} · {half}" if several else str(half)


def _whom(row: MeetingRow | None, registration_id: int) -> str:
    if row is None:
        return ""
    name = called(row.other_than(registration_id))
    return str(gettext(", ")).join(part for part in (name, row.table) if part)
