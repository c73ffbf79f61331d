"""The front page, where a role begins, and the page of an event that anybody may read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from babel.lists import format_list
from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_login import current_user

from app.accounts.permissions import Role
from app.accounts.queries import list_invitations
from app.accounts.wording import ROLE_WORDS
from app.core.clock import Span, to_zone
from app.core.db import now
from app.core.errors import NotFound
from app.core.localized import Localized
from app.core.web.guards import public
from app.core.web.locale import clock, offset_text
from app.events.calendar import PlannedSlot, TimelineEntry, TimelineEntryKind, timeline
from app.events.models import Event, ProgrammeItem
from app.events.overview import participants_sources
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.events.queries import has_interpreters, my_events, organisations_run_by, public_events, slots_by_id
from app.events.scopes import event_at, home_sources, roles_in
from app.events.views.blueprint import events, may
from app.events.wording import LANGUAGE_WORDS, phase_name


@events.get("/")
@public
def index() -> ResponseReturnValue:
    """One's own events when signed in, else the public ones."""
    if not current_user.is_authenticated:
        return render_template("events/front.html", public_events=public_events())
    mine = my_events(current_user.id)
    known = {entry.event.id for entry in mine}
    return render_template(
        "events/index.html",
        mine=mine,
        others=[event for event in public_events() if event.id not in known],
        phase_word=phase_name,
        role_words=ROLE_WORDS,
        invitations=len(list_invitations(current_user)),
        may_create=bool(organisations_run_by(current_user.id)),
    )


@events.get("/events/<slug:event>/home")
@public
def home(event: str) -> ResponseReturnValue:
    """Where the reader's role begins, else the event's public page. Raises NotFound where that has none to show."""
    this_event: Event = event_at(event)
    begins = next(filter(None, (source(this_event) for source in home_sources)), "")
    if not begins and not may(this_event, EventAct.SEE_EVENT):
        raise NotFound
    return redirect(begins or url_for("events.page", event=this_event))


DRAFT_READER_ROLES = frozenset({Role.ORGANIZER, Role.CHAMBER, Role.DELEGATION_HEAD})


@events.get("/events/<slug:event>")
@public
def page(event: str) -> ResponseReturnValue:
    """What it is, when, where, how to take part. A draft is seen by who prepares it."""
    this_event = event_at(event)
    roles = roles_in(this_event)
    if not _is_allowed_now(this_event, EventAct.SEE_EVENT) and not roles & DRAFT_READER_ROLES:
        raise NotFound
    zone, host = ZoneInfo(this_event.zone), this_event.organisation
    slots = slots_by_id(this_event)
    days = timeline(slots.values(), [_timeline_entry(item, this_event) for item in this_event.programme], zone)
    return render_template(
        "events/page.html",
        event=this_event,
        roles=roles,
        days=days,
        times=sum(entry.times for _day, entries in days for entry in entries),
        offset=offset_text(this_event.zone, _noon_of_first_day(this_event, zone)),
        yours=_hours_of_reader(this_event, slots.values()),
        registration=_registration_state(this_event),
        participants=[made for source in participants_sources if (made := source(this_event.id)).sectors],
        languages=format_list(
            [str(LANGUAGE_WORDS[language]) for language in this_event.name.languages()], locale=get_locale()
        ),
        interprets=has_interpreters(this_event.id),
        organizer=Localized(host.name_en, host.name_zh or "", host.name_fr or ""),
    )


def _is_allowed_now(event: Event, act: EventAct) -> bool:
    return is_allowed(Phase(event.phase), act, BookingMode(event.booking_mode))


def _registration_state(event: Event) -> str:
    """``open``, ``later`` or ``over``: by the phase, and by the last day of registration."""
    if event.phase == Phase.DRAFT:
        return "later"
    today, closes = now().astimezone(ZoneInfo(event.zone)).date(), event.registration_closes_on
    return "open" if _is_allowed_now(event, EventAct.REGISTER) and not (closes and today > closes) else "over"


def _timeline_entry(item: ProgrammeItem, event: Event) -> TimelineEntry:
    groups = {group.id: group for group in event.groups}
    audience = groups[item.group_id].names if item.group_id else None
    return TimelineEntry(
        Span(item.starts_at, item.ends_at), TimelineEntryKind.ITEM, item.title, place=item.place, audience=audience
    )


def _noon_of_first_day(event: Event, zone: ZoneInfo) -> dt.datetime:
    """A moment on the first day: the one whose offset counts."""
    day = event.days[0].day if event.days else now().date()
    return dt.datetime.combine(day, dt.time(12), tzinfo=zone)


def _hours_of_reader(event: Event, slots: Iterable[PlannedSlot]) -> tuple[str, str] | None:
    """From when until when the first day lasts on the reader's own clock, where that is another one."""
    zone = getattr(current_user, "zone", None)
    day = [
        slot.span for slot in slots if event.days and to_zone(slot.span.start, event.zone).date() == event.days[0].day
    ]
    if not zone or not day:
        return None
    start, end = to_zone(day[0].start, zone), to_zone(day[-1].end, zone)
    return (
        None
        if start.utcoffset() == to_zone(start, event.zone).utcoffset()
        else (clock(start.time()), clock(end.time()))
    )
