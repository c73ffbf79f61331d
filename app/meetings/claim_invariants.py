"""What booked meetings may claim besides their time: interpreters who serve, tables that stand, nobody who is away."""

from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Final

from app.core.errors import IntegrityFault
from app.meetings.interpreters import InterpreterMode, InterpreterNeed, InterpreterProfile
from app.meetings.invariants import GROUP_PREFIX, ONE_TO_ONE, MeetingNotice, StoredClaim, StoredMeeting
from app.meetings.lifecycle import MeetingMove
from app.meetings.runs import list_runs

TIME_GIVING_MOVES: Final = (MeetingMove.ACCEPT_WITH_TIME, MeetingMove.PLACE)
LOGGED_CLAIMS: Final = ("table", "interpreter")
"""The details of a notice that name what a meeting holds from then on."""
GROUP_CHOICE_ACTIONS: Final = tuple(f"{GROUP_PREFIX}{act}" for act in ("open", "interpret"))
"""Acts of a group by which somebody is chosen who serves it; others may leave whom it has."""
GROUP_PARTING_ACTIONS: Final = tuple(f"{GROUP_PREFIX}{act}" for act in ("leave", "remove", "lose"))
GROUP_DISPLACED_ACTION: Final = f"{GROUP_PREFIX}displace"
SAVE_PAGE_ADVICE: Final = "save its page under Interpreters: it shows who steps in"


def find_log_mismatches(
    meeting: StoredMeeting, log: Sequence[MeetingNotice], claims: Sequence[StoredClaim]
) -> Iterator[IntegrityFault]:
    """Where the claims name another table or interpreter than the log did last; an old log says nothing of them."""
    logged: dict[str, int | None] = {}
    for notice in log:
        if notice.move in TIME_GIVING_MOVES:
            logged = {}
        logged |= {kind: notice.details[kind] for kind in LOGGED_CLAIMS if kind in notice.details}
    claimed: dict[str, set[int]] = {kind: set() for kind in LOGGED_CLAIMS}
    for claim in claims:
        if claim.representative_id is None:
            kind, resource_id = claim.resource
            claimed[kind].add(resource_id)
    for kind, number in logged.items():
        if len(claimed[kind]) > 1 or (kind == "table" and not claimed[kind]):
            continue  # that it holds too many, or no table, is a fault of its own
        claimed_number = next(iter(claimed[kind]), None)
        if claimed_number != number:
            says = f"The log gives meeting {meeting.id} {kind} {number or 'none'}; it holds {claimed_number or 'none'}."
            yield IntegrityFault(f"{kind}_not_as_told", "meetings", (meeting.id,), says)


@dataclass(frozen=True, slots=True)
class UnusableClaims:
    """What must not be held in slots that have not begun: pairs of kind and number that are retired, triples of slot,
    kind and number that are not to be had then."""

    retired: Set[tuple[str, int]]
    away: Set[tuple[int, str, int]]


def find_unusable_claims(
    meeting: StoredMeeting, claims: Sequence[StoredClaim], hold: UnusableClaims
) -> Iterator[IntegrityFault]:
    """Tables and interpreters of a booked meeting that are retired, or unavailable then. ``claims``: of slots ahead."""
    for claim in claims:
        kind, number = claim.resource
        if (kind, number) in hold.retired:
            says = f"Meeting {meeting.id} holds {kind} {number} in slot {claim.slot_id}, which is retired."
            yield IntegrityFault(f"retired_{kind}_held", "claims", (claim.id,), says)
        if kind in LOGGED_CLAIMS and (claim.slot_id, kind, number) in hold.away:
            says = f"Meeting {meeting.id} holds {kind} {number} in slot {claim.slot_id}, in which it is not to be had."
            yield IntegrityFault(f"{kind}_unavailable", "claims", (claim.id,), says)


def get_last_seating_notice(log: Sequence[MeetingNotice]) -> int:
    """The notice by which a meeting got the time and the seats that it has; 0 where somebody else was seated since
    without a look at languages, or the log does not say."""
    result = 0
    for notice in log:
        if notice.move in TIME_GIVING_MOVES or (
            notice.move is MeetingMove.MOVE and {"placer", "seated"} & notice.details.keys()
        ):
            result = notice.id
        elif "left" in notice.details:
            result = 0
    return result


