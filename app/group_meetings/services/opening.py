"""A company opens a group meeting, which holds its time from then on; one that was cancelled takes place after all
as a new one."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from app.core.db import db, now, transaction
from app.core.errors import Invalid
from app.events.models import Event, Table
from app.group_meetings.placement import GroupPlacement, require_group_placement
from app.group_meetings.services.invitations import send_invitations
from app.meetings.availability import SlotNotFree
from app.meetings.errors import SlotTaken
from app.meetings.group_meeting_seats import (
    MIN_GUEST_SEATS,
    get_guest_capacity,
)
from app.meetings.lifecycle import MeetingState
from app.meetings.models import GROUP, TOPIC_LENGTH, GroupMeetingDetails, Meeting, MeetingParty
from app.meetings.policy import MeetingAct, require_allowed
from app.meetings.queries.availability import add_table_keepers, load_slot_availability
from app.meetings.queries.policy import (
    count_tallies,
    load_own_facts,
)
from app.meetings.services.group_meetings import (
    GroupMeeting,
    notify_group,
)
from app.meetings.services.policy import (
    get_meeting_slot,
    require_length,
)
from app.meetings.services.transitions import (
    claim_resources,
    lock_companies,
    log_action,
    release_time,
    retry_on_conflict,
)


def require_topic(topic: str) -> str:
    """The topic on one line. Raises Invalid ``topic_missing``, ``topic_too_long``."""
    line = " ".join(topic.split())
    if not line:
        raise Invalid("topic_missing")
    if len(line) > TOPIC_LENGTH:
        raise Invalid("topic_too_long", most=TOPIC_LENGTH)
    return line


def count_guest_seats(event: Event) -> int:
    """The most guests that a table of the event holds beside a host."""
    rows = select(Table.seats).where(Table.event_id == event.id, Table.retired_at.is_(None))
    return get_guest_capacity(db.session.scalars(rows).all())


def require_guest_seats(event: Event, seats: int) -> None:
    """Raises Invalid ``seats_unknown``."""
    most = count_guest_seats(event)
    if not MIN_GUEST_SEATS <= seats <= most:
        raise Invalid("seats_unknown", least=MIN_GUEST_SEATS, most=most)


@retry_on_conflict
def open_group_meeting(
    event_id: int,
    host_id: int,
    *,
    topic: str,
    slot_id: int,
    seats: int,
    is_open: bool,
    by: int | None,
    length: int = 1,
    invited: Iterable[int] = (),
    for_it: bool = False,
) -> int:
    """Open a group meeting, which holds its time from now on; the meeting's id.

    ``invited``: registrations; those that cannot be asked are passed over, and why is nobody's to know. ``for_it``:
    organizer or chamber does. Raises the first refusal of ``MeetingAct.OPEN``, SlotTaken, InvitationsReached,
    Invalid for topic, seats, slot, length.
    """
    line = require_topic(topic)
    asked = sorted({guest_id for guest_id in invited if guest_id != host_id})
    with transaction() as session:
        event, companies = lock_companies(event_id, host_id, *asked)
        tally = count_tallies(event_id, [host_id])[host_id]
        require_allowed(load_own_facts(event, MeetingAct.OPEN, companies[host_id], tally, on_behalf=for_it))
        require_length(event, length)
        require_guest_seats(event, seats)
        _slot = get_meeting_slot(event, slot_id)
        meeting = Meeting(
            event_id=event_id,
            kind=GROUP,
            state=MeetingState.BOOKED.value,
            asker_id=host_id,
            slot_id=slot_id,
            length=length,
            arranged_by=by if for_it else None,
        )
        session.add(meeting)
        session.flush()
        about = GroupMeetingDetails(meeting_id=meeting.id, event_id=event_id, topic=line, seats=seats, is_open=is_open)
        host = MeetingParty(event_id=event_id, meeting_id=meeting.id, registration_id=host_id, side="asker")
        session.add_all([about, host])
        session.flush()
        made = GroupMeeting(meeting, about, event, companies, [host])
        seat = require_free_placement(made)
        claim_placement(made.meeting, seat)
        notice = log_action(meeting, "open", by, registration=host_id, table=seat.table_id)
        notify_group(made, notice, "opened", made.host)
        send_invitations(made, asked, by=by, bounded=not for_it)
        return meeting.id


def require_free_placement(made: GroupMeeting) -> GroupPlacement:
    """What a new group would hold. Raises SlotTaken, Invalid ``slot_unknown``."""
    meeting = made.meeting
    slot_id = meeting.slot_id or 0
    hall = load_slot_availability(made.event, [made.host.id], slot_id, length=meeting.length, ignoring=meeting.id)
    hall = add_table_keepers(hall, made.event, ignoring=meeting.id)
    host = hall.parties[made.host.id]
    try:
        return require_group_placement(
            hall.board, host, (), made.about.seats, slot_id, now=now(), length=meeting.length
        )
    except SlotNotFree as refused:
        raise SlotTaken(**refused.details, seats=made.about.seats) from refused


def claim_placement(meeting: Meeting, seat: GroupPlacement) -> None:
    """Claim all that a group sits with; what it held before is given back first."""
    release_time(meeting)
    claim_resources(meeting, seat.slot_ids, seat.resources)
