"""Companies with their readiness, link and reach, for lists and emails; a constant number of queries."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from app.companies.models import Company
from app.companies.profile import ProfileAudience
from app.core.db import db
from app.core.mail.delivery import letters_leave
from app.registrations.models import CompanyLink, Delegation, Registration
from app.registrations.queries.answers import count_missing_answers
from app.registrations.queries.consents import latest_consent
from app.registrations.queries.delegation_members import delegation_conditions
from app.registrations.queries.profiles import get_profile_audiences, get_profiles
from app.registrations.queries.reach import (
    CompanyReach,
    get_company_consents,
    get_reach,
    is_invitation_on_hold,
    is_invitation_undelivered,
    list_stored_invitations,
)
from app.registrations.readiness import Readiness, assess_readiness
from app.registrations.states import INACTIVE_STATES


@dataclass(frozen=True)
class CompanyRow:
    """One company: ``consent`` True, False, or None for never asked; ``withheld``: the rehearsal holds its invitation;
    ``undelivered``: that has failed; ``is_file``: it lies as a file from before a mail server was set."""

    registration: Registration
    company: Company
    link: CompanyLink | None
    readiness: Readiness
    reach: CompanyReach
    consent: bool | None
    withheld: bool
    undelivered: bool
    is_file: bool

    @cached_property
    def id(self) -> int:
        return self.registration.id

    @cached_property
    def state(self) -> str:
        return self.registration.state

    @cached_property
    def claimed(self) -> bool:
        """Whether somebody of the firm is in at this event: by its link, or with an account."""
        return self.reach.is_in or (self.link is not None and self.link.claimed_at is not None)

    @cached_property
    def linked(self) -> bool:
        return self.link is not None

    @cached_property
    def mailed_at(self) -> datetime | None:
        """When the link was last put into a letter, unless that has failed or never left."""
        return self.link.mailed_at if self.link is not None and not (self.undelivered or self.is_file) else None

    @cached_property
    def reached_at(self) -> datetime | None:
        """When the link was last put into a letter, or sent by the chamber's own hand; None: still to send."""
        sent = [at for at in (self.mailed_at, self.link.sent_by_me_at) if at] if self.link else []
        return max(sent, default=None)

    @cached_property
    def reached(self) -> bool:
        """Whether somebody is in, or its link went out: by hand, or by a letter while a mail server is set."""
        by_hand = self.link is not None and self.link.sent_by_me_at is not None
        return self.claimed or by_hand or (self.mailed_at is not None and letters_leave())

    @cached_property
    def unsent(self) -> bool:
        """Whether its letter is written and goes nowhere: no mail server is set."""
        return self.mailed_at is not None and not self.reached and not self.withheld


def list_delegation_company_rows(delegation: Delegation) -> list[CompanyRow]:
    """The firms that a delegation brings, in the order of the chamber's sheet; not those cancelled or rejected."""
    return _find_rows(delegation.event_id, *delegation_conditions(delegation.id))


def list_company_rows(event_id: int, ids: Collection[int]) -> list[CompanyRow]:
    """Those firms of an event whose registrations have these ids; not those cancelled or rejected."""
    return _find_rows(
        event_id,
        Registration.event_id == event_id,
        Registration.id.in_(ids),
        Registration.state.not_in(INACTIVE_STATES),
    )


def get_company_row(registration: Registration) -> CompanyRow:
    """One firm as ``firms_of`` shows it."""
    (row,) = _find_rows(registration.event_id, Registration.id == registration.id)
    return row


def get_readiness(registration: Registration) -> Readiness:
    """What one firm lacks, by what its own pages load of it anyway."""
    event_id, number = registration.event_id, registration.id
    return assess_readiness(
        get_profiles([registration])[number],
        get_profile_audiences(event_id).get(registration.group_id or 0, ProfileAudience()),
        people=len(registration.representatives),
        asked=number in get_company_consents([number]),
        unanswered=count_missing_answers(event_id, [number]).get(number, 0),
    )


def _find_rows(event_id: int, *conditions: ColumnElement[bool]) -> list[CompanyRow]:
    chosen = (
        select(Registration, latest_consent("attendee_list"), is_invitation_on_hold(), is_invitation_undelivered())
        .options(joinedload(Registration.company), joinedload(Registration.firm_link))
        .where(Registration.kind == "firm", *conditions)
        .order_by(Registration.rank.is_(None), Registration.rank, Registration.id)
    )
    rows = db.session.execute(chosen).all()
    companies = {company.id: company for company, *_ in rows}
    audiences, reach, profiles = (
        get_profile_audiences(event_id),
        get_reach(list(companies)),
        get_profiles(list(companies.values())),
    )
    unanswered, stored_invitations = (
        count_missing_answers(event_id, companies),
        list_stored_invitations(event_id),
    )

    def row(firm: Registration, company: Company, consent: int | None, on_hold: bool, undelivered: bool) -> CompanyRow:
        readiness = assess_readiness(
            profiles[firm.id],
            audiences.get(firm.group_id or 0, ProfileAudience()),
            people=reach[firm.id].people,
            asked=consent is not None,
            unanswered=unanswered.get(firm.id, 0),
        )
        has_consented = None if consent is None else bool(consent)
        return CompanyRow(
            firm,
            company,
            firm.firm_link,
            readiness,
            reach[firm.id],
            has_consented,
            on_hold,
            undelivered,
            firm.id in stored_invitations,
        )

    return [
        row(company, company.company, consent, on_hold, undelivered)
        for company, consent, on_hold, undelivered in rows
        if company.company is not None
    ]