def find_language_faults(
    meeting: StoredMeeting,
    need: InterpreterNeed | None,
    numbers: Collection[int],
    languages: Mapping[int, Set[str]],
    *,
    may_lack: bool,
) -> Iterator[IntegrityFault]:
    """Whether who interprets speaks what is needed, and somebody does. ``languages``: of each interpreter;
    ``may_lack``: there need not have been one."""
    if need is None:
        return
    if not numbers and not may_lack:
        says = f"Meeting {meeting.id} needs an interpreter and has none."
        yield IntegrityFault("interpreter_lacking", "meetings", (meeting.id,), says)
    for number in numbers:
        if not need.is_met_by(languages.get(number, frozenset())):
            says = f"Interpreter {number} of meeting {meeting.id} does not speak the languages of both its firms."
            yield IntegrityFault("interpreter_of_other_languages", "meetings", (meeting.id,), says)


def find_assignment_faults(
    meeting: StoredMeeting,
    log: Sequence[MeetingNotice],
    table_id: int | None,
    interpreter: InterpreterProfile,
    *,
    changed: int,
) -> Iterator[IntegrityFault]:
    """Whether who interprets serves another company by now, sits at another table, or has lost whom it served.

    ``changed``: the notice that last said anything of the interpreter: what it served no more was given to others then.
    A meeting that was seated elsewhere since keeps whom it had, as a group does from which a company has gone.
    """
    companies = {company for company, _side in meeting.parties}
    is_there = (
        interpreter.table_id == table_id
        if interpreter.mode is InterpreterMode.TABLE and interpreter.table_id is not None
        else True
    )
    if (interpreter.serves(companies) and is_there) or _was_seated_since(meeting, log, interpreter, changed):
        return
    if interpreter.works_for is None and interpreter.table_id is None:
        whom = "is to serve one firm or table, and has none"
    elif interpreter.works_for is not None:
        whom = f"serves firm {interpreter.works_for} alone, which is not there"
    else:
        whom = f"sits at table {interpreter.table_id}, not at table {table_id}"
    says = f"Interpreter {interpreter.id} holds meeting {meeting.id}, but {whom}: {SAVE_PAGE_ADVICE}."
    yield IntegrityFault("interpreter_posted_elsewhere", "meetings", (meeting.id,), says)


def _was_seated_since(
    meeting: StoredMeeting, log: Sequence[MeetingNotice], interpreter: InterpreterProfile, changed: int
) -> bool:
    since = max(get_interpreter_notice(log), changed)
    later = [notice for notice in log if notice.id > since]
    if meeting.kind != ONE_TO_ONE:
        return any(_continues_with_interpreter(notice, interpreter) for notice in later)
    return interpreter.mode is InterpreterMode.TABLE and any("table" in notice.details for notice in later)


def _continues_with_interpreter(act: MeetingNotice, interpreter: InterpreterProfile) -> bool:
    """Whether a group went on with the same interpreter, without the company, or at another table than that, which it
    serves."""
    if interpreter.mode is InterpreterMode.TABLE:
        return act.kind == GROUP_DISPLACED_ACTION
    leaving = {act.details.get("guest")} if act.kind in GROUP_PARTING_ACTIONS else set()
    return interpreter.works_for in {*leaving, *act.details.get("lost", ())}


def get_interpreter_notice(log: Sequence[MeetingNotice]) -> int:
    """The notice by which a meeting was last given who interprets, or the time at which; 0 for none."""
    return max(
        (
            notice.id
            for notice in log
            if "interpreter" in notice.details
            or notice.move in TIME_GIVING_MOVES
            or notice.kind in GROUP_CHOICE_ACTIONS
        ),
        default=0,
    )


def find_long_runs(
    interpreter: InterpreterProfile, places: Mapping[int, int], meetings_by_slot: Mapping[int, int], to_come: Set[int]
) -> Iterator[tuple[Sequence[int], IntegrityFault]]:
    """Where an interpreter works more meetings in a row than it said, with these meetings. ``places``: of each slot, as
    ``get_run_positions``; ``meetings_by_slot``: slot → meeting; ``to_come``: slots of which a run must hold one: what
    is over is as it was."""
    if interpreter.longest_run is None:
        return
    slots = {places[slot]: slot for slot in meetings_by_slot if slot in places}
    for run in list_runs(slots):
        worked = [slots[place] for place in run]
        if len(worked) <= interpreter.longest_run or to_come.isdisjoint(worked):
            continue
        meetings = tuple(dict.fromkeys(meetings_by_slot[slot] for slot in worked))
        numbers = ", ".join(map(str, meetings))
        says = (
            f"Interpreter {interpreter.id} works {len(worked)} times in a row, at meetings {numbers}, "
            f"and is to have a pause after {interpreter.longest_run}: {SAVE_PAGE_ADVICE}."
        )
        yield meetings, IntegrityFault("interpreter_without_pause", "meetings", meetings, says)
