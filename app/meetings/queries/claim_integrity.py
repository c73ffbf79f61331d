"""Whether booked meetings may claim what they do, can be where they are to take place, and whether everybody
concerned was written to: on all rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import func, or_, select, union_all

from app.accounts.models import User
from app.companies.models import CompanyUser
from app.core.db import db, now
from app.core.errors import IntegrityFault
from app.core.integrity import integrity_check
from app.core.models import DigestLine, Notice, Outbox
from app.events.models import Event, Interpreter, Slot, Table
from app.events.queries.lists import last_edit_of
from app.meetings import claim_invariants
from app.meetings.claim_invariants import SAVE_PAGE_ADVICE, UnusableClaims, get_interpreter_notice
from app.meetings.group_meeting_seats import get_table_capacity
from app.meetings.history import get_notified_companies
from app.meetings.interpreters import InterpreterNeed, SpokenLanguages, get_interpreter_need
from app.meetings.invariants import GROUP_PREFIX, MEETING_PREFIX, ONE_TO_ONE, MeetingNotice, StoredClaim, StoredMeeting
from app.meetings.lifecycle import STATES_WITH_TIME, MeetingState
from app.meetings.models import GROUP, Claim, GroupMeetingDetails, Meeting, MeetingParty, Unavailability
from app.meetings.queries.integrity import load_claims, load_meeting_logs, load_meetings
from app.meetings.queries.interpreter_integrity import SHIFT_ACTS, TIME_FIELDS
from app.registrations.models import Registration, Representation, Representative
from app.registrations.queries.registrations import HAS_OTHER_ADDRESS

ReaderAddresses = dict[int, list[tuple[str, datetime]]]
FREQUENT_ACTIONS = (
    "preference.%",
    "consent.%",
    "person.checked_in",
    "person.check_in_undone",
    "person.data_fetched",
    "person.greeter_named",
    "firm.reminded%",
    "firm.not_reminded%",
    "firm.way_in%",
    "registration.limited",
    "registration.answers_saved",
    "user.signed_in",
    "user.sign_in_link_sent",
    "user.reset_asked",
    "user.password_set",
    "user.data_fetched",
)
"""What is often written of firms and people, and changes neither whose letters go where nor what anybody speaks."""
READER_NEUTRAL_ACTIONS = (*FREQUENT_ACTIONS, "profile.%", "representative.%")
SPEECH_NEUTRAL_ACTIONS = (
    *FREQUENT_ACTIONS,
    "representative.away",
    "representative.there",
    "registration.table",
    "user.settings_saved",
)
"""The same, that alone leave the one or the other as it is."""


@integrity_check("meetings.letters", "Every change of a meeting that tells somebody has its letters.")
def check_emails_sent() -> Iterator[IntegrityFault]:
    """Only where today's readers surely were readers then: nothing was written since of their company or of them that
    may change who reads."""
    sent: dict[int, set[str]] = defaultdict(set)
    emails = select(Outbox.notice_id, Outbox.recipient).where(
        or_(*(Outbox.kind.like(f"{prefix}%") for prefix in (MEETING_PREFIX, GROUP_PREFIX)))
    )
    lines = select(DigestLine.notice_id, DigestLine.recipient)  # in one email with others, or not wanted
    for notice, recipient in db.session.execute(union_all(emails, lines)):
        sent[notice].add(recipient)
    readers, changed = _get_readers(), get_last_changes(but=READER_NEUTRAL_ACTIONS)
    erased = select(Event.id).where(Event.erased_at.is_not(None))  # with its people went the emails to them
    rows = select(Notice.id, Notice.kind, Notice.details, Notice.at).where(
        Notice.subject == Meeting.__tablename__, Notice.event_id.not_in(erased)
    )
    for number, kind, details, at in db.session.execute(rows.order_by(Notice.id)):
        for company in get_notified_companies(MeetingNotice(number, kind, details)):
            surely = [address for address, since in readers.get(company, ()) if since < at]
            if changed.get(company, 0) < number and set(surely) - sent[number]:
                says = f"Notice {number} ({kind}) has no letter to {len(set(surely) - sent[number])} of firm {company}."
                yield IntegrityFault("letter_lacking", "notices", (number,), says)


def _get_readers() -> ReaderAddresses:
    """By firm the addresses that get its letters, and since when each can have been one."""
    users = (
        select(Registration.id, User.email, User.created_at)
        .join(CompanyUser, CompanyUser.company_id == Registration.company_id)
        .join(User, User.id == CompanyUser.user_id)
        .where(User.email.is_not(None), User.disabled_at.is_(None), ~HAS_OTHER_ADDRESS)
    )
    people = (
        select(Representation.registration_id, func.lower(Representative.email), Representative.created_at)
        .join(Representative, Representative.id == Representation.representative_id)
        .where(Representative.email.is_not(None))
    )
    reader_addresses: ReaderAddresses = defaultdict(list)
    for query in (users, people):
        for company, address, since in db.session.execute(query):
            reader_addresses[company].append((str(address), since))
    return reader_addresses


def get_last_changes(*, but: Iterable[str] = ()) -> dict[int, int]:
    """By company the last notice that says anything of it, its company, its people or its users; ``but``: patterns of
    the kinds that are passed over."""
    last = (
        select(Notice.subject, Notice.subject_id, func.max(Notice.id))
        .where(*(Notice.kind.not_like(kind) for kind in but))
        .group_by(Notice.subject, Notice.subject_id)
    )
    notices = {(subject, number): newest for subject, number, newest in db.session.execute(last)}
    result: dict[int, int] = defaultdict(int)
    of_companies = (
        ("registrations", select(Registration.id, Registration.id)),
        ("companies", select(Registration.id, Registration.company_id)),
        ("representatives", select(Representation.registration_id, Representation.representative_id)),
        (
            "users",
            select(Registration.id, CompanyUser.user_id).join(
                CompanyUser, CompanyUser.company_id == Registration.company_id
            ),
        ),
    )
    for subject, query in of_companies:
        for company, number in db.session.execute(query):
            result[company] = max(result[company], notices.get((subject, number or 0), 0))
    return result


@integrity_check(
    "meetings.holdings", "Tables and interpreters of meetings are those that the log gave them, and serve them."
)
def check_usable_claims() -> Iterator[IntegrityFault]:
    claims: dict[int, list[StoredClaim]] = defaultdict(list)
    for claim in load_claims():
        claims[claim.meeting_id].append(claim)
    logs, hold, speaking = load_meeting_logs(), _load_unusable_claims(), LanguageFacts.now()
    ahead = set(db.session.scalars(select(Slot.id).where(Slot.starts_at > now())))
    for meeting in load_meetings():
        log, meeting_claims = logs.get(meeting.id, []), claims[meeting.id]
        if meeting.state in STATES_WITH_TIME and meeting.kind == ONE_TO_ONE:
            yield from claim_invariants.find_log_mismatches(meeting, log, meeting_claims)
        to_come = [meeting_claim for meeting_claim in meeting_claims if meeting_claim.slot_id in ahead]
        if meeting.state == MeetingState.BOOKED and to_come:
            yield from claim_invariants.find_unusable_claims(meeting, to_come, hold)
            if meeting.kind == ONE_TO_ONE:
                yield from _find_language_faults(meeting, log, meeting_claims, speaking)


def _load_unusable_claims() -> UnusableClaims:
    retired = {
        (kind, number)
        for kind, model in (("table", Table), ("interpreter", Interpreter))
        for number in db.session.scalars(select(model.id).where(model.retired_at.is_not(None)))
    }
    rows = select(Unavailability.slot_id, Unavailability.table_id, Unavailability.interpreter_id)
    away = set()
    for slot, table, interpreter in db.session.execute(rows):
        if table is not None:
            away.add((slot, "table", table))
        if interpreter is not None:
            away.add((slot, "interpreter", interpreter))
    return UnusableClaims(retired, away)


@dataclass(frozen=True)
class LanguageFacts:
    """What companies, their people and interpreters speak; ``changed``: by company, ``changed_interpreters``: by event
    the last notice that may have changed it; ``interpreted_events``: events that have interpreters."""

    companies: Mapping[int, SpokenLanguages]
    people: Mapping[int, frozenset[str]]
    stands_for: Mapping[int, frozenset[int]]
    interpreters: Mapping[int, frozenset[str]]
    interpreted_events: frozenset[int]
    changed: Mapping[int, int]
    changed_interpreters: Mapping[int, int] = field(default_factory=dict)

    @classmethod
    def now(cls) -> LanguageFacts:
        companies = select(Registration.id, Registration.languages, Registration.needs_interpreter)
        people = select(Representative.id, Representative.languages)
        stand = select(Representation.representative_id, Representation.registration_id)
        of = select(Interpreter.id, Interpreter.languages, Interpreter.event_id, Interpreter.retired_at)
        last = select(Notice.event_id, func.max(Notice.id)).where(Notice.subject == Interpreter.__tablename__)
        stands_for: dict[int, set[int]] = defaultdict(set)
        for person, company in db.session.execute(stand):
            stands_for[person].add(company)
        interpreters = db.session.execute(of).all()
        return cls(
            {row[0]: SpokenLanguages(frozenset(row[1] or ()), bool(row[2])) for row in db.session.execute(companies)},
            {row[0]: frozenset(row[1] or ()) for row in db.session.execute(people)},
            {person: frozenset(registration_ids) for person, registration_ids in stands_for.items()},
            {row[0]: frozenset(row[1] or ()) for row in interpreters},
            frozenset(row[2] for row in interpreters if row[3] is None),
            get_last_changes(but=SPEECH_NEUTRAL_ACTIONS),
            {row[0] or 0: row[1] for row in db.session.execute(last.group_by(Notice.event_id))},
        )

    def need(self, meeting: StoredMeeting, claims: Sequence[StoredClaim]) -> InterpreterNeed | None:
        """Between what those who sit there need an interpreter."""
        sitting = {claim.representative_id for claim in claims if claim.representative_id is not None}
        low, high = (self._speech(company, sitting) for company in (meeting.low_id, meeting.high_id))
        return get_interpreter_need(low, high)

    def _speech(self, company: int, sitting: set[int]) -> SpokenLanguages:
        of_company = self.companies.get(company, SpokenLanguages())
        person = next((person_id for person_id in sorted(sitting) if company in self.stands_for.get(person_id, ())), 0)
        return SpokenLanguages(self.people.get(person) or of_company.languages, of_company.needs)


def _find_language_faults(
    meeting: StoredMeeting, log: Sequence[MeetingNotice], claims: Sequence[StoredClaim], speaking: LanguageFacts
) -> Iterator[IntegrityFault]:
    """Only where nothing was written of the two companies and their people since they were seated: who speaks otherwise
    from then on keeps who interprets, until the organizer looks."""
    since = claim_invariants.get_last_seating_notice(log)
    if not since or max(speaking.changed.get(item, 0) for item in (meeting.low_id, meeting.high_id)) > since:
        return
    given = any("interpreter" in item.details for item in log if item.id > since)
    later = speaking.changed_interpreters.get(meeting.event_id, 0) > since
    interpreter_ids = {claim.interpreter_id for claim in claims if claim.interpreter_id is not None}
    may_lack = given or later or meeting.event_id not in speaking.interpreted_events
    need = speaking.need(meeting, claims)
    yield from claim_invariants.find_language_faults(
        meeting, need, interpreter_ids, speaking.interpreters, may_lack=may_lack
    )


WALK_FIELDS = TIME_FIELDS | {"tables", "walk_minutes"}
"""Fields of ``EventDraft`` that say how far it is from one meeting to the next."""


@integrity_check("meetings.table_sizes", "Every group meeting to come sits at a table that is large enough for it.")
def check_table_sizes() -> Iterator[IntegrityFault]:
    seated = (
        select(func.count())
        .where(MeetingParty.meeting_id == Meeting.id, MeetingParty.seat.is_not(None))
        .scalar_subquery()
    )
    rows = (
        select(Meeting.id, GroupMeetingDetails.seats, seated, Table.label, Table.seats)
        .join(GroupMeetingDetails, GroupMeetingDetails.meeting_id == Meeting.id)
        .join(Claim, (Claim.meeting_id == Meeting.id) & Claim.table_id.is_not(None))
        .join(Slot, Slot.id == Claim.slot_id)
        .join(Table, Table.id == Claim.table_id)
        .where(Meeting.kind == GROUP, Meeting.state == MeetingState.BOOKED, Slot.starts_at > now())
        .distinct()
    )
    for number, seats, guests, label, at_table in db.session.execute(rows.order_by(Meeting.id)):
        if seats + 1 > (room := get_table_capacity(at_table)):
            says = (
                f"Group meeting {number} takes {seats + 1}, of whom {guests + 1} sit there now, and table {label} "
                f"holds {room}: set fewer seats on its page, move it to a time with a larger table, or say in the "
                f"settings of the event how many sit at table {label}."
            )
            yield IntegrityFault("group_larger_than_table", "meetings", (number,), says)


@dataclass(frozen=True, slots=True)
class _InterpreterWork:
    """A meeting as its interpreter walks to it; ``given``: the notice by which it has table and interpreter."""

    meeting_id: int
    starts_at: datetime
    ends_at: datetime
    zone: str
    given: int


@integrity_check("meetings.walks", "Every interpreter has the time to walk from one meeting to the next.")
def check_walks() -> Iterator[IntegrityFault]:
    """Of meetings to come, and only where one of the two was given table and interpreter since the event last said how
    far it is, and none was brought to another table later: who hurries after such a change is told so then."""
    walks = select(Event.id, Event.walk_minutes).where(Event.walk_minutes > 0).order_by(Event.id)
    walking: dict[int, int] = dict(db.session.execute(walks).all())
    logs = load_meeting_logs() if walking else {}
    for event_id, minutes in walking.items():
        moved = select(func.max(Notice.id)).where(Notice.event_id == event_id, Notice.kind.in_(SHIFT_ACTS))
        eased = max(last_edit_of(event_id, WALK_FIELDS), db.session.scalar(moved) or 0)
        for interpreter, works in sorted(_list_interpreter_work(event_id, logs).items()):
            for earlier, then in pairwise(sorted(works, key=lambda work: work.starts_at)):
                gap = then.starts_at - earlier.ends_at
                far = earlier.zone != then.zone and timedelta() <= gap < timedelta(minutes=minutes)
                if far and min(earlier.given, then.given) and max(earlier.given, then.given) > eased:
                    says = (
                        f"Interpreter {interpreter} goes from meeting {earlier.meeting_id} to {then.meeting_id} "
                        f"in another zone in {gap.seconds // 60} minutes, and the walk takes {minutes}: "
                        f"{SAVE_PAGE_ADVICE}."
                    )
                    yield IntegrityFault(
                        "interpreter_cannot_walk", "meetings", (earlier.meeting_id, then.meeting_id), says
                    )


def _list_interpreter_work(event_id: int, logs: dict[int, list[MeetingNotice]]) -> dict[int, list[_InterpreterWork]]:
    """By interpreter the booked meetings to come."""
    table = select(Claim.meeting_id, func.max(Claim.table_id).label("table_id")).group_by(Claim.meeting_id).subquery()
    zone = func.coalesce(Table.zone_en, "") + "\x1f" + func.coalesce(Table.zone_zh, "")
    rows = (
        select(Claim.interpreter_id, Meeting.id, func.min(Slot.starts_at), func.max(Slot.ends_at), func.max(zone))
        .join(Meeting, Meeting.id == Claim.meeting_id)
        .join(Slot, Slot.id == Claim.slot_id)
        .join(table, table.c.meeting_id == Meeting.id)
        .join(Table, Table.id == table.c.table_id)
        .where(Claim.event_id == event_id, Claim.interpreter_id.is_not(None), Meeting.state == MeetingState.BOOKED)
        .group_by(Claim.interpreter_id, Meeting.id)
    )
    result: dict[int, list[_InterpreterWork]] = defaultdict(list)
    for interpreter, number, starts, ends, where in db.session.execute(rows):
        if starts > now():
            result[interpreter or 0].append(
                _InterpreterWork(number, starts, ends, where, _get_given_notice(logs.get(number, [])))
            )
    return result


def _get_given_notice(log: Sequence[MeetingNotice]) -> int:
    """0 where it came to another table since somebody looked who can interpret there."""
    since = get_interpreter_notice(log)
    return since if not any("table" in notice.details for notice in log if notice.id > since) else 0
