"""The log of a meeting, played again through the table of its moves, leads to where it stands."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.core.errors import IntegrityFault
from app.meetings.invariants import ONE_TO_ONE, WITH_SLOT, MeetingRow
from app.meetings.lifecycle import MOVES, Move, State, awaiting_after

PREFIX: Final = "meeting."
ROUND_PREFIX: Final = "round."


@dataclass(frozen=True, slots=True)
class Noted:
    """A notice about a meeting: ``details`` as it was written."""

    id: int
    kind: str
    details: Mapping[str, Any]

    @property
    def move(self) -> Move | None:
        """What was done; None for what changed no state, as a reminder."""
        word = self.kind.removeprefix(PREFIX)
        return Move(word) if word in set(Move) else None


def replayed(meeting: MeetingRow, log: Sequence[Noted]) -> Iterator[IntegrityFault]:
    """Where the log (oldest first) takes a way that does not exist, and where it ends elsewhere than the meeting.

    Of a group meeting, whose seats change while its state stays, only whether each version was noted and how it ends.
    """
    if meeting.kind != ONE_TO_ONE:
        yield from _ends_elsewhere(meeting, *_last_of(log))
        return
    state: State | None = None
    version, slot = 0, None
    awaiting: int | None = None
    for notice in log:
        if (move := notice.move) is None:
            continue
        rule = MOVES.get((state, move))
        told = notice.details.get("state")
        if rule is None or rule.target != told:
            says = (
                f"Notice {notice.id} says that meeting {meeting.id} went from {state or 'nothing'} to {told} by {move}."
            )
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
        awaiting = awaiting_after(
            move,
            awaiting_id=meeting.asked_id if move is Move.REQUEST else awaiting,
            low_id=meeting.low_id,
            high_id=meeting.high_id,
        )
    yield from _ends_elsewhere(meeting, state, version, slot)
    if state == meeting.state == State.REQUESTED and awaiting != meeting.awaiting_id in (
        meeting.low_id,
        meeting.high_id,
    ):
        says = (
            f"By the log of meeting {meeting.id} firm {awaiting} must answer; it waits for firm {meeting.awaiting_id}."
        )
        yield IntegrityFault("log_ends_elsewhere", "meetings", (meeting.id,), says)


COUNTED: Final = (Move.MOVE, Move.UNPLACE, Move.CANCEL)
"""Each of these raises the number by which calendars know the newer of two entries."""


def sequence_amiss(meeting: MeetingRow, log: Sequence[Noted]) -> Iterator[IntegrityFault]:
    """Where a calendar would take what it holds for newer than what the meeting is now."""
    told = (notice.details.get("sequence") for notice in log)
    least = max(
        sum(notice.move in COUNTED for notice in log),
        max((one for one in told if isinstance(one, int)), default=0),
    )
    if meeting.sequence < least:
        says = f"Meeting {meeting.id} has sequence {meeting.sequence}; its log has come to {least}."
        yield IntegrityFault("sequence_goes_back", "meetings", (meeting.id,), says)


def lost(logs: Mapping[int, Sequence[Noted]], meetings: Collection[int]) -> Iterator[IntegrityFault]:
    """Meetings that the log tells of and that are not there: none is ever deleted, by an erasure neither."""
    for number, log in sorted(logs.items()):
        if number not in meetings:
            says = f"The log tells of meeting {number}, last in notice {log[-1].id} ({log[-1].kind}); it is not there."
            yield IntegrityFault("meeting_lost", "meetings", (number,), says)


def _last_of(log: Sequence[Noted]) -> tuple[State | None, int, int | None]:
    """State, version and slot as the log of a group meeting tells them last."""
    told = [notice.details for notice in log if notice.kind.startswith(ROUND_PREFIX)]
    if not told:
        return None, 0, None
    return State(told[-1]["state"]), told[-1]["version"], told[-1]["slot"]


def _ends_elsewhere(
    meeting: MeetingRow, state: State | None, version: int, slot: int | None
) -> Iterator[IntegrityFault]:
    if (state, version) != (meeting.state, meeting.version):
        says = (
            f"The log of meeting {meeting.id} ends at {state or 'nothing'}, version {version}; "
            f"it is {meeting.state}, version {meeting.version}."
        )
        yield IntegrityFault("log_ends_elsewhere", "meetings", (meeting.id,), says)
    elif slot != meeting.slot_id and not (meeting.slot_id is None and meeting.state not in WITH_SLOT):
        # a proposal, or the time of one that ended, goes with its slot and needs no notice
        says = f"The log of meeting {meeting.id} ends in slot {slot}; it is in slot {meeting.slot_id}."
        yield IntegrityFault("log_ends_elsewhere", "meetings", (meeting.id,), says)
