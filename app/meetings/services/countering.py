"""Answer a request with other times: it stays a request, and the other side must answer now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.core.db import db, transaction
from app.core.errors import Invalid
from app.events.models import Event
from app.events.phases import EventAct
from app.meetings import mails
from app.meetings.lifecycle import Move, awaiting_after, party_actor
from app.meetings.limits import check_meet
from app.meetings.models import MOST_PROPOSALS, Meeting, MeetingProposal
from app.meetings.queries.tallies import limits_of, tallies_of
from app.meetings.services.asking import lapses, proposed
from app.meetings.services.requirements import (
    require_length,
    require_own_part,
    require_phase,
    require_takes_more,
    slot_of,
    written,
)
from app.meetings.services.seen import answered, require_seen, told_by
from app.meetings.services.steps import change, locked_meeting, noted, other_party, settled


@settled
def counter(
    meeting_id: int,
    registration_id: int,
    *,
    slots: Sequence[int],
    by: int | None,
    message: str = "",
    length: int | None = None,
    seen: int | None = None,
    by_link: bool = False,
) -> None:
    """Propose one to three other times instead, the dearest first; none of them is held. The request gets new time to
    be answered, and its answer is the other side's. ``length``: in so many slots, where that is not as it was asked.

    Raises Invalid ``times_missing`` and ``too_many_times``, what ``accept`` raises, and SlotTaken for a time that does
    not suit both now.
    """
    wanted = _few(slots)
    with transaction():
        meeting, event, firms = locked_meeting(meeting_id)
        other = other_party(meeting, registration_id)
        require_phase(event, EventAct.ANSWER)
        require_phase(event, EventAct.BOOK)
        _kept = [slot_of(event, one) for one in wanted]  # before any is written down: it may be none of this event
        require_seen(meeting, seen)
        actor = party_actor(registration_id, meeting.awaiting_id, meeting.asker_id)
        swapped = awaiting_after(
            Move.COUNTER, awaiting_id=meeting.awaiting_id, low_id=meeting.low_id, high_id=meeting.high_id
        )
        words = written(message)
        values: dict[str, Any] = {"awaiting_id": swapped, "slot_id": wanted[0], "reply": words, "reminded_at": None}
        if length is not None and length != meeting.length:
            require_length(event, length)
            values["length"] = length
        length_before = meeting.length
        change(meeting, Move.COUNTER, actor, **values)
        require_own_part(firms[registration_id])
        counted = tallies_of(event.id, firms, ignoring=meeting.id)
        require_takes_more(event, registration_id, firms[other], counted)
        check_meet(limits_of(event), counted[registration_id])
        _propose(event, meeting, wanted, mine=registration_id, theirs=other)
        answered(meeting, registration_id, "countered")
        said = {"answerer": registration_id, "times": wanted, "length_before": length_before, **told_by(link=by_link)}
        notice = noted(meeting, Move.COUNTER, by, **said)
        told = {other: "countered"}
        if notice.organisation_id is not None:
            told[registration_id] = "countered_for_you"
        mails.tell(notice, meeting, firms, told)


def _few(slots: Sequence[int]) -> list[int]:
    """Each slot once, in the order in which they were named."""
    wanted = list(dict.fromkeys(slots))
    if not wanted:
        raise Invalid("times_missing")
    if len(wanted) > MOST_PROPOSALS:
        raise Invalid("too_many_times", most=MOST_PROPOSALS)
    return wanted


def _propose(event: Event, meeting: Meeting, wanted: Sequence[int], *, mine: int, theirs: int) -> None:
    """The new proposals in place of all earlier ones, and how long they may be answered."""
    slots = [proposed(event, mine, theirs, slot_id, length=meeting.length, ignoring=meeting.id) for slot_id in wanted]
    for position, slot in enumerate(slots):
        db.session.add(MeetingProposal(event_id=event.id, meeting_id=meeting.id, slot_id=slot.id, position=position))
    meeting.expires_at = lapses(event, slots)
    db.session.flush()
