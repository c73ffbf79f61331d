"""The phone on the day: the next meeting, an announced delay, private notes, pages to keep for a lost network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.companies.wording import company_label
from app.core.clock import Span
from app.core.db import now
from app.core.parsing import local_path
from app.core.web.guards import allow, current_roles
from app.core.web.locale import clock, zone
from app.core.web.pages import is_data_request
from app.day.phone import services
from app.day.phone.forms import DelayForm, NoteForm
from app.day.phone.models import PrivateNote
from app.day.phone.queries import AnnouncedDelay, get_delays_by_meeting, get_notes, list_delays, list_waiting_companies
from app.day.phone.rules import WayHint, count_minutes_until, find_next_today, get_way_hint, list_delay_choices
from app.events.models import Event
from app.events.phases import EventAct
from app.events.views.blueprint import may
from app.meetings.agenda import AgendaWalk
from app.meetings.lifecycle import PLACED_STATES, MeetingState
from app.meetings.queries.group_meetings import GroupMeetingRow, list_attended_group_meetings
from app.meetings.queries.lists import MeetingCompany, MeetingRow, list_meetings
from app.meetings.views.agenda_lines import describe_walk, get_walks
from app.meetings.views.blueprint import COMPANY_ROLES, COMPANY_URL
from app.registrations.models import Registration
from app.registrations.queries.delegation_members import RepresentedCompany
from app.registrations.scopes import a_registration, own_registration

phone = Blueprint("phone", __name__)


DELAY_ANNOUNCERS = (Role.COMPANY, Role.CHAMBER, Role.DELEGATION_HEAD)
"""Who says that a firm comes late; the organizer learns it."""


@dataclass(frozen=True)
class UpcomingMeeting:
    """``other``: whom the firm meets, None of a group that it hosts; ``way`` and ``hint`` in words, "" for nothing;
    ``mine`` and ``theirs``: who have said that they come late; ``choices``: the minutes that can be said now;
    ``takes_back``: whether who reads it may say that the company comes in time after all."""

    row: MeetingRow | GroupMeetingRow
    other: MeetingCompany | None
    has_begun: bool
    until: str
    way: str
    hint: str
    is_urgent: bool
    mine: AnnouncedDelay | None
    theirs: tuple[AnnouncedDelay, ...]
    choices: tuple[int, ...]
    takes_back: bool


@phone.get(f"{COMPANY_URL}/agenda/next")
@allow(*COMPANY_ROLES, of=own_registration)
def coming(event: Event, registration: Registration) -> ResponseReturnValue:
    """The part of the agenda that a phone asks for again each minute."""
    rows = list_meetings(registration.id, *PLACED_STATES)
    groups = list_attended_group_meetings([registration.id])
    ahead = coming_up(event, registration, rows, groups)
    return render_template("day/_coming.html", event=event, registration=registration, coming=ahead)


@phone.app_template_global()
def coming_up(
    event: Event, registration: Registration, rows: Sequence[MeetingRow], groups: Sequence[GroupMeetingRow]
) -> list[UpcomingMeeting]:
    """Of the company's meetings those that have begun while somebody comes late, then the one that is next today; none
    where they may yet change, or are over."""
    if not may(event, EventAct.CALL_OFF):
        return []
    at = now()
    mine = [row for row in groups if row.holds_time_of(registration.id)]
    all_mine: list[MeetingRow | GroupMeetingRow] = [*rows, *mine]
    booked = [row for row in all_mine if row.state == MeetingState.BOOKED]
    late = get_delays_by_meeting([row.id for row in booked], at)
    coming = find_next_today(booked, at, zone())
    shown = [row for row in booked if row.id in late and row.starts_at and row.starts_at <= at]
    ways = get_walks(event, all_mine)
    return [
        _build_upcoming_meeting(event, registration, row, ways, late) for row in (*shown, *([coming] if coming else []))
    ]


def _build_upcoming_meeting(
    event: Event,
    registration: Registration,
    row: MeetingRow | GroupMeetingRow,
    ways: Mapping[int, AgendaWalk],
    late: Mapping[int, Sequence[AnnouncedDelay]],
) -> UpcomingMeeting:
    at, starts_at = now(), row.starts_at or now()
    way = None if starts_at <= at else ways.get(row.id)
    hint = get_way_hint(way, at)
    delays = late.get(row.id, ())
    other = _get_partner(row, registration.id)
    return UpcomingMeeting(
        row,
        other,
        starts_at <= at,
        format_minutes_until(count_minutes_until(starts_at, at)),
        describe_walk(way),
        _get_hint_text(hint, way),
        hint in (WayHint.LEAVE_NOW, WayHint.TIGHT),
        next((delay for delay in delays if delay.registration_id == registration.id), None),
        tuple(delay for delay in delays if delay.registration_id != registration.id),
        _list_choices(event, row),
        _may_announce_delay(event),
    )


def _may_announce_delay(event: Event) -> bool:
    return may(event, EventAct.SAY_LATE) and not current_roles().isdisjoint(DELAY_ANNOUNCERS)


def _list_choices(event: Event, row: MeetingRow | GroupMeetingRow) -> tuple[int, ...]:
    if not _may_announce_delay(event) or row.starts_at is None or row.ends_at is None:
        return ()
    return list_delay_choices(Span(row.starts_at, row.ends_at), now(), zone())


def _get_hint_text(hint: WayHint, way: AgendaWalk | None) -> str:
    if hint is WayHint.LEAVE_BY and way is not None:
        return str(gettext("Leave by %(time)s.", time=clock(way.leave_at)))
    words = {
        WayHint.LEAVE_NOW: gettext("Leave now"),
        WayHint.TIGHT: gettext("Leave as soon as the meeting before ends"),
    }
    return str(words.get(hint, ""))


def _get_partner(row: MeetingRow | GroupMeetingRow, registration_id: int) -> MeetingCompany | None:
    if isinstance(row, MeetingRow):
        return row.other_than(registration_id)
    return None if row.is_host(registration_id) else row.host


def format_minutes_until(minutes: int) -> str:
    """In 28 minutes, in 2 h 05."""
    if minutes < 60:
        return str(ngettext("in %(num)d minute", "in %(num)d minutes", minutes))
    hours, rest = divmod(minutes, 60)
    return str(gettext("in %(hours)d h %(minutes)02d", hours=hours, minutes=rest))


MAX_OFFLINE_PAGES = 40
"""Pages; so many meetings nobody has in the days of an event."""


@phone.app_template_global()
def keeps_pages(event: Event) -> bool:
    """For a firm's own people, from the evening before on."""
    return Role.COMPANY in current_roles() and (may(event, EventAct.CHECK_IN) or may(event, EventAct.GIVE_FEEDBACK))


