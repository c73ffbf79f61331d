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
from app.registrations.erasure import Erasure
from app.registrations.models import Registration
from app.registrations.queries.acting import acted_for
from app.registrations.queries.doubles import forget_firms
from app.registrations.queries.people import invited_by
from app.registrations.services import questions
from app.registrations.services.claims import come_back
from app.registrations.services.invitations import note_mailed
from app.registrations.services.sign_ups import end_sign_ups
from app.registrations.services.strangers import SUBJECT, come_in, mail_way_in
from app.registrations.signals import data_erased, profile_saved, registration_cancelled


@registration_cancelled.connect
def free_places(registration: Registration, **_: Any) -> None:
    end_sign_ups(registration)


@password_chosen.connect
def names_around(user: User) -> list[str]:
    """Of the events at which the user has a role, and of the companies that they act for."""
    events = [made.event.name for made in my_events(user.id)]
    acting = select(Company.name, Company.name_zh).join(CompanyUser, CompanyUser.company_id == Company.id)
    companies = db.session.execute(acting.where(CompanyUser.user_id == user.id))
    named = [*(name.exactly(language) for name in events for language in name.languages()), *chain(*companies)]
    return [name for name in named if name]


@company_saved.connect
def tell_its_events(company: Company, **_rest: Any) -> None:
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
def ask_the_same(event: Event, *, source: Event) -> None:
    """A copy of an event asks its questions."""
    questions.copy(source, event)


@notice_prepared.connect
def say_for_whom_it_is_done(notice: Notice, **_rest: Any) -> None:
    """Said when it happens: who leaves a firm or a chamber later has acted for it all the same."""
    notice.organisation_id = acted_for(notice)


@data_erased.connect
def forget_whom_it_has_at_hand(_erasure: Erasure, **_rest: Any) -> None:
    """This process at once; others do so within minutes."""
    forget_firms()


@emails_released.connect
def count_as_sent(_event: Event, *, letters: Sequence[int], **_rest: Any) -> None:
    """An invitation that was held reaches its firm when it is released, not when it was written."""
    note_mailed(invited_by(letters))


@unknown_email_asked.connect
def mail_who_a_sheet_names(address: str, *, page: str, **_rest: Any) -> None:
    """An address on a firm's sheet is a way in, even where nobody came by the firm's link."""
    mail_way_in(address, page)


@account_without_email_signed_in.connect
def let_in_who_came_back(user: User, **_rest: Any) -> None:
    """By a link to the address on the sheet."""
    come_back(user)


@invitation_accepted.connect
def let_in_who_asked(user: User, *, kind: str, number: int, **_rest: Any) -> None:
    """Who had a link of their own mailed acts for the firm from now on."""
    if kind == SUBJECT:
        come_in(user, number)
