"""Adding a firm to an event: by its chamber, by the organizer, or by itself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import func, select

from app.companies.models import Company
from app.companies.names.parsing import fold
from app.companies.names.search import search_key
from app.core import audit
from app.core.db import db, transaction
from app.core.errors import Conflict
from app.core.parsing import web_address
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, require_act
from app.registrations.models import Delegation, Registration, Representation, Representative
from app.registrations.queries.keeping import hidden_from
from app.registrations.queries.likely import likely_firm
from app.registrations.queries.merging import GONE
from app.registrations.services.links import give_links
from app.registrations.services.quotas import locked, require_room
from app.registrations.states import RegistrationState


class AlreadyRegistered(Conflict):
    """A firm of this name is at the event already. Details: registration_id."""

    code = "already_registered"


class HasCancelled(AlreadyRegistered):
    """It is at the event and has cancelled: it is to be opened again, not added."""

    code = "has_cancelled"


class MayBeKnown(Conflict):
    """A firm of the register may be this one: somebody must say whether. Details: company_id, name, and
    registration_id where it is at the event, else None."""

    code = "firm_may_be_known"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFirm:
    """What is known of a firm that is added; without ``person`` nobody is named yet."""

    name: str
    name_zh: str | None = None
    country: str | None = None
    city: str | None = None
    website: str | None = None
    person: str | None = None
    title: str | None = None
    email: str | None = None
    phone: str | None = None
    wechat: str | None = None
    languages: list[str] = field(default_factory=list)


def add_firm(event: Event, delegation: Delegation, firm: NewFirm, *, said: str = "", by: int) -> Registration:
    """A draft in the delegation, with its link.

    ``said``: the answer to MayBeKnown about one company, ``is 7`` or ``not 7``; "" while nobody was asked. Raises
    MayBeKnown, AlreadyRegistered, QuotaFull, PhaseForbids.
    """
    require_act(Phase(event.phase), EventAct.ADD_FIRMS, BookingMode(event.booking_mode))
    with transaction():
        require_room(locked(delegation.id))
        return create(
            event,
            firm,
            known=True,
            hidden=hidden_from(event, delegation, by),
            same=_same(event, delegation, firm, said, by=by),
            by=by,
            delegation_id=delegation.id,
            group_id=delegation.group_id,
            rank=next_rank(delegation.id),
            source="by_hand",
        )


def add_alone(event: Event, firm: NewFirm, *, group_id: int, said: str = "", by: int) -> Registration:
    """A draft of a firm that comes without a delegation; ``said`` as for ``add_firm``. Raises MayBeKnown,
    AlreadyRegistered, PhaseForbids."""
    require_act(Phase(event.phase), EventAct.ADD_FIRMS, BookingMode(event.booking_mode))
    with transaction():
        return create(
            event,
            firm,
            known=True,
            hidden=hidden_from(event, None, by),
            same=_same(event, None, firm, said, by=by),
            by=by,
            group_id=group_id,
            source="by_hand",
        )


def create(
    event: Event,
    firm: NewFirm,
    *,
    known: bool,
    hidden: Collection[int] = (),
    same: Company | None = None,
    by: int | None,
    **values: object,
) -> Registration:
    """A firm's registration with person, link and notice, in the running transaction.

    ``same``: the company that it is, by somebody's word.

    ``known``: a company of this name that the organizer keeps from earlier events is taken up again, and refused with
    AlreadyRegistered if it is here. A stranger who types its name must neither get at what it once said nor learn that
    it is known; nor must who adds it of the companies that are ``hidden`` from them.
    """
    with transaction() as session:
        if known:
            _refuse_second(event, firm)
        company = same or (_kept(event, firm, hidden) if known else None) or _company(event, firm)
        session.flush()
        registration = Registration(event_id=event.id, company_id=company.id, languages=firm.languages, **values)
        session.add(registration)
        session.flush()
        if firm.person:
            _person(registration, firm)
        give_links([registration])
        audit.log_action("registration.added", registration, event_id=event.id, by=by, source=registration.source)
    return registration


def _same(event: Event, delegation: Delegation | None, firm: NewFirm, said: str, *, by: int) -> Company | None:
    """The company of the register that the firm is by the answer given. It is judged again: nobody takes one that was
    not asked about, and an answer holds for no other name."""
    likely = likely_firm(
        event, delegation, firm.name, firm.name_zh or "", website=firm.website or "", email=firm.email or "", by=by
    )
    if likely is None or said == f"not {likely.company.id}":
        return None
    company, here = likely.company, likely.registration
    if said != f"is {company.id}":
        raise MayBeKnown(company_id=company.id, name=company.name, registration_id=here.id if here else None)
    if here is not None:
        raise _refusal(here.state)(registration_id=here.id, name=company.name)
    return company


def _refuse_second(event: Event, firm: NewFirm) -> None:
    same = (
        select(Registration.id, Registration.state, Company.name)
        .join(Company, Company.id == Registration.company_id)
        .where(Registration.event_id == event.id)
    )
    wanted = fold(firm.name)
    for registration_id, state, name in db.session.execute(same):
        if fold(name) == wanted:
            raise _refusal(state)(registration_id=registration_id, name=firm.name)


def _refusal(state: str) -> type[AlreadyRegistered]:
    return HasCancelled if state == RegistrationState.CANCELLED else AlreadyRegistered


def _kept(event: Event, firm: NewFirm, hidden: Collection[int]) -> Company | None:
    mine = Company.organisation_id == event.organisation_id, Company.id.not_in(GONE), Company.id.not_in(hidden)
    companies = select(Company).where(*mine).order_by(Company.id)
    wanted = fold(firm.name)
    return next((one for one in db.session.scalars(companies) if fold(one.name) == wanted), None)


def _company(event: Event, firm: NewFirm) -> Company:
    company = Company(
        organisation_id=event.organisation_id,
        name=firm.name,
        name_zh=firm.name_zh,
        country=firm.country,
        city=firm.city,
        website=web_address(firm.website) or firm.website,
        folded=search_key(firm.name, firm.name_zh),
    )
    db.session.add(company)
    return company


def _person(registration: Registration, firm: NewFirm) -> None:
    person = Representative(
        event_id=registration.event_id,
        display_name=firm.person or "",
        title=firm.title,
        email=firm.email.lower() if firm.email else None,
        phone=firm.phone,
        wechat=firm.wechat,
        languages=firm.languages,
    )
    db.session.add(person)
    db.session.flush()
    db.session.add(
        Representation(event_id=registration.event_id, representative_id=person.id, registration_id=registration.id)
    )
    db.session.flush()
    db.session.expire(registration, ["representatives"])


def next_rank(delegation_id: int) -> int:
    """The place after the last firm of the delegation."""
    last = select(func.max(Registration.rank)).where(Registration.delegation_id == delegation_id)
    return (db.session.scalar(last) or 0) + 1
