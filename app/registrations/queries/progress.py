"""How far each firm of a delegation is: asked of the database in one query, whatever the number of firms.

It tells whether things are said; ``readiness`` alone knows what follows from that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    or_,
    select,
)

from app.accounts.models import User
from app.companies.models import Company, CompanyCertificate, CompanySector, CompanyUser
from app.companies.profile import CompanyGoal, CompanyProfile, ProfileAudience
from app.companies.sectors.tree import CLASS_DIGITS
from app.core.db import db
from app.core.localized import Localized
from app.core.mail.delivery import letters_leave
from app.registrations.models import Delegation, FirmLink, Preference, Registration, Representation
from app.registrations.queries.consents import last_word
from app.registrations.queries.people import is_held, is_here, is_undelivered, kept_invitations
from app.registrations.queries.profiles import audiences_of
from app.registrations.queries.unanswered import unanswered_of
from app.registrations.readiness import Readiness, readiness
from app.registrations.states import OUT_OF_SIGHT, RegistrationState

SAID = "."
BROAD, EXACT = frozenset({"52"}), frozenset({"5210"})


class Progress(NamedTuple):
    """One firm. ``consent``: to the attendee list, None for never asked; ``claimed``: somebody of it is in;
    ``reached``: that, or its link went out; ``linked``: it has a link, which stands in a letter (``mailed``) or was
    sent ``by_hand``; ``held``: the rehearsal holds its invitation, ``undelivered``: that has failed, ``unsent``: it
    goes nowhere while no mail server is set; ``marked``: it has marked others to meet."""

    id: int
    state: str
    readiness: Readiness
    consent: bool | None
    claimed: bool
    reached: bool
    linked: bool
    mailed: bool
    by_hand: bool
    held: bool
    undelivered: bool
    unsent: bool
    marked: bool


def progress_of(delegation: Delegation) -> list[Progress]:
    """The firms that a delegation brings, in the order of the chamber's sheet; not those cancelled or rejected. What
    gaps in their profiles cost is not told here."""
    judge = _judge(audiences_of(delegation.event_id))
    rows = db.session.execute(_found(), {"delegation_id": delegation.id}).all()
    unanswered = unanswered_of(delegation.event_id, [row[0] for row in rows])
    leave, kept = letters_leave(), kept_invitations(delegation.event_id)
    return [
        Progress._make(
            (
                number,
                state,
                judge(consent is None, unanswered.get(number, 0), *facts),
                _truth(consent),
                claimed,
                claimed or by_hand or (leave and mailed and number not in kept),
                linked,
                mailed and number not in kept,
                by_hand,
                held,
                undelivered,
                mailed and not (leave or claimed or by_hand or held),
                marked,
            )
        )
        for number, state, claimed, linked, mailed, by_hand, held, undelivered, marked, consent, *facts in rows
    ]


@cache
def _found() -> Select[*tuple[Any, ...]]:
    """Made once: making it, and knowing it again, would take as long as asking for a few dozen firms."""
    return (
        select(
            Registration.id,
            Registration.state,
            _claimed(),
            *_links(),
            is_held(),
            is_undelivered(),
            exists().where(Preference.registration_id == Registration.id, Preference.kind.in_(("saved", "wanted"))),
            last_word("attendee_list"),
            Registration.group_id,
            *_facts(),
        )
        .join(Company, Company.id == Registration.company_id)
        .outerjoin(FirmLink, FirmLink.registration_id == Registration.id)
        .where(
            Registration.delegation_id == bindparam("delegation_id"),
            Registration.kind == "firm",
            Registration.state.not_in(OUT_OF_SIGHT),
        )
        .order_by(Registration.rank.is_(None), Registration.rank, Registration.id)
    )


@dataclass(frozen=True, slots=True)
class Figures:
    """How many firms a delegation brings, and how many of them are so far. ``linked``: their link went out, or
    somebody is in; ``silent``: reached, but nobody is in."""

    firms: int
    linked: int
    claimed: int
    complete: int
    approved: int
    listed: int
    silent: int


def figures_of(firms: Sequence[Progress]) -> Figures:
    return Figures(
        firms=len(firms),
        linked=sum(firm.reached for firm in firms),
        claimed=sum(firm.claimed for firm in firms),
        complete=sum(firm.readiness.complete for firm in firms),
        approved=sum(firm.state == RegistrationState.APPROVED for firm in firms),
        listed=sum(firm.consent is True for firm in firms),
        silent=sum(firm.reached and not firm.claimed for firm in firms),
    )


def _truth(value: int | None) -> bool | None:
    return None if value is None else bool(value)


def _judge(audiences: Mapping[int, ProfileAudience]) -> Callable[..., Readiness]:
    """Readiness from the facts of a row; firms of which the same is known share one."""

    @cache
    def judged(unasked: bool, unanswered: int, group_id: int, people: bool, *said: Any) -> Readiness:
        audience = audiences.get(group_id, ProfileAudience())
        return readiness(_profile(*said), audience, people=int(people), asked=not unasked, unanswered=unanswered)

    return judged


def _profile(
    kinds: int | None,
    holds: bool,
    goal: bool,
    languages: bool,
    offers_said: bool,
    seeks_said: bool,
    en: bool,
    zh: bool,
    fr: bool,
) -> CompanyProfile:
    """A profile that leaves out what this firm leaves out."""
    seeks, offers, is_in, exact = (bool((kinds or 0) & bit) for bit in (1, 2, 4, 8))
    sectors = EXACT if exact else BROAD
    return CompanyProfile(
        is_in=sectors if is_in else frozenset(),
        offers=sectors if offers else frozenset(),
        seeks=sectors if seeks else frozenset(),
        goal=CompanyGoal.BALANCED if goal else None,
        holds_none=holds,
        languages=frozenset({SAID} if languages else ()),
        text=Localized(*(SAID if told else "" for told in (en, zh, fr))),
        stated_in_text=frozenset(kind for kind, told in (("offers", offers_said), ("seeks", seeks_said)) if told),
    )


def _facts() -> Sequence[ColumnElement[Any]]:
    """What ``_profile`` is made from, after whether anybody stands for the firm."""
    holds = exists().where(CompanyCertificate.company_id == Company.id, CompanyCertificate.kind == "holds")
    return (
        exists().where(Representation.registration_id == Registration.id),
        _kinds().label("kinds"),
        or_(Company.holds_none, holds),
        Registration.goal.is_not(None),
        cast(Registration.languages, String) != "[]",
        or_(*map(_is_said, (Company.offers_en, Company.offers_zh, Company.offers_fr))),
        or_(*map(_is_said, (Company.seeks_en, Company.seeks_zh, Company.seeks_fr))),
        *map(_is_said, (Company.about_en, Company.about_zh, Company.about_fr)),
    )


def _is_said(text: Any) -> ColumnElement[bool]:
    return func.trim(func.coalesce(text, "")) != ""


def _kinds() -> ScalarSelect[int]:
    """Bits: 1 it names a sector that it seeks, 2 one that it offers, 4 one that it is in, 8 one as exact as may be."""
    one = CompanySector
    exact = func.length(one.code) == CLASS_DIGITS
    conditions = (one.kind == "seeks", one.kind == "offers", one.kind == "is_in", exact)
    bits = [func.max(case((condition, 1 << place), else_=0)) for place, condition in enumerate(conditions)]
    return select(bits[0] + bits[1] + bits[2] + bits[3]).where(one.company_id == Company.id).scalar_subquery()


def _claimed() -> ColumnElement[bool]:
    acts = exists().where(
        CompanyUser.company_id == Company.id, User.id == CompanyUser.user_id, User.disabled_at.is_(None), is_here()
    )
    return or_(FirmLink.claimed_at.is_not(None), acts)


def _links() -> Sequence[ColumnElement[bool]]:
    """Whether there is a link, it was mailed, somebody sent it by hand."""
    mailed = and_(FirmLink.mailed_at.is_not(None), ~is_undelivered())
    return [FirmLink.id.is_not(None), mailed, FirmLink.sent_by_me_at.is_not(None)]
