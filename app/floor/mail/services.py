"""Write letters, let go of those that were held, send one again."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from functools import partial
from typing import Any, Protocol
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import select, update

from app.db import db, now, running
from app.floor import notices
from app.floor.jobs.queue import put
from app.floor.mail.entries import empty_those_of
from app.floor.mail.envelope import one_address, one_line
from app.floor.mail.overtaken import overtaken
from app.floor.mail.queries import letter_of
from app.floor.mail.rendering import render
from app.floor.mail.signals import letters_released
from app.floor.mail.wording import OVERTAKEN
from app.floor.models import Notice, Outbox
from app.kernel.errors import Conflict


class Hall(Protocol):
    """What letters need to know of an event; ``rehearsal``: they are held until somebody releases them."""

    __tablename__: Any
    id: Any
    rehearsal: Any


class LetterOnItsWay(Conflict):
    code = "letter_on_its_way"


class LetterOvertaken(Conflict):
    code = "letter_overtaken"


def write_letter(
    notice: Notice,
    recipient: str,
    *,
    kind: str,
    language: str,
    template: str,
    context: dict[str, Any],
    calendar: str | None = None,
    event: Hall | None = None,
    user: Any = None,
) -> Outbox:
    """Write one letter to one address about what ``notice`` says; it goes out after the commit.

    ``template`` names ``templates/mails/<template>.txt``, which has the blocks ``subject`` and ``body``. ``language``:
    en, zh or fr. ``calendar``: an iCalendar text that goes along. Two letters of one kind about one notice to one
    address are one letter. Raises Invalid ``email_unusable``.
    """
    after = running()
    address = one_address(recipient)
    if (same := _already(notice, address, kind)) is not None:
        return same
    row = composed(
        *(notice, address), kind=kind, language=language, template=template, context=context, calendar=calendar,
        event=event, user_id=None if user is None else user.id,
    )  # fmt: skip
    letter = Outbox(**row)
    db.session.add(letter)
    db.session.flush()
    if (told := notices.told_here(notice)) is not None:
        told.add((address, kind))
    if letter.state == "queued":
        after.then(partial(put, "quick", "letters", letter.id))
    return letter


def composed(
    notice: Notice,
    address: str,
    *,
    kind: str,
    language: str,
    template: str,
    context: dict[str, Any],
    calendar: str | None,
    event: Hall | None,
    user_id: int | None,
    optional: bool = False,
) -> dict[str, Any]:
    """The row of a letter, in words, as ``write_letter`` keeps it."""
    subject, body = render(template, language, context, event=event)
    return {
        "notice_id": notice.id,
        "event_id": None if event is None else event.id,
        "user_id": user_id,
        "kind": kind,
        "recipient": address,
        "language": language,
        "subject": one_line(subject),
        "body": body,
        "calendar": calendar,
        "message_id": _new_message_id(),
        "state": "held" if event is not None and event.rehearsal else "queued",
        "optional": optional,
    }


def release(event: Hall, *, by: int | None, up_to: int | None = None) -> int:
    """Send the letters that the rehearsal held, as far as the one with id ``up_to``; how many they are."""
    after = running()
    released = _turn_held(event, "queued", up_to)
    notices.write("letters.released", event, event_id=event.id, by=by, count=len(released))
    letters_released.send(event, letters=released)
    if released:
        after.then(partial(put, "quick", "letters", released[0]))
    return len(released)


def discard(event: Hall, *, by: int | None, up_to: int | None = None) -> int:
    """Never send the letters that the rehearsal held, as far as ``up_to``; how many they are."""
    running()
    dropped = _turn_held(event, "dropped", up_to)
    notices.write("letters.discarded", event, event_id=event.id, by=by, count=len(dropped))
    return len(dropped)


def send_again(letter_id: int, *, event: Hall, by: int | None, to: str = "") -> None:
    """Send a letter that failed, or that was sent and got lost (as a new message then); ``to`` another address.

    Raises NotFound for a letter of another event, LetterOnItsWay for one that waits or whose text is not kept,
    LetterOvertaken for one whose reader was told since how it stands.
    """
    after = running()
    letter = letter_of(event.id, letter_id)
    if overtaken(Outbox.id == letter_id):
        raise LetterOvertaken
    message_id = _new_message_id() if letter.state == "sent" else letter.message_id
    again = {"state": "queued", "attempts": 0, "error": None, "touched_at": now(), "message_id": message_id}
    if to and to != letter.recipient:
        if _already_at(letter, to):
            raise LetterOnItsWay
        again["recipient"] = to
    ended = (Outbox.id == letter_id, Outbox.state.in_(("failed", "sent")), Outbox.body != "")
    if not db.session.execute(update(Outbox).where(*ended).values(**again)).rowcount:  # type: ignore[attr-defined]
        raise LetterOnItsWay
    notices.write("letter.sent_again", letter, event_id=event.id, by=by)
    after.then(partial(put, "quick", "letters", letter_id))


def send_failed_again(
    event: Hall, *, by: int | None, error: str | None = None, among: Collection[int] | None = None
) -> int:
    """Send every letter of the event again that failed (for this reason; ``among`` these ids); how many. Those whose
    text is not kept stay as they are, and those that a later letter has overtaken are let go."""
    after = running()
    failed = [Outbox.event_id == event.id, Outbox.state == "failed", Outbox.body != ""]
    if error is not None:
        failed.append(Outbox.error == error)
    if among is not None:
        failed.append(Outbox.id.in_(among))
    if late := overtaken(*failed):
        gone = {"state": "dropped", "error": OVERTAKEN, "touched_at": now()}
        db.session.execute(update(Outbox).where(Outbox.id.in_(late)).values(**gone))
    anew = {"state": "queued", "attempts": 0, "error": None, "touched_at": now()}
    again = sorted(db.session.scalars(update(Outbox).where(*failed).values(**anew).returning(Outbox.id)))
    if again:
        notices.write("letters.sent_again", event, event_id=event.id, by=by, count=len(again))
        after.then(partial(put, "quick", "letters", again[0]))
    return len(again)


def _already_at(letter: Outbox, address: str) -> bool:
    same = (Outbox.notice_id == letter.notice_id, Outbox.kind == letter.kind, Outbox.recipient == address)
    return db.session.scalar(select(Outbox.id).where(*same)) is not None


def _already(notice: Notice, address: str, kind: str) -> Outbox | None:
    same = (Outbox.notice_id == notice.id, Outbox.recipient == address, Outbox.kind == kind)
    return db.session.scalars(select(Outbox).where(*same)).one_or_none()


def _turn_held(event: Hall, state: str, up_to: int | None) -> list[int]:
    held = [Outbox.event_id == event.id, Outbox.state == "held"]
    if up_to is not None:
        held.append(Outbox.id <= up_to)
    turned = update(Outbox).where(*held).values(state=state, touched_at=now()).returning(Outbox.id)
    ids = sorted(db.session.scalars(turned))
    empty_those_of(ids)
    return ids


def _new_message_id() -> str:
    host = urlsplit(current_app.config["SETTINGS"].base_url).hostname or "localhost"
    return f"<{uuid.uuid4().hex}@{host}>"
