"""An event as its organizer describes it; the phase that is due next; the address proposed from its name."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

from app.core.localized import LANGUAGES, Localized
from app.core.pinyin import syllables
from app.events.calendar import BreakSpec, CalendarSpec, DaySpec
from app.events.phases import BookingMode, Phase, phase_path
from app.events.rules import CompanyLimits, ContactVisibility, DirectoryVisibility

COPY_MARKS: Final = {"en": " (copy)", "zh": "（副本）", "fr": " (copie)"}
EVERYBODY: Final = ""
NOBODY: Final = ""


@dataclass(frozen=True)
class DraftGroup:
    """A side of the event. ``id`` is that of the group it already is, None for a new one."""

    key: str
    name: str
    name_zh: str = ""
    name_fr: str = ""
    id: int | None = None

    @property
    def names(self) -> Localized:
        return Localized(self.name, self.name_zh, self.name_fr)


@dataclass(frozen=True)
class DraftZone:
    """Tables that stand together: ``labels`` as typed ("A1–A12"); ``stays`` is the key of the group that keeps them;
    ``seats``: how many sit at each, None where nobody counted."""

    name: Localized
    labels: str
    stays: str = NOBODY
    seats: int | None = None


@dataclass(frozen=True)
class DraftItem:
    """A speech, a lunch, a tour. ``day`` None is the event's first; ``audience`` the key of a group, or everybody."""

    title: Localized
    starts: dt.time
    ends: dt.time
    day: dt.date | None = None
    place: Localized = field(default_factory=Localized)
    audience: str = EVERYBODY
    keeps_busy: bool = False


@dataclass(frozen=True)
class EventDates:
    """What is open until when; days of the event's zone, the last one included; in this order."""

    registration_opens_on: dt.date | None = None
    registration_closes_on: dt.date | None = None
    requests_until: dt.date | None = None
    timetable_on: dt.date | None = None


@dataclass(frozen=True)
class EventDraft:
    """The whole description. ``may_ask`` holds pairs of group keys (asking, asked)."""

    slug: str
    name: Localized
    zone: str
    days: tuple[DaySpec, ...]
    groups: tuple[DraftGroup, ...]
    may_ask: frozenset[tuple[str, str]]
    tables: tuple[DraftZone, ...] = ()
    breaks: tuple[BreakSpec, ...] = ()
    programme: tuple[DraftItem, ...] = ()
    slot_minutes: int = 25
    pause_minutes: int = 5
    walk_minutes: int = 0
    longest_meeting: int = 1
    limits: CompanyLimits = field(default_factory=CompanyLimits)
    request_expiry_days: int | None = None
    dates: EventDates = field(default_factory=EventDates)
    booking_mode: str = BookingMode.PLANNED
    place_unanswered: bool = False
    moves_at_once: bool = False
    registration_mode: str = "invited"
    registration_code: str = ""
    contact_email: str = ""
    approval: str = "by_hand"
    contact_visibility: str = ContactVisibility.ACCEPTED
    directory: str = DirectoryVisibility.NONE
    venue: Localized = field(default_factory=Localized)
    city: Localized = field(default_factory=Localized)
    about: Localized = field(default_factory=Localized)

    @property
    def calendar(self) -> CalendarSpec:
        """What decides the slots."""
        return CalendarSpec(self.days, self.slot_minutes, self.pause_minutes, self.zone, self.breaks)

    @property
    def seated(self) -> frozenset[str]:
        """The groups that keep tables of some zone."""
        return frozenset(zone.stays for zone in self.tables if zone.stays != NOBODY)

    @property
    def first_day(self) -> dt.date | None:
        return min((day.day for day in self.days), default=None)


def move_draft(draft: EventDraft, first_day: dt.date) -> EventDraft:
    """The same event on other days: every date shifts by as much as the first day does; groups count as new."""
    if draft.first_day is None:
        return draft
    by = first_day - draft.first_day
    return replace(
        with_new_groups(draft),
        days=tuple(replace(day, day=day.day + by) for day in draft.days),
        breaks=tuple(replace(pause, day=_shift_day(pause.day, by)) for pause in draft.breaks),
        programme=tuple(replace(item, day=_shift_day(item.day, by)) for item in with_new_groups(draft).programme),
        dates=EventDates(*(_shift_day(day, by) for day in vars(draft.dates).values())),
    )


def rename_copy(name: Localized, old: dt.date, new: dt.date) -> Localized:
    """The name of a copy, told from the original's: by its year, or by a word where the year is the same."""
    return Localized(*(_rename_text(name.exactly(language), old.year, new.year, language) for language in LANGUAGES))


def _rename_text(text: str, old: int, new: int, language: str) -> str:
    if not text:
        return ""
    if old == new:
        return text + COPY_MARKS[language]
    return text.replace(str(old), str(new)) if str(old) in text else f"{text} {new}"


