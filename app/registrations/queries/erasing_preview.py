"""What an erasure would take, end and leave, counted before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from app.accounts.models import User
from app.companies.models import Company, CompanyUser
from app.core.db import db, now
from app.core.models import Outbox
from app.events.models import Event
from app.registrations.erasure import Erasure
from app.registrations.models import Registration, Representation
from app.registrations.queries.erasing import is_over
from app.registrations.queries.erasing_sheets import sheets_naming
from app.registrations.queries.from_above import Freed, Seat, freed_by_cancelling, seats_of
from app.registrations.states import OUT_OF_SIGHT


@dataclass(frozen=True, slots=True)
class Part:
    """A registration that is concerned. ``alone``: nobody would come for it any more; ``ahead``: its event is not
    over."""

    registration: Registration
    event: Event
    alone: bool
    ahead: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """``accounts``: those that are erased; ``losing``: accounts that stay and lose the firm; ``seats``: of people,
    ``freed``: meetings of firms; ``letters``, ``sheets``: how many name somebody for sure; ``partners``: firms told."""

    people: int
    accounts: int
    losing: int
    parts: Sequence[Part]
    seats: Sequence[Seat]
    freed: Sequence[Freed]
    letters: int
    sheets: int

    @property
    def ending(self) -> list[Seat]:
        return [seat for seat in self.seats if not seat.stays]

    @property
    def ahead(self) -> list[Part]:
        return [part for part in self.parts if part.ahead]


def preview_of(erasure: Erasure) -> Preview:
    parts = _parts(erasure)
    ahead: dict[int, list[int]] = {}
    for part in parts:
        if part.ahead and part.registration.id in erasure.registrations:
            ahead.setdefault(part.event.id, []).append(part.registration.id)
    freed = [one for event, ids in ahead.items() for found in freed_by_cancelling(event, ids).values() for one in found]
    return Preview(
        people=len(erasure.people),
        accounts=len(erasure.users),
        losing=_losing(erasure),
        parts=parts,
        seats=[] if erasure.companies else seats_of(erasure.people),
        freed=freed,
        letters=_letters(erasure),
        sheets=len(sheets_naming(erasure)),
    )


def company_of(erasure: Erasure) -> Company | None:
    """The firm that is erased; of several that became one, that by which they go."""
    return db.session.get(Company, min(erasure.companies)) if erasure.companies else None


def _parts(erasure: Erasure) -> list[Part]:
    theirs = {one for firms in erasure.stands_for.values() for one in firms} | erasure.registrations
    chosen = select(Registration).where(Registration.id.in_(theirs)).order_by(Registration.event_id, Registration.id)
    stays = select(Representation.registration_id).where(
        Representation.registration_id.in_(theirs), Representation.representative_id.not_in(erasure.people)
    )
    with_others, moment = set(db.session.scalars(stays)), now()
    found = []
    for one in db.session.scalars(chosen):
        event = db.session.get_one(Event, one.event_id)
        ahead = event.phase != "closed" and not is_over(event, moment) and one.state not in OUT_OF_SIGHT
        found.append(Part(one, event, one.id not in with_others, ahead))
    return found


def _losing(erasure: Erasure) -> int:
    counted = (
        select(func.count(User.id.distinct()))
        .join(CompanyUser, CompanyUser.user_id == User.id)
        .where(CompanyUser.company_id.in_(erasure.companies), User.id.not_in(erasure.users), User.disabled_at.is_(None))
    )
    return db.session.scalar(counted) or 0


def _letters(erasure: Erasure) -> int:
    theirs = or_(Outbox.user_id.in_(erasure.users), Outbox.recipient.in_(list(erasure.traces.addresses)))
    return db.session.scalar(select(func.count()).select_from(Outbox).where(theirs)) or 0
