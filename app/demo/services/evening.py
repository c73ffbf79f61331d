"""What came of the meetings of the model event, in every way in which two sides can stand to each other."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy import select

from app.core.db import db, transaction
from app.demo.services.clock import living_at
from app.demo.services.people import Cast
from app.events.models import Event, Slot
from app.meetings.lifecycle import State
from app.meetings.models import GROUP, Meeting, MeetingParty
from app.outcomes.services import recording
from app.outcomes.stages import Money, OutcomeStage, OutcomeStatement, OutcomeSubject

Said = tuple[OutcomeStage, Money | None] | None
NOTHING: Final = (OutcomeStage.NONE, None)
FOLLOW_UP: Final = (OutcomeStage.FOLLOW_UP, None)


def _said(stage: OutcomeStage, millions: float = 0, currency: str = "CNY") -> tuple[OutcomeStage, Money | None]:
    return stage, Money(round(millions * 10**8), currency) if millions else None


FATES: Final[tuple[tuple[Said, Said, str], ...]] = (
    (_said(OutcomeStage.SIGNED, 4.5, "SGD"), _said(OutcomeStage.SIGNED, 4.5, "SGD"), ""),
    (_said(OutcomeStage.INTENT, 12), _said(OutcomeStage.SIGNED, 12), ""),
    (FOLLOW_UP, FOLLOW_UP, "slip"),
    (_said(OutcomeStage.INTENT, 2.8), None, ""),
    (_said(OutcomeStage.SIGNED, 1.2, "SGD"), _said(OutcomeStage.SIGNED), "Page 4 of the contract, both seals"),
    (FOLLOW_UP, None, ""),
    (_said(OutcomeStage.INTENT, 36), _said(OutcomeStage.INTENT, 36), "slip"),
    (None, None, ""),
    (NOTHING, NOTHING, ""),
    (_said(OutcomeStage.INTENT, 0.8, "SGD"), FOLLOW_UP, ""),
    (FOLLOW_UP, FOLLOW_UP, ""),
    (_said(OutcomeStage.INTENT, 6), _said(OutcomeStage.INTENT), ""),
)
"""What the asker and the asked say; ``slip``: both signed one that a desk keyed in, other words: what the organizer saw
when it confirmed the asker's."""


def say_what_came(event: Event, crew: Cast) -> None:
    """Of all that was held, by turns, some minutes after the end."""
    held = (
        select(Meeting, Slot.ends_at)
        .join(Slot, Slot.id == Meeting.slot_id)
        .where(Meeting.event_id == event.id, Meeting.state == State.HELD)
        .order_by(Slot.ends_at, Meeting.id)
    )
    nth = 0
    for meeting, ended in db.session.execute(held).all():
        for about, sides in _talks(meeting):
            with living_at(ended + timedelta(minutes=2)), transaction():
                _speak(event.id, about, sides, nth, crew)
            nth += 1


def _talks(meeting: Meeting) -> list[tuple[OutcomeSubject, tuple[int, int]]]:
    """A meeting of two, or of a group its host with each guest."""
    asker = meeting.asker_id
    if meeting.kind != GROUP:
        return [(OutcomeSubject(meeting.id), (asker, meeting.high_id if asker == meeting.low_id else meeting.low_id))]
    seated = select(MeetingParty.registration_id).where(
        MeetingParty.meeting_id == meeting.id, MeetingParty.seat.is_not(None)
    )
    return [
        (OutcomeSubject(meeting.id, guest), (asker, guest))
        for guest in db.session.scalars(seated.order_by(MeetingParty.seat))
    ]


def _speak(event_id: int, about: OutcomeSubject, sides: tuple[int, int], nth: int, crew: Cast) -> None:
    *words, how = FATES[nth % len(FATES)]
    if how == "slip" and words[0] is not None:
        recording.key_in_slip(event_id, about, sides, *words[0], by=crew.desk.id)
        return
    for side, word in zip(sides, words, strict=True):
        if word is not None:
            said = recording.state_outcome(event_id, about, OutcomeStatement(side, *word), by=None)
            if how and side == sides[0]:
                confirmed = said
    if how:
        recording.confirm_outcome(event_id, about, sides[0], confirmed.id, reason=how, by=crew.organizer.id)
