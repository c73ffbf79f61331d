"""A request whose time is over has lapsed, though no job may have said so yet: so all statements read it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, case, or_

from app.core.db import UtcDateTime
from app.meetings.lifecycle import State
from app.meetings.models import Meeting

NOW: BindParameter[datetime] = bindparam("now", type_=UtcDateTime())
"""For statements that are made once."""


def not_lapsed(moment: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Of meetings: no request, or one that may still be answered at this moment."""
    return or_(Meeting.state != State.REQUESTED.value, Meeting.expires_at.is_(None), Meeting.expires_at > moment)


def state_at(moment: datetime | BindParameter[datetime]) -> ColumnElement[str]:
    """The state in which a meeting is at this moment."""
    over = and_(Meeting.state == State.REQUESTED.value, Meeting.expires_at <= moment)
    return case((over, State.EXPIRED.value), else_=Meeting.state)
