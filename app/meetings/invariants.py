"""What must hold of the meetings of a database, whoever changed them and however many did at once."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.core.errors import IntegrityFault
from app.meetings.lifecycle import HOLDS_TIME, LIVE, State
from app.meetings.sitters import who_sits_for

ONE_TO_ONE: Final = "one_to_one"
WITH_SLOT: Final = HOLDS_TIME | {State.MISSED}
SAID: Final = {
    "awaits_nobody": "and neither of its firms is to answer",
    "awaits_in_vain": "and still awaits an answer",
    "lapses_in_vain": "and would still lapse",
    "proposes_in_vain": "and other times are still proposed for it",
    "no_time": "without a time",
    "no_such_time": "at a time that is none for meetings",
    "time_of_nothing": "and has a time that it does not hold",
    "party_has_left": "and one of its firms has left the event",
}
Stretch = Callable[[int, int], Sequence[int] | None]
"""The slots of a meeting: its first slot and its length → their ids, None where there are not so many in a row."""


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting as it is stored; ``parties``: side → the registrations on it; ``missed``: how many of them did not come
    to a group that took place, and may have given back the slots that were still ahead; ``proposals``: how many times
    stand in rows of their own."""

    id: int
    event_id: int
    kind: str
    state: State
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
class ClaimRow:
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


def held_twice(claims: Iterable[ClaimRow]) -> Iterator[IntegrityFault]:
    """Persons, tables and interpreters that two claims hold in one slot."""
    holders: dict[tuple[int, str, int], list[ClaimRow]] = defaultdict(list)
    for claim in claims:
        holders[claim.slot_id, *claim.resource].append(claim)
    for (slot, kind, number), found in holders.items():
        if len(found) > 1:
            meetings = ", ".join(str(one.meeting_id) for one in found)
            says = f"{kind.capitalize()} {number} is held {len(found)} times in slot {slot}: by meetings {meetings}."
            yield IntegrityFault(f"{kind}_held_twice", "claims", tuple(one.id for one in found), says)


def claims_amiss(
    meeting: MeetingRow,
    claims: Sequence[ClaimRow],
    stretch: Stretch,
    *,
    begun: Collection[int],
    people: Mapping[int, Collection[int]],
) -> Iterator[IntegrityFault]:
    """What of a meeting's claims is not as its state, time and length ask for.

    ``begun``: slots whose start is past; ``people``: who stands for each registration.
    """
    if meeting.state == State.MISSED:
        late = [one for one in claims if one.slot_id not in begun]
        if late:
            yield _of_claims(
                "claims_of_the_missed", late, f"Missed meeting {meeting.id} holds slots that have not begun."
            )
        return
    if meeting.state not in HOLDS_TIME:
        if claims:
            says = f"Meeting {meeting.id} is {meeting.state} and holds {len(claims)} claims: it should hold none."
            yield _of_claims("claims_without_time", claims, says)
        return
    yield from _times_amiss(meeting, claims, stretch)
    yield from _seats_amiss(meeting, claims, people)


def _times_amiss(meeting: MeetingRow, claims: Sequence[ClaimRow], stretch: Stretch) -> Iterator[IntegrityFault]:
    slots = stretch(meeting.slot_id, meeting.length) if meeting.slot_id is not None else None
    held = {one.slot_id for one in claims}
    if slots is None:
        says = f"Meeting {meeting.id} is {meeting.state} from slot {meeting.slot_id} on, where it does not fit."
        yield _of_meeting("no_such_time", meeting, says)
    elif held != set(slots):
        says = f"Meeting {meeting.id} is {meeting.state} in slots {_listed(slots)}, its claims are in {_listed(held)}."
        yield _of_meeting("claims_elsewhere", meeting, says)


def _seats_amiss(
    meeting: MeetingRow, claims: Sequence[ClaimRow], people: Mapping[int, Collection[int]]
) -> Iterator[IntegrityFault]:
    """In each slot the same table, and the same one person of each party; who sat at one that is over may be gone."""
    seated: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for claim in claims:
        kind, number = claim.resource
        seated[claim.slot_id][kind].append(number)
    for slot, held in sorted(seated.items()):
        if len(held["table"]) != 1:
            yield _of_meeting(
                "not_one_table", meeting, f"Meeting {meeting.id} has {len(held['table'])} tables in slot {slot}."
            )
        sitting = held["representative"]
        parties = [registration for registration, _side in meeting.parties]
        least = len(parties) - meeting.missed
        if not least <= len(sitting) <= len(parties):
            says = f"Meeting {meeting.id} of {len(parties)} firms has {len(sitting)} people in slot {slot}."
            yield _of_meeting("not_one_each", meeting, says)
        elif meeting.state == State.BOOKED and len(_seated(parties, people, sitting)) < least:
            says = f"In slot {slot} meeting {meeting.id} does not have one person of each of its firms."
            yield _of_meeting("not_one_each", meeting, says)
        if len(held["interpreter"]) > 1:
            says = f"Meeting {meeting.id} has {len(held['interpreter'])} interpreters in slot {slot}."
            yield _of_meeting("many_interpreters", meeting, says)
    for kind in ("table", "interpreter"):
        if len({frozenset(held[kind]) for held in seated.values()}) > 1:
            yield _of_meeting(f"changes_{kind}", meeting, f"Meeting {meeting.id} changes its {kind} on the way.")


