"""Write emails into the outbox, release or discard held ones, send one again, or to another address."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from functools import partial
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

from blinker import signal
from flask import current_app
from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.orm import aliased

from app.core import audit
from app.core.db import current_transaction, db, now
from app.core.errors import Conflict
from app.core.jobs.queue import send_message
from app.core.mail.calendar_entries import clear_lines_of_emails, superseded_emails
from app.core.mail.delivery import SUPERSEDED
from app.core.mail.kinds import EMAIL_KINDS
from app.core.mail.mime import parse_address, single_line
from app.core.mail.queries import get_email
from app.core.mail.rendering import render_full_email
from app.core.mail.sending import SIGN_IN_KIND
from app.core.models import DigestLine, Notice, Outbox
from app.documents.ics import replace_texts

emails_released = signal("letters-released")
"""Sender: the event; ``letters``: the ids of those that the rehearsal held and that go out now."""


class MailEvent(Protocol):
    """What letters need to know of an event; ``rehearsal``: they are held until somebody releases them."""

    __tablename__: Any
    id: Any
    rehearsal: Any


class EmailOnItsWay(Conflict):
    code = "letter_on_its_way"


class EmailSuperseded(Conflict):
    code = "letter_overtaken"


def create_email(
    notice: Notice,
    recipient: str,
    *,
    kind: str,
    language: str,
    context: dict[str, Any],
    template: str | None = None,
    calendar: str | None = None,
    event: MailEvent | None = None,
    user: Any = None,
) -> Outbox:
    """Write one email to one address about what ``notice`` says; it goes out after the commit.

    ``template``: another than that of its kind, as of words that the organizer wrote. ``language``: en, zh or fr.
    ``calendar``: an iCalendar text that goes along. Two of one kind about one notice to one address are one email.
    Raises Invalid ``email_unusable``.
    """
    after = current_transaction()
    address = parse_address(recipient)
    if (same := _existing_email(notice, address, kind)) is not None:
        return same
    row = email_values(
        notice,
        address,
        kind=kind,
        language=language,
        template=EMAIL_KINDS[kind].template if template is None else template,
        context=context,
        calendar=calendar,
        event=event,
        user_id=None if user is None else user.id,
    )
    email = Outbox(**row)
    db.session.add(email)
    db.session.flush()
    if (notified := audit.recipients_notified(notice)) is not None:
        notified.add((address, kind))
    if email.state == "queued":
        after.then(partial(send_message, "quick", "letters", email.id))
    return email


def email_values(
    notice: Notice,
    address: str,
    *,
    kind: str,
    language: str,
    template: str,
    context: dict[str, Any],
    calendar: str | None,
    event: MailEvent | None,
    user_id: int | None,
    optional: bool = False,
) -> dict[str, Any]:
    """The row of a letter, in words, as ``create_email`` keeps it."""
    subject, body = render_full_email(template, language, context, event=event)
    return {
        "notice_id": notice.id,
        "event_id": None if event is None else event.id,
        "user_id": user_id,
        "kind": kind,
        "recipient": address,
        "language": language,
        "subject": single_line(subject),
        "body": body,
        "calendar": calendar,
        "message_id": _new_message_id(),
        "state": "held" if event is not None and event.rehearsal else "queued",
        "optional": optional,
    }


def release_emails(event: MailEvent, *, by: int | None, up_to: int | None = None) -> int:
    """Send the letters that the rehearsal held, as far as the one with id ``up_to``; how many they are."""
    after = current_transaction()
    released = _update_held(event, "queued", up_to)
    audit.log_action("letters.released", event, event_id=event.id, by=by, count=len(released))
    emails_released.send(event, letters=released)
    if released:
        after.then(partial(send_message, "quick", "letters", released[0]))
    return len(released)


def discard_emails(event: MailEvent, *, by: int | None, up_to: int | None = None) -> int:
    """Never send the letters that the rehearsal held, as far as ``up_to``; how many they are."""
    current_transaction()
    dropped = _update_held(event, "dropped", up_to)
    audit.log_action("letters.discarded", event, event_id=event.id, by=by, count=len(dropped))
    return len(dropped)


def resend_email(email_id: int, *, event: MailEvent, by: int | None, to: str = "") -> None:
    """Send an email that failed, or that was sent and got lost (as a new message then); ``to`` another address.

    Raises NotFound for an email of another event, LetterOnItsWay for one that waits or whose text is not kept,
    LetterOvertaken for one whose reader was told since how it stands.
    """
    after = current_transaction()
    email = get_email(event.id, email_id)
    if superseded_emails(Outbox.id == email_id):
        raise EmailSuperseded
    message_id = _new_message_id() if email.state == "sent" else email.message_id
    again = {"state": "queued", "attempts": 0, "error": None, "touched_at": now(), "message_id": message_id}
    if to and to != email.recipient:
        if _has_email_at(email, to):
            raise EmailOnItsWay
        again["recipient"] = to
    ended = (Outbox.id == email_id, Outbox.state.in_(("failed", "sent")), Outbox.body != "")
    if not db.session.execute(update(Outbox).where(*ended).values(**again)).rowcount:  # type: ignore[attr-defined]
        raise EmailOnItsWay
    audit.log_action("letter.sent_again", email, event_id=event.id, by=by)
    after.then(partial(send_message, "quick", "letters", email_id))


def resend_failed_emails(
    event: MailEvent, *, by: int | None, error: str | None = None, among: Collection[int] | None = None
) -> int:
    """Send every email of the event again that failed (for this reason; ``among`` these ids); how many. Those whose
    text is not kept stay as they are, and those that a later email has overtaken are let go."""
    after = current_transaction()
    failed = [Outbox.event_id == event.id, Outbox.state == "failed", Outbox.body != ""]
    if error is not None:
        failed.append(Outbox.error == error)
    if among is not None:
        failed.append(Outbox.id.in_(among))
    if superseded_ids := superseded_emails(*failed):
        dropped = {"state": "dropped", "error": SUPERSEDED, "touched_at": now()}
        db.session.execute(update(Outbox).where(Outbox.id.in_(superseded_ids)).values(**dropped))
    anew = {"state": "queued", "attempts": 0, "error": None, "touched_at": now()}
    again = sorted(db.session.scalars(update(Outbox).where(*failed).values(**anew).returning(Outbox.id)))
    if again:
        audit.log_action("letters.sent_again", event, event_id=event.id, by=by, count=len(again))
        after.then(partial(send_message, "quick", "letters", again[0]))
    return len(again)


def _has_email_at(email: Outbox, address: str) -> bool:
    same = (Outbox.notice_id == email.notice_id, Outbox.kind == email.kind, Outbox.recipient == address)
    return db.session.scalar(select(Outbox.id).where(*same)) is not None


def _existing_email(notice: Notice, address: str, kind: str) -> Outbox | None:
    same = (Outbox.notice_id == notice.id, Outbox.recipient == address, Outbox.kind == kind)
    return db.session.scalars(select(Outbox).where(*same)).one_or_none()


def _update_held(event: MailEvent, state: str, up_to: int | None) -> list[int]:
    conditions = [Outbox.event_id == event.id, Outbox.state == "held"]
    if up_to is not None:
        conditions.append(Outbox.id <= up_to)
    turned = update(Outbox).where(*conditions).values(state=state, touched_at=now()).returning(Outbox.id)
    ids = sorted(db.session.scalars(turned))
    clear_lines_of_emails(ids)
    return ids


def _new_message_id() -> str:
    host = urlsplit(current_app.config["SETTINGS"].base_url).hostname or "localhost"
    return f"<{uuid.uuid4().hex}@{host}>"


UNSENT_STATES: Final = ("failed", "held", "queued")


def readdress_emails(event_id: int, before: str, after: str) -> int:
    """Emails and news of an event that have not left go to ``after``, entries for calendars too; how many. Where one
    of the kind went there already nobody is told twice: it stays as it is. So does one whose link lets in the reader of
    its address, and nobody else."""
    current_transaction()
    which = and_(Outbox.state.in_(UNSENT_STATES), Outbox.kind != SIGN_IN_KIND)
    emails = _readdress_rows(Outbox, which, event_id, before, after)
    lines = _readdress_rows(DigestLine, DigestLine.state == "waiting", event_id, before, after)
    held_ids = select(Outbox.id).where(Outbox.event_id == event_id, Outbox.state == "held", Outbox.recipient == after)
    _readdress_rows(
        DigestLine, DigestLine.letter_id.in_(held_ids), event_id, before, after
    )  # such a digest may be written anew
    return emails + lines


def _readdress_rows(model: Any, which: ColumnElement[bool], event_id: int, before: str, after: str) -> int:
    same = aliased(model)
    there = select(same.id).where(same.notice_id == model.notice_id, same.kind == model.kind, same.recipient == after)
    of_reader = (model.event_id == event_id, model.recipient == before, which, ~there.exists())
    rows = db.session.execute(select(model.id, model.calendar).where(*of_reader)).all()
    moved = [
        {"id": number, "recipient": after, "calendar": _readdress_calendar(calendar, before, after)}
        for number, calendar in rows
    ]
    if moved:
        db.session.execute(update(model), moved)  # by primary key
    return len(moved)


def _readdress_calendar(calendar: str | None, before: str, after: str) -> str | None:
    """The entry inviting the right address, read as it was before its long lines were folded."""
    if calendar is None:
        return None
    return replace_texts(calendar, lambda text: f"mailto:{after}" if text.lower() == f"mailto:{before}" else text)
