"""Whether meetings, their claims, seats and log can be as they are stored, in all events; and whether they may."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Row, and_, case, exists, func, select

from app.core.clock import Span
from app.core.db import db, now
from app.core.errors import IntegrityFault
from app.core.integrity import integrity_check
from app.core.models import Notice
from app.events.calendar import SlotKind
from app.events.models import Event, Interpreter, Slot, Table
from app.meetings.attendees import assign_attendees
from app.meetings.group_meeting_seats import GuestAnswer, get_table_capacity
from app.meetings.lifecycle import (
    GROUP_PREFIX,
    LIVE_STATES,
    MEETING_PREFIX,
    MOVES,
    PLACED_STATES,
    STATES_WITH_TIME,
    MeetingMove,
    MeetingState,
    get_next_awaiting,
)
from app.meetings.models import (
    GROUP,
    ONE_TO_ONE,
    Claim,
    GroupMeetingDetails,
    Meeting,
    MeetingParty,
    MeetingProposal,
    Unavailability,
)
from app.meetings.policy import COUNTED_STATES
from app.meetings.queries.occupancy import list_away_slots
from app.meetings.runs import SlotTime, get_run_positions
from app.registrations.models import Preference, Registration, Representation
from app.registrations.states import RegistrationState

OVERDUE_MARGIN = timedelta(hours=1)
"""The job that lets requests lapse runs each minute; who starts a server after a night gives it some time."""
SEQUENCE_MOVES = (MeetingMove.MOVE, MeetingMove.UNPLACE, MeetingMove.CANCEL)
"""Each of these raises the number by which calendars know the newer of two entries."""
COUNTING_MOVES = (MeetingMove.REQUEST, MeetingMove.ARRANGE, MeetingMove.ACCEPT, MeetingMove.ACCEPT_WITH_TIME)
STATE_FAULTS = {
    "awaits_nobody": "and neither of its firms is to answer",
    "awaits_in_vain": "and still awaits an answer",
    "lapses_in_vain": "and would still lapse",
    "proposes_in_vain": "and other times are still proposed for it",
    "no_time": "without a time",
    "no_such_time": "at a time that is none for meetings",
    "time_of_nothing": "and has a time that it does not hold",
    "party_has_left": "and one of its firms has left the event",
    "parties_differ": "and its parties are not its two firms",
}
MeetingNotices = Sequence[Row[Any]]
"""(id, kind, details) of what was noted of a meeting, oldest first."""


def _make_fault(code: str, meeting_id: int, says: str) -> IntegrityFault:
    return IntegrityFault(code, "meetings", (meeting_id,), says)


@integrity_check("meetings.twice", "Nobody and no table is held twice in a slot.")
def check_double_claims() -> Iterator[IntegrityFault]:
    for column in (Claim.representative_id, Claim.table_id, Claim.interpreter_id):
        kind = column.key.removesuffix("_id")
        held = select(column, Claim.slot_id, func.count()).where(column.is_not(None)).group_by(column, Claim.slot_id)
        for number, slot, count in db.session.execute(held.having(func.count() > 1)):
            says = f"{kind.capitalize()} {number} is held {count} times in slot {slot}."
            yield IntegrityFault(f"{kind}_held_twice", f"{kind}s", (number or 0,), says)


@integrity_check("meetings.claims", "Every meeting that holds time has exactly its claims, and no other has any.")
def check_claims() -> Iterator[IntegrityFault]:
    claims: dict[int, list[Claim]] = defaultdict(list)
    for claim in db.session.scalars(select(Claim).order_by(Claim.id)):
        claims[claim.meeting_id].append(claim)
    people: dict[int, set[int]] = defaultdict(set)
    for registration, person in db.session.execute(
        select(Representation.registration_id, Representation.representative_id)
    ):
        people[registration].add(person)
    parties: dict[int, list[MeetingParty]] = defaultdict(list)
    for party in db.session.scalars(select(MeetingParty)):
        parties[party.meeting_id].append(party)
    begun = set(db.session.scalars(select(Slot.id).where(Slot.starts_at <= now())))
    following = _list_following_slots()
    for meeting in db.session.scalars(select(Meeting).order_by(Meeting.id)).all():
        held = claims[meeting.id]
        if meeting.state in STATES_WITH_TIME:
            yield from _find_time_faults(meeting, held, following)
            present = [
                party
                for party in parties[meeting.id]
                if meeting.kind == ONE_TO_ONE or party.side == "asker" or party.seat is not None
            ]
            yield from _find_attendee_faults(meeting, held, present, people)
            continue
        late = [claim for claim in held if meeting.state != MeetingState.MISSED or claim.slot_id not in begun]
        if late:
            says = f"Meeting {meeting.id} is {meeting.state} and holds {len(late)} claims: it should hold none."
            yield _make_fault("claims_without_time", meeting.id, says)


def _find_time_faults(
    meeting: Meeting, claims: Sequence[Claim], following: Mapping[int, Sequence[int]]
) -> Iterator[IntegrityFault]:
    slots = following.get(meeting.slot_id or 0, ())[: meeting.length]
    claimed = {claim.slot_id for claim in claims}
    if len(slots) < meeting.length:
        says = f"Meeting {meeting.id} is {meeting.state} from slot {meeting.slot_id} on, where it does not fit."
        yield _make_fault("no_such_time", meeting.id, says)
    elif claimed != set(slots):
        says = f"Meeting {meeting.id} is {meeting.state} in slots {slots}; its claims are in {sorted(claimed)}."
        yield _make_fault("claims_elsewhere", meeting.id, says)


def _find_attendee_faults(
    meeting: Meeting, claims: Sequence[Claim], parties: Sequence[MeetingParty], people: Mapping[int, Collection[int]]
) -> Iterator[IntegrityFault]:
    """In each slot the same table, and the same one person of each party; who sat at one that is over may be gone."""
    least = len(parties) - sum(party.missed for party in parties)
    held: dict[str, set[frozenset[int]]] = defaultdict(set)
    for slot in sorted({claim.slot_id for claim in claims}):
        in_slot = [claim for claim in claims if claim.slot_id == slot]
        tables = [claim.table_id for claim in in_slot if claim.table_id is not None]
        interpreters = [claim.interpreter_id for claim in in_slot if claim.interpreter_id is not None]
        sitting = [claim.representative_id for claim in in_slot if claim.representative_id is not None]
        held["table"].add(frozenset(tables))
        held["interpreter"].add(frozenset(interpreters))
        if len(tables) != 1:
            says = f"Meeting {meeting.id} has {len(tables)} tables in slot {slot}."
            yield _make_fault("not_one_table", meeting.id, says)
        if len(interpreters) > 1:
            says = f"Meeting {meeting.id} has {len(interpreters)} interpreters in slot {slot}."
            yield _make_fault("many_interpreters", meeting.id, says)
        able = {party.registration_id: people.get(party.registration_id, ()) for party in parties}
        matched = len(sitting) if meeting.state != MeetingState.BOOKED else len(assign_attendees(able, sitting))
        if not least <= len(sitting) <= len(parties) or matched < least:
            says = f"In slot {slot} meeting {meeting.id} does not have one person of each of its {len(parties)} firms."
            yield _make_fault("not_one_each", meeting.id, says)
    for kind, numbers in held.items():
        if len(numbers) > 1:
            yield _make_fault(f"changes_{kind}", meeting.id, f"Meeting {meeting.id} changes its {kind} on the way.")


def _list_following_slots() -> dict[int, list[int]]:
    """Of each slot for meetings those that follow it without a pause, itself the first."""
    rows = select(Slot.event_id, Slot.id, Slot.starts_at, Slot.ends_at, Slot.kind).order_by(Slot.event_id, Slot.id)
    result: dict[int, list[int]] = {}
    for _event, slots in groupby(db.session.execute(rows), lambda row: row.event_id):
        positions = get_run_positions(
            SlotTime(row.id, Span(row.starts_at, row.ends_at), SlotKind(row.kind)) for row in slots
        )
        slot_at = {position: slot for slot, position in positions.items()}
        for position, slot in sorted(slot_at.items(), reverse=True):
            result[slot] = [slot, *result.get(slot_at.get(position + 1, 0), ())]
    return result


@integrity_check("meetings.states", "What is written of a meeting fits its state, and a pair has one live meeting.")
def check_states() -> Iterator[IntegrityFault]:
    slots: dict[int, set[int]] = defaultdict(set)
    for event, slot in db.session.execute(select(Slot.event_id, Slot.id).where(Slot.kind == SlotKind.MEETING)):
        slots[event].add(slot)
    left = set(db.session.scalars(select(Registration.id).where(Registration.state == RegistrationState.CANCELLED)))
    proposed = set(db.session.scalars(select(MeetingProposal.meeting_id)))
    sides: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for party in db.session.scalars(select(MeetingParty)):
        sides[party.meeting_id].append((party.registration_id, party.side))
    pairs: dict[tuple[int, int], list[int]] = defaultdict(list)
    for meeting in db.session.scalars(select(Meeting).order_by(Meeting.id)).all():
        asks, is_live = meeting.state == MeetingState.REQUESTED, meeting.state in LIVE_STATES
        is_placed, pair = meeting.state in PLACED_STATES, {meeting.low_id, meeting.high_id}
        is_one_to_one = meeting.kind == ONE_TO_ONE
        amiss = {
            "awaits_nobody": asks and meeting.awaiting_id not in pair,
            "awaits_in_vain": not asks and meeting.awaiting_id is not None,
            "lapses_in_vain": meeting.expires_at is not None and is_live and not asks,
            "proposes_in_vain": meeting.id in proposed and not asks,
            "no_time": is_placed and meeting.slot_id is None,
            "no_such_time": is_placed
            and meeting.slot_id is not None
            and meeting.slot_id not in slots[meeting.event_id],
            "time_of_nothing": meeting.state == MeetingState.AGREED and meeting.slot_id is not None,
            "party_has_left": is_live and not left.isdisjoint({meeting.asker_id, *pair}),
            "parties_differ": is_one_to_one
            and sorted(sides[meeting.id])
            != sorted((company, "asker" if company == meeting.asker_id else "asked") for company in pair),
        }
        for code in (code for code, is_so in amiss.items() if is_so):
            yield _make_fault(code, meeting.id, f"Meeting {meeting.id} is {meeting.state} {STATE_FAULTS[code]}.")
        if is_live and is_one_to_one:
            pairs[meeting.low_id, meeting.high_id].append(meeting.id)
    for (low, high), ids in pairs.items():
        if len(ids) > 1:
            says = f"Firms {low} and {high} have {len(ids)} live meetings: {', '.join(map(str, ids))}."
            yield IntegrityFault("pair_twice", "meetings", tuple(ids), says)


@integrity_check(
    "meetings.seats", "No group meeting gave more seats than it has, and each seat is as its firm answered."
)
def check_seats() -> Iterator[IntegrityFault]:
    parties: dict[int, list[MeetingParty]] = defaultdict(list)
    for party in db.session.scalars(select(MeetingParty).order_by(MeetingParty.id)):
        parties[party.meeting_id].append(party)
    rows = (
        select(Meeting, GroupMeetingDetails.seats)
        .outerjoin(GroupMeetingDetails, GroupMeetingDetails.meeting_id == Meeting.id)
        .where(Meeting.kind == GROUP)
        .order_by(Meeting.id)
    )
    for meeting, seats in db.session.execute(rows).all():
        for code, problem in _find_seat_faults(meeting, seats, parties[meeting.id]):
            yield _make_fault(code, meeting.id, f"Group meeting {meeting.id} {problem}.")


def _find_seat_faults(
    meeting: Meeting, seats: int | None, parties: Sequence[MeetingParty]
) -> Iterator[tuple[str, str]]:
    """``seats``: None where the row that tells it is not there."""
    if seats is None:
        yield "no_roundtable", "does not say how many it takes"
        return
    if [party.registration_id for party in parties if party.side == "asker"] != [meeting.asker_id]:
        yield "host_differs", "has another host than its party says, or several"
    if meeting.state not in (*PLACED_STATES, MeetingState.CANCELLED):
        yield "no_such_group", f"is {meeting.state}, as no group meeting is"
    taken = sorted(party.seat for party in parties if party.seat is not None)
    if len(taken) > seats or any(not 1 <= seat <= seats for seat in taken):
        yield "too_many_seats", f"of {seats} seats has given {taken}"
    if len(set(taken)) < len(taken):
        yield "seat_given_twice", f"has given a seat twice: {taken}"
    for guest in (party for party in parties if party.side != "asker"):
        if (guest.seat is not None) != (meeting.state in PLACED_STATES and guest.answer == GuestAnswer.ACCEPTED):
            yield "seat_differs", f"is {meeting.state}, and firm {guest.registration_id} has seat {guest.seat}"
        if guest.answer not in set(GuestAnswer):
            yield "answer_unknown", f"has firm {guest.registration_id}, whose answer is none"


@integrity_check("meetings.table_sizes", "Every group meeting to come sits at a table that is large enough for it.")
def check_table_sizes() -> Iterator[IntegrityFault]:
    rows = (
        select(Meeting.id, GroupMeetingDetails.seats, Table.label, Table.seats)
        .join(GroupMeetingDetails, GroupMeetingDetails.meeting_id == Meeting.id)
        .join(Claim, (Claim.meeting_id == Meeting.id) & Claim.table_id.is_not(None))
        .join(Slot, Slot.id == Claim.slot_id)
        .join(Table, Table.id == Claim.table_id)
        .where(Meeting.kind == GROUP, Meeting.state == MeetingState.BOOKED, Slot.starts_at > now())
        .distinct()
    )
    for number, seats, label, chairs in db.session.execute(rows.order_by(Meeting.id)):
        if seats + 1 > (capacity := get_table_capacity(chairs)):
            says = (
                f"Group meeting {number} takes {seats + 1}, and table {label} holds {capacity}: set fewer seats on its "
                f"page, move it to a time with a larger table, or say how many sit at table {label}."
            )
            yield _make_fault("group_larger_than_table", number, says)


@integrity_check(
    "meetings.log", "The log of every meeting leads to where it stands, and no meeting that it tells of is gone."
)
def check_log() -> Iterator[IntegrityFault]:
    rows = (
        select(Notice.subject_id, Notice.id, Notice.kind, Notice.details)
        .where(Notice.subject == Meeting.__tablename__)
        .order_by(Notice.subject_id, Notice.id)
    )
    logs = {number: list(log) for number, log in groupby(db.session.execute(rows), lambda row: row.subject_id)}
    meetings = {meeting.id: meeting for meeting in db.session.scalars(select(Meeting).order_by(Meeting.id))}
    for number in sorted(logs.keys() - meetings.keys()):
        yield _make_fault("meeting_lost", number, f"The log tells of meeting {number}; it is not there.")
    for meeting in meetings.values():
        log = logs.get(meeting.id, [])
        yield from _replay_log(meeting, log) if meeting.kind == ONE_TO_ONE else _compare_last_notice(meeting, log)
        sequences = (notice.details.get("sequence") for notice in log)
        least = max(
            sum(_get_move(notice.kind) in SEQUENCE_MOVES for notice in log),
            max((sequence for sequence in sequences if isinstance(sequence, int)), default=0),
        )
        if meeting.sequence < least:
            says = f"Meeting {meeting.id} has sequence {meeting.sequence}; its log has come to {least}."
            yield _make_fault("sequence_goes_back", meeting.id, says)


def _get_move(kind: str) -> MeetingMove | None:
    """What was done; None for what changed no state, as a reminder."""
    word = kind.removeprefix(MEETING_PREFIX)
    return MeetingMove(word) if word in set(MeetingMove) else None


def _replay_log(meeting: Meeting, log: MeetingNotices) -> Iterator[IntegrityFault]:
    """Where the log takes a way that does not exist, and where it ends elsewhere than the meeting."""
    state: MeetingState | None = None
    version, slot = 0, None
    awaiting: int | None = None
    for notice in log:
        if (move := _get_move(notice.kind)) is None:
            continue
        rule, noted = MOVES.get((state, move)), notice.details
        if rule is None or rule.target != noted.get("state"):
            says = f"Notice {notice.id}: meeting {meeting.id} went from {state} to {noted.get('state')} by {move}."
            yield IntegrityFault("log_impossible", "notices", (notice.id,), says)
            return
        if noted.get("version") != version + 1:
            says = f"The log of meeting {meeting.id} goes from version {version} to {noted.get('version')}."
            yield IntegrityFault("log_has_gap", "notices", (notice.id,), says)
            return
        state, version, slot = rule.target, version + 1, noted.get("slot")
        asked = meeting.high_id if meeting.asker_id == meeting.low_id else meeting.low_id
        awaiting = get_next_awaiting(
            move,
            awaiting_id=asked if move is MeetingMove.REQUEST else awaiting,
            low_id=meeting.low_id,
            high_id=meeting.high_id,
        )
    yield from _compare_end(meeting, state, version, slot)
    pair = (meeting.low_id, meeting.high_id)
    if state == meeting.state == MeetingState.REQUESTED and awaiting != meeting.awaiting_id in pair:
        says = f"By the log of meeting {meeting.id} firm {awaiting} must answer, not firm {meeting.awaiting_id}."
        yield _make_fault("log_ends_elsewhere", meeting.id, says)


def _compare_last_notice(meeting: Meeting, log: MeetingNotices) -> Iterator[IntegrityFault]:
    """Of a group meeting, whose seats change while its state stays."""
    details = [notice.details for notice in log if notice.kind.startswith(GROUP_PREFIX)]
    last: dict[str, Any] = details[-1] if details else {"state": None, "version": 0, "slot": None}
    yield from _compare_end(meeting, last["state"], last["version"], last["slot"])


def _compare_end(meeting: Meeting, state: str | None, version: int, slot: int | None) -> Iterator[IntegrityFault]:
    # a proposal, or the time of one that ended, goes with its slot and needs no notice
    is_time_gone = meeting.slot_id is None and meeting.state not in PLACED_STATES
    if (state, version) != (meeting.state, meeting.version) or (slot != meeting.slot_id and not is_time_gone):
        says = (
            f"The log of meeting {meeting.id} ends at {state or 'nothing'}, version {version}, slot {slot}; it is "
            f"{meeting.state}, version {meeting.version}, slot {meeting.slot_id}."
        )
        yield _make_fault("log_ends_elsewhere", meeting.id, says)


@integrity_check("meetings.availability", "No booked meeting to come holds what is retired, or who is away.")
def check_availability() -> Iterator[IntegrityFault]:
    for kind, column, model, away in (
        ("table", Claim.table_id, Table, Unavailability.table_id),
        ("interpreter", Claim.interpreter_id, Interpreter, Unavailability.interpreter_id),
    ):
        is_retired = model.retired_at.is_not(None)
        is_away = exists().where(Unavailability.slot_id == Claim.slot_id, away == column)
        held = (
            select(Claim.id, Claim.meeting_id, case((is_retired, f"retired_{kind}_held"), else_=f"{kind}_unavailable"))
            .join(model, model.id == column)
            .join(Slot, Slot.id == Claim.slot_id)
            .join(Meeting, Meeting.id == Claim.meeting_id)
            .where(Meeting.state == MeetingState.BOOKED, Slot.starts_at > now(), is_retired | is_away)
        )
        for claim, meeting, code in db.session.execute(held.order_by(Claim.id)):
            says = f"Meeting {meeting} holds by claim {claim} {kind} that is retired, or not to be had then."
            yield IntegrityFault(code, "claims", (claim,), says)
    sitting = (
        select(Claim.event_id, Claim.slot_id, Claim.representative_id, Claim.meeting_id)
        .join(Meeting, Meeting.id == Claim.meeting_id)
        .where(Meeting.state == MeetingState.BOOKED, Claim.representative_id.is_not(None))
        .order_by(Claim.event_id, Claim.id)
    )
    for event_id, claims in groupby(db.session.execute(sitting).all(), lambda row: row.event_id):
        away_slots = list_away_slots(db.session.get_one(Event, event_id))
        absent = {(away_slot.slot_id, away_slot.representative_id) for away_slot in away_slots}
        for claim in claims:
            if (claim.slot_id, claim.representative_id) in absent:
                says = f"Representative {claim.representative_id} sits at meeting {claim.meeting_id}, and is away then."
                yield _make_fault("sits_and_is_away", claim.meeting_id, says)


@integrity_check("meetings.deadlines", "No request and no invitation stays open past its deadline.")
def check_deadlines() -> Iterator[IntegrityFault]:
    overdue = now() - OVERDUE_MARGIN
    requests = select(Meeting.id).where(Meeting.state == MeetingState.REQUESTED, Meeting.expires_at < overdue)
    for number in db.session.scalars(requests.order_by(Meeting.id)):
        says = f"Request {number} is open though it lapsed: the job meetings.expire is overdue."
        yield _make_fault("lapse_overdue", number, says)
    invitations = (
        select(MeetingParty.meeting_id, MeetingParty.registration_id)
        .join(Meeting, Meeting.id == MeetingParty.meeting_id)
        .where(Meeting.state == MeetingState.BOOKED, MeetingParty.expires_at < overdue)
    )
    for number, company in db.session.execute(invitations.order_by(MeetingParty.id)):
        says = f"Firm {company}'s invitation to {number} waits though it lapsed: the job meetings.expire is overdue."
        yield _make_fault("invitation_overdue", number, says)


@integrity_check("meetings.never", "No two firms were brought together after one of them said never.")
def check_never_marks() -> Iterator[IntegrityFault]:
    is_pair = (Preference.registration_id == Meeting.low_id) & (Preference.other_id == Meeting.high_id)
    is_pair_reversed = (Preference.registration_id == Meeting.high_id) & (Preference.other_id == Meeting.low_id)
    brought_together = (
        select(Meeting.id)
        .join(Notice, and_(Notice.subject == Meeting.__tablename__, Notice.subject_id == Meeting.id))
        .join(Preference, is_pair | is_pair_reversed)
        .where(
            Preference.kind == "never",
            Notice.at > Preference.at,
            Notice.kind.in_([f"{MEETING_PREFIX}{move}" for move in COUNTING_MOVES]),
            Meeting.state.in_((MeetingState.REQUESTED, *COUNTED_STATES)),
        )
        .distinct()
    )
    for number in db.session.scalars(brought_together.order_by(Meeting.id)):
        says = f"Meeting {number} came about after one of its firms had said never with the other."
        yield _make_fault("never_met", number, says)
