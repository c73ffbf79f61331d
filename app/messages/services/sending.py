"""Write a message, schedule, try and send it, each email once; rehearsals; what erasing somebody means for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from app.accounts.models import User
from app.core import audit
from app.core.db import db, now, retry_transient, transaction
from app.core.errors import Conflict, Invalid, NotFound
from app.core.jobs import ProgressReport, enqueue
from app.core.localized import LANGUAGES
from app.core.mail.digests import create_all_digests
from app.core.models import Notice
from app.events.models import Event, LetterText
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.events.services import set_rehearsal
from app.meetings.mails.digests import get_current_lines
from app.meetings.services.policy import require_phase
from app.messages import mails
from app.messages.audience import MessageCandidate
from app.messages.models import Message, MessageDelegation
from app.messages.queries.messages import (
    MessageGroup,
    audience_of,
    companies_with_meetings,
    company_with_meetings,
    is_being_written,
    may_still_write,
)
from app.privacy.erasure import Erasure

TEXT_FIELDS = tuple(f"{part}_{language}" for part in ("subject", "body") for language in LANGUAGES)


class MessageBegun(Conflict):
    """It is being sent, or was; details: state."""

    code = "message_begun"


def create_draft(group: MessageGroup, *, by: int, like: Message | LetterText | None = None) -> Message:
    """A new draft to this group, with the words of ``like``."""
    with transaction() as session:
        made = Message(
            event_id=group.event.id,
            within=[MessageDelegation(delegation_id=delegation_id) for delegation_id in group.delegations or ()],
            written_by=by,
            of_list=group.of_list,
            asked={name: list(values) for name, values in group.asked.items()},
        )
        if like is not None:
            made.keep({name: getattr(like, name) for name in TEXT_FIELDS})
        session.add(made)
        session.flush()
        audit.log_action("message.begun", made, event_id=group.event.id, by=by, list=group.of_list)
        return made


def update_draft(message_id: int, texts: Mapping[str, str], *, by: int) -> None:
    """Keep its words. Raises MessageBegun; a scheduled one is called off first."""
    with transaction():
        message = lock_message(message_id, "draft", "stopped")
        message.keep(texts)
        message.state = "draft"
        audit.log_action("message.changed", message, event_id=message.event_id, by=by)


def delete_draft(message_id: int, *, by: int) -> None:
    """Throw a draft away. Raises MessageBegun."""
    with transaction() as session:
        message = lock_message(message_id, "draft", "stopped")
        audit.log_action("message.removed", message, event_id=message.event_id, by=by)
        session.delete(message)


def schedule_message(event: Event, message_id: int, at: datetime, *, by: int) -> None:
    """Send it at that time. Raises PhaseForbids, MessageBegun, and Invalid for a time that is past, one at which nobody
    is left to write to, or a message without words."""
    require_phase(event, EventAct.WRITE)
    if at <= now():
        raise Invalid("message_time_past")
    last = max((each.day for each in event.days), default=None)
    if last is not None and at.date() > last + timedelta(days=event.keep_days):
        raise Invalid("message_time_late")
    with transaction():
        message = lock_message(message_id, "draft", "stopped", "scheduled")
        require_text(message)
        message.state, message.send_at = "scheduled", at
        audit.log_action("message.scheduled", message, event_id=message.event_id, by=by, at=at)


def cancel_schedule(message_id: int, *, by: int) -> None:
    """It becomes a draft again. Raises MessageBegun."""
    with transaction():
        message = lock_message(message_id, "scheduled")
        message.state, message.send_at = "draft", None
        audit.log_action("message.called_off", message, event_id=message.event_id, by=by)


def send_test_email(event: Event, message: Message, candidate: MessageCandidate, *, to: User) -> None:
    """The email of this reader to who asks for it, now. Raises Invalid for a message without words, or an account
    without an address that emails go to."""
    require_text(message)
    with transaction():
        notice = audit.log_action("message.tried", message, event_id=event.id, by=to.id)
        registration, rows = company_with_meetings(candidate.registration_id)
        mails.send_test_email(notice, message, candidate, registration, rows, event, to)


def require_text(message: Message) -> None:
    if not message.written_in:
        raise Invalid("message_empty")


def lock_message(message_id: int, *states: str) -> Message:
    """The message, which nobody else changes until the transaction ends. Raises NotFound, and MessageBegun where it is
    in none of these states."""
    message = db.session.scalars(select(Message).where(Message.id == message_id).with_for_update()).one_or_none()
    if message is None:
        raise NotFound
    db.session.refresh(message)
    if message.state not in states:
        raise MessageBegun(state=message.state)
    return message


MESSAGE_JOB = "message"
EMAILS_AT_ONCE = 20
"""So many letters are written in one transaction: others book meanwhile."""


class MessageGroupChanged(Conflict):
    """It would go to others than was confirmed; details: count, of those to whom it would go."""

    code = "message_group_changed"


class MessageTextChanged(Conflict):
    """Somebody has changed its words since they were read."""

    code = "message_words_changed"


@dataclass(frozen=True, slots=True)
class ConfirmedMessage:
    """What was looked at before it was sent: the marks of the words and of those who get them."""

    words: str
    people: str


def send_message(
    event: Event, message_id: int, *, confirmed: ConfirmedMessage, by: int, newcomers: bool = False
) -> int:
    """Begin to send it, or one that was sent also to ``newcomers`` of the group, which goes on with one that broke off;
    to how many. Raises PhaseForbids, MessageBegun, Invalid for one without words or without readers,
    MessageGroupChanged, MessageTextChanged."""
    require_phase(event, EventAct.WRITE)
    now_going = audience_of(event, db.session.get_one(Message, message_id))
    count = len(now_going.going)
    with transaction():
        message = lock_message(message_id, *(("sent", "sending") if newcomers else ("draft", "stopped")))
        if is_being_written(message):
            raise MessageBegun(state=message.state)
        require_text(message)
        if not count and message.state != "sending":
            raise Invalid("message_to_nobody")
        if now_going.mark != confirmed.people:
            raise MessageGroupChanged(count=count)
        if message.mark != confirmed.words:
            raise MessageTextChanged
        begin_sending(message, by=by)
    return count


def send_due() -> int:
    """Begin to send what is due by now; how many. One whose writer may not write to these people any more is stopped,
    as is one of an event that has become a draft again, and nothing of it goes. One that fails keeps no other from
    going; what it failed of is raised in the end."""
    due = select(Message.id).where(Message.state == "scheduled", Message.send_at <= now()).order_by(Message.send_at)
    message_ids = db.session.scalars(due).all()
    db.session.rollback()
    begun, failed = 0, list[Exception]()
    for message_id in message_ids:
        try:
            begun += retry_transient(_send_if_due, message_id)
        except Exception as error:
            db.session.rollback()
            failed.append(error)
    if failed:
        raise failed[0]
    return begun


def _send_if_due(message_id: int) -> bool:
    with transaction(), suppress(Conflict):
        message = lock_message(message_id, "scheduled")
        if message.send_at is None or message.send_at > now():
            return False
        event = db.session.get_one(Event, message.event_id)
        if not (may_write_in(event) and may_still_write(event, message)):
            message.state = "stopped"
            audit.log_action("message.stopped", message, event_id=message.event_id, by=None)
            return False
        begin_sending(message, by=message.written_by)
        return True
    return False


def may_write_in(event: Event) -> bool:
    return is_allowed(Phase(event.phase), EventAct.WRITE, BookingMode(event.booking_mode))


def begin_sending(message: Message, *, by: int) -> None:
    """All letters of a message are about one notice, however often it is begun: so nobody gets two."""
    if message.notice_id is None:
        message.notice_id = audit.log_action("message.sent", message, event_id=message.event_id, by=by).id
        message.begun_at = now()
    message.state = "sending"
    message.run_id = enqueue(MESSAGE_JOB, user_id=by, event_id=message.event_id, message_id=message.id).id


def write_emails(message_id: int, tell: ProgressReport) -> int:
    """Write the letters that are still to be written; how many. May be ended between any two parts and begun again."""
    message = db.session.get(Message, message_id)
    if message is None or message.state != "sending":
        return 0
    event = db.session.get_one(Event, message.event_id)
    going = audience_of(event, message).going
    written = 0
    for start in range(0, len(going), EMAILS_AT_ONCE):
        if tell(start / len(going)):
            return written
        written += retry_transient(_write_some, message_id, going[start : start + EMAILS_AT_ONCE])
    retry_transient(_mark_sent, message_id)
    return written


def _write_some(message_id: int, some: Sequence[MessageCandidate]) -> int:
    """What the letters say takes longest, and is gathered before anybody has to wait."""
    message = db.session.get_one(Message, message_id)
    event = db.session.get_one(Event, message.event_id)
    known = companies_with_meetings({candidate.registration_id for candidate in some})
    contexts = [
        (candidate, mails.email_context(message, candidate, *known[candidate.registration_id], event))
        for candidate in some
        if candidate.registration_id in known
    ]
    with transaction():
        message = lock_message(message_id, "sending")
        event = db.session.get_one(Event, message.event_id)
        notice = db.session.get_one(Notice, message.notice_id)
        for candidate, context in contexts:
            with suppress(Invalid):  # an address that no email can go to must not stop the others
                mails.send_email(notice, candidate, context, event)
    return len(some)


def _mark_sent(message_id: int) -> None:
    with transaction():
        lock_message(message_id, "sending").state = "sent"


def switch_rehearsal(event: Event, *, on: bool, by: int | None) -> None:
    """What waits for digests becomes emails at each change: else news from before would be thrown away with what was
    rehearsed, and that would go by itself once it is due."""
    if event.rehearsal != on:
        create_all_digests(event, get_current_lines)
    set_rehearsal(event.id, on=on, by=by)


def erase_people(erasure: Erasure) -> None:
    """Of events that are over what was never sent; who sent something, and when, stays."""
    never_sent = (Message.event_id.in_(erasure.whole), Message.state.in_(("draft", "scheduled", "stopped")))
    drafts = select(Message.id).where(*never_sent)
    db.session.execute(delete(MessageDelegation).where(MessageDelegation.message_id.in_(drafts)))
    db.session.execute(delete(Message).where(*never_sent))
