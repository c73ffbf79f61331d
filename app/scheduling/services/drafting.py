"""Drafts as a whole: away with one, let go of one whose search died."""

from __future__ import annotations

from app.core.db import db, transaction
from app.scheduling.queries.drafts import draft_at
from app.scheduling.services.errors import DraftClosed
from app.scheduling.services.planning import let_go_of_the_dead
from app.scheduling.standing import Standing


def settle_if_dead(event_id: int) -> None:
    """A draft whose job is over is searched for no longer."""
    with transaction():
        let_go_of_the_dead(event_id)


def remove(event_id: int, number: int) -> None:
    """Raises DraftClosed for what is published or still searched for, NotFound."""
    with transaction():
        draft = draft_at(event_id, number, locked=True)
        if draft.state in (Standing.SEARCHING, Standing.PUBLISHED):
            raise DraftClosed(state=draft.state)
        db.session.delete(draft)
