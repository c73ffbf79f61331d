"""The page of an event that anybody may read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from babel.lists import format_list
from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_login import current_user

from app.accounts.permissions import Role
from app.db import now
from app.events.calendar import PlannedSlot
from app.events.models import Event, ProgrammeItem
from app.events.participants import participants_sources
from app.events.phases import Act, BookingMode, Phase, allows
from app.events.queries import has_interpreters, slots_by_id
from app.events.scopes import event_at, roles_in
from app.events.timeline import Entry, EntryKind, timeline
from app.events.views.blueprint import events
from app.events.wording import LANGUAGE_WORDS
from app.floor.web.guards import public
from app.floor.web.locale import clock
from app.floor.web.zones import offset_text
from app.kernel.clock import to_zone
from app.kernel.errors import NotFound
from app.kernel.localized import Localized
from app.kernel.spans import Span

SEE_DRAFTS = frozenset({Role.ORGANIZER, Role.CHAMBER, Role.DELEGATION_HEAD})


@events.get("/events/<slug:event>")
@public
def page(event: str) -> ResponseReturnValue:
    """What it is, when, where, how to take part. A draft is seen by who prepares it."""
    found = event_at(event)
    roles = roles_in(found)
    if not _allows(found, Act.SEE_EVENT) and not roles & SEE_DRAFTS:
        raise NotFound
    zone, host = ZoneInfo(found.zone), found.organisation
    slots = slots_by_id(found)
    days = timeline(slots.values(), [_entry(item, found) for item in found.programme], zone)
    return render_template(
        "events/page.html",
        event=found,
        roles=roles,
        days=days,
        times=sum(entry.times for _day, entries in days for entry in entries),
        offset=offset_text(found.zone, _noon(found, zone)),
        yours=_hours_of_reader(found, slots.values()),
        registration=_registration(found),
        participants=[made for source in participants_sources if (made := source(found.id)).sectors],
        languages=format_list([str(LANGUAGE_WORDS[one]) for one in found.name.languages()], locale=get_locale()),
        interprets=has_interpreters(found.id),
        organizer=Localized(host.name_en, host.name_zh or "", host.name_fr or ""),
    )


def _allows(event: Event, act: Act) -> bool:
    return allows(Phase(event.phase), act, BookingMode(event.booking_mode))


def _registration(event: Event) -> str:
    """``open``, ``later`` or ``over``: by the phase, and by the last day of registration."""
    if event.phase == Phase.DRAFT:
        return "later"
    today, closes = now().astimezone(ZoneInfo(event.zone)).date(), event.registration_closes_on
    return "open" if _allows(event, Act.REGISTER) and not (closes and today > closes) else "over"


def _entry(item: ProgrammeItem, event: Event) -> Entry:
    groups = {group.id: group for group in event.groups}
    audience = groups[item.group_id].names if item.group_id else None
    return Entry(Span(item.starts_at, item.ends_at), EntryKind.ITEM, item.title, place=item.place, audience=audience)


def _noon(event: Event, zone: ZoneInfo) -> dt.datetime:
    """A moment on the first day: the one whose offset counts."""
    day = event.days[0].day if event.days else now().date()
    return dt.datetime.combine(day, dt.time(12), tzinfo=zone)


def _hours_of_reader(event: Event, slots: Iterable[PlannedSlot]) -> tuple[str, str] | None:
    """From when until when the first day lasts on the reader's own clock, where that is another one."""
    zone = getattr(current_user, "zone", None)
    day = [slot.span for slot in slots if event.days and _day_of(slot.span, event) == event.days[0].day]
    if not zone or not day:
        return None
    start, end = to_zone(day[0].start, zone), to_zone(day[-1].end, zone)
    return (
        None
        if start.utcoffset() == to_zone(start, event.zone).utcoffset()
        else (clock(start.time()), clock(end.time()))
    )


def _day_of(span: Span, event: Event) -> dt.date:
    return to_zone(span.start, event.zone).date()
