"""A request whose time is over has lapsed, though no job may have said so yet: so all statements read it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, case, or_

from app.db import UtcDateTime, table_of
from app.meetings.lifecycle import State
from app.meetings.models import Meeting

NOW: BindParameter[datetime] = bindparam("now", type_=UtcDateTime())
"""For statements that are made once."""

_M = table_of(Meeting).c


def not_lapsed(moment: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Of meetings: no request, or one that may still be answered at this moment."""
    return or_(_M.state != State.REQUESTED.value, _M.expires_at.is_(None), _M.expires_at > moment)


def state_at(moment: datetime | BindParameter[datetime]) -> ColumnElement[str]:
    """The state in which a meeting is at this moment."""
    over = and_(_M.state == State.REQUESTED.value, _M.expires_at <= moment)
    return case((over, State.EXPIRED.value), else_=_M.state)
