"""What the sides of meetings say and the organizer confirms; meetings of which something may have come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Select, bindparam, select

from app.core.db import db, now
from app.core.errors import NotFound
from app.meetings.lifecycle import MeetingState
from app.meetings.models import GROUP, Meeting
from app.meetings.queries import group_meetings, lists
from app.outcomes.models import Outcome, OutcomeConfirmation
from app.outcomes.stages import Money, OutcomeStage, OutcomeStatement, OutcomeSubject, OutcomeVerdict, slip_number

_EVENT = bindparam("event_id", type_=Integer)
_IDS = bindparam("meetings", expanding=True, type_=Integer)

# made once: the figures of thousands of meetings are read anew by many
_OUTCOMES_QUERY = select(
    Outcome.id,
    Outcome.meeting_id,
    Outcome.guest_id,
    Outcome.registration_id,
    Outcome.stage,
    Outcome.amount,
    Outcome.currency,
).where(Outcome.replaced_at.is_(None))
_CONFIRMED_QUERY = select(OutcomeConfirmation.outcome_id)
_EVENT_QUERIES = (
    _OUTCOMES_QUERY.where(Outcome.event_id == _EVENT).order_by(Outcome.id),
    _CONFIRMED_QUERY.where(OutcomeConfirmation.event_id == _EVENT),
)
_MEETING_QUERIES = (
    _OUTCOMES_QUERY.where(Outcome.meeting_id.in_(_IDS)).order_by(Outcome.id),
    _CONFIRMED_QUERY.where(OutcomeConfirmation.meeting_id.in_(_IDS)),
)


def verdicts_of_event(event_id: int) -> Mapping[OutcomeSubject, OutcomeVerdict]:
    """Of all about which a word stands."""
    return _verdicts(*_EVENT_QUERIES, event_id=event_id)


def verdicts_of_meetings(meeting_ids: Collection[int]) -> Mapping[OutcomeSubject, OutcomeVerdict]:
    """The same of these meetings."""
    return _verdicts(*_MEETING_QUERIES, meetings=list(meeting_ids))


def _verdicts(
    stated_query: Select[*tuple[Any, ...]], confirmed_query: Select[int], **values: Any
) -> Mapping[OutcomeSubject, OutcomeVerdict]:
    confirmed = set(db.session.execute(confirmed_query, values).scalars())
    words: dict[OutcomeSubject, list[OutcomeStatement]] = defaultdict(list)
    seen_words: dict[OutcomeSubject, OutcomeStatement] = {}
    for number, meeting_id, guest_id, side, stage, amount, currency in db.session.execute(stated_query, values):
        about, word = (
            OutcomeSubject(meeting_id, guest_id),
            OutcomeStatement(
                side,
                OutcomeStage(stage),
                Money(amount, currency) if amount is not None and currency is not None else None,
            ),
        )
        words[about].append(word)
        if number in confirmed:
            seen_words[about] = word
    return {subject: OutcomeVerdict(tuple(spoken), seen_words.get(subject)) for subject, spoken in words.items()}


def current_outcome(about: OutcomeSubject, registration_id: int) -> Outcome | None:
    """The word of this side that stands."""
    return db.session.scalar(_current_query(about).where(Outcome.registration_id == registration_id))


def current_outcomes(about: OutcomeSubject) -> list[Outcome]:
    """The words that stand, as they were written down."""
    return list(db.session.scalars(_current_query(about).order_by(Outcome.id)))


def _current_query(about: OutcomeSubject) -> Select[Outcome]:
    is_current = Outcome.replaced_at.is_(None)
    return select(Outcome).where(Outcome.meeting_id == about.meeting, Outcome.guest_id == about.guest, is_current)


def confirmation_of(about: OutcomeSubject) -> OutcomeConfirmation | None:
    """What the organizer confirmed, and why."""
    chosen = select(OutcomeConfirmation).where(OutcomeConfirmation.meeting_id == about.meeting)
    return db.session.scalar(chosen.where(OutcomeConfirmation.guest_id == about.guest))


MEETING_STATES = (MeetingState.BOOKED, MeetingState.HELD, MeetingState.MISSED)


@dataclass(frozen=True)
class MeetingTalk:
    """Of a group ``asker`` is the host and ``asked`` the guest; ``topic``: what the group is about."""

    about: OutcomeSubject
    state: MeetingState
    asker: lists.MeetingCompany
    asked: lists.MeetingCompany
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
        return slip_number(self.about)

    @property
    def has_begun(self) -> bool:
        return self.starts_at is not None and self.starts_at <= now() and self.state in MEETING_STATES

    def other_than(self, registration_id: int) -> lists.MeetingCompany:
        """The side that is not this firm."""
        return self.asked if self.asker.registration_id == registration_id else self.asker


def get_talk(event_id: int, about: OutcomeSubject) -> MeetingTalk:
    """One of this event. Raises NotFound for any other, and for a group without its guest."""
    talks = {talk.about: talk for talk in list_talks(event_id, about.meeting)}
    if about not in talks:
        raise NotFound
    return talks[about]


def list_talks(event_id: int, meeting_id: int) -> list[MeetingTalk]:
    """The one of a meeting of two, or as many as a group has guests. Raises NotFound for a meeting of another event."""
    chosen = select(Meeting.kind, Meeting.asker_id).where(Meeting.id == meeting_id, Meeting.event_id == event_id)
    row = db.session.execute(chosen).one_or_none()
    if row is None:
        raise NotFound
    if row.kind == GROUP:
        return _talks_of_group(group_meetings.get_group_meeting(event_id, meeting_id))
    return [_talk_of_two(lists.get_company_meeting(row.asker_id, meeting_id))]


def begun_talks(registration_id: int) -> list[MeetingTalk]:
    """All of a firm that have begun, the latest first; of groups that it hosts one for each guest."""
    talks = [_talk_of_two(row) for row in lists.list_meetings(registration_id, *MEETING_STATES)]
    for row in group_meetings.list_attended_group_meetings([registration_id], *MEETING_STATES):
        mine = row.is_host(registration_id)
        talks += [talk for talk in _talks_of_group(row) if mine or talk.about.guest == registration_id]
    begun = [talk for talk in talks if talk.has_begun]
    return sorted(begun, key=lambda talk: talk.starts_at or now(), reverse=True)


def _talk_of_two(row: lists.MeetingRow) -> MeetingTalk:
    return MeetingTalk(OutcomeSubject(row.id), row.state, row.asker, row.asked, row.starts_at, row.until, row.table)


def _talks_of_group(row: group_meetings.GroupMeetingRow) -> list[MeetingTalk]:
    until = row.ends_at if row.length > 1 else None
    return [
        MeetingTalk(
            OutcomeSubject(row.id, guest.company.registration_id),
            MeetingState.MISSED if guest.missed else row.state,
            row.host,
            guest.company,
            row.starts_at,
            until,
            row.table,
            row.topic,
        )
        for guest in row.seated
    ]
