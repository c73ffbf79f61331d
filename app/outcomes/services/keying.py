"""A desk keys in what was ticked on paper. What a firm has said by itself stays: its own word goes before a slip."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from app.db import db, transaction
from app.meetings.lifecycle import State
from app.meetings.services import attending
from app.outcomes.errors import NothingSaid
from app.outcomes.models import Outcome
from app.outcomes.queries.meetings import talk_at
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


def key_not_held(event_id: int, about: About, *, by: int | None) -> None:
    """The meeting was missed, of a group its guest did not come. Raises as ``attending.note_missed`` does."""
    if about.guest is None:
        attending.note_missed(event_id, about.meeting, by=by)
    else:
        attending.note_guest(event_id, about.meeting, about.guest, came=False, by=by)


def undo(event_id: int, about: About, *, by: int | None) -> None:
    """What was keyed in last of a meeting goes, and what was keyed in before stands again; one not held was held.

    Raises NothingSaid where no slip stands, PhaseForbids, NotMet, NotFound.
    """
    if talk_at(event_id, about).state == State.MISSED:
        _undo_not_held(event_id, about, by=by)
        return
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


def _undo_not_held(event_id: int, about: About, *, by: int | None) -> None:
    if about.guest is None:
        attending.note_held(event_id, about.meeting, by=by)
    else:
        attending.note_guest(event_id, about.meeting, about.guest, came=True, by=by)


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
