"""Who changed an event's description, and what else happened in it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, bindparam, func, select

from app.accounts.models import User
from app.db import db
from app.events.overview import Happened
from app.floor.models import Notice
from app.kernel.paging import Page, clip_page

ON_A_PAGE = 50


@dataclass(frozen=True)
class Edit:
    """One saving: by whom (none: the system), when, and the names of the fields of ``EventDraft`` that changed."""

    by: str | None
    at: datetime
    fields: tuple[str, ...]


def edits_since(event_id: int, version: int) -> Sequence[Edit]:
    """What was saved after somebody looked at this version, oldest first."""
    found = (
        select(Notice, User.name)
        .outerjoin(User, User.id == Notice.user_id)
        .where(Notice.event_id == event_id, Notice.kind == "event.changed")
        .order_by(Notice.id)
    )
    return [
        Edit(name, notice.at, tuple(notice.details["fields"]))
        for notice, name in db.session.execute(found)
        if notice.details["version"] > version
    ]


def last_edit_of(event_id: int, fields: Collection[str]) -> int:
    """The notice of the last saving that changed one of these fields; 0 for none."""
    edits = select(Notice.id, Notice.details).where(Notice.event_id == event_id, Notice.kind == "event.changed")
    rows = db.session.execute(edits)
    return max((number for number, told in rows if not set(fields).isdisjoint(told.get("fields", ()))), default=0)


def latest_notices(event_id: int, limit: int, kinds: Collection[str]) -> Sequence[Happened]:
    """The last things of these kinds that happened in an event, newest first."""
    return _happened(event_id, kinds, limit, 0)


def notices_page(event_id: int, kinds: Collection[str], *, page: int) -> Page[Happened]:
    """All of them, a page at a time."""
    total = int(db.session.execute(_HOW_MANY, {"event_id": event_id, "kinds": list(kinds)}).scalar_one())
    number = clip_page(page, size=ON_A_PAGE, total=total)
    return Page(_happened(event_id, kinds, ON_A_PAGE, (number - 1) * ON_A_PAGE), number, ON_A_PAGE, total)


def _happened(event_id: int, kinds: Collection[str], limit: int, after: int) -> Sequence[Happened]:
    return [
        Happened(*row)
        for row in db.session.execute(
            _LATEST, {"event_id": event_id, "kinds": list(kinds), "most": limit, "after": after}
        )
    ]


_OF = (
    Notice.event_id == bindparam("event_id", type_=Integer),
    Notice.kind.in_(bindparam("kinds", expanding=True)),
)
_HOW_MANY = select(func.count()).where(*_OF)
_LATEST = (
    select(Notice.id, Notice.at, User.name, Notice.kind, Notice.subject, Notice.subject_id, Notice.details)
    .outerjoin(User, User.id == Notice.user_id)
    .where(*_OF)
    .order_by(Notice.id.desc())
    .limit(bindparam("most"))
    .offset(bindparam("after"))
)
"""Made once: each look at an organizer's home asks it."""
