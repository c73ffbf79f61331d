"""The log of what happened: who did what to which row, when. Written with the act; never personal values."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol

from blinker import signal
from sqlalchemy import String, bindparam, cast, select
from sqlalchemy.orm import Session

from app.core.db import current_transaction, db
from app.core.models import Notice

notice_prepared = signal("notice-begun")
"""Sender: the Notice, before it is written: whoever knows for which organisation its user acts says so in it."""


_RECENT = (
    select(
        Notice.id,
        Notice.at,
        Notice.user_id,
        Notice.kind,
        Notice.subject,
        Notice.subject_id,
        cast(Notice.details, String),
    )
    .where(Notice.event_id == bindparam("event_id"), Notice.kind.in_(bindparam("kinds", expanding=True)))
    .order_by(Notice.id.desc())
    .limit(bindparam("most"))
)

_NOTIFIED = "told"
_IMPERSONAL_WORD = re.compile(r"[a-z0-9_.:/-]{0,80}", re.ASCII)


class NoticeRow(NamedTuple):
    """A notice as it is read of hundreds at once, of which a page tells a few. ``sentence``: its details, in JSON."""

    id: int
    at: datetime
    user_id: int | None
    kind: str
    subject: str
    subject_id: int
    sentence: str

    @property
    def details(self) -> dict[str, Any]:
        return dict(json.loads(self.sentence))


@dataclass
class TableSubject:
    """The subject of what concerns none of a table's rows, as a code that no company has."""

    __tablename__: str
    id: int = 0


class AuditSubject(Protocol):
    """A row that has one number as its key."""

    __tablename__: Any
    id: Any


def log_action(
    kind: str, subject: AuditSubject, *, event_id: int | None = None, by: int | None, **details: object
) -> Notice:
    """Note what is being done; ``by`` is the user's id, None for the system itself.

    ``kind`` names the act as ``meeting.booked``. Raises ValueError for a detail that may be personal: only numbers,
    dates, None and lower-case words (also in lists) are let in.
    """
    session = _session()
    notice = _create_notice(kind, subject, event_id, by, details)
    session.add(notice)
    session.flush()
    current_transaction().at_hand[_NOTIFIED, notice.id] = set[tuple[str, str]]()
    return notice


def recipients_notified(notice: Notice) -> set[tuple[str, str]] | None:
    """Who has been told what of a notice that this transaction wrote, as (address, kind), for who tells it to keep up;
    None for an older one, of which the database knows."""
    notified: set[tuple[str, str]] | None = current_transaction().at_hand.get((_NOTIFIED, notice.id))
    return notified


def log_action_later(
    kind: str, subject: AuditSubject, *, event_id: int | None = None, by: int | None, **details: object
) -> Notice:
    """As ``write``, of a subject that has its id, but with the next flush: for acts upon thousands at once."""
    notice = _create_notice(kind, subject, event_id, by, details)
    _session().add(notice)
    return notice


def _create_notice(
    kind: str, subject: AuditSubject, event_id: int | None, by: int | None, details: Mapping[str, object]
) -> Notice:
    notice = Notice(
        kind=kind,
        subject=str(subject.__tablename__),
        subject_id=subject.id,
        event_id=event_id,
        user_id=by,
        details={name: _require_impersonal(name, value) for name, value in details.items()},
    )
    notice_prepared.send(notice)
    return notice


def _session() -> Session:
    """The session of the transaction that runs; RuntimeError outside of one."""
    current_transaction()
    return db.session()


def list_notices(*subjects: AuditSubject) -> Sequence[Notice]:
    """All that happened to these rows (of one table), oldest first."""
    if not subjects:
        return ()
    chosen = select(Notice).where(
        Notice.subject == str(subjects[0].__tablename__), Notice.subject_id.in_([subject.id for subject in subjects])
    )
    return db.session.scalars(chosen.order_by(Notice.id)).all()


def list_recent_notices(event_id: int, kinds: Collection[str], limit: int) -> list[NoticeRow]:
    """The last things of these kinds that happened in an event, newest first."""
    rows = db.session.execute(_RECENT, {"event_id": event_id, "kinds": list(kinds), "most": limit}).all()
    return list(map(NoticeRow._make, rows))


def _require_impersonal(name: str, value: object) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, str) and _IMPERSONAL_WORD.fullmatch(value):
        return str(value)
    if isinstance(value, set | frozenset):
        value = sorted(value, key=str)
    if isinstance(value, list | tuple):
        return [_require_impersonal(name, item) for item in value]
    raise ValueError(f"notices hold ids, states and names of fields; {name} is something else")
