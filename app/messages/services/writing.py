"""Keep a message while it is written: for whom, in which words, and until when it can be changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select

from app.accounts.models import User
from app.core import audit
from app.core.db import db, now, transaction
from app.core.errors import Conflict, Invalid, NotFound
from app.core.localized import LANGUAGES
from app.events.models import Event, LetterText
from app.events.phases import EventAct
from app.meetings.services.requirements import require_phase
from app.messages import mails
from app.messages.audience import Candidate
from app.messages.models import Message, MessageDelegation
from app.messages.queries.groups import Group
from app.messages.queries.settings import setting_of

TEXTS = tuple(f"{part}_{language}" for part in ("subject", "body") for language in LANGUAGES)


class MessageBegun(Conflict):
    """It is being sent, or was; details: state."""

    code = "message_begun"


def begin(group: Group, *, by: int, like: Message | LetterText | None = None) -> Message:
    """A new draft to this group, with the words of ``like``."""
    with transaction() as session:
        made = Message(
            event_id=group.event.id,
            within=[MessageDelegation(delegation_id=one) for one in group.delegations or ()],
            written_by=by,
            of_list=group.of_list,
            asked={name: list(values) for name, values in group.asked.items()},
        )
        if like is not None:
            made.keep({name: getattr(like, name) for name in TEXTS})
        session.add(made)
        session.flush()
        audit.log_action("message.begun", made, event_id=group.event.id, by=by, list=group.of_list)
        return made


def save(message_id: int, texts: Mapping[str, str], *, by: int) -> None:
    """Keep its words. Raises MessageBegun; a scheduled one is called off first."""
    with transaction():
        message = locked(message_id, "draft", "stopped")
        message.keep(texts)
        message.state = "draft"
        audit.log_action("message.changed", message, event_id=message.event_id, by=by)


def remove(message_id: int, *, by: int) -> None:
    """Throw a draft away. Raises MessageBegun."""
    with transaction() as session:
        message = locked(message_id, "draft", "stopped")
        audit.log_action("message.removed", message, event_id=message.event_id, by=by)
        session.delete(message)


def schedule(event: Event, message_id: int, at: datetime, *, by: int) -> None:
    """Send it at that time. Raises PhaseForbids, MessageBegun, and Invalid for a time that is past, one at which nobody
    is left to write to, or a message without words."""
    require_phase(event, EventAct.WRITE)
    if at <= now():
        raise Invalid("message_time_past")
    last = max((each.day for each in event.days), default=None)
    if last is not None and at.date() > last + timedelta(days=event.keep_days):
        raise Invalid("message_time_late")
    with transaction():
        message = locked(message_id, "draft", "stopped", "scheduled")
        require_words(message)
        message.state, message.send_at = "scheduled", at
        audit.log_action("message.scheduled", message, event_id=message.event_id, by=by, at=at)


def call_off(message_id: int, *, by: int) -> None:
    """It becomes a draft again. Raises MessageBegun."""
    with transaction():
        message = locked(message_id, "scheduled")
        message.state, message.send_at = "draft", None
        audit.log_action("message.called_off", message, event_id=message.event_id, by=by)


def send_test(event: Event, message: Message, one: Candidate, *, to: User) -> None:
    """The letter of this reader to who asks for it, now. Raises Invalid for a message without words, or an account
    without an address that letters go to."""
    require_words(message)
    with transaction():
        notice = audit.log_action("message.tried", message, event_id=event.id, by=to.id)
        firm, rows = setting_of(one.registration_id)
        mails.write_test(notice, message, one, firm, rows, event, to)


def require_words(message: Message) -> None:
    if not message.written_in:
        raise Invalid("message_empty")


def locked(message_id: int, *states: str) -> Message:
    """The message, which nobody else changes until the transaction ends. Raises NotFound, and MessageBegun where it is
    in none of these states."""
    found = db.session.scalars(select(Message).where(Message.id == message_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound
    db.session.refresh(found)
    if found.state not in states:
        raise MessageBegun(state=found.state)
    return found
