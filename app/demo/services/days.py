"""The days of the model event as its desks lived them (papers, screens, doors), and what came of its meetings."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, time, timedelta
from typing import Final

from sqlalchemy import select

from app.core.clock import local_to_utc
from app.core.db import db, transaction
from app.day.boards import get_zone_key, list_zones
from app.day.models import CheckIn, CheckInMethod
from app.day.paper.models import PaperKind, PrintRequest
from app.day.paper.services.printing import create_run, finish_run, list_sheets
from app.day.queries.boards import list_hall_tables
from app.day.services.boards import BoardSettings, open_board
from app.day.services.check_ins import (
    CheckInScan,
    NotAdmitted,
    check_in,
    create_arrival,
    get_local_day,
    greet_vip,
    update_greeter,
)
from app.demo.services.participants import DemoCast, at_moment
from app.events.models import Event, Slot
from app.meetings import services as meetings
from app.meetings.lifecycle import MeetingState
from app.meetings.models import GROUP, ONE_TO_ONE, Meeting, MeetingParty
from app.outcomes.services import recording
from app.outcomes.stages import Money, OutcomeStage, OutcomeStatement, OutcomeSubject
from app.registrations.models import Registration, Representation, Representative
from app.registrations.states import RegistrationState

PRINTED: Final = (
    PaperKind.AGENDAS,
    PaperKind.BADGES,
    PaperKind.PLACE_CARDS,
    PaperKind.TABLE_SIGNS,
    PaperKind.TICK_SLIPS,
)
WAYS: Final = (CheckInMethod.QR, CheckInMethod.QR, CheckInMethod.NAME, CheckInMethod.QR, CheckInMethod.PHONE)
ABSENT_EVERY: Final = 12
"""Of so many people one has not come yet."""
DOORS_AT: Final = time(9)
BEFORE_DOORS: Final = timedelta(minutes=15)
ARRIVAL_INTERVAL: Final = timedelta(seconds=7)


def print_papers(event: Event, crew: DemoCast, doors: datetime) -> None:
    """Run 1 of most packs, the evening before; the PDFs themselves were taken home."""
    with at_moment(doors - timedelta(hours=15)):
        packs = list_sheets(event, [PrintRequest(kind).fitting() for kind in PRINTED])
        for kind, sheets in packs.items():
            if sheets:
                finish_run(create_run(event, PrintRequest(kind).fitting(), len(sheets), by=crew.desk.id))


def put_up_screens(event: Event, crew: DemoCast, doors: datetime) -> None:
    with at_moment(doors - timedelta(hours=1)):
        zones = [(get_zone_key(zone),) for zone in list_zones(list_hall_tables(event.id))]
        for shown_zones in ((), *zones):
            open_board(event.id, BoardSettings("zh", "en", shown_zones), by=crew.organizer.id)


def open_doors(event: Event, crew: DemoCast, today: datetime) -> None:
    """On each day that has begun people come in; a few do not."""
    _set_guests_of_honour(event, crew)
    people = select(Representative).where(Representative.event_id == event.id).order_by(Representative.id)
    for event_day in event.days:
        doors = local_to_utc(event_day.day, DOORS_AT, event.zone)
        if doors > today:
            continue
        with at_moment(doors - BEFORE_DOORS, each=ARRIVAL_INTERVAL), transaction():
            for nth, person in enumerate(db.session.scalars(people).all()):
                if nth % ABSENT_EVERY == ABSENT_EVERY - 1:
                    continue
                with suppress(NotAdmitted):  # of a company that is not approved
                    noted = check_in(event, person.id, CheckInScan(WAYS[nth % len(WAYS)]), by=crew.desk.id)
                    if person.vip:
                        greet_vip(event, noted.check_in.id, by=crew.organizer.id)


def queue_at_poster(event: Event, today: datetime) -> None:
    """Two who typed the end of their phone at the poster wait for a desk."""
    here = select(CheckIn.representative_id).where(
        CheckIn.event_id == event.id, CheckIn.day == get_local_day(event, today), CheckIn.undone_at.is_(None)
    )
    missing = (
        select(Representative.phone)
        .join(Representation, Representation.representative_id == Representative.id)
        .join(Registration, Registration.id == Representation.registration_id)
        .where(Registration.event_id == event.id, Registration.state == RegistrationState.APPROVED)
        .where(Representative.phone.is_not(None), Representative.id.not_in(here))
    )
    with at_moment(today - timedelta(minutes=4)):
        for phone in db.session.scalars(missing.order_by(Representative.id).limit(2)).all():
            create_arrival(event, (phone or "")[-4:])


def cancel_one_meeting(event: Event, today: datetime) -> None:
    """A firm must leave early and calls its last meeting off."""
    last = select(Meeting).where(
        Meeting.event_id == event.id, Meeting.state == MeetingState.BOOKED, Meeting.kind == ONE_TO_ONE
    )
    meeting = db.session.scalars(last.order_by(Meeting.slot_id.desc(), Meeting.id.desc()).limit(1)).first()
    if meeting is not None:
        with at_moment(today - timedelta(minutes=20)):
            meetings.cancel(meeting.id, meeting.asker_id, by=None, reason="Our train leaves an hour earlier.")


def _set_guests_of_honour(event: Event, crew: DemoCast) -> None:
    """The officials are the guests of honour; who meets them is named, but of one."""
    official = (
        select(Representation.representative_id)
        .join(Registration, Registration.id == Representation.registration_id)
        .where(Registration.event_id == event.id, Registration.category == "official")
    )
    with transaction():
        for person in db.session.scalars(select(Representative).where(Representative.id.in_(official))):
            person.vip = True
    guests = db.session.scalars(official.order_by(Representation.representative_id)).all()
    for person_id in guests[1:]:
        update_greeter(event, person_id, crew.organizer.name, by=crew.organizer.id)


StatedOutcome = tuple[OutcomeStage, Money | None] | None
NO_OUTCOME: Final = (OutcomeStage.NONE, None)
FOLLOW_UP: Final = (OutcomeStage.FOLLOW_UP, None)


def _stated(stage: OutcomeStage, millions: float = 0, currency: str = "CNY") -> tuple[OutcomeStage, Money | None]:
    return stage, Money(round(millions * 10**8), currency) if millions else None


OUTCOMES: Final[tuple[tuple[StatedOutcome, StatedOutcome, str], ...]] = (
    (_stated(OutcomeStage.SIGNED, 4.5, "SGD"), _stated(OutcomeStage.SIGNED, 4.5, "SGD"), ""),
    (_stated(OutcomeStage.INTENT, 12), _stated(OutcomeStage.SIGNED, 12), ""),
    (FOLLOW_UP, FOLLOW_UP, "slip"),
    (_stated(OutcomeStage.INTENT, 2.8), None, ""),
    (_stated(OutcomeStage.SIGNED, 1.2, "SGD"), _stated(OutcomeStage.SIGNED), "Page 4 of the contract, both seals"),
    (FOLLOW_UP, None, ""),
    (_stated(OutcomeStage.INTENT, 36), _stated(OutcomeStage.INTENT, 36), "slip"),
    (None, None, ""),
    (NO_OUTCOME, NO_OUTCOME, ""),
    (_stated(OutcomeStage.INTENT, 0.8, "SGD"), FOLLOW_UP, ""),
    (FOLLOW_UP, FOLLOW_UP, ""),
    (_stated(OutcomeStage.INTENT, 6), _stated(OutcomeStage.INTENT), ""),
)
"""What the asker and the asked say; ``slip``: both signed one that a desk keyed in, other words: what the organizer saw
when it confirmed the asker's."""


