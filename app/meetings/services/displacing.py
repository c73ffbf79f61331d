"""Hours or tables go, or firms are elsewhere: what booked meetings lose is said first, and done by the same rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import datetime

from sqlalchemy import delete, or_, select, update

from app.companies.wording import company_label
from app.core.db import db
from app.events.hours_change import HoursChange, MeetingImpact
from app.events.models import Event, Slot, Table
from app.events.services.rows import used_ids
from app.meetings import mails
from app.meetings.displaced import Fate, Loss
from app.meetings.lifecycle import PLACED, Actor, Move, State
from app.meetings.mails.places import ends_at_of
from app.meetings.models import GROUP, Claim, Meeting, MeetingProposal, Unavailability
from app.meetings.queries.lists import meetings_in
from app.meetings.queries.rounds import rounds_in
from app.meetings.queries.sittings import (
    absent_from_groups,
    crowded_by,
    fates_of,
    hurried_by,
    meetings_without_a_firm,
)
from app.meetings.services.rescheduling import withdraw_moves_to
from app.meetings.services.rounds.leaving import ENDS, displace_round, free_absent_guests
from app.meetings.services.steps import change, free_time, lock, noted

LETTERS = {
    Loss.TIME: "unplaced",
    Loss.ABSENT: "unplaced",
    Loss.NO_TABLE: "unplaced",
    Loss.TABLE: "reseated",
    Loss.NAME: "renamed",
    Loss.LINK: "relinked",
}


def impacts_of(event: Event, hours: HoursChange) -> Iterable[MeetingImpact]:
    """What each meeting would lose if this changed; nothing is written."""
    booked, hurried = fates_of(event, hours), hurried_by(event, hours)
    proposed = set(meetings_without_a_firm(event.id, hours, State.REQUESTED))
    labels = {one.id: one.label for one in db.session.scalars(select(Table).where(Table.event_id == event.id))}
    labels |= dict(hours.renamed_tables)
    for row in meetings_in(event.id, State.REQUESTED, State.BOOKED):
        fate, kind = booked.get(row.id), ""
        if fate is not None:
            kind = fate.loss.value
        elif row.id in hurried:
            kind = "short_walk"
        elif row.state == State.REQUESTED and (row.slot_id in hours.removed_slots or row.id in proposed):
            kind = "loses_proposal"
        if kind and row.starts_at is not None:
            new_table = labels.get(fate.table_id or 0, "") if fate else ""
            yield MeetingImpact(
                row.starts_at, kind, (company_label(row.asker), company_label(row.asked)), row.table, row.id, new_table
            )
    yield from _impacts_on_groups(event, hours, booked, labels)
    yield from _groups_that_stay(event, hours, booked, hurried - booked.keys())


def _impacts_on_groups(
    event: Event, hours: HoursChange, booked: Mapping[int, Fate], labels: Mapping[int, str]
) -> Iterator[MeetingImpact]:
    """The same of group meetings: what each loses, and which guests."""
    absent = absent_from_groups(event.id, hours)
    for row in rounds_in(event.id, State.BOOKED):
        if row.starts_at is None:
            continue
        fate = booked.get(row.id)
        if fate is not None:
            new_table = labels.get(fate.table_id or 0, "")
            yield MeetingImpact(
                row.starts_at, fate.loss.value, (company_label(row.host), row.topic), row.table, row.id, new_table
            )
        if fate is None or fate.loss not in ENDS:
            kind = (Loss.CLASH if hours.keeps_clashes else Loss.ABSENT).value
            gone = [one for one in row.seated if one.firm.registration_id in absent.get(row.id, ())]
            for one in gone:
                yield MeetingImpact(row.starts_at, kind, (company_label(one.firm), row.topic), row.table, row.id, "")


def _groups_that_stay(
    event: Event, hours: HoursChange, booked: Mapping[int, Fate], hurried: Set[int]
) -> Iterator[MeetingImpact]:
    """Those to which somebody then hurries, and those that then sit at too small a table."""
    left = {number for number, fate in booked.items() if fate.loss in ENDS or fate.loss == Loss.TABLE}
    crowded = {number: chairs for number, chairs in crowded_by(event.id, hours).items() if number not in left}
    for row in rounds_in(event.id, State.BOOKED) if hurried or crowded else ():
        if row.starts_at is None:
            continue
        of = (row.starts_at, (company_label(row.host), row.topic), row.table, row.id)
        if row.id in hurried:
            yield MeetingImpact(of[0], "short_walk", *of[1:])
        if row.id in crowded:
            yield MeetingImpact(of[0], "few_chairs", *of[1:], chairs=crowded[row.id])


def let_go(event: Event, hours: HoursChange, *, by: int | None) -> None:
    """Take meetings off what is about to leave, seat at other tables whom one is free for, tell those concerned: each
    reader gets one letter of all that."""
    booked = fates_of(event, hours)
    absent = absent_from_groups(event.id, hours)
    leave = {number: fate for number, fate in booked.items() if fate.loss in (Loss.TIME, Loss.ABSENT)}
    for meeting_id, fate in leave.items():
        _displace(event, db.session.get_one(Meeting, meeting_id, populate_existing=True), fate, by)
    _forget(event, hours)
    were = _resize(booked, hours)
    for meeting_id, fate in booked.items():
        if meeting_id not in leave:
            meeting = db.session.get_one(Meeting, meeting_id, populate_existing=True)
            _displace(event, meeting, fate, by, ended=were.get(meeting_id))
    if not hours.keeps_clashes:
        free_absent_guests(absent, by=by)


def _resize(booked: Mapping[int, Fate], hours: HoursChange) -> dict[int, datetime]:
    """Times end when they will from now on, as letters and their entries say it; by meeting that stays when it was to
    end. What leaves is gone by then, lest two times overlap on the way; where something names it still, which whoever
    writes the times will refuse, all ends as before."""
    stay = [number for number, fate in booked.items() if fate.loss == Loss.LENGTH]
    rows = (db.session.get_one(Meeting, number, populate_existing=True) for number in stay)
    were = {one.id: ends_at_of(one, db.session.get_one(Slot, one.slot_id)) for one in rows}
    if not were or used_ids(db.session(), Slot, hours.removed_slots):
        return were
    db.session.execute(delete(Slot).where(Slot.id.in_(hours.removed_slots)))
    for slot_id, span in hours.resized_slots:
        db.session.execute(update(Slot).where(Slot.id == slot_id).values(ends_at=span.end))
    return were


def _displace(event: Event, meeting: Meeting, fate: Fate, by: int | None, *, ended: datetime | None = None) -> None:
    if meeting.kind == GROUP:
        displace_round(meeting.id, fate, by=by, ended=ended)
        return
    if fate.loss == Loss.CLASH:  # it stays as it is; lists say that it clashes
        return
    if fate.loss in (Loss.TIME, Loss.ABSENT, Loss.NO_TABLE):
        held = db.session.get(Slot, meeting.slot_id)
        change(meeting, Move.UNPLACE, Actor.SYSTEM, slot_id=None, sequence=Meeting.sequence + 1)
        free_time(meeting)
        _tell_both(event, meeting, fate.loss, Move.UNPLACE, by, held=held)
        return
    if fate.table_id is not None:
        seat = (Claim.meeting_id == meeting.id, Claim.table_id.is_not(None))
        db.session.execute(update(Claim).where(*seat).values(table_id=fate.table_id))
    change(meeting, Move.MOVE, Actor.ORGANIZER, sequence=Meeting.sequence + 1)
    held = db.session.get(Slot, meeting.slot_id) if ended is not None else None
    _tell_both(event, meeting, fate.loss, Move.MOVE, by, table_id=fate.table_id, held=held, ended=ended)


def _tell_both(
    event: Event,
    meeting: Meeting,
    loss: Loss,
    act: Move,
    by: int | None,
    *,
    held: Slot | None = None,
    ended: datetime | None = None,
    table_id: int | None = None,
) -> None:
    firms = lock(event.id, meeting.low_id, meeting.high_id)[1]
    table = {"table": table_id} if table_id is not None else {}
    notice = noted(meeting, act, by, loss=loss.value, **table)
    kind = LETTERS.get(loss, "moved")
    told = dict.fromkeys(firms, kind)
    mails.tell(notice, meeting, firms, told, held=held, ended=ended, why=loss.value, together=True)


def _forget(event: Event, hours: HoursChange) -> None:
    """Drop what else points at slots and tables that leave: proposals, ended meetings' times, absences."""
    removed = list(hours.removed_slots)
    ended = (Meeting.event_id == event.id, Meeting.slot_id.in_(removed), Meeting.state.not_in(PLACED))
    db.session.execute(update(Meeting).where(*ended).values(slot_id=None))
    withdraw_moves_to(event.id, removed)
    db.session.execute(delete(MeetingProposal).where(MeetingProposal.slot_id.in_(removed)))
    proposed = list(meetings_without_a_firm(event.id, hours, State.REQUESTED))
    db.session.execute(update(Meeting).where(Meeting.id.in_(proposed)).values(slot_id=None))
    absent = or_(Unavailability.slot_id.in_(removed), Unavailability.table_id.in_(list(hours.removed_tables)))
    for row in db.session.scalars(select(Unavailability).where(Unavailability.event_id == event.id, absent)):
        db.session.delete(row)
    db.session.flush()
