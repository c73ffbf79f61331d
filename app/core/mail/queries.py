"""The letters of an event, as its organizer looks at them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, String, bindparam, func, select

from app.core.db import db
from app.core.errors import NotFound
from app.core.models import Outbox
from app.core.paging import Page, clip_page

PAGE_SIZE = 50

# made once: a page of emails is asked for over and over
_OF_EVENT = Outbox.event_id == bindparam("event_id", type_=Integer)
_COLUMNS = (
    Outbox.id,
    Outbox.created_at,
    Outbox.recipient,
    Outbox.language,
    Outbox.subject,
    Outbox.state,
    Outbox.error,
    Outbox.body != "",
)
_EMAIL_ROWS = (
    select(*_COLUMNS)
    .where(_OF_EVENT)
    .order_by(Outbox.id.desc())
    .limit(PAGE_SIZE)
    .offset(bindparam("skipped", type_=Integer))
)
_EMAIL_ROWS_IN_STATE = _EMAIL_ROWS.where(Outbox.state == bindparam("state", type_=String))
_COUNTS = select(Outbox.state, func.count()).where(_OF_EVENT).group_by(Outbox.state)


@dataclass(frozen=True, slots=True)
class HeldEmails:
    """What the rehearsal holds: how many letters, the id of the newest (release up to it), and some to look at."""

    count: int
    newest: int
    sample: Sequence[Outbox]


@dataclass(frozen=True, slots=True)
class EmailRow:
    """A letter in the list, without its text; ``has_text``: it still has one, so that it can be sent again."""

    id: int
    created_at: datetime
    recipient: str
    language: str
    subject: str
    state: str
    error: str | None
    has_text: bool


def list_emails(event_id: int, counts: Mapping[str, int], *, state: str | None = None, page: int = 1) -> Page[EmailRow]:
    """Letters of an event, newest first, in one state or in all; ``counts``: what ``count_by_state`` has counted."""
    total = sum(counts.values()) if state is None else counts.get(state, 0)
    number = clip_page(page, size=PAGE_SIZE, total=total)
    values = {"event_id": event_id, "skipped": (number - 1) * PAGE_SIZE}
    rows = (
        db.session.execute(_EMAIL_ROWS, values)
        if state is None
        else db.session.execute(_EMAIL_ROWS_IN_STATE, {**values, "state": state})
    )
    return Page([EmailRow(*row) for row in rows], number, PAGE_SIZE, total)


def list_sent_ids(event_id: int) -> list[int]:
    """The ids of the letters of an event that are dealt with, sent or kept as files, the newest first."""
    rows = select(Outbox.id).where(Outbox.event_id == event_id, Outbox.state == "sent").order_by(Outbox.id.desc())
    return list(db.session.scalars(rows))


def list_emails_by_id(ids: Sequence[int], *, page: int = 1) -> Page[EmailRow]:
    """These letters in the order given, a page of them."""
    number = clip_page(page, size=PAGE_SIZE, total=len(ids))
    shown = ids[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    rows = {row[0]: EmailRow(*row) for row in db.session.execute(select(*_COLUMNS).where(Outbox.id.in_(shown)))}
    return Page([rows[email_id] for email_id in shown if email_id in rows], number, PAGE_SIZE, len(ids))


def get_email(event_id: int, email_id: int) -> Outbox:
    """One letter of the event; NotFound for any other."""
    email = db.session.get(Outbox, email_id)
    if email is None or email.event_id != event_id:
        raise NotFound
    return email


def count_by_state(event_id: int) -> dict[str, int]:
    """How many letters of an event are in each state; states without any are absent."""
    return dict(db.session.execute(_COUNTS, {"event_id": event_id}).all())


def list_failures(event_id: int) -> list[tuple[str, int]]:
    """(what the mail server said, how many letters that can be sent again), the most first."""
    failed = (Outbox.event_id == event_id, Outbox.state == "failed", Outbox.body != "")
    counted = select(func.coalesce(Outbox.error, ""), func.count()).where(*failed).group_by(Outbox.error)
    return sorted(
        ((error, count) for error, count in db.session.execute(counted)), key=lambda failure: (-failure[1], failure[0])
    )


def held_emails(event_id: int, *, sample: int = 3) -> HeldEmails:
    """What would go out on release; the sample has one letter of each kind first."""
    on_hold = (Outbox.event_id == event_id, Outbox.state == "held")
    count, newest = db.session.execute(select(func.count(), func.max(Outbox.id)).where(*on_hold)).one()
    firsts = select(func.min(Outbox.id)).where(*on_hold).group_by(Outbox.kind)
    chosen = select(Outbox).where(Outbox.id.in_(firsts)).order_by(Outbox.id).limit(sample)
    return HeldEmails(count, newest or 0, db.session.scalars(chosen).all())
