"""Whether what booked meetings hold may be held: each rule of ``holdings``, on all rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select

from app.core.db import db, now
from app.core.errors import IntegrityFault
from app.core.integrity import integrity_check
from app.core.models import Notice
from app.events.models import Interpreter, Slot, Table
from app.meetings import holdings
from app.meetings.holdings import Hold
from app.meetings.interpreting import Need, Speech, need_of
from app.meetings.invariants import ONE_TO_ONE, ClaimRow, MeetingRow
from app.meetings.lifecycle import HOLDS_TIME, State
from app.meetings.models import Unavailability
from app.meetings.queries.letters_sent import LEAVE_SPEECH, last_changes
from app.meetings.queries.stored import all_claims, all_meetings, logs_of_meetings
from app.meetings.replay import Noted
from app.registrations.models import Registration, Representation, Representative


@integrity_check(
    "meetings.holdings", "Tables and interpreters of meetings are those that the log gave them, and serve them."
)
def amiss() -> Iterator[IntegrityFault]:
    claims: dict[int, list[ClaimRow]] = defaultdict(list)
    for one in all_claims():
        claims[one.meeting_id].append(one)
    logs, hold, speaking = logs_of_meetings(), _hold(), Speaking.now()
    ahead = set(db.session.scalars(select(Slot.id).where(Slot.starts_at > now())))
    for meeting in all_meetings():
        log, held = logs.get(meeting.id, []), claims[meeting.id]
        if meeting.state in HOLDS_TIME and meeting.kind == ONE_TO_ONE:
            yield from holdings.told_otherwise(meeting, log, held)
        to_come = [one for one in held if one.slot_id in ahead]
        if meeting.state == State.BOOKED and to_come:
            yield from holdings.not_to_be_had(meeting, to_come, hold)
            if meeting.kind == ONE_TO_ONE:
                yield from _interpreted(meeting, log, held, speaking)


def _hold() -> Hold:
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
    return Hold(retired, away)


@dataclass(frozen=True)
class Speaking:
    """What firms, their people and interpreters speak; ``changed``: by firm, ``changed_voices``: by event the last
    notice that may have changed it; ``voices``: events that have interpreters."""

    firms: Mapping[int, Speech]
    people: Mapping[int, frozenset[str]]
    stands_for: Mapping[int, frozenset[int]]
    interpreters: Mapping[int, frozenset[str]]
    voices: frozenset[int]
    changed: Mapping[int, int]
    changed_voices: Mapping[int, int] = field(default_factory=dict)

    @classmethod
    def now(cls) -> Speaking:
        firms = select(Registration.id, Registration.languages, Registration.needs_interpreter)
        people = select(Representative.id, Representative.languages)
        stand = select(Representation.representative_id, Representation.registration_id)
        of = select(Interpreter.id, Interpreter.languages, Interpreter.event_id, Interpreter.retired_at)
        last = select(Notice.event_id, func.max(Notice.id)).where(Notice.subject == Interpreter.__tablename__)
        stands_for: dict[int, set[int]] = defaultdict(set)
        for person, firm in db.session.execute(stand):
            stands_for[person].add(firm)
        interpreters = db.session.execute(of).all()
        return cls(
            {row[0]: Speech(frozenset(row[1] or ()), bool(row[2])) for row in db.session.execute(firms)},
            {row[0]: frozenset(row[1] or ()) for row in db.session.execute(people)},
            {person: frozenset(found) for person, found in stands_for.items()},
            {row[0]: frozenset(row[1] or ()) for row in interpreters},
            frozenset(row[2] for row in interpreters if row[3] is None),
            last_changes(but=LEAVE_SPEECH),
            {row[0] or 0: row[1] for row in db.session.execute(last.group_by(Notice.event_id))},
        )

    def need(self, meeting: MeetingRow, claims: Sequence[ClaimRow]) -> Need | None:
        """Between what those who sit there need an interpreter."""
        sitting = {one.representative_id for one in claims if one.representative_id is not None}
        low, high = (self._speech(firm, sitting) for firm in (meeting.low_id, meeting.high_id))
        return need_of(low, high)

    def _speech(self, firm: int, sitting: set[int]) -> Speech:
        of_firm = self.firms.get(firm, Speech())
        person = next((one for one in sorted(sitting) if firm in self.stands_for.get(one, ())), 0)
        return Speech(self.people.get(person) or of_firm.languages, of_firm.needs)


def _interpreted(
    meeting: MeetingRow, log: Sequence[Noted], claims: Sequence[ClaimRow], speaking: Speaking
) -> Iterator[IntegrityFault]:
    """Only where nothing was written of the two firms and their people since they were seated: who speaks otherwise
    from then on keeps who interprets, until the organizer looks."""
    since = holdings.last_seated(log)
    if not since or max(speaking.changed.get(one, 0) for one in (meeting.low_id, meeting.high_id)) > since:
        return
    given = any("interpreter" in one.details for one in log if one.id > since)
    later = speaking.changed_voices.get(meeting.event_id, 0) > since
    held = {one.interpreter_id for one in claims if one.interpreter_id is not None}
    may_lack = given or later or meeting.event_id not in speaking.voices
    need = speaking.need(meeting, claims)
    yield from holdings.interpreted_amiss(meeting, need, held, speaking.interpreters, may_lack=may_lack)
