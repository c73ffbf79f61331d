"""A side says what came of its meeting, a desk keys it in, the organizer confirms it; withdrawn and erased."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select, update

from app.core import audit
from app.core.db import db, now, transaction
from app.core.errors import Invalid, NotFound
from app.events.models import Event, Slot
from app.events.phases import EventAct, Phase
from app.meetings.errors import MeetingNotBegun
from app.meetings.lifecycle import PLACED_STATES, MeetingState
from app.meetings.models import GROUP, Meeting, MeetingParty
from app.meetings.services import attendance
from app.meetings.services.group_meetings import lock_group_meeting
from app.meetings.services.policy import require_phase
from app.meetings.services.transitions import lock_meeting
from app.outcomes.models import REASON_LENGTH, Outcome, OutcomeConfirmation
from app.outcomes.queries.verdicts import confirmation_of, current_outcome, current_outcomes, get_talk
from app.outcomes.stages import (
    MeetingNotHeld,
    Money,
    NoOutcomeStated,
    OutcomeSource,
    OutcomeStage,
    OutcomeStatement,
    OutcomeSubject,
    is_complete,
)
from app.privacy.erasure import Erasure


@dataclass(frozen=True)
class LockedTalk:
    """A meeting of two, or of a group its host and a guest; ``missed``: that guest did not come."""

    about: OutcomeSubject
    meeting: Meeting
    event: Event
    sides: tuple[int, int]
    missed: bool = False

    def require_side(self, registration_id: int) -> None:
        """Raises NotFound for a firm that is none of the two."""
        if registration_id not in self.sides:
            raise NotFound

    def require_held(self) -> None:
        """Something may have come of it. Raises PhaseForbids, NotMet, NotBegun."""
        require_phase(self.event, EventAct.GIVE_FEEDBACK)
        slot = db.session.get(Slot, self.meeting.slot_id) if self.meeting.slot_id is not None else None
        if slot is None or self.meeting.state not in (MeetingState.BOOKED, MeetingState.HELD):
            raise MeetingNotHeld(state=self.meeting.state)
        if self.missed:
            raise MeetingNotHeld(state=MeetingState.MISSED)
        if slot.starts_at > now():
            raise MeetingNotBegun


def lock_talk(event_id: int, about: OutcomeSubject) -> LockedTalk:
    """Within a transaction. Raises NotFound for a meeting of another event, and a guest without a seat."""
    if about.guest is None:
        meeting, event, _companies = lock_meeting(about.meeting, event_id)
        return LockedTalk(about, meeting, event, (meeting.low_id, meeting.high_id))
    group_meeting = lock_group_meeting(about.meeting, event_id=event_id)
    party = group_meeting.party(about.guest)
    if party is None or party.seat is None:
        raise NotFound
    return LockedTalk(
        about, group_meeting.meeting, group_meeting.event, (group_meeting.meeting.asker_id, about.guest), party.missed
    )


def state_outcome(
    event_id: int, about: OutcomeSubject, word: OutcomeStatement, *, by: int | None, at: datetime | None = None
) -> Outcome:
    """The word of a company that takes part in the meeting; of a group the host speaks of each guest, a guest of the
    host. The word that stands. ``at``: when it was tapped, where it waited for a network; a word given since then
    stays.

    Raises NotFound for a meeting of others and another event's, NotBegun, NotMet, PhaseForbids, Invalid
    ``amount_of_nothing``.
    """
    with transaction():
        talk = lock_talk(event_id, about)
        talk.require_side(word.side)
        talk.require_held()
        before = current_outcome(about, word.side)
        if before is not None and at is not None and before.at > at:
            return before
        return replace_outcome(talk, word, way=OutcomeSource.COMPANY, by=by)


def replace_outcome(talk: LockedTalk, word: OutcomeStatement, *, way: OutcomeSource, by: int | None) -> Outcome:
    """In place of what this side said before; nothing changes where it said just that. Within a transaction that holds
    the locks of the meeting."""
    if not is_complete(word.stage, word.money):
        raise Invalid("amount_of_nothing")
    before = current_outcome(talk.about, word.side)
    if before is not None and (before.stage, _money_of_row(before), before.way) == (word.stage, word.money, way):
        return before
    if before is not None:
        before.replaced_at = now()
        delete_confirmation(before)
        db.session.flush()
    made = Outcome(
        event_id=talk.event.id,
        meeting_id=talk.about.meeting,
        guest_id=talk.about.guest,
        registration_id=word.side,
        stage=word.stage.value,
        amount=word.money.amount if word.money else None,
        currency=word.money.currency if word.money else None,
        way=way.value,
        said_by=by,
    )
    db.session.add(made)
    details = {"firm": word.side, "stage": word.stage, "way": way, "with_amount": word.money is not None}
    log_outcome(talk, "said", by, **details)
    return made


def log_outcome(talk: LockedTalk, what: str, by: int | None, **details: Any) -> None:
    """Of a group the log names the guest."""
    named = {"guest": talk.about.guest} if talk.about.guest is not None else {}
    audit.log_action(f"outcome.{what}", talk.meeting, event_id=talk.event.id, by=by, **details, **named)


def delete_confirmation(word: Outcome) -> None:
    """What was confirmed is not what is said any more."""
    db.session.execute(delete(OutcomeConfirmation).where(OutcomeConfirmation.outcome_id == word.id))


def _money_of_row(row: Outcome) -> Money | None:
    return Money(row.amount, row.currency) if row.amount is not None and row.currency is not None else None


def confirm_outcome(
    event_id: int, about: OutcomeSubject, side: int, outcome_id: int, *, reason: str, by: int | None
) -> None:
    """The word of this side (``outcome_id``, as the page showed it), in place of one confirmed before.

    Raises NothingSaid where it says something else by now, NotFound, PhaseForbids, Invalid ``reason_missing``.
    """
    if not reason or len(reason) > REASON_LENGTH:
        raise Invalid("reason_missing", most=REASON_LENGTH)
    with transaction() as session:
        talk = lock_talk(event_id, about)
        talk.require_side(side)
        require_phase(talk.event, EventAct.GIVE_FEEDBACK)
        word = current_outcome(about, side)
        if word is None or word.id != outcome_id:
            raise NoOutcomeStated
        confirmation = confirmation_of(about)
        if confirmation is None:
            confirmation = OutcomeConfirmation(event_id=event_id, meeting_id=about.meeting, guest_id=about.guest)
        confirmation.outcome_id, confirmation.reason, confirmation.confirmed_by, confirmation.at = (
            word.id,
            reason,
            by,
            now(),
        )
        session.add(confirmation)
        log_outcome(talk, "confirmed", by, firm=side, stage=word.stage)


def undo_confirmation(event_id: int, about: OutcomeSubject, *, by: int | None) -> None:
    """Nothing is confirmed by the organizer any more. Raises NothingSaid where nothing was, NotFound, PhaseForbids."""
    with transaction() as session:
        talk = lock_talk(event_id, about)
        require_phase(talk.event, EventAct.GIVE_FEEDBACK)
        confirmation = confirmation_of(about)
        if confirmation is None:
            raise NoOutcomeStated
        session.delete(confirmation)
        log_outcome(talk, "unconfirmed", by)


@dataclass(frozen=True, slots=True)
class KeyedSlip:
    """``written``: the sides whose word the slip is now; ``left``: those that had spoken by themselves."""

    written: tuple[int, ...]
    left: tuple[int, ...]


def key_in_slip(
    event_id: int,
    about: OutcomeSubject,
    sides: Collection[int],
    stage: OutcomeStage,
    money: Money | None,
    *,
    by: int | None,
) -> KeyedSlip:
    """The word of these sides, by one slip. Raises as ``saying.say`` does."""
    with transaction():
        talk = lock_talk(event_id, about)
        talk.require_held()
        written, left = [], []
        for side in sides:
            talk.require_side(side)
            before = current_outcome(about, side)
            if before is not None and before.way == OutcomeSource.COMPANY:
                left.append(side)
            else:
                replace_outcome(talk, OutcomeStatement(side, stage, money), way=OutcomeSource.SLIP, by=by)
                written.append(side)
        return KeyedSlip(tuple(written), tuple(left))


def record_not_held(event_id: int, about: OutcomeSubject, *, by: int | None) -> None:
    """The meeting was missed, of a group its guest did not come. Raises as ``attending.note_missed`` does."""
    if about.guest is None:
        attendance.record_missed(event_id, about.meeting, by=by)
    else:
        attendance.record_guest(event_id, about.meeting, about.guest, came=False, by=by)


def undo_slip(event_id: int, about: OutcomeSubject, *, by: int | None) -> None:
    """What was keyed in last of a meeting goes, and what was keyed in before stands again; one not held was held.

    Raises NothingSaid where no slip stands, PhaseForbids, NotMet, NotFound.
    """
    if get_talk(event_id, about).state == MeetingState.MISSED:
        if about.guest is None:
            attendance.record_took_place(event_id, about.meeting, by=by)
        else:
            attendance.record_guest(event_id, about.meeting, about.guest, came=True, by=by)
        return
    with transaction() as session:
        talk = lock_talk(event_id, about)
        talk.require_held()
        keyed = [outcome for outcome in current_outcomes(about) if outcome.way == OutcomeSource.SLIP]
        if not keyed:
            raise NoOutcomeStated
        last = max(outcome.at for outcome in keyed)
        for word in (outcome for outcome in keyed if outcome.at == last):
            delete_confirmation(word)
            session.delete(word)
            session.flush()
            mine = (
                Outcome.meeting_id == word.meeting_id,
                Outcome.guest_id == word.guest_id,
                Outcome.registration_id == word.registration_id,
            )
            before = db.session.scalar(select(Outcome).where(*mine).order_by(Outcome.id.desc()).limit(1))
            if before is not None:
                before.replaced_at = None
                db.session.flush()
        log_outcome(talk, "undone", by)


DAY_PHASES = (Phase.RUNNING, Phase.CLOSED)
"""Before, nothing has begun of which anybody could have spoken."""


def withdraw_outcomes(meeting: Meeting) -> None:
    """All of a meeting that was called off, lost its time or was moved ahead; of a group those about a guest that has
    no seat any more."""
    if db.session.get_one(Event, meeting.event_id).phase not in DAY_PHASES:
        return
    if meeting.state not in PLACED_STATES or _is_ahead(meeting):
        _withdraw_current(meeting)
    elif meeting.kind == GROUP:
        seated = select(MeetingParty.registration_id).where(
            MeetingParty.meeting_id == meeting.id, MeetingParty.seat.is_not(None)
        )
        _withdraw_current(meeting, Outcome.guest_id.not_in(seated))


def _is_ahead(meeting: Meeting) -> bool:
    slot = db.session.get(Slot, meeting.slot_id) if meeting.slot_id is not None else None
    return slot is None or slot.starts_at > now()


def _withdraw_current(meeting: Meeting, *which: ColumnElement[bool]) -> None:
    standing = (Outcome.meeting_id == meeting.id, Outcome.replaced_at.is_(None), *which)
    outcome_ids = select(Outcome.id).where(*standing)
    db.session.execute(delete(OutcomeConfirmation).where(OutcomeConfirmation.outcome_id.in_(outcome_ids)))
    db.session.execute(update(Outcome).where(*standing).values(replaced_at=now()))


def erase_reasons(erasure: Erasure) -> None:
    """Those about meetings of erased firms."""
    parties = (Meeting.asker_id, Meeting.low_id, Meeting.high_id)
    theirs = select(Meeting.id).where(or_(*(party.in_(erasure.registrations) for party in parties)))
    chosen = OutcomeConfirmation.meeting_id.in_(theirs)
    db.session.execute(update(OutcomeConfirmation).where(chosen).values(reason=None))
