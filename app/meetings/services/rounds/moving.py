"""A group meeting moves, is called off, or is over."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import update

from app.core.db import db, now, transaction
from app.core.errors import Conflict
from app.events.models import Slot
from app.events.phases import EventAct
from app.meetings.availability import SlotNotFree
from app.meetings.errors import MeetingMovedOn, SlotTaken
from app.meetings.lifecycle import Actor, Move
from app.meetings.mails.places import ends_at_of
from app.meetings.mails.voices import changed_voices
from app.meetings.models import GROUP, Meeting, MeetingParty
from app.meetings.queries.boards import hall_of, with_keepers
from app.meetings.round_seating import RoundSeat, pick_round
from app.meetings.roundtables import Answer
from app.meetings.services.passing import is_over, over_by_now
from app.meetings.services.requirements import require_own_part, require_phase, slot_of, written
from app.meetings.services.rounds.lapsing import wait_anew
from app.meetings.services.rounds.saying import say, say_to_invited
from app.meetings.services.rounds.steps import Round, hold_round, locked_round, noted_round, require_ahead, touch
from app.meetings.services.rounds.steps import seat_firm as say_answer
from app.meetings.services.rounds.voices import voice_at
from app.meetings.services.rounds.waiting import forget_waits, telling_who_waits
from app.meetings.services.steps import change, free_time, settled


class WouldLose(Conflict):
    """Not all who have a seat can come then, and nobody said to go without them. Details: slot_id, firms (ids)."""

    code = "would_lose"


@settled
def move_round(
    meeting_id: int,
    slot_id: int,
    *,
    by: int | None,
    without: Collection[int] = (),
    seen: int | None = None,
    event_id: int | None = None,
) -> bool:
    """Move a group to another time; False where it is there already. All who have a seat are told.

    ``without``: the firms whose loss was confirmed; ``seen``: the version of the page. Raises WouldLose where it is
    another set of firms that cannot come, MeetingMovedOn, SlotTaken, IllegalMove, PhaseForbids, NotFound.
    """
    with transaction():
        found = locked_round(meeting_id, event_id=event_id)
        require_phase(found.event, EventAct.BOOK)
        require_ahead(found)
        _kept = slot_of(found.event, slot_id)
        if found.meeting.slot_id == slot_id:
            return False
        if seen is not None and seen != found.meeting.version:
            raise MeetingMovedOn(state=found.meeting.state)
        require_own_part(found.host)
        seat = seat_elsewhere(found, slot_id)
        if set(seat.lost) != set(without):
            raise WouldLose(slot_id=slot_id, firms=sorted(seat.lost))
        with telling_who_waits(found):
            carry_to(found, seat, by=by)
        return True


def seat_elsewhere(found: Round, slot_id: int) -> RoundSeat:
    """What the group would hold from this slot on, and whom it would lose. Raises SlotTaken."""
    meeting, guests = found.meeting, [one.registration_id for one in found.guests]
    hall = hall_of(found.event, [found.host.id, *guests], ignoring=meeting.id)
    hall = with_keepers(hall, found.event, ignoring=meeting.id)
    parties = [hall.parties[one] for one in guests]
    host = hall.parties[found.host.id]
    try:
        return pick_round(hall.board, host, parties, found.about.seats, slot_id, now=now(), length=meeting.length)
    except SlotNotFree as refused:
        raise SlotTaken(**refused.details) from refused


def carry_to(found: Round, seat: RoundSeat, *, by: int | None, together: bool = False) -> None:
    """Let the group sit there from now on, and say so to all who have a part in it; behind its locks. ``together``: as
    of ``tell_round``."""
    meeting, slot_id = found.meeting, seat.slot_ids[0]
    before, voice = db.session.get(Slot, meeting.slot_id), voice_at(meeting)
    was = (before, ends_at_of(meeting, before) if before is not None else None)
    stay = [one for one in found.held if one.id not in seat.lost]
    for firm_id in seat.lost:
        say_answer(found, firm_id, Answer.LOST)
    touch(meeting, slot_id=slot_id)
    hold_round(found, seat)
    wait_anew(found)
    invited = sorted(one.id for one in found.asked)
    told = {"lost": sorted(seat.lost), "invited": invited, "table": seat.table_id}
    notice = noted_round(meeting, "move", by, registration=found.host.id, **told)
    voices = changed_voices(seat.interpreter_id, voice)
    say(found, notice, "moved", *stay, was=was, voices=voices, together=together)
    say_to_invited(found, notice, was=was, together=together)
    lost = [found.firms[one] for one in seat.lost]
    say(found, notice, "lost", *lost, held=before, why="moved", together=together)


@settled
def call_off(meeting_id: int, *, by: int | None, reason: str = "", event_id: int | None = None) -> None:
    """End a group meeting; all who have a seat or an invitation are told. Raises IllegalMove, PhaseForbids, NotFound,
    Invalid ``message_too_long``."""
    with transaction():
        found = locked_round(meeting_id, event_id=event_id)
        require_phase(found.event, EventAct.CALL_OFF)
        end_round(found, Actor.ORGANIZER, by=by, reason=reason, registration=found.host.id)


def end_round(
    found: Round,
    actor: Actor,
    *,
    by: int | None,
    reason: str = "",
    why: str = "",
    together: bool = False,
    **details: object,
) -> None:
    """The same behind its locks; ``why``: what made it end, where nobody chose to; ``together``: as of
    ``tell_round``."""
    meeting = found.meeting
    held, slot = found.held, db.session.get(Slot, meeting.slot_id)
    change(meeting, Move.CANCEL, actor, reply=written(reason), sequence=Meeting.sequence + 1)
    free_time(meeting)
    forget_waits(meeting.id)
    seats = update(MeetingParty).where(MeetingParty.meeting_id == meeting.id)
    db.session.execute(seats.values(seat=None, missed=False).execution_options(synchronize_session="fetch"))
    lost = sorted(one.id for one in held if one.id != found.host.id)
    notice = noted_round(meeting, "cancel", by, lost=lost, **({"why": why} if why else {}), **details)
    say(found, notice, "called_off", *held, held=slot, why=why, together=together)
    say(found, notice, "not_held", *found.asked, why=why, together=together)


def hold_rounds_over() -> int:
    """Count every group meeting whose end has passed as held; how many. Each in a transaction of its own."""
    return sum(_hold(meeting_id) for meeting_id in over_by_now(GROUP))


@settled
def _hold(meeting_id: int) -> bool:
    with transaction():
        meeting = locked_round(meeting_id).meeting
        if not is_over(meeting):
            return False
        change(meeting, Move.HOLD, Actor.SYSTEM)
        noted_round(meeting, "hold", None)
        return True
