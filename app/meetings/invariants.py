"""What must hold of the meetings of a database, whoever changed them; and their log, played again through the table
of moves."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.core.errors import IntegrityFault
from app.meetings.attendees import assign_attendees
from app.meetings.lifecycle import LIVE_STATES, MOVES, STATES_WITH_TIME, MeetingMove, MeetingState, get_next_awaiting

ONE_TO_ONE: Final = "one_to_one"
STATES_WITH_SLOT: Final = STATES_WITH_TIME | {MeetingState.MISSED}
FAULT_TEXTS: Final = {
    "awaits_nobody": "and neither of its firms is to answer",
    "awaits_in_vain": "and still awaits an answer",
    "lapses_in_vain": "and would still lapse",
    "proposes_in_vain": "and other times are still proposed for it",
    "no_time": "without a time",
    "no_such_time": "at a time that is none for meetings",
    "time_of_nothing": "and has a time that it does not hold",
    "party_has_left": "and one of its firms has left the event",
}
FindStretch = Callable[[int, int], Sequence[int] | None]
"""The slots of a meeting: its first slot and its length → their ids, None where there are not so many in a row."""


@dataclass(frozen=True, slots=True)
class StoredMeeting:
    """A meeting as it is stored; ``parties``: side → the registrations on it; ``missed``: how many of them did not come
    to a group that took place, and may have given back the slots that were still ahead; ``proposals``: how many times
    stand in rows of their own."""

    id: int
    event_id: int
    kind: str
    state: MeetingState
    low_id: int
    high_id: int
    asker_id: int
    awaiting_id: int | None
    slot_id: int | None
    length: int
    version: int
    has_deadline: bool
    parties: Sequence[tuple[int, str]]
    sequence: int = 0
    missed: int = 0
    proposals: int = 0

    @property
    def asked_id(self) -> int:
        """Of a pair, the side that did not ask."""
        return self.high_id if self.asker_id == self.low_id else self.low_id


@dataclass(frozen=True, slots=True)
class StoredClaim:
    """A claim as it is stored: exactly one of the three is set."""

    id: int
    slot_id: int
    meeting_id: int
    representative_id: int | None
    table_id: int | None
    interpreter_id: int | None

    @property
    def resource(self) -> tuple[str, int]:
        """What is held: ``representative``, ``table`` or ``interpreter``, and its number."""
        if self.representative_id is not None:
            return "representative", self.representative_id
        if self.table_id is not None:
            return "table", self.table_id
        return "interpreter", self.interpreter_id or 0


def find_double_claims(claims: Iterable[StoredClaim]) -> Iterator[IntegrityFault]:
    """Persons, tables and interpreters that two claims hold in one slot."""
    holders: dict[tuple[int, str, int], list[StoredClaim]] = defaultdict(list)
    for claim in claims:
        holders[claim.slot_id, *claim.resource].append(claim)
    for (slot, kind, number), holder in holders.items():
        if len(holder) > 1:
            meetings = ", ".join(str(stored_claim.meeting_id) for stored_claim in holder)
            says = f"{kind.capitalize()} {number} is held {len(holder)} times in slot {slot}: by meetings {meetings}."
            yield IntegrityFault(
                f"{kind}_held_twice", "claims", tuple(stored_claim.id for stored_claim in holder), says
            )


def find_claim_faults(
    meeting: StoredMeeting,
    claims: Sequence[StoredClaim],
    stretch: FindStretch,
    *,
    begun: Collection[int],
    people: Mapping[int, Collection[int]],
) -> Iterator[IntegrityFault]:
    """What of a meeting's claims is not as its state, time and length ask for.

    ``begun``: slots whose start is past; ``people``: who stands for each registration.
    """
    if meeting.state == MeetingState.MISSED:
        late = [claim for claim in claims if claim.slot_id not in begun]
        if late:
            yield _make_claim_fault(
                "claims_of_the_missed", late, f"Missed meeting {meeting.id} holds slots that have not begun."
            )
        return
    if meeting.state not in STATES_WITH_TIME:
        if claims:
            says = f"Meeting {meeting.id} is {meeting.state} and holds {len(claims)} claims: it should hold none."
            yield _make_claim_fault("claims_without_time", claims, says)
        return
    yield from _find_time_faults(meeting, claims, stretch)
    yield from _find_seat_faults(meeting, claims, people)


def _find_time_faults(
    meeting: StoredMeeting, claims: Sequence[StoredClaim], stretch: FindStretch
) -> Iterator[IntegrityFault]:
    slots = stretch(meeting.slot_id, meeting.length) if meeting.slot_id is not None else None
    claimed_slots = {claim.slot_id for claim in claims}
    if slots is None:
        says = f"Meeting {meeting.id} is {meeting.state} from slot {meeting.slot_id} on, where it does not fit."
        yield _make_meeting_fault("no_such_time", meeting, says)
    elif claimed_slots != set(slots):
        claimed = f"its claims are in {_join_numbers(claimed_slots)}"
        says = f"Meeting {meeting.id} is {meeting.state} in slots {_join_numbers(slots)}, {claimed}."
        yield _make_meeting_fault("claims_elsewhere", meeting, says)


def _find_seat_faults(
    meeting: StoredMeeting, claims: Sequence[StoredClaim], people: Mapping[int, Collection[int]]
) -> Iterator[IntegrityFault]:
    """In each slot the same table, and the same one person of each party; who sat at one that is over may be gone."""
    seated: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for claim in claims:
        kind, number = claim.resource
        seated[claim.slot_id][kind].append(number)
    for slot, numbers_by_kind in sorted(seated.items()):
        if len(numbers_by_kind["table"]) != 1:
            yield _make_meeting_fault(
                "not_one_table",
                meeting,
                f"Meeting {meeting.id} has {len(numbers_by_kind['table'])} tables in slot {slot}.",
            )
        sitting = numbers_by_kind["representative"]
        parties = [registration for registration, _side in meeting.parties]
        least = len(parties) - meeting.missed
        if not least <= len(sitting) <= len(parties):
            says = f"Meeting {meeting.id} of {len(parties)} firms has {len(sitting)} people in slot {slot}."
            yield _make_meeting_fault("not_one_each", meeting, says)
        elif meeting.state == MeetingState.BOOKED and len(_match_seats(parties, people, sitting)) < least:
            says = f"In slot {slot} meeting {meeting.id} does not have one person of each of its firms."
            yield _make_meeting_fault("not_one_each", meeting, says)
        if len(numbers_by_kind["interpreter"]) > 1:
            says = f"Meeting {meeting.id} has {len(numbers_by_kind['interpreter'])} interpreters in slot {slot}."
            yield _make_meeting_fault("many_interpreters", meeting, says)
    for kind in ("table", "interpreter"):
        if len({frozenset(numbers_by_kind[kind]) for numbers_by_kind in seated.values()}) > 1:
            yield _make_meeting_fault(
                f"changes_{kind}", meeting, f"Meeting {meeting.id} changes its {kind} on the way."
            )


def _match_seats(
    parties: Iterable[int], people: Mapping[int, Collection[int]], sitting: Collection[int]
) -> dict[int, int]:
    return assign_attendees({party: people.get(party, ()) for party in parties}, sitting)


def find_orphan_claims(claims: Iterable[StoredClaim], meetings: Collection[int]) -> Iterator[IntegrityFault]:
    """Claims of meetings that are not there."""
    for claim in claims:
        if claim.meeting_id not in meetings:
            says = f"Claim {claim.id} belongs to meeting {claim.meeting_id}, which is not there."
            yield IntegrityFault("claim_without_meeting", "claims", (claim.id,), says)


def find_state_faults(
    meeting: StoredMeeting, slots: Collection[int], left: Collection[int] = ()
) -> Iterator[IntegrityFault]:
    """Columns that do not fit a meeting's state. ``slots``: those for meetings, of its event; ``left``: registrations
    that are cancelled."""
    pair = {meeting.low_id, meeting.high_id}
    asks = meeting.state == MeetingState.REQUESTED
    is_placed = meeting.state in STATES_WITH_SLOT
    amiss = {
        "awaits_nobody": asks and meeting.awaiting_id not in pair,
        "awaits_in_vain": not asks and meeting.awaiting_id is not None,
        "lapses_in_vain": meeting.has_deadline and meeting.state in LIVE_STATES and not asks,
        "proposes_in_vain": meeting.proposals > 0 and not asks,
        "no_time": is_placed and meeting.slot_id is None,
        "no_such_time": is_placed and meeting.slot_id is not None and meeting.slot_id not in slots,
        "time_of_nothing": meeting.state == MeetingState.AGREED and meeting.slot_id is not None,
        "party_has_left": meeting.state in LIVE_STATES and any(company in left for company, _side in meeting.parties),
    }
    for code in (code for code, is_so in amiss.items() if is_so):
        yield _make_meeting_fault(code, meeting, f"Meeting {meeting.id} is {meeting.state} {FAULT_TEXTS[code]}.")
    yield from _find_party_faults(meeting, pair)


def _find_party_faults(meeting: StoredMeeting, pair: set[int]) -> Iterator[IntegrityFault]:
    if meeting.kind != ONE_TO_ONE:
        return
    if meeting.asker_id not in pair:
        yield _make_meeting_fault("stranger_asks", meeting, f"Who asked for meeting {meeting.id} has no part in it.")
    elif sorted(meeting.parties) != sorted([(meeting.asker_id, "asker"), (meeting.asked_id, "asked")]):
        yield _make_meeting_fault(
            "parties_differ", meeting, f"The parties of meeting {meeting.id} are not its two firms."
        )


def find_double_pairs(meetings: Iterable[StoredMeeting]) -> Iterator[IntegrityFault]:
    """Pairs that have two live one-to-one meetings."""
    meetings_by_pair: dict[tuple[int, int, int], list[int]] = defaultdict(list)
    for meeting in meetings:
        if meeting.state in LIVE_STATES and meeting.kind == ONE_TO_ONE:
            meetings_by_pair[meeting.event_id, meeting.low_id, meeting.high_id].append(meeting.id)
    for (_event, low, high), ids in meetings_by_pair.items():
        if len(ids) > 1:
            says = f"Firms {low} and {high} have {len(ids)} live meetings: {_join_numbers(ids)}."
            yield IntegrityFault("pair_twice", "meetings", tuple(ids), says)


def find_exceeded_limits(
    counted: Iterable[tuple[int, int]],
    most: int | None,
    code: str,
    what: str,
    *,
    since: int,
    own: Mapping[int, tuple[int | None, int]] | None = None,
) -> Iterator[IntegrityFault]:
    """Companies that have more than ``most``. ``counted``: (firm, number of the notice that made one of them count).

    ``since``: the notice that last changed the limit; what a company had then it keeps, it only gets no more.
    ``own``: of single companies the limit that is said of them alone (None: that of all), and the notice that last
    changed it.
    """
    counts: Counter[int] = Counter()
    last: dict[int, int] = defaultdict(int)
    for company, notice in counted:
        counts[company] += 1
        last[company] = max(last[company], notice)
    for company, count in sorted(counts.items()):
        alone, changed = (own or {}).get(company, (None, 0))
        limit = most if alone is None else alone
        if limit is not None and count > limit and last[company] > max(since, changed):
            yield IntegrityFault(
                code, "registrations", (company,), f"Firm {company} has {count} {what}; the most is {limit}."
            )


def _make_claim_fault(code: str, claims: Sequence[StoredClaim], says: str) -> IntegrityFault:
    return IntegrityFault(code, "claims", tuple(claim.id for claim in claims), says)


def _make_meeting_fault(code: str, meeting: StoredMeeting, says: str) -> IntegrityFault:
    return IntegrityFault(code, "meetings", (meeting.id,), says)


def _join_numbers(numbers: Iterable[int]) -> str:
    return ", ".join(str(number) for number in sorted(numbers)) or "none"


MEETING_PREFIX: Final = "meeting."
GROUP_PREFIX: Final = "round."


@dataclass(frozen=True, slots=True)
class MeetingNotice:
    """A notice about a meeting: ``details`` as it was written."""

    id: int
    kind: str
    details: Mapping[str, Any]

    @property
    def move(self) -> MeetingMove | None:
        """What was done; None for what changed no state, as a reminder."""
        word = self.kind.removeprefix(MEETING_PREFIX)
        return MeetingMove(word) if word in set(MeetingMove) else None


def find_replay_faults(meeting: StoredMeeting, log: Sequence[MeetingNotice]) -> Iterator[IntegrityFault]:
    """Where the log (oldest first) takes a way that does not exist, and where it ends elsewhere than the meeting.

    Of a group meeting, whose seats change while its state stays, only whether each version was noted and how it ends.
    """
    if meeting.kind != ONE_TO_ONE:
        yield from _find_end_faults(meeting, *_get_last_group_state(log))
        return
    state: MeetingState | None = None
    version, slot = 0, None
    awaiting: int | None = None
    for notice in log:
        if (move := notice.move) is None:
            continue
        rule = MOVES.get((state, move))
        logged_state = notice.details.get("state")
        if rule is None or rule.target != logged_state:
            before = state or "nothing"
            says = f"Notice {notice.id} says that meeting {meeting.id} went from {before} to {logged_state} by {move}."
            yield IntegrityFault("log_impossible", "notices", (notice.id,), says)
            return
        if notice.details.get("version") != version + 1:
            says = (
                f"The log of meeting {meeting.id} goes from version {version} to {notice.details.get('version')} "
                f"in notice {notice.id}."
            )
            yield IntegrityFault("log_has_gap", "notices", (notice.id,), says)
            return
        state, version, slot = rule.target, version + 1, notice.details.get("slot")
        awaiting = get_next_awaiting(
            move,
            awaiting_id=meeting.asked_id if move is MeetingMove.REQUEST else awaiting,
            low_id=meeting.low_id,
            high_id=meeting.high_id,
        )
    yield from _find_end_faults(meeting, state, version, slot)
    if state == meeting.state == MeetingState.REQUESTED and awaiting != meeting.awaiting_id in (
        meeting.low_id,
        meeting.high_id,
    ):
        says = (
            f"By the log of meeting {meeting.id} firm {awaiting} must answer; it waits for firm {meeting.awaiting_id}."
        )
        yield IntegrityFault("log_ends_elsewhere", "meetings", (meeting.id,), says)


SEQUENCE_MOVES: Final = (MeetingMove.MOVE, MeetingMove.UNPLACE, MeetingMove.CANCEL)
"""Each of these raises the number by which calendars know the newer of two entries."""


def find_sequence_faults(meeting: StoredMeeting, log: Sequence[MeetingNotice]) -> Iterator[IntegrityFault]:
    """Where a calendar would take what it holds for newer than what the meeting is now."""
    sequences = (notice.details.get("sequence") for notice in log)
    least = max(
        sum(notice.move in SEQUENCE_MOVES for notice in log),
        max((sequence for sequence in sequences if isinstance(sequence, int)), default=0),
    )
    if meeting.sequence < least:
        says = f"Meeting {meeting.id} has sequence {meeting.sequence}; its log has come to {least}."
        yield IntegrityFault("sequence_goes_back", "meetings", (meeting.id,), says)


def find_lost_meetings(
    logs: Mapping[int, Sequence[MeetingNotice]], meetings: Collection[int]
) -> Iterator[IntegrityFault]:
    """Meetings that the log tells of and that are not there: none is ever deleted, by an erasure neither."""
    for number, log in sorted(logs.items()):
        if number not in meetings:
            says = f"The log tells of meeting {number}, last in notice {log[-1].id} ({log[-1].kind}); it is not there."
            yield IntegrityFault("meeting_lost", "meetings", (number,), says)


def _get_last_group_state(log: Sequence[MeetingNotice]) -> tuple[MeetingState | None, int, int | None]:
    """State, version and slot as the log of a group meeting tells them last."""
    details = [notice.details for notice in log if notice.kind.startswith(GROUP_PREFIX)]
    if not details:
        return None, 0, None
    return MeetingState(details[-1]["state"]), details[-1]["version"], details[-1]["slot"]


def _find_end_faults(
    meeting: StoredMeeting, state: MeetingState | None, version: int, slot: int | None
) -> Iterator[IntegrityFault]:
    if (state, version) != (meeting.state, meeting.version):
        says = (
            f"The log of meeting {meeting.id} ends at {state or 'nothing'}, version {version}; "
            f"it is {meeting.state}, version {meeting.version}."
        )
        yield IntegrityFault("log_ends_elsewhere", "meetings", (meeting.id,), says)
    elif slot != meeting.slot_id and not (meeting.slot_id is None and meeting.state not in STATES_WITH_SLOT):
        # a proposal, or the time of one that ended, goes with its slot and needs no notice
        says = f"The log of meeting {meeting.id} ends in slot {slot}; it is in slot {meeting.slot_id}."
        yield IntegrityFault("log_ends_elsewhere", "meetings", (meeting.id,), says)
