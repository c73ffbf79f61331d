"""The letters of an event, as its organizer looks at them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, String, bindparam, func, select

from app.db import db
from app.floor.models import Outbox
from app.kernel.errors import NotFound
from app.kernel.paging import Page, clip_page

PAGE_SIZE = 50

# made once: a page of letters is asked for over and over
_OF_EVENT = Outbox.event_id == bindparam("event_id", type_=Integer)
_COLUMNS = (
    *(Outbox.id, Outbox.created_at, Outbox.recipient, Outbox.language, Outbox.subject, Outbox.state, Outbox.error),
    Outbox.body != "",
)
_LINES = (
    select(*_COLUMNS)
    .where(_OF_EVENT)
    .order_by(Outbox.id.desc())
    .limit(PAGE_SIZE)
    .offset(bindparam("skipped", type_=Integer))
)
_LINES_IN_STATE = _LINES.where(Outbox.state == bindparam("state", type_=String))
_COUNTS = select(Outbox.state, func.count()).where(_OF_EVENT).group_by(Outbox.state)


@dataclass(frozen=True, slots=True)
class Held:
    """What the rehearsal holds: how many letters, the id of the newest (release up to it), and some to look at."""

    count: int
    newest: int
    sample: Sequence[Outbox]


@dataclass(frozen=True, slots=True)
class Line:
    """A letter in the list, without its text; ``kept``: it still has one, so that it can be sent again."""

    id: int
    created_at: datetime
    recipient: str
    language: str
    subject: str
    state: str
    error: str | None
    kept: bool


def letters_of(event_id: int, counts: Mapping[str, int], *, state: str | None = None, page: int = 1) -> Page[Line]:
    """Letters of an event, newest first, in one state or in all; ``counts``: what ``counts_by_state`` has counted."""
    total = sum(counts.values()) if state is None else counts.get(state, 0)
    number = clip_page(page, size=PAGE_SIZE, total=total)
    asked = {"event_id": event_id, "skipped": (number - 1) * PAGE_SIZE}
    rows = (
        db.session.execute(_LINES, asked)
        if state is None
        else db.session.execute(_LINES_IN_STATE, {**asked, "state": state})
    )
    return Page([Line(*row) for row in rows], number, PAGE_SIZE, total)


def sent_of(event_id: int) -> list[int]:
    """The ids of the letters of an event that are dealt with, sent or kept as files, the newest first."""
    rows = select(Outbox.id).where(Outbox.event_id == event_id, Outbox.state == "sent").order_by(Outbox.id.desc())
    return list(db.session.scalars(rows))


def letters_among(ids: Sequence[int], *, page: int = 1) -> Page[Line]:
    """These letters in the order given, a page of them."""
    number = clip_page(page, size=PAGE_SIZE, total=len(ids))
    shown = ids[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    rows = {row[0]: Line(*row) for row in db.session.execute(select(*_COLUMNS).where(Outbox.id.in_(shown)))}
    return Page([rows[one] for one in shown if one in rows], number, PAGE_SIZE, len(ids))


def letter_of(event_id: int, letter_id: int) -> Outbox:
    """One letter of the event; NotFound for any other."""
    letter = db.session.get(Outbox, letter_id)
    if letter is None or letter.event_id != event_id:
        raise NotFound
    return letter


def counts_by_state(event_id: int) -> dict[str, int]:
    """How many letters of an event are in each state; states without any are absent."""
    return {row[0]: row[1] for row in db.session.execute(_COUNTS, {"event_id": event_id})}


def failures(event_id: int) -> list[tuple[str, int]]:
    """(what the mail server said, how many letters that can be sent again), the most first."""
    failed = (Outbox.event_id == event_id, Outbox.state == "failed", Outbox.body != "")
    counted = select(func.coalesce(Outbox.error, ""), func.count()).where(*failed).group_by(Outbox.error)
    return sorted(((row[0], row[1]) for row in db.session.execute(counted)), key=lambda one: (-one[1], one[0]))


def held_count(event_id: int) -> int:
    """How many letters the rehearsal holds."""
    return counts_by_state(event_id).get("held", 0)


def held(event_id: int, *, sample: int = 3) -> Held:
    """What would go out on release; the sample has one letter of each kind first."""
    these = (Outbox.event_id == event_id, Outbox.state == "held")
    count, newest = db.session.execute(select(func.count(), func.max(Outbox.id)).where(*these)).one()
    firsts = select(func.min(Outbox.id)).where(*these).group_by(Outbox.kind)
    chosen = select(Outbox).where(Outbox.id.in_(firsts)).order_by(Outbox.id).limit(sample)
    return Held(count, newest or 0, db.session.scalars(chosen).all())
