"""Whether firms got no more than their events let them, and met none with whom one of the two had said never."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import func, select

from app.core.db import db, now
from app.core.errors import IntegrityFault
from app.core.integrity import integrity_check
from app.core.models import Notice
from app.events.models import Event
from app.events.queries.lists import last_edit_of
from app.meetings import invariants
from app.meetings.lifecycle import Move, State
from app.meetings.limits import COUNTS_AS_MEETING, LIMITED
from app.meetings.models import GROUP, Meeting
from app.meetings.queries.lapsed import not_lapsed
from app.meetings.queries.round_parties import seated_by_meeting
from app.meetings.replay import PREFIX, ROUND_PREFIX
from app.registrations.models import Preference, Registration

BEGINS_TO_COUNT = (Move.ARRANGE, Move.ACCEPT, Move.ACCEPT_WITH_TIME)


@integrity_check("meetings.limits", "No firm got more meetings, or sent more requests, than its event lets it.")
def limits() -> Iterator[IntegrityFault]:
    events = select(Event.id, Event.max_meetings, Event.max_open_requests)
    for event_id, meetings, requests in db.session.execute(events).all():
        since, own = last_edit_of(event_id, {"limits"}), _own(event_id)
        if meetings is not None or own:
            yield from invariants.over_the_most(
                _counted(event_id), meetings, "too_many_meetings", "meetings", since=since, own=own
            )
        if requests is not None:
            yield from invariants.over_the_most(
                _open_requests(event_id), requests, "too_many_requests", "open requests", since=since
            )


@integrity_check("meetings.never", "No two firms were brought together after one of them said never.")
def never() -> Iterator[IntegrityFault]:
    said = (
        select(Preference.registration_id, Preference.other_id, Preference.at)
        .where(Preference.kind == "never")
        .order_by(Preference.id)
    )
    since = {tuple(sorted((one, other))): at for one, other, at in db.session.execute(said)}
    if not since:
        return
    acts = (
        select(Meeting.id, Meeting.low_id, Meeting.high_id, Notice.kind, Notice.at)
        .join(Notice, (Notice.subject == Meeting.__tablename__) & (Notice.subject_id == Meeting.id))
        .where(
            Meeting.state.in_((State.REQUESTED, *COUNTS_AS_MEETING)),
            Notice.kind.in_([f"{PREFIX}{one}" for one in (Move.REQUEST, *BEGINS_TO_COUNT)]),
        )
        .order_by(Notice.id)
    )
    for number, low, high, kind, at in db.session.execute(acts):
        if (low, high) in since and at > since[low, high]:
            says = f"Meeting {number} saw {kind} after firm {low} or {high} had said never with the other."
            yield IntegrityFault("never_met", "meetings", (number,), says)
    for event_id in db.session.scalars(select(Event.id).order_by(Event.id)).all():
        for firm, number, host, at in _came(event_id):
            if at > since.get((min(firm, host), max(firm, host)), at):
                says = f"Firm {firm} came to a group of firm {host} after one of them had said never with the other."
                yield IntegrityFault("never_met", "notices", (number,), says)


def _own(event_id: int) -> dict[int, tuple[int | None, int]]:
    """Of each firm that has or had limits of its own: its most meetings, and the notice that last changed them."""
    rows = (
        select(Registration.id, Registration.most_meetings, func.max(Notice.id))
        .join(Notice, (Notice.subject == Registration.__tablename__) & (Notice.subject_id == Registration.id))
        .where(Registration.event_id == event_id, Notice.kind == LIMITED)
        .group_by(Registration.id, Registration.most_meetings)
    )
    return {firm: (most, notice) for firm, most, notice in db.session.execute(rows)}


def _counted(event_id: int) -> Iterator[tuple[int, int]]:
    """Each firm of each meeting that counts, and the notice by which it came to count."""
    acts = (
        select(Meeting.low_id, Meeting.high_id, Notice.id)
        .join(Notice, (Notice.subject == Meeting.__tablename__) & (Notice.subject_id == Meeting.id))
        .where(
            Meeting.event_id == event_id,
            Meeting.state.in_(COUNTS_AS_MEETING),
            Notice.kind.in_([f"{PREFIX}{one}" for one in BEGINS_TO_COUNT]),
        )
    )
    for low, high, notice in db.session.execute(acts):
        if low is not None:
            yield low, notice
            yield high, notice
    yield from ((firm, notice) for firm, notice, _host, _at in _came(event_id))


def _came(event_id: int) -> Iterator[tuple[int, int, int, datetime]]:
    """Of group meetings that count each firm that sits there, the notice by which it last came, the host, and when."""
    acts = (
        select(Notice.id, Notice.details, Notice.at, Meeting.id, Meeting.asker_id)
        .join(Meeting, (Notice.subject == Meeting.__tablename__) & (Notice.subject_id == Meeting.id))
        .where(
            Meeting.event_id == event_id,
            Meeting.kind == GROUP,
            Meeting.state.in_(COUNTS_AS_MEETING),
            Notice.kind.in_([f"{ROUND_PREFIX}open", f"{ROUND_PREFIX}take"]),
        )
        .order_by(Notice.id)
    )
    last = {
        (meeting_id, told["registration"]): (number, host, at)
        for number, told, at, meeting_id, host in db.session.execute(acts)
    }
    sits = seated_by_meeting({meeting_id for meeting_id, _firm in last})
    for (meeting_id, firm), (number, host, at) in last.items():
        if firm in sits.get(meeting_id, ()):
            yield firm, number, host, at


def _open_requests(event_id: int) -> Iterator[tuple[int, int]]:
    """Each request that waits for an answer; not those countered, for a counter opens one that asks for no limit."""
    countered = select(Notice.subject_id).where(Notice.event_id == event_id, Notice.kind == f"{PREFIX}{Move.COUNTER}")
    asked = (
        select(Meeting.asker_id, Notice.id)
        .join(Notice, (Notice.subject == Meeting.__tablename__) & (Notice.subject_id == Meeting.id))
        .where(
            Meeting.event_id == event_id,
            Meeting.state == State.REQUESTED,
            not_lapsed(now()),
            Meeting.awaiting_id != Meeting.asker_id,
            Meeting.id.not_in(countered),
            Notice.kind == f"{PREFIX}{Move.REQUEST}",
        )
    )
    yield from ((asker, notice) for asker, notice in db.session.execute(asked))
