"""Hours or tables go, companies are elsewhere, times move: what booked meetings lose is said first and done by the
same rule; the others go along."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select, update

from app.companies.wording import company_label
from app.core.clock import Span
from app.core.db import current_transaction, db
from app.core.errors import NotFound
from app.events.hours_change import HoursChange, MeetingImpact
from app.events.models import Event, Slot, Table
from app.events.services.rows import used_ids
from app.meetings.displacement import BookingLoss, Displacement
from app.meetings.lifecycle import PLACED_STATES, MeetingActor, MeetingMove, MeetingState
from app.meetings.mails.calendar_entries import get_meeting_end
from app.meetings.models import GROUP, Claim, Meeting, MeetingProposal, Unavailability
from app.meetings.queries.claims import list_meeting_slots
from app.meetings.queries.displacement import (
    find_absent_guests,
    find_crowded_by,
    find_event_displacements,
    find_hurried_by,
    find_meetings_without_company,
)
from app.meetings.queries.group_meetings import list_event_group_meetings
from app.meetings.queries.lists import list_event_meetings
from app.meetings.services.group_meeting_endings import ENDING_LOSSES, displace_group_meeting, free_absent_guests
from app.meetings.services.group_meetings import (
    bump_group_version,
    load_group_meeting,
    notify_group,
    notify_invited,
)
from app.meetings.services.proposals import withdraw_moves_to
from app.meetings.services.transitions import (
    delete_move_proposals,
    lock_companies,
    log_action,
    release_time,
    transition,
)
from app.meetings.signals import MeetingNews, notify_companies
from app.registrations.models import Registration

EMAIL_KINDS = {
    BookingLoss.TIME: "unplaced",
    BookingLoss.ABSENT: "unplaced",
    BookingLoss.NO_TABLE: "unplaced",
    BookingLoss.TABLE: "reseated",
    BookingLoss.NAME: "renamed",
    BookingLoss.LINK: "relinked",
}


def list_impacts(event: Event, hours: HoursChange) -> Iterable[MeetingImpact]:
    """What each meeting would lose if this changed; nothing is written."""
    booked, hurried = find_event_displacements(event, hours), find_hurried_by(event, hours)
    proposed = set(find_meetings_without_company(event.id, hours, MeetingState.REQUESTED))
    labels = {table.id: table.label for table in db.session.scalars(select(Table).where(Table.event_id == event.id))}
    labels |= dict(hours.renamed_tables)
    for row in list_event_meetings(event.id, MeetingState.REQUESTED, MeetingState.BOOKED):
        fate, kind = booked.get(row.id), ""
        if fate is not None:
            kind = fate.loss.value
        elif row.id in hurried:
            kind = "short_walk"
        elif row.state == MeetingState.REQUESTED and (row.slot_id in hours.removed_slots or row.id in proposed):
            kind = "loses_proposal"
        if kind and row.starts_at is not None:
            new_table = labels.get(fate.table_id or 0, "") if fate else ""
            yield MeetingImpact(
                row.starts_at, kind, (company_label(row.asker), company_label(row.asked)), row.table, row.id, new_table
            )
    yield from _iter_group_impacts(event, hours, booked, labels)
    yield from _iter_staying_groups(event, hours, booked, hurried - booked.keys())


def _iter_group_impacts(
    event: Event, hours: HoursChange, booked: Mapping[int, Displacement], labels: Mapping[int, str]
) -> Iterator[MeetingImpact]:
    """The same of group meetings: what each loses, and which guests."""
    absent = find_absent_guests(event.id, hours)
    for row in list_event_group_meetings(event.id, MeetingState.BOOKED):
        if row.starts_at is None:
            continue
        fate = booked.get(row.id)
        if fate is not None:
            new_table = labels.get(fate.table_id or 0, "")
            yield MeetingImpact(
                row.starts_at, fate.loss.value, (company_label(row.host), row.topic), row.table, row.id, new_table
            )
        if fate is None or fate.loss not in ENDING_LOSSES:
            kind = (BookingLoss.CLASH if hours.keeps_clashes else BookingLoss.ABSENT).value
            seated = [guest for guest in row.seated if guest.company.registration_id in absent.get(row.id, ())]
            for guest in seated:
                yield MeetingImpact(
                    row.starts_at, kind, (company_label(guest.company), row.topic), row.table, row.id, ""
                )


def _iter_staying_groups(
    event: Event, hours: HoursChange, booked: Mapping[int, Displacement], hurried: Set[int]
) -> Iterator[MeetingImpact]:
    """Those to which somebody then hurries, and those that then sit at too small a table."""
    left = {number for number, fate in booked.items() if fate.loss in ENDING_LOSSES or fate.loss == BookingLoss.TABLE}
    crowded = {number: chairs for number, chairs in find_crowded_by(event.id, hours).items() if number not in left}
    for row in list_event_group_meetings(event.id, MeetingState.BOOKED) if hurried or crowded else ():
        if row.starts_at is None:
            continue
        of = (row.starts_at, (company_label(row.host), row.topic), row.table, row.id)
        if row.id in hurried:
            yield MeetingImpact(of[0], "short_walk", *of[1:])
        if row.id in crowded:
            yield MeetingImpact(of[0], "few_chairs", *of[1:], chairs=crowded[row.id])


def displace_meetings(event: Event, hours: HoursChange, *, by: int | None) -> None:
    """Take meetings off what is about to leave, seat at other tables whom one is free for, tell those concerned: each
    reader gets one email of all that."""
    booked = find_event_displacements(event, hours)
    absent = find_absent_guests(event.id, hours)
    leave = {number: fate for number, fate in booked.items() if fate.loss in (BookingLoss.TIME, BookingLoss.ABSENT)}
    for meeting_id, fate in leave.items():
        _displace_meeting(event, db.session.get_one(Meeting, meeting_id, populate_existing=True), fate, by)
    _delete_references(event, hours)
    were = _get_new_ends(booked, hours)
    for meeting_id, fate in booked.items():
        if meeting_id not in leave:
            meeting = db.session.get_one(Meeting, meeting_id, populate_existing=True)
            _displace_meeting(event, meeting, fate, by, ended=were.get(meeting_id))
    if not hours.keeps_clashes:
        free_absent_guests(absent, by=by)


def _get_new_ends(booked: Mapping[int, Displacement], hours: HoursChange) -> dict[int, datetime]:
    """Times end when they will from now on, as emails and their entries say it; by meeting that stays when it was to
    end. What leaves is gone by then, lest two times overlap on the way; where something names it still, which whoever
    writes the times will refuse, all ends as before."""
    stay = [number for number, fate in booked.items() if fate.loss == BookingLoss.LENGTH]
    rows = (db.session.get_one(Meeting, number, populate_existing=True) for number in stay)
    were = {row.id: get_meeting_end(row, db.session.get_one(Slot, row.slot_id)) for row in rows}
    if not were or used_ids(db.session(), Slot, hours.removed_slots):
        return were
    db.session.execute(delete(Slot).where(Slot.id.in_(hours.removed_slots)))
    for slot_id, span in hours.resized_slots:
        db.session.execute(update(Slot).where(Slot.id == slot_id).values(ends_at=span.end))
    return were


def _displace_meeting(
    event: Event, meeting: Meeting, fate: Displacement, by: int | None, *, ended: datetime | None = None
) -> None:
    if meeting.kind == GROUP:
        displace_group_meeting(meeting.id, fate, by=by, ended=ended)
        return
    if fate.loss == BookingLoss.CLASH:  # it stays as it is; lists say that it clashes
        return
    if fate.loss in (BookingLoss.TIME, BookingLoss.ABSENT, BookingLoss.NO_TABLE):
        slot = db.session.get(Slot, meeting.slot_id)
        transition(meeting, MeetingMove.UNPLACE, MeetingActor.SYSTEM, slot_id=None, sequence=Meeting.sequence + 1)
        release_time(meeting)
        _notify_both(event, meeting, fate.loss, MeetingMove.UNPLACE, by, slot=slot)
        return
    if fate.table_id is not None:
        seat = (Claim.meeting_id == meeting.id, Claim.table_id.is_not(None))
        db.session.execute(update(Claim).where(*seat).values(table_id=fate.table_id))
    transition(meeting, MeetingMove.MOVE, MeetingActor.ORGANIZER, sequence=Meeting.sequence + 1)
    slot = db.session.get(Slot, meeting.slot_id) if ended is not None else None
    _notify_both(event, meeting, fate.loss, MeetingMove.MOVE, by, table_id=fate.table_id, slot=slot, ended=ended)


def _notify_both(
    event: Event,
    meeting: Meeting,
    loss: BookingLoss,
    act: MeetingMove,
    by: int | None,
    *,
    slot: Slot | None = None,
    ended: datetime | None = None,
    table_id: int | None = None,
) -> None:
    companies = lock_companies(event.id, meeting.low_id, meeting.high_id)[1]
    table = {"table": table_id} if table_id is not None else {}
    notice = log_action(meeting, act, by, loss=loss.value, **table)
    kind = EMAIL_KINDS.get(loss, "moved")
    kinds = dict.fromkeys(companies, kind)
    notify_companies(
        MeetingNews(notice, meeting, companies, kinds, slot=slot, ended=ended, why=loss.value, together=True)
    )


def _delete_references(event: Event, hours: HoursChange) -> None:
    """Drop what else points at slots and tables that leave: proposals, ended meetings' times, absences."""
    removed = list(hours.removed_slots)
    ended = (Meeting.event_id == event.id, Meeting.slot_id.in_(removed), Meeting.state.not_in(PLACED_STATES))
    db.session.execute(update(Meeting).where(*ended).values(slot_id=None))
    withdraw_moves_to(event.id, removed)
    db.session.execute(delete(MeetingProposal).where(MeetingProposal.slot_id.in_(removed)))
    proposed = list(find_meetings_without_company(event.id, hours, MeetingState.REQUESTED))
    db.session.execute(update(Meeting).where(Meeting.id.in_(proposed)).values(slot_id=None))
    absent = or_(Unavailability.slot_id.in_(removed), Unavailability.table_id.in_(list(hours.removed_tables)))
    for row in db.session.scalars(select(Unavailability).where(Unavailability.event_id == event.id, absent)):
        db.session.delete(row)
    db.session.flush()