def record_outcomes(event: Event, crew: DemoCast) -> None:
    """Of all that was held, by turns, some minutes after the end."""
    statement = (
        select(Meeting, Slot.ends_at)
        .join(Slot, Slot.id == Meeting.slot_id)
        .where(Meeting.event_id == event.id, Meeting.state == MeetingState.HELD)
        .order_by(Slot.ends_at, Meeting.id)
    )
    nth = 0
    for meeting, ended in db.session.execute(statement).all():
        for about, sides in _conversations(meeting):
            with at_moment(ended + timedelta(minutes=2)), transaction():
                _record_outcome(event.id, about, sides, nth, crew)
            nth += 1


def _conversations(meeting: Meeting) -> list[tuple[OutcomeSubject, tuple[int, int]]]:
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


def _record_outcome(event_id: int, about: OutcomeSubject, sides: tuple[int, int], nth: int, crew: DemoCast) -> None:
    *words, how = OUTCOMES[nth % len(OUTCOMES)]
    if how == "slip" and words[0] is not None:
        recording.key_in_slip(event_id, about, sides, *words[0], by=crew.desk.id)
        return
    for side, word in zip(sides, words, strict=True):
        if word is not None:
            stated = recording.state_outcome(event_id, about, OutcomeStatement(side, *word), by=None)
            if how and side == sides[0]:
                confirmed = stated
    if how:
        recording.confirm_outcome(event_id, about, sides[0], confirmed.id, reason=how, by=crew.organizer.id)
