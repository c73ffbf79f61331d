"""Send letters from their rows; bring back those that got stuck."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

import structlog
from flask import current_app
from flask_babel import force_locale, gettext
from sqlalchemy import ColumnElement, Row, and_, exists, func, or_, select, update

from app.core.db import Model, db, now, side_transaction
from app.core.errors import Invalid
from app.core.jobs.housekeeping import every, is_older
from app.core.jobs.queue import message_handler, send_message
from app.core.mail.delivery import (
    UNSURE,
    UNWANTED,
    Deliver,
    EmailNotStored,
    EmailUndeliverable,
    email_file,
    open_delivery,
    write_email_file,
)
from app.core.mail.mime import EmailContent, localized_url, parse_address, render_html, render_message
from app.core.mail.preferences import is_refusable, is_refused, preferences_url
from app.core.models import Outbox
from app.core.web.locale import LOCALES
from config import Settings

RETRY_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120))
"""How long to wait after each failed attempt; after one more the letter has failed."""
BATCH, BATCH_SECONDS = 100, 5.0
"""For so long letters are sent before other work of the queue has its turn, asked for in so many at a time."""
LOST_AFTER = timedelta(seconds=60)
STUCK_AFTER = timedelta(minutes=5)
SIGN_IN_KIND = "people_invitation"
"""The kind of letters that let somebody in once: they stand in an event's list, but their text is not kept."""
MANUAL_KINDS = frozenset({"invitation", "reminder", "message"})
"""Kinds of letters that somebody of the organizer or of a chamber sends."""
HTML_LANGUAGES = {"zh": "zh-Hans"}
log = structlog.get_logger(__name__)


@message_handler("letters")
def send_queued_emails(_number: int) -> None:
    """Send the emails that wait, the oldest first, over one connection; whoever comes second finds them taken.

    Other work waits in this queue, too: after BATCH_SECONDS the rest goes behind it.
    """
    settings: Settings = current_app.config["SETTINGS"]
    until = time.monotonic() + BATCH_SECONDS
    with open_delivery(settings) as deliver:
        while waiting := _queued_ids():
            for email_id in waiting:
                if time.monotonic() > until:
                    send_message("quick", "letters", 0)
                    return
                _send_email(email_id, deliver, settings)


def _queued_ids() -> Sequence[int]:
    with db.engine.connect() as connection:
        chosen = select(Outbox.id).where(Outbox.state == "queued", _is_due(timedelta())).order_by(Outbox.id)
        return connection.scalars(chosen.limit(BATCH)).all()


def _is_due(first: timedelta) -> ColumnElement[bool]:
    """Whether the pause since the last attempt is over; ``first``: the one before the first attempt."""
    untried, tried = Outbox.attempts == 0, enumerate(RETRY_PAUSES, 1)
    return or_(
        untried if not first else and_(untried, is_older(Outbox.touched_at, first)),
        *(and_(Outbox.attempts == n, is_older(Outbox.touched_at, pause)) for n, pause in tried),
    )


def _send_email(email_id: int, deliver: Deliver, settings: Settings) -> None:
    row = _claim_email(email_id)
    if row is None:
        return
    if is_unwanted(row):
        _finish_email(row, state="dropped", error=UNWANTED, **_forgotten_values(row))
        return
    if row.forgets and settings.smtp is None:  # a file would keep what is to be forgotten, and nobody gets it
        _finish_email(row, state="dropped", **_forgotten_values(row))
        return
    try:
        deliver(render_message(_email_content(row, settings)), email_file(settings, row.created_at, row.id).stem)
    except EmailNotStored as error:
        log.warning("letter.not_stored", letter=row.id, reason=type(error.__cause__).__name__)
        _finish_email(row, state="queued", attempts=1, error=str(error))
    except EmailUndeliverable as error:
        _record_failure(row, str(error), for_good=error.for_good)
    except Exception as error:
        log.exception("letter.broke", letter=email_id)
        _record_failure(row, type(error).__name__, for_good=True)
    else:
        _finish_email(
            row, state="sent", sent_at=now(), error=UNSURE if row.error == UNSURE else None, **_forgotten_values(row)
        )
        log.info("letter.sent", letter=email_id, kind=row.kind)


def write_to_file(email: Outbox) -> None:
    """Put a letter into its file, whether or not a mail server is set: one of a story, which nobody is to get."""
    settings: Settings = current_app.config["SETTINGS"]
    write_email_file(render_message(_email_content(email, settings)), email_file(settings, email.created_at, email.id))