def _seated(parties: Iterable[int], people: Mapping[int, Collection[int]], sitting: Collection[int]) -> dict[int, int]:
    return who_sits_for({one: people.get(one, ()) for one in parties}, sitting)


def orphans(claims: Iterable[ClaimRow], meetings: Collection[int]) -> Iterator[IntegrityFault]:
    """Claims of meetings that are not there."""
    for claim in claims:
        if claim.meeting_id not in meetings:
            says = f"Claim {claim.id} belongs to meeting {claim.meeting_id}, which is not there."
            yield IntegrityFault("claim_without_meeting", "claims", (claim.id,), says)


def state_amiss(meeting: MeetingRow, slots: Collection[int], left: Collection[int] = ()) -> Iterator[IntegrityFault]:
    """Columns that do not fit a meeting's state. ``slots``: those for meetings, of its event; ``left``: registrations
    that are cancelled."""
    pair = {meeting.low_id, meeting.high_id}
    asks = meeting.state == State.REQUESTED
    is_placed = meeting.state in WITH_SLOT
    amiss = {
        "awaits_nobody": asks and meeting.awaiting_id not in pair,
        "awaits_in_vain": not asks and meeting.awaiting_id is not None,
        "lapses_in_vain": meeting.has_deadline and meeting.state in LIVE and not asks,
        "proposes_in_vain": meeting.proposals > 0 and not asks,
        "no_time": is_placed and meeting.slot_id is None,
        "no_such_time": is_placed and meeting.slot_id is not None and meeting.slot_id not in slots,
        "time_of_nothing": meeting.state == State.AGREED and meeting.slot_id is not None,
        "party_has_left": meeting.state in LIVE and any(firm in left for firm, _side in meeting.parties),
    }
    for code in (code for code, is_so in amiss.items() if is_so):
        yield _of_meeting(code, meeting, f"Meeting {meeting.id} is {meeting.state} {SAID[code]}.")
    yield from _parties_amiss(meeting, pair)


def _parties_amiss(meeting: MeetingRow, pair: set[int]) -> Iterator[IntegrityFault]:
    if meeting.kind != ONE_TO_ONE:
        return
    if meeting.asker_id not in pair:
        yield _of_meeting("stranger_asks", meeting, f"Who asked for meeting {meeting.id} has no part in it.")
    elif sorted(meeting.parties) != sorted([(meeting.asker_id, "asker"), (meeting.asked_id, "asked")]):
        yield _of_meeting("parties_differ", meeting, f"The parties of meeting {meeting.id} are not its two firms.")


def two_live(meetings: Iterable[MeetingRow]) -> Iterator[IntegrityFault]:
    """Pairs that have two live one-to-one meetings."""
    found: dict[tuple[int, int, int], list[int]] = defaultdict(list)
    for one in meetings:
        if one.state in LIVE and one.kind == ONE_TO_ONE:
            found[one.event_id, one.low_id, one.high_id].append(one.id)
    for (_event, low, high), ids in found.items():
        if len(ids) > 1:
            says = f"Firms {low} and {high} have {len(ids)} live meetings: {_listed(ids)}."
            yield IntegrityFault("pair_twice", "meetings", tuple(ids), says)


def over_the_most(
    counted: Iterable[tuple[int, int]],
    most: int | None,
    code: str,
    what: str,
    *,
    since: int,
    own: Mapping[int, tuple[int | None, int]] | None = None,
) -> Iterator[IntegrityFault]:
    """Firms that have more than ``most``. ``counted``: (firm, number of the notice that made one of them count).

    ``since``: the notice that last changed the limit; what a firm had then it keeps, it only gets no more. ``own``: of
    single firms the limit that is said of them alone (None: that of all), and the notice that last changed it.
    """
    counts: Counter[int] = Counter()
    last: dict[int, int] = defaultdict(int)
    for firm, notice in counted:
        counts[firm] += 1
        last[firm] = max(last[firm], notice)
    for firm, count in sorted(counts.items()):
        alone, changed = (own or {}).get(firm, (None, 0))
        limit = most if alone is None else alone
        if limit is not None and count > limit and last[firm] > max(since, changed):
            yield IntegrityFault(
                code, "registrations", (firm,), f"Firm {firm} has {count} {what}; the most is {limit}."
            )


def _of_claims(code: str, claims: Sequence[ClaimRow], says: str) -> IntegrityFault:
    return IntegrityFault(code, "claims", tuple(one.id for one in claims), says)


def _of_meeting(code: str, meeting: MeetingRow, says: str) -> IntegrityFault:
    return IntegrityFault(code, "meetings", (meeting.id,), says)


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(str(one) for one in sorted(numbers)) or "none"