def with_new_groups(draft: EventDraft) -> EventDraft:
    """The same sides under fresh keys and without ids, named so wherever they are named."""
    keys = {group.key: f"n{place}" for place, group in enumerate(draft.groups)} | {EVERYBODY: EVERYBODY}
    return replace(
        draft,
        groups=tuple(replace(group, key=keys[group.key], id=None) for group in draft.groups),
        may_ask=frozenset((keys[asking], keys[asked]) for asking, asked in draft.may_ask),
        tables=tuple(replace(zone, stays=keys[zone.stays]) for zone in draft.tables),
        programme=tuple(replace(item, audience=keys[item.audience]) for item in draft.programme),
    )


def _shift_day(day: dt.date | None, by: dt.timedelta) -> dt.date | None:
    return None if day is None else day + by


def changed_parts(old: EventDraft, new: EventDraft) -> tuple[str, ...]:
    """The names of the fields in which two descriptions differ, in the order in which they stand above."""
    return tuple(name for name in vars(old) if getattr(old, name) != getattr(new, name))


BOOKING_DAYS: Final = 21
"""So long firms need to ask and to answer."""

PLANNING_DAYS: Final = 3
"""So long before the day the timetable is begun where no date says otherwise."""


@dataclass(frozen=True)
class NextPhase:
    """The phase that follows, and the day from which it is due; ``on`` None: nothing says when."""

    target: Phase
    on: date | None
    is_due: bool


def next_phase(
    phase: Phase, mode: BookingMode, dates: EventDates, days: tuple[date, ...], today: date
) -> NextPhase | None:
    """What follows, None after the last phase; ``days``: those of the event, in order.

    A draft without a day of opening may be opened at any time: it is due.
    """
    steps = phase_path(mode)
    place = steps.index(phase) if phase in steps else len(steps)
    if place + 1 >= len(steps):
        return None
    target = steps[place + 1]
    on = _due_on(target, dates, days)
    at_will = target is Phase.REGISTRATION and on is None
    return NextPhase(target, on, at_will or (on is not None and on <= today))


def waiting_since(following: NextPhase, dates: EventDates, made_on: date) -> date | None:
    """The day since which a due phase waits; None where no day that was set says so, or one before the event was made.

    ``made_on``: the day on which the event was entered.
    """
    day_by_phase = {
        Phase.REGISTRATION: dates.registration_opens_on,
        Phase.BOOKING: dates.requests_until,
        Phase.PLANNING: dates.requests_until,
        Phase.PUBLISHED: dates.timetable_on,
    }
    if not following.is_due or following.on is None or day_by_phase.get(following.target, following.on) is None:
        return None
    return following.on if following.on >= made_on else None


def _due_on(target: Phase, dates: EventDates, days: tuple[date, ...]) -> date | None:
    first, last = (days[0], days[-1]) if days else (None, None)
    return {
        Phase.REGISTRATION: dates.registration_opens_on,
        Phase.BOOKING: _later_day(_add_days(dates.requests_until or first, -BOOKING_DAYS), dates.registration_opens_on),
        Phase.PLANNING: _add_days(dates.requests_until, 1) or _add_days(first, -PLANNING_DAYS),
        Phase.PUBLISHED: dates.timetable_on or _add_days(first, -1),
        Phase.RUNNING: first,
        Phase.CLOSED: _add_days(last, 1),
    }[target]


def _add_days(day: date | None, by: int) -> date | None:
    return None if day is None else day + timedelta(days=by)


def _later_day(first: date | None, second: date | None) -> date | None:
    return max(first, second) if first and second else first


SLUG_LENGTH: Final = 60
SLUG_PATTERN: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
RESERVED_SLUGS: Final = frozenset({"new"})


def is_slug(text: str) -> bool:
    """Whether the text can stand in an address: 1 to 60 of a–z, 0–9 and inner hyphens, and no word that pages use."""
    return SLUG_PATTERN.fullmatch(text) is not None and text not in RESERVED_SLUGS


def propose_slug(name: Localized, taken: Container[str] = ()) -> str:
    """A free address from the English name, else the French, else the Chinese one in pinyin."""
    stem = next(filter(None, (slugify(name.exactly(language)) for language in ("en", "fr", "zh"))), "event")
    return free_slug(stem, taken)


def slugify(text: str) -> str:
    """The letters and digits of a text in a–z and 0–9, parted by hyphens; "" where it has none."""
    parted = re.sub(r"['’](?!s\b)", " ", text.replace("×", " x "))  # l’été is two words, women’s is one
    latin = " ".join(syllables(parted))
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", ""))
    return "-".join(words)[:SLUG_LENGTH].strip("-")


def free_slug(stem: str, taken: Container[str]) -> str:
    """The stem, or the stem with the first number that makes it free."""
    candidate, number = stem, 1
    while candidate in taken or candidate in RESERVED_SLUGS:
        number += 1
        ending = f"-{number}"
        candidate = stem[: SLUG_LENGTH - len(ending)].strip("-") + ending
    return candidate
