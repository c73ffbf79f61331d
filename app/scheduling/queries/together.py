"""What several planners do to one draft, from the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select

from app.accounts.models import User
from app.core.db import db
from app.core.models import Notice
from app.scheduling.models import Draft

CHANGED: Final = "draft.changed"
MOST: Final = 20


@dataclass(frozen=True, slots=True)
class Change:
    """``did``: placed, taken_out, locked, unlocked, undone, remedied; ``meetings``: of which; ``version``: of the draft
    from then on; ``user_id``: whose act it was, ``who`` that is called."""

    version: int
    did: str
    meetings: tuple[str, ...]
    user_id: int | None
    who: str
    at: datetime


def changes_since(draft: Draft, version: int, *, by_others_than: int | None) -> Sequence[Change]:
    """The last of them, the oldest first."""
    rows = (
        select(Notice, User.name)
        .outerjoin(User, User.id == Notice.user_id)
        .where(Notice.subject == Draft.__tablename__, Notice.subject_id == draft.id, Notice.kind == CHANGED)
        .order_by(Notice.id.desc())
        .limit(MOST)
    )
    found = [_change(notice, name) for notice, name in db.session.execute(rows).all()]
    return [one for one in reversed(found) if one.version > version and one.user_id != by_others_than]


def _change(notice: Notice, name: str | None) -> Change:
    told = notice.details
    meetings = tuple(str(one) for one in told["meetings"])
    return Change(told["version"], told["did"], meetings, notice.user_id, name or "", notice.at)