@every(15, "mail.sweep")
def requeue_emails() -> None:
    """Put letters forward that nobody fetched for a minute, those whose pause is over, those whose sender died."""
    with db.engine.connect() as connection:
        died = select(*Outbox.__table__.columns).where(
            Outbox.state == "sending", is_older(Outbox.touched_at, STUCK_AFTER)
        )
        rows = connection.execute(died).all()
    for row in rows:
        _record_failure(row, UNSURE, for_good=False, touched_at=now() - LOST_AFTER)
    with db.engine.connect() as connection:
        due = connection.scalar(select(exists().where(Outbox.state == "queued", _is_due(LOST_AFTER))))
    if due:
        send_message("quick", "letters", 0)


def is_unwanted(row: Row[tuple[Outbox]]) -> bool:
    """Whether its reader has come to want none of its kind, as while a rehearsal held it."""
    if not (row.optional and is_refusable(row.kind)):
        return False
    refused = is_refused(row.recipient, row.kind)
    db.session.rollback()  # nothing is left open while the email travels
    return refused


def _claim_email(email_id: int) -> Row[tuple[Outbox]] | None:
    claiming = update(Outbox).where(Outbox.id == email_id, Outbox.state == "queued")
    claiming = claiming.values(state="sending", attempts=Outbox.attempts + 1, touched_at=now())
    with side_transaction() as connection:
        return connection.execute(claiming.returning(*Outbox.__table__.columns)).one_or_none()


def _record_failure(row: Row[tuple[Outbox]], reason: str, *, for_good: bool, **values: object) -> None:
    over = for_good or row.attempts > len(RETRY_PAUSES)
    _finish_email(
        row, state="failed" if over else "queued", error=reason, **values, **(_forgotten_values(row) if over else {})
    )
    log.warning("letter.not_taken", letter=row.id, kind=row.kind, attempt=row.attempts, reason=reason, given_up=over)


def _forgotten_values(row: Row[tuple[Outbox]]) -> dict[str, str | None]:
    """An email of no event is about an account, often with a way in, as is one to people who work on an event: its
    text is not kept once it is dealt with. One that names who was erased says itself what of it goes."""
    if row.forgets:
        nobody = {"recipient": f"erased-{row.id}@invalid", "user_id": None} if row.forgets == "all" else {}
        return {"subject": "", "body": "", "calendar": None, **nobody}
    return {"body": ""} if row.event_id is None or row.kind == SIGN_IN_KIND else {}


def _finish_email(row: Row[tuple[Outbox]], **values: object) -> None:
    """Only who claimed it last may say how it went."""
    own_claim = (Outbox.id == row.id, Outbox.state == "sending", Outbox.attempts == row.attempts)
    with side_transaction() as connection:
        connection.execute(update(Outbox).where(*own_claim).values(**{"touched_at": now(), **values}))


def _preferences_text(kind: str, address: str) -> str:
    if kind == "reminder":
        return str(gettext("No more reminders that your page is not complete: %(address)s", address=address))
    if kind == "thanks":
        return str(gettext("No more letters of thanks: %(address)s", address=address))
    if is_refusable(kind):
        return str(gettext("No more messages from the organizer: %(address)s", address=address))
    return str(gettext("How often such letters come: %(address)s", address=address))


def _reply_to(row: Row[tuple[Outbox]] | Outbox) -> str:
    """Who answers: whoever wrote a letter of their own for a chamber, else the contact of the event; "" for nobody."""
    if row.event_id is None:
        return ""
    events, users, notices = (Model.metadata.tables[name] for name in ("events", "users", "notices"))
    author = (
        select(users.c.email)
        .join_from(notices, users, users.c.id == notices.c.user_id)
        .where(notices.c.id == row.notice_id, notices.c.organisation_id != events.c.organisation_id)
        .scalar_subquery()
    )
    address = func.coalesce(author, events.c.contact_email) if row.kind in MANUAL_KINDS else events.c.contact_email
    with db.engine.connect() as connection:
        reply_address = connection.scalar(select(address).where(events.c.id == row.event_id))
    with suppress(Invalid):
        return parse_address(reply_address or "")
    return ""


def _email_content(row: Row[tuple[Outbox]] | Outbox, settings: Settings) -> EmailContent:
    """The foot of a letter that one may do without says where to choose; its address is made of the row's number."""
    body, stop_url = row.body, preferences_url(row) if row.optional and row.body else ""
    with force_locale(LOCALES[row.language]):
        if stop_url:
            address = localized_url(row.language, stop_url)
            body += _preferences_text(row.kind, address) + "\n"
        html = render_html(
            row.subject,
            body,
            language=HTML_LANGUAGES.get(row.language, row.language),
            base_url=settings.base_url,
            button=gettext("Open the page"),
            joins=gettext("Online: %(address)s", address="").rstrip(" \u00a0:："),
        )
    return EmailContent(
        sender=settings.mail_from,
        recipient=row.recipient,
        subject=row.subject,
        body=body,
        html=html,
        language=row.language,
        message_id=row.message_id,
        written_at=row.created_at,
        calendar=row.calendar,
        stop_url=stop_url,
        reply_to=_reply_to(row),
    )
