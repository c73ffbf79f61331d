"""A firm as the others at its event see it: who is named, and whose contacts may be shown to whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext
from sqlalchemy import select

from app.companies.models import CompanyUser
from app.core.db import db
from app.core.localized import Localized
from app.events.models import Event, GroupRule
from app.events.rules import ContactVisibility
from app.registrations.models import Consent, Preference, Registration, Representative
from app.registrations.models.consents import newest_last
from app.registrations.queries.from_above import both_accepted
from app.registrations.queries.people import has_been_invited
from app.registrations.states import OUT_OF_SIGHT


@dataclass(frozen=True, slots=True)
class Person:
    """``contacts``: e-mail, phone, WeChat as far as the reader may see them."""

    name: str
    name_zh: str
    titles: Localized
    contacts: tuple[str, ...]


def people_of(
    registration: Registration, *, event: Event, viewer: Registration | None, in_charge: bool
) -> list[Person]:
    """The firm's people; contacts of those who allow it, once the event's rule lets this ``viewer`` see them.

    ``in_charge``: the reader answers for the firm or runs the event, and sees all.
    """
    people = registration.representatives
    if in_charge:
        return [_person(one, shown=True) for one in people]
    met = viewer is not None and both_accepted(viewer.id, registration.id)
    if not ContactVisibility(event.contact_visibility).shows(both_accepted=met):
        return [_person(one, shown=False) for one in people]
    allowed = _allowing_contacts([one.id for one in people])
    return [_person(one, shown=one.id in allowed) for one in people]


def firm_of_user(event: Event, user_id: int) -> Registration | None:
    """The firm that a user acts for at an event, the first if there are several."""
    own = (
        select(Registration)
        .join(CompanyUser, CompanyUser.company_id == Registration.company_id)
        .where(
            CompanyUser.user_id == user_id,
            Registration.event_id == event.id,
            Registration.state.not_in(OUT_OF_SIGHT),
            has_been_invited(),
        )
        .order_by(Registration.id)
        .limit(1)
    )
    return db.session.scalar(own)


def said_about(registration: Registration, other: Registration) -> frozenset[str]:
    """What a firm keeps to itself about another: never, known, hidden, saved."""
    kept = select(Preference.kind).where(Preference.registration_id == registration.id, Preference.other_id == other.id)
    kept = kept.where(~Preference.sealed)
    return frozenset(db.session.scalars(kept))


def known_to(registration: Registration) -> frozenset[int]:
    """The firms that a firm marked as already known."""
    kept = (Preference.registration_id == registration.id, Preference.kind == "known", ~Preference.sealed)
    return frozenset(db.session.scalars(select(Preference.other_id).where(*kept)))


def groups_asked_by(registration: Registration) -> frozenset[int]:
    """The groups whose firms this one may ask by the event's rules."""
    rules = (GroupRule.event_id == registration.event_id, GroupRule.from_id == registration.group_id)
    return frozenset(db.session.scalars(select(GroupRule.to_id).where(*rules)))


def _allowing_contacts(people: Sequence[int]) -> set[int]:
    """Whose newest word on contacts is yes."""
    rows = (
        select(Consent.representative_id, Consent.given, Consent.withdrawn_at)
        .where(Consent.representative_id.in_(people), Consent.purpose == "contacts")
        .order_by(*newest_last())
    )
    newest = {row[0]: row[1] and row[2] is None for row in db.session.execute(rows)}
    return {one for one, given in newest.items() if given and one is not None}


def _person(one: Representative, *, shown: bool) -> Person:
    contacts = (
        (one.email, one.phone, gettext("WeChat %(name)s", name=one.wechat) if one.wechat else None) if shown else ()
    )
    return Person(one.display_name, one.name_zh or "", one.titles, tuple(said for said in contacts if said))
