"""Whoever reads for a firm no more: what waits for them of its meetings is dropped, and one letter takes those that
stand in their calendar out of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from typing import TypeVar

from sqlalchemy import select, update

from app.core.db import db, now
from app.core.digest_schedule import whole_topic
from app.core.mail.calendar_entries import drop_lines, sent_entries, waiting_lines
from app.core.models import Notice
from app.meetings.lifecycle import State
from app.meetings.mails.invitations import uid_of
from app.meetings.mails.no_longer import tell_no_longer
from app.meetings.models import Meeting, MeetingParty
from app.meetings.queries.lists import MeetingRow, meetings_of
from app.meetings.queries.rounds import RoundRow, rounds_at
from app.registrations.models import Registration
from app.registrations.queries.firms import readers_among, readers_of

Row = TypeVar("Row", MeetingRow, RoundRow)


def let_go(registration: Registration, address: str, language: str, *, notice: Notice) -> None:
    """``address``: in lower case. Nothing where somebody still reads there for the firm; nor of a meeting of which the
    other side reads there. Of meetings that are over the calendar keeps what was."""
    if address in {one.email.lower() for one in readers_of(registration)}:
        return
    _drop_what_waits(registration, address)
    had = sent_entries(registration.event_id, address)
    rows = _ahead(meetings_of(registration.id, State.BOOKED), had)
    rounds = _ahead(rounds_at([registration.id], State.BOOKED), had)
    ids = [*(one.id for one in rows), *(one.id for one in rounds)]
    theirs = _read_by_others(ids, registration.id, address)
    left = [one for one in rows if one.id not in theirs], [one for one in rounds if one.id not in theirs]
    struck = [_raised(one, had) for one in left[0]], [_raised(one, had) for one in left[1]]
    if any(struck):
        tell_no_longer(notice, registration, *struck, address=address, language=language)


def _ahead(rows: Collection[Row], had: Collection[str]) -> list[Row]:
    return [one for one in rows if uid_of(one.id) in had and one.starts_at is not None and one.starts_at > now()]


def _raised(row: Row, had: dict[str, int]) -> Row:
    """With a higher SEQUENCE than the entry that was sent."""
    if row.sequence > (last := had[uid_of(row.id)]):
        return row
    raised = update(Meeting).where(Meeting.id == row.id).values(sequence=last + 1)
    db.session.execute(raised.execution_options(synchronize_session="fetch"))
    return replace(row, sequence=last + 1)


def _drop_what_waits(registration: Registration, address: str) -> None:
    """News of the firm's meetings that have not left."""
    about = defaultdict(list)
    for line in waiting_lines(registration.event_id, address):
        name, _, number = whole_topic(line.topic).partition(":")
        if name == Meeting.__tablename__ and number.isdigit():
            about[int(number)].append(line)
    of_firm = select(MeetingParty.meeting_id).where(
        MeetingParty.registration_id == registration.id, MeetingParty.meeting_id.in_(about)
    )
    ids = set(db.session.scalars(of_firm))
    for one in ids - _read_by_others(ids, registration.id, address):
        drop_lines(about[one])


def _read_by_others(meeting_ids: Collection[int], firm_id: int, address: str) -> set[int]:
    """Of which of these meetings another firm with a part in it has this address read its letters."""
    rows = (
        select(MeetingParty.meeting_id, Registration)
        .join(Registration, Registration.id == MeetingParty.registration_id)
        .where(MeetingParty.meeting_id.in_(meeting_ids), MeetingParty.registration_id != firm_id)
    )
    found = db.session.execute(rows).all()
    readers = readers_among(list({firm.id: firm for _meeting, firm in found}.values()))
    return {number for number, firm in found if address in {one.email.lower() for one in readers[firm.id]}}
