"""What booked meetings hold besides their time: interpreters who serve, tables that stand, nobody who is away."""

from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Final

from app.kernel.faults import Fault
from app.meetings.interpreting import Need
from app.meetings.invariants import ClaimRow, MeetingRow
from app.meetings.lifecycle import Move
from app.meetings.replay import Noted

GIVES_TIME: Final = (Move.ACCEPT_WITH_TIME, Move.PLACE)
TOLD: Final = ("table", "interpreter")
"""The details of a notice that name what a meeting holds from then on."""


def told_otherwise(meeting: MeetingRow, log: Sequence[Noted], claims: Sequence[ClaimRow]) -> Iterator[Fault]:
    """Where the claims name another table or interpreter than the log did last; an old log says nothing of them."""
    told: dict[str, int | None] = {}
    for notice in log:
        if notice.move in GIVES_TIME:
            told = {}
        told |= {kind: notice.details[kind] for kind in TOLD if kind in notice.details}
    held: dict[str, set[int]] = {kind: set() for kind in TOLD}
    for claim in claims:
        if claim.representative_id is None:
            kind, one = claim.resource
            held[kind].add(one)
    for kind, number in told.items():
        if len(held[kind]) > 1 or (kind == "table" and not held[kind]):
            continue  # that it holds too many, or no table, is a fault of its own
        is_held = next(iter(held[kind]), None)
        if is_held != number:
            says = f"The log gives meeting {meeting.id} {kind} {number or 'none'}; it holds {is_held or 'none'}."
            yield Fault(f"{kind}_not_as_told", "meetings", (meeting.id,), says)


@dataclass(frozen=True, slots=True)
class Hold:
    """What must not be held in slots that have not begun: pairs of kind and number that are retired, triples of slot,
    kind and number that are not to be had then."""

    retired: Set[tuple[str, int]]
    away: Set[tuple[int, str, int]]


def not_to_be_had(meeting: MeetingRow, claims: Sequence[ClaimRow], hold: Hold) -> Iterator[Fault]:
    """Tables and interpreters of a booked meeting that are retired, or unavailable then. ``claims``: of slots ahead."""
    for claim in claims:
        kind, number = claim.resource
        if (kind, number) in hold.retired:
            says = f"Meeting {meeting.id} holds {kind} {number} in slot {claim.slot_id}, which is retired."
            yield Fault(f"retired_{kind}_held", "claims", (claim.id,), says)
        if kind in TOLD and (claim.slot_id, kind, number) in hold.away:
            says = f"Meeting {meeting.id} holds {kind} {number} in slot {claim.slot_id}, in which it is not to be had."
            yield Fault(f"{kind}_unavailable", "claims", (claim.id,), says)


def last_seated(log: Sequence[Noted]) -> int:
    """The notice by which a meeting got the time and the seats that it has; 0 where somebody else was seated since
    without a look at languages, or the log does not say."""
    found = 0
    for notice in log:
        if notice.move in GIVES_TIME or (notice.move is Move.MOVE and {"placer", "seated"} & notice.details.keys()):
            found = notice.id
        elif "left" in notice.details:
            found = 0
    return found


def interpreted_amiss(
    meeting: MeetingRow,
    need: Need | None,
    held: Collection[int],
    languages: Mapping[int, Set[str]],
    *,
    may_lack: bool,
) -> Iterator[Fault]:
    """Whether who interprets speaks what is needed, and somebody does. ``languages``: of each interpreter;
    ``may_lack``: there need not have been one."""
    if need is None:
        return
    if not held and not may_lack:
        says = f"Meeting {meeting.id} needs an interpreter and has none."
        yield Fault("interpreter_lacking", "meetings", (meeting.id,), says)
    for one in held:
        if not need.is_met_by(languages.get(one, frozenset())):
            says = f"Interpreter {one} of meeting {meeting.id} does not speak the languages of both its firms."
            yield Fault("interpreter_of_other_languages", "meetings", (meeting.id,), says)
