"""What registrations do when the features below them change."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

from sqlalchemy import select

from app.accounts.models import User
from app.accounts.signals import (
    account_without_email_signed_in,
    invitation_accepted,
    password_chosen,
    unknown_email_asked,
)
from app.companies.models import Company, CompanyUser
from app.companies.signals import company_saved
from app.core.audit import notice_prepared
from app.core.db import db
from app.core.mail.outbox import emails_released
from app.core.models import Notice
from app.events.models import Event
from app.events.phases import Phase
from app.events.queries import my_events
from app.events.signals import event_copied
from app.registrations.models import Registration
from app.registrations.queries.access import find_acting_organisation
from app.registrations.queries.reach import list_registrations_invited_by
from app.registrations.services import questions
from app.registrations.services.access import INVITATION_SUBJECT, accept_access_link, mail_access_links, reopen_access
from app.registrations.services.mailings import mark_mailed
from app.registrations.signals import profile_saved


@password_chosen.connect
def list_user_names(user: User) -> list[str]:
    """Of the events at which the user has a role, and of the companies that they act for."""
    events = [made.event.name for made in my_events(user.id)]
    acting = select(Company.name, Company.name_zh).join(CompanyUser, CompanyUser.company_id == Company.id)
    companies = db.session.execute(acting.where(CompanyUser.user_id == user.id))
    named = [*(name.exactly(language) for name in events for language in name.languages()), *chain(*companies)]
    return [name for name in named if name]


@company_saved.connect
def notify_its_events(company: Company, **_rest: Any) -> None:
    """A company's profile is its profile at each event that is not over."""
    chosen = (
        select(Registration)
        .join(Event, Event.id == Registration.event_id)
        .where(Registration.company_id == company.id, Event.phase != Phase.CLOSED)
        .order_by(Registration.id)
    )
    for registration in db.session.scalars(chosen):
        profile_saved.send(registration)


@event_copied.connect
def copy_event_questions(event: Event, *, source: Event) -> None:
    """A copy of an event asks its questions."""
    questions.copy_questions(source, event)


@notice_prepared.connect
def set_acting_organisation(notice: Notice, **_rest: Any) -> None:
    """Said when it happens: who leaves a firm or a chamber later has acted for it all the same."""
    notice.organisation_id = find_acting_organisation(notice)


@emails_released.connect
def mark_released_as_mailed(_event: Event, *, letters: Sequence[int], **_rest: Any) -> None:
    """An invitation that was held reaches its firm when it is released, not when it was written."""
    mark_mailed(list_registrations_invited_by(letters))


@unknown_email_asked.connect
def mail_listed_address(address: str, *, page: str, **_rest: Any) -> None:
    """An address on a firm's sheet is a way in, even where nobody came by the firm's link."""
    mail_access_links(address, page)


@account_without_email_signed_in.connect
def reopen_returning_access(user: User, **_rest: Any) -> None:
    """By a link to the address on the sheet."""
    reopen_access(user)


@invitation_accepted.connect
def accept_mailed_invitation(user: User, *, kind: str, number: int, **_rest: Any) -> None:
    """Who had a link of their own mailed acts for the firm from now on."""
    if kind == INVITATION_SUBJECT:
        accept_access_link(user, number)
