"""An event as its organizer describes it: everything that one page asks, in the event's own time.

Rows name each other by keys (any text, unique within the event), so that a description can be checked, previewed and
copied before anything has an id.
"""

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Final

from app.events.hours import BreakSpec, CalendarSpec, DaySpec
from app.events.phases import BookingMode
from app.events.rules import ContactVisibility, Directory, Limits
from app.kernel.localized import LANGUAGES, Localized

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
class Dates:
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
    limits: Limits = field(default_factory=Limits)
    request_expiry_days: int | None = None
    dates: Dates = field(default_factory=Dates)
    booking_mode: str = BookingMode.PLANNED
    place_unanswered: bool = False
    moves_at_once: bool = False
    registration_mode: str = "invited"
    registration_code: str = ""
    contact_email: str = ""
    approval: str = "by_hand"
    contact_visibility: str = ContactVisibility.ACCEPTED
    directory: str = Directory.NONE
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


def moved_to(draft: EventDraft, first_day: dt.date) -> EventDraft:
    """The same event on other days: every date shifts by as much as the first day does; groups count as new."""
    if draft.first_day is None:
        return draft
    by = first_day - draft.first_day
    return replace(
        with_new_groups(draft),
        days=tuple(replace(day, day=day.day + by) for day in draft.days),
        breaks=tuple(replace(pause, day=_shifted(pause.day, by)) for pause in draft.breaks),
        programme=tuple(replace(item, day=_shifted(item.day, by)) for item in with_new_groups(draft).programme),
        dates=Dates(*(_shifted(day, by) for day in vars(draft.dates).values())),
    )


def renamed(name: Localized, old: dt.date, new: dt.date) -> Localized:
    """The name of a copy, told from the original's: by its year, or by a word where the year is the same."""
    return Localized(*(_renamed(name.exactly(language), old.year, new.year, language) for language in LANGUAGES))


def _renamed(text: str, old: int, new: int, language: str) -> str:
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
        may_ask=frozenset((keys[one], keys[other]) for one, other in draft.may_ask),
        tables=tuple(replace(zone, stays=keys[zone.stays]) for zone in draft.tables),
        programme=tuple(replace(item, audience=keys[item.audience]) for item in draft.programme),
    )


def _shifted(day: dt.date | None, by: dt.timedelta) -> dt.date | None:
    return None if day is None else day + by


def changed_parts(old: EventDraft, new: EventDraft) -> tuple[str, ...]:
    """The names of the fields in which two descriptions differ, in the order in which they stand above."""
    return tuple(name for name in vars(old) if getattr(old, name) != getattr(new, name))
