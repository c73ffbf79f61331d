"""Send a message: to whom it goes is asked anew then; its letters are written some at a time, each once."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import select

from app.core import audit
from app.core.db import db, now, retry_transient, transaction
from app.core.errors import Conflict, Invalid
from app.core.jobs import ProgressReport, enqueue
from app.core.models import Notice
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.meetings.services.requirements import require_phase
from app.messages import mails
from app.messages.audience import Candidate
from app.messages.models import Message
from app.messages.queries.messages import audience_of, is_written, may_still_write
from app.messages.queries.settings import settings_of
from app.messages.services.writing import MessageBegun, locked, require_words

JOB = "message"
AT_ONCE = 20
"""So many letters are written in one transaction: others book meanwhile."""


class GroupChanged(Conflict):
    """It would go to others than was confirmed; details: count, of those to whom it would go."""

    code = "message_group_changed"


class WordsChanged(Conflict):
    """Somebody has changed its words since they were read."""

    code = "message_words_changed"


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What was looked at before it was sent: the marks of the words and of those who get them."""

    words: str
    people: str


def send(event: Event, message_id: int, *, confirmed: Confirmed, by: int) -> int:
    """Begin to send it; to how many. Raises PhaseForbids, MessageBegun, Invalid for one without words or without
    readers, GroupChanged, WordsChanged."""
    return _send(event, message_id, ("draft", "stopped"), confirmed, by=by)


def send_to_new(event: Event, message_id: int, *, confirmed: Confirmed, by: int) -> int:
    """Send one that was sent also to those who have come into the group since, or go on with one that broke off; to how
    many. Raises as ``send``."""
    return _send(event, message_id, ("sent", "sending"), confirmed, by=by)


def _send(event: Event, message_id: int, states: tuple[str, ...], confirmed: Confirmed, *, by: int) -> int:
    require_phase(event, EventAct.WRITE)
    now_going = audience_of(event, db.session.get_one(Message, message_id))
    count = len(now_going.going)
    with transaction():
        message = locked(message_id, *states)
        if is_written(message):
            raise MessageBegun(state=message.state)
        require_words(message)
        if not count and message.state != "sending":
            raise Invalid("message_to_nobody")
        if now_going.mark != confirmed.people:
            raise GroupChanged(count=count)
        if message.mark != confirmed.words:
            raise WordsChanged
        begin(message, by=by)
    return count


def begin_due() -> int:
    """Begin to send what is due by now; how many. One whose writer may not write to these people any more is stopped,
    as is one of an event that has become a draft again, and nothing of it goes. One that fails keeps no other from
    going; what it failed of is raised in the end."""
    due = select(Message.id).where(Message.state == "scheduled", Message.send_at <= now()).order_by(Message.send_at)
    found = db.session.scalars(due).all()
    db.session.rollback()
    begun, failed = 0, list[Exception]()
    for one in found:
        try:
            begun += retry_transient(_begin_due, one)
        except Exception as error:
            db.session.rollback()
            failed.append(error)
    if failed:
        raise failed[0]
    return begun


def _begin_due(message_id: int) -> bool:
    with transaction(), suppress(Conflict):
        message = locked(message_id, "scheduled")
        if message.send_at is None or message.send_at > now():
            return False
        event = db.session.get_one(Event, message.event_id)
        if not (may_write_in(event) and may_still_write(event, message)):
            message.state = "stopped"
            audit.log_action("message.stopped", message, event_id=message.event_id, by=None)
            return False
        begin(message, by=message.written_by)
        return True
    return False


def may_write_in(event: Event) -> bool:
    return is_allowed(Phase(event.phase), EventAct.WRITE, BookingMode(event.booking_mode))


def begin(message: Message, *, by: int) -> None:
    """All letters of a message are about one notice, however often it is begun: so nobody gets two."""
    if message.notice_id is None:
        message.notice_id = audit.log_action("message.sent", message, event_id=message.event_id, by=by).id
        message.begun_at = now()
    message.state = "sending"
    message.run_id = enqueue(JOB, user_id=by, event_id=message.event_id, message_id=message.id).id


def write_letters(message_id: int, tell: ProgressReport) -> int:
    """Write the letters that are still to be written; how many. May be ended between any two parts and begun again."""
    message = db.session.get(Message, message_id)
    if message is None or message.state != "sending":
        return 0
    event = db.session.get_one(Event, message.event_id)
    going = audience_of(event, message).going
    written = 0
    for start in range(0, len(going), AT_ONCE):
        if tell(start / len(going)):
            return written
        written += retry_transient(_write, message_id, going[start : start + AT_ONCE])
    retry_transient(_end, message_id)
    return written


def _write(message_id: int, some: Sequence[Candidate]) -> int:
    """What the letters say takes longest, and is gathered before anybody has to wait."""
    message = db.session.get_one(Message, message_id)
    event = db.session.get_one(Event, message.event_id)
    known = settings_of({one.registration_id for one in some})
    said = [
        (one, mails.context_for(message, one, *known[one.registration_id], event))
        for one in some
        if one.registration_id in known
    ]
    with transaction():
        message = locked(message_id, "sending")
        event = db.session.get_one(Event, message.event_id)
        notice = db.session.get_one(Notice, message.notice_id)
        for one, context in said:
            with suppress(Invalid):  # an address that no letter can go to must not stop the others
                mails.write(notice, one, context, event)
    return len(some)


def _end(message_id: int) -> None:
    with transaction():
        locked(message_id, "sending").state = "sent"