@phone.app_template_global()
def pages_to_keep(
    event: Event, registration: Registration, rows: Iterable[MeetingRow], groups: Iterable[GroupMeetingRow]
) -> list[str]:
    """The agenda first, then where it says how meetings went, then each partner, by time, those of groups last."""
    others = list_partner_ids(registration.id, rows, groups)
    partners = [url_for("registrations.firm", event=event, registration_id=other) for other in others]
    pages = ("meetings.agenda", "outcomes.firm")
    own = [url_for(page, event=event, registration_id=registration.id) for page in pages]
    return [*own, *partners][:MAX_OFFLINE_PAGES]


def list_partner_ids(registration_id: int, rows: Iterable[MeetingRow], groups: Iterable[GroupMeetingRow]) -> list[int]:
    """Whom a firm meets at these meetings, each once."""
    alone = (row.other_than(registration_id).registration_id for row in rows)
    sitting = (row.sitting for row in groups if row.holds_time_of(registration_id))
    together = (
        company.registration_id for some in sitting for company in some if company.registration_id != registration_id
    )
    return list(dict.fromkeys([*alone, *together]))


@phone.post(f"{COMPANY_URL}/meetings/<int:meeting_id>/late")
@allow(*DELAY_ANNOUNCERS, of=own_registration)
def say_late(event: Event, registration: Registration, meeting_id: int) -> ResponseReturnValue:
    word = services.announce_delay(event.id, meeting_id, registration.id, DelayForm().said, by=current_user.id)
    flash(_get_confirmation(word.minutes, list_waiting_companies(word)), "info")
    return _redirect_to_agenda(event, registration)


@phone.post(f"{COMPANY_URL}/meetings/<int:meeting_id>/late/removal")
@allow(*DELAY_ANNOUNCERS, of=own_registration)
def in_time(event: Event, registration: Registration, meeting_id: int) -> ResponseReturnValue:
    services.withdraw_delay(event.id, meeting_id, registration.id, by=current_user.id)
    flash(gettext("Taken back: you come in time."), "good")
    return _redirect_to_agenda(event, registration)


def _get_confirmation(minutes: int, waiting: Sequence[RepresentedCompany]) -> str:
    if len(waiting) == 1:
        text = ngettext(
            "%(firm)s and the desk see that you come %(num)d minute later.",
            "%(firm)s and the desk see that you come %(num)d minutes later.",
            minutes,
            firm=company_label(waiting[0]),
        )
        return str(text)
    others = ngettext(
        "The others of the group and the desk see that you come %(num)d minute later.",
        "The others of the group and the desk see that you come %(num)d minutes later.",
        minutes,
    )
    return str(others)


@phone.app_template_global()
def who_comes_late(event: Event) -> list[AnnouncedDelay]:
    """The firms of an event that have said so, for its desks and its organizer."""
    return list_delays(event.id, now())


def _redirect_to_agenda(event: Event, registration: Registration) -> ResponseReturnValue:
    return redirect(url_for("meetings.agenda", event=event, registration_id=registration.id), 303)


@phone.post(f"{COMPANY_URL}/note")
@allow(Role.COMPANY, of=a_registration)
def note(event: Event, registration: Registration) -> ResponseReturnValue:
    """About the firm of the address. A script asks for data, and shows them where they were written."""
    form = NoteForm()
    made = services.save_note(registration, form.said, seen=form.seen.data or 0, by=current_user.id)
    if is_data_request():
        return jsonify(words=made.words, seen=made.version)
    flash(gettext("Kept. Nobody but you reads this note."), "good")
    back = local_path(form.back.data)
    return redirect(back or url_for("registrations.firm", event=event, registration_id=registration.id), 303)


@phone.app_template_global()
def my_notes(registration_ids: Iterable[int]) -> Mapping[int, PrivateNote] | None:
    """The reader's own, by the firm that they are about; None for who keeps none here: only a firm's people do."""
    if Role.COMPANY not in current_roles():
        return None
    return get_notes(current_user.id, list(registration_ids))


@phone.app_template_global()
def my_notes_at(
    rows: Iterable[MeetingRow], groups: Iterable[GroupMeetingRow], registration_id: int
) -> Mapping[int, PrivateNote] | None:
    """The same about all whom the firm meets, alone or in groups."""
    return my_notes(list_partner_ids(registration_id, rows, groups))


blueprints = (phone,)
