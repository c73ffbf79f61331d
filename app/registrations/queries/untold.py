"""Which members of a delegation do not know yet how its programme stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.companies.wording import company_label
from app.core.db import db, now
from app.registrations.models import Delegation, Registration, VisitMember
from app.registrations.news import Change, Programme, as_told, changes, item_of, mark_of
from app.registrations.queries.firms import Reader, readers_among
from app.registrations.queries.visits import sectors_of_members, visits_of_delegation
from app.registrations.states import RegistrationState


@dataclass(frozen=True, slots=True)
class Member:
    """A firm or a guest that takes part. ``told``: what it knows; ``stands``: what the programme holds for it;
    ``news``: what of that it does not know, () for none; ``readers``: who gets its letters."""

    registration: Registration
    told: Programme
    stands: Programme
    news: Sequence[Change]
    readers: Sequence[Reader]

    @property
    def id(self) -> int:
        return self.registration.id

    @property
    def mark(self) -> str:
        """Of what the programme holds for it."""
        return mark_of(self.stands)

    @property
    def name(self) -> str:
        company = self.registration.company
        if company is not None:
            return company_label(company)
        person = next(iter(self.registration.representatives), None)
        return company_label(person) if person is not None else self.registration.institution or ""


@dataclass(frozen=True, slots=True)
class Count:
    """How many members a letter tells, and how many a text that somebody pastes."""

    by_mail: int
    by_hand: int

    def __bool__(self) -> bool:
        return bool(self.by_mail or self.by_hand)


def members_with_news(delegation: Delegation) -> list[Member]:
    """Those who take part and do not know all that the programme holds for them, in the order of the sheet."""
    return [one for one in members_told(delegation) if one.news]


def members_told(delegation: Delegation) -> list[Member]:
    """All who take part, firms first, with what they know."""
    chosen = (
        select(Registration)
        .options(
            joinedload(Registration.company),
            joinedload(Registration.firm_link),
            selectinload(Registration.representatives),
        )
        .where(Registration.delegation_id == delegation.id, Registration.state == RegistrationState.APPROVED)
        .order_by(Registration.kind != "firm", Registration.rank.is_(None), Registration.rank, Registration.id)
    )
    members = db.session.scalars(chosen).all()
    visits, readers, moment = visits_of_delegation(delegation.id), readers_among(members), now()
    found = []
    for one in members:
        stands = {block.id: item_of(block) for block in visits.blocks if visits.concerns(block, one.id)}
        told = as_told(one.programme_told)
        found.append(Member(one, told, stands, changes(told, stands, moment), readers[one.id]))
    return found


def told_by(members: Sequence[Member], concerned: Collection[int] | None) -> Count:
    """Who is told once something for these (ids of registrations; None: for all) changes: they, and who has not been
    told of something else yet."""
    told = [one for one in members if one.news or concerned is None or one.id in concerned]
    by_mail = sum(bool(one.readers) for one in told)
    return Count(by_mail, len(told) - by_mail)


def signed_up_elsewhere(delegation: Delegation, visit_id: int) -> Sequence[Registration]:
    """Those of other delegations, or of none, that signed up for this."""
    elsewhere = or_(Registration.delegation_id.is_(None), Registration.delegation_id != delegation.id)
    chosen = (
        select(Registration)
        .join(VisitMember, VisitMember.registration_id == Registration.id)
        .options(
            joinedload(Registration.company),
            joinedload(Registration.firm_link),
            selectinload(Registration.representatives),
        )
        .where(VisitMember.visit_id == visit_id, elsewhere)
        .order_by(Registration.id)
    )
    return db.session.scalars(chosen).all()


def knowing_of(members: Sequence[Member]) -> Counter[int]:
    """Item → how many members would get a letter that it is off; nobody gets one of what is over."""
    moment, known = now(), (one.told for one in members if one.readers)
    return Counter(number for told in known for number, item in told.items() if not item.is_over(moment))


def meant(delegation: Delegation, sectors: Collection[str], members: Collection[int]) -> set[int] | None:
    """The members for whom something with these ticks is; None: for all."""
    if not sectors and not members:
        return None
    said = sectors_of_members([delegation.id]).get(delegation.id, {})
    return {*members, *(one for one, codes in said.items() if not codes.isdisjoint(sectors))}
