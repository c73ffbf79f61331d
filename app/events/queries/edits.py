"""Who changed an event's description, and what else happened in it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.accounts.models import User
from app.db import db
from app.events.overview import Happened
from app.floor.models import Notice


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


def latest_notices(event_id: int, limit: int, kinds: Collection[str]) -> Sequence[Happened]:
    """The last things of these kinds that happened in an event, newest first."""
    found = (
        select(Notice, User.name)
        .outerjoin(User, User.id == Notice.user_id)
        .where(Notice.event_id == event_id, Notice.kind.in_(kinds))
        .order_by(Notice.id.desc())
        .limit(limit)
    )
    return [
        Happened(one.id, one.at, name, one.kind, one.subject, one.subject_id, one.details)
        for one, name in db.session.execute(found)
    ]