def lock_event_companies(event_id: int) -> tuple[Event, dict[int, Registration]]:
    """The event with all its companies, which nobody else writes about until this transaction is over.

    Whoever writes about meetings locks their companies and then shares the event; so does this, of all of them, and
    then takes the event for itself. Raises NotFound.
    """
    current_transaction()
    mine = select(Registration).where(Registration.event_id == event_id).order_by(Registration.id)
    companies = db.session.scalars(mine.with_for_update().execution_options(populate_existing=True)).all()
    db.session.execute(update(Event).where(Event.id == event_id).values(version=Event.version + 1))
    event = db.session.get(Event, event_id, populate_existing=True)
    if event is None:
        raise NotFound
    return event, {company.id: company for company in companies}


def list_booked_meetings_in(event_id: int, slot_ids: list[int]) -> list[Meeting]:
    """The booked meetings that hold any of these slots, by their ids."""
    holding = select(Claim.meeting_id).where(Claim.slot_id.in_(slot_ids))
    rows = select(Meeting).where(
        Meeting.event_id == event_id, Meeting.state == MeetingState.BOOKED, Meeting.id.in_(holding)
    )
    return list(db.session.scalars(rows.order_by(Meeting.id).execution_options(populate_existing=True)))


def announce_shift(
    event: Event, before: Mapping[int, Span], companies: Mapping[int, Registration], *, by: int | None
) -> int:
    """Say of each booked meeting whose slots have moved that it has; how many. ``before``: slots and where they were.

    Inside a transaction that is ``lock_event_companies`` the event. Each reader gets one email of all of them, after
    a moment in which it may be undone.
    """
    meetings = list_booked_meetings_in(event.id, sorted(before))
    for meeting in meetings:
        if meeting.kind == GROUP:
            _announce_group_shift(meeting, before, by)
            continue
        transition(meeting, MeetingMove.MOVE, MeetingActor.ORGANIZER, sequence=Meeting.sequence + 1)
        delete_move_proposals([meeting.id])
        previous_slot, ended = _get_previous_time(meeting, before)
        notice = log_action(meeting, MeetingMove.MOVE, by, placer=None, **_get_shift_details(previous_slot))
        both = {registration_id: companies[registration_id] for registration_id in (meeting.low_id, meeting.high_id)}
        kinds = dict.fromkeys(both, "moved")
        notify_companies(
            MeetingNews(notice, meeting, both, kinds, slot=previous_slot, ended=ended, together=True, settles=True)
        )
    withdraw_moves_to(event.id, sorted(before), before)
    return len(meetings)


