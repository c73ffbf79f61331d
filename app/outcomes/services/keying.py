"""A desk keys in what was ticked on paper. What a firm has said by itself stays: its own word goes before a slip."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from app.db import db, transaction
from app.outcomes.errors import NothingSaid
from app.outcomes.models import Outcome
from app.outcomes.queries.verdicts import standing_word, words_on
from app.outcomes.services.locking import locked
from app.outcomes.services.saying import note, put, unconfirm
from app.outcomes.stages import About, Money, Stage, Way, Word


@dataclass(frozen=True, slots=True)
class Keyed:
    """``written``: the sides whose word the slip is now; ``left``: those that had spoken by themselves."""

    written: tuple[int, ...]
    left: tuple[int, ...]


def key_in(
    event_id: int, about: About, sides: Collection[int], stage: Stage, money: Money | None, *, by: int | None
) -> Keyed:
    """The word of these sides, by one slip. Raises as ``saying.say`` does."""
    with transaction():
        found = locked(event_id, about)
        found.require_met()
        written, left = [], []
        for side in sides:
            found.require_side(side)
            before = standing_word(about, side)
            if before is not None and before.way == Way.COMPANY:
                left.append(side)
            else:
                put(found, Word(side, stage, money), way=Way.SLIP, by=by)
                written.append(side)
        return Keyed(tuple(written), tuple(left))


def undo(event_id: int, about: About, *, by: int | None) -> None:
    """What was keyed in last of a meeting goes, and what was keyed in before stands again.

    Raises NothingSaid where no slip stands, PhaseForbids, NotMet, NotFound.
    """
    with transaction() as session:
        found = locked(event_id, about)
        found.require_met()
        keyed = [one for one in words_on(about) if one.way == Way.SLIP]
        if not keyed:
            raise NothingSaid
        last = max(one.at for one in keyed)
        for word in (one for one in keyed if one.at == last):
            unconfirm(word)
            session.delete(word)
            session.flush()
            _let_stand_again(word)
        note(found, "undone", by)


def _let_stand_again(gone: Outcome) -> None:
    """What this side said last before."""
    mine = (
        *(Outcome.meeting_id == gone.meeting_id, Outcome.guest_id == gone.guest_id),
        Outcome.registration_id == gone.registration_id,
    )
    before = db.session.scalar(select(Outcome).where(*mine).order_by(Outcome.id.desc()).limit(1))
    if before is not None:
        before.replaced_at = None
        db.session.flush()
