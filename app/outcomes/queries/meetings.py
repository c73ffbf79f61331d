"""Meetings of which something may have come, as pages show them: of two firms, and of a group its host with each guest
that has a seat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.db import db, now
from app.kernel.errors import NotFound
from app.meetings.lifecycle import State
from app.meetings.models import GROUP, Meeting
from app.meetings.queries import lists, rounds
from app.outcomes.slips import number_of
from app.outcomes.stages import About

MET = (State.BOOKED, State.HELD, State.MISSED)


@dataclass(frozen=True)
class Talk:
    """Of a group ``asker`` is the host and ``asked`` the guest; ``topic``: what the group is about."""

    about: About
    state: State
    asker: lists.Firm
    asked: lists.Firm
    starts_at: datetime | None
    until: datetime | None
    table: str
    topic: str = ""

    @property
    def id(self) -> int:
        return self.about.meeting

    @property
    def number(self) -> str:
        """As it stands on its slip."""
        return number_of(self.about)

    @property
    def has_begun(self) -> bool:
        return self.starts_at is not None and self.starts_at <= now() and self.state in MET

    def other_than(self, registration_id: int) -> lists.Firm:
        """The side that is not this firm."""
        return self.asked if self.asker.registration_id == registration_id else self.asker


def talk_at(event_id: int, about: About) -> Talk:
    """One of this event. Raises NotFound for any other, and for a group without its guest."""
    found = {one.about: one for one in talks_at(event_id, about.meeting)}
    if about not in found:
        raise NotFound
    return found[about]


def talks_at(event_id: int, meeting_id: int) -> list[Talk]:
    """The one of a meeting of two, or as many as a group has guests. Raises NotFound for a meeting of another event."""
    found = select(Meeting.kind, Meeting.asker_id).where(Meeting.id == meeting_id, Meeting.event_id == event_id)
    row = db.session.execute(found).one_or_none()
    if row is None:
        raise NotFound
    if row.kind == GROUP:
        return _of_group(rounds.round_at(event_id, meeting_id))
    return [_of_two(lists.meeting_of(row.asker_id, meeting_id))]


def begun_by(registration_id: int) -> list[Talk]:
    """All of a firm that have begun, the latest first; of groups that it hosts one for each guest."""
    talks = [_of_two(row) for row in lists.meetings_of(registration_id, *MET)]
    for row in rounds.rounds_at([registration_id], *MET):
        mine = row.is_host(registration_id)
        talks += [one for one in _of_group(row) if mine or one.about.guest == registration_id]
    begun = [one for one in talks if one.has_begun]
    return sorted(begun, key=lambda one: one.starts_at or now(), reverse=True)


def _of_two(row: lists.MeetingRow) -> Talk:
    return Talk(About(row.id), row.state, row.asker, row.asked, row.starts_at, row.until, row.table)


def _of_group(row: rounds.RoundRow) -> list[Talk]:
    until = row.ends_at if row.length > 1 else None
    return [
        Talk(
            About(row.id, guest.firm.registration_id),
            State.MISSED if guest.missed else row.state,
            *(row.host, guest.firm, row.starts_at, until, row.table, row.topic),
        )
        for guest in row.seated
    ]