def _announce_group_shift(meeting: Meeting, before: Mapping[int, Span], by: int | None) -> None:
    group_meeting = load_group_meeting(meeting)
    bump_group_version(meeting)
    invited = sorted(company.id for company in group_meeting.asked)
    was = _get_previous_time(meeting, before)
    details = {"registration": group_meeting.host.id, "lost": [], "invited": invited, **_get_shift_details(was[0])}
    notice = log_action(meeting, "move", by, **details)
    notify_group(group_meeting, notice, "moved", *group_meeting.seated, was=was, together=True, settles=True)
    notify_invited(group_meeting, notice, was=was, together=True, settles=True)


def _get_shift_details(slot: Slot | None) -> dict[str, Any]:
    """What a notice of a shift says of the time before (seconds since 1970): a digest sees by it what was undone."""
    return {"shifted": True, "was": int(slot.starts_at.timestamp()) if slot is not None else None}


def _get_previous_time(meeting: Meeting, before: Mapping[int, Span]) -> tuple[Slot | None, datetime | None]:
    """Its first slot at the time from which it has moved, and when it was to end; what has begun stays where it was."""
    alone = meeting.length == 1 and meeting.slot_id is not None
    ids = [meeting.slot_id or 0] if alone else list_meeting_slots(meeting)
    previous_slots = [
        previous_slot
        for slot_id in ids
        if (previous_slot := _make_previous_slot(slot_id, before, meeting.event_id)) is not None
    ]
    return next(iter(previous_slots), None), max((slot.ends_at for slot in previous_slots), default=None)


def _make_previous_slot(slot_id: int, before: Mapping[int, Span], event_id: int) -> Slot | None:
    if slot_id not in before:
        return db.session.get(Slot, slot_id)
    span = before[slot_id]
    return Slot(id=slot_id, event_id=event_id, starts_at=span.start, ends_at=span.end, kind="meeting")
