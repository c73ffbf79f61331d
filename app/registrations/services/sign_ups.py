"""Companies sign up for visits that are open to them; no more people than there are places."""

from __future__ import annotations

from sqlalchemy import delete, func, select

from app.core import audit
from app.core.clock import Span
from app.core.db import db, now, transaction
from app.core.errors import Conflict, Invalid, NotFound
from app.events.hours_change import GroupAbsence, HoursChange
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, require_act
from app.registrations.models import Registration, VisitBlock, VisitMember
from app.registrations.news import as_told, item_of, stored
from app.registrations.queries.from_above import booked_during
from app.registrations.queries.visits import is_open_to
from app.registrations.services.buses import seat_company
from app.registrations.states import RegistrationState

MOST_PEOPLE = 50
"""Of one company at one visit."""


class VisitFull(Conflict):
    """Fewer places are left than people want to come. Details: left."""

    code = "visit_full"


class VisitBegun(Conflict):
    """Nobody signs up or withdraws any more."""

    code = "visit_begun"


class MeetingThen(Conflict):
    """The company has meetings while the visit lasts. Details: count."""

    code = "visit_meeting_then"


def sign_up(event: Event, registration_id: int, visit_id: int, people: int, *, by: int) -> None:
    """So many of a company's people come; who has signed up already comes with so many from now on.

    Raises NotFound for a visit that is not open to it, Invalid ``visit_people``, VisitFull, VisitBegun, MeetingThen,
    PhaseForbids.
    """
    with transaction() as session:
        registration, block = _locked(event, registration_id, visit_id)
        mine = (VisitMember.visit_id == block.id, VisitMember.registration_id == registration.id)
        signed_up = session.scalar(select(VisitMember).where(*mine).execution_options(populate_existing=True))
        if registration.state != RegistrationState.APPROVED or not (signed_up or is_open_to(block, registration)):
            raise NotFound
        if not 1 <= people <= MOST_PEOPLE:
            raise Invalid("visit_people", most=MOST_PEOPLE)
        if block.places is not None:
            left = block.places - taken_but(block, registration)
            if people > left:
                raise VisitFull(left=max(0, left))
        if signed_up is None:
            _require_no_meeting(registration, block)
            signed_up = VisitMember(visit_id=block.id, registration_id=registration.id)
            session.add(signed_up)
        signed_up.people = people
        if registration.delegation_id == block.delegation_id:
            registration.programme_told = {**registration.programme_told, **stored({block.id: item_of(block)})}
        audit.log_action("visit.signed_up", registration, event_id=event.id, by=by, visit=block.id, people=people)
        session.flush()
        seat_company(block, registration.id, people)


def withdraw(event: Event, registration_id: int, visit_id: int, *, by: int) -> None:
    """The company comes no more and its places are free. Raises NotFound where it has not signed up, VisitBegun,
    PhaseForbids."""
    with transaction() as session:
        registration, block = _locked(event, registration_id, visit_id)
        mine = (VisitMember.visit_id == block.id, VisitMember.registration_id == registration.id)
        signed_up = session.scalar(select(VisitMember).where(*mine))
        if signed_up is None:
            raise NotFound
        session.delete(signed_up)
        told = as_told(registration.programme_told)
        registration.programme_told = stored({one: item for one, item in told.items() if one != block.id})
        audit.log_action("visit.withdrawn", registration, event_id=event.id, by=by, visit=block.id)
        session.flush()


def end_sign_ups(registration: Registration) -> None:
    """Inside the caller's transaction: who takes part no longer leaves its places to others."""
    open_ones = select(VisitBlock.id).where(VisitBlock.sign_up.is_not(None))
    mine = (VisitMember.registration_id == registration.id, VisitMember.visit_id.in_(open_ones))
    db.session.execute(delete(VisitMember).where(*mine))


def taken_but(block: VisitBlock, registration: Registration | None = None) -> int:
    """How many people have signed up, but for those of this company. Behind the lock of the visit."""
    counted = select(func.coalesce(func.sum(VisitMember.people), 0)).where(VisitMember.visit_id == block.id)
    if registration is not None:
        counted = counted.where(VisitMember.registration_id != registration.id)
    return db.session.scalar(counted) or 0


def _locked(event: Event, registration_id: int, visit_id: int) -> tuple[Registration, VisitBlock]:
    """Both as they now are, the company first: whoever books for it waits here, and whoever signs up there."""
    company = select(Registration).where(Registration.id == registration_id, Registration.event_id == event.id)
    registration = db.session.scalar(company.with_for_update().execution_options(populate_existing=True))
    here = db.session.get_one(Event, event.id, populate_existing=True, with_for_update={"read": True})
    require_act(Phase(here.phase), EventAct.ADD_FIRMS, BookingMode(here.booking_mode))
    visit = select(VisitBlock).where(VisitBlock.id == visit_id, VisitBlock.sign_up.is_not(None))
    block = db.session.scalar(visit.with_for_update().execution_options(populate_existing=True))
    if registration is None or block is None or block.delegation.event_id != event.id:
        raise NotFound
    if block.busy_from <= now():
        raise VisitBegun
    return registration, block


def _require_no_meeting(registration: Registration, block: VisitBlock) -> None:
    span = Span(block.busy_from, block.ends_at)
    absence = GroupAbsence(span, registration_ids=frozenset({registration.id}))
    if meetings := booked_during(registration.event_id, HoursChange(absences=(absence,))):
        raise MeetingThen(count=len(meetings))
