"""How companies can be reached, whether they were invited and when they were last active: many companies in a
constant number of queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from flask import current_app
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from app.accounts.models import User
from app.companies.models import CompanyUser
from app.core.db import db
from app.core.mail.delivery import letters_leave, stored_email_ids
from app.core.models import Notice, Outbox
from app.registrations.models import CompanyLink, Consent, Registration, Representation, Representative
from app.registrations.models.consents import oldest_consent_first
from app.registrations.states import RegistrationState


@dataclass(frozen=True, slots=True)
class CompanyReach:
    """How a company can be reached: ``mails``: the addresses its emails go to; ``way``: the best of mail, wechat,
    phone (by which WeChat may find it, too) and none, whoever of its people has it; ``is_in``: a user of the company
    is at this event (``is_active_at_event``); ``known``: the company has users, if only from an earlier event;
    ``of_accounts``: those of ``mails`` that nobody registered for this event has, only an account that acts for the
    company; ``people``: how many stand for it."""

    mails: tuple[str, ...] = ()
    way: str = "none"
    is_in: bool = False
    known: bool = False
    of_accounts: frozenset[str] = frozenset()
    people: int = 0

    @property
    def mail(self) -> str | None:
        """The first address, if there is any."""
        return self.mails[0] if self.mails else None


def get_reach(registration_ids: Sequence[int]) -> dict[int, CompanyReach]:
    """How each company can be reached; its users' addresses come before its representatives', each stands once, as in
    ``list_recipients``."""
    rows = db.session.execute(_reach_query(), {"ids": registration_ids}).all()
    mails: dict[int, dict[str, None]] = {number: {} for number in registration_ids}
    ways = dict.fromkeys(registration_ids, "none")
    for row in rows:
        if row.email:
            mails[row.firm].setdefault(row.email.lower())
        if row.wechat:
            ways[row.firm] = "wechat"
        elif row.phone and ways[row.firm] == "none":
            ways[row.firm] = "phone"
    known, here = {row.firm for row in rows if row.here is not None}, {row.firm for row in rows if row.here}
    people = [row for row in rows if row.here is None]
    counted, entered = Counter(row.firm for row in people), {(row.firm, (row.email or "").lower()) for row in people}
    return {
        number: CompanyReach(
            tuple(mails[number]),
            "mail" if mails[number] else ways[number],
            number in here,
            number in known,
            frozenset(mail for mail in mails[number] if (number, mail) not in entered),
            counted[number],
        )
        for number in registration_ids
    }


def get_company_consents(registration_ids: Sequence[int], purpose: str = "attendee_list") -> dict[int, bool]:
    """What each firm last said to a purpose; firms that were never asked are absent."""
    rows = db.session.execute(_consent_query(), {"ids": registration_ids, "purpose": purpose})
    return {row[0]: row[1] and row[2] is None for row in rows if row[0] is not None}


def get_last_activity(event_id: int, registration_ids: Sequence[int]) -> dict[int, datetime]:
    """When somebody of a firm last did something at the event, or opened its link."""
    result: dict[int, datetime] = {}
    for number, at in db.session.execute(_activity_query(), {"event_id": event_id, "ids": registration_ids}):
        if at is not None:
            result[number] = max(at, result.get(number, at))
    return result


REGISTRATION_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
"""Of registrations, in statements made once: making one takes longer than asking it."""


@cache
def _activity_query() -> CompoundSelect[int, datetime | None]:
    """By each user apart, so that their own notices are looked at and not all of the event, and through the link."""
    here = Notice.event_id == bindparam("event_id", type_=Integer)
    last = select(func.max(Notice.at)).where(here, Notice.user_id == CompanyUser.user_id).scalar_subquery()
    acted = select(Registration.id, last).join(CompanyUser, CompanyUser.company_id == Registration.company_id)
    opened = select(CompanyLink.registration_id, CompanyLink.last_opened_at)
    return union_all(
        acted.where(Registration.id.in_(REGISTRATION_IDS)),
        opened.where(CompanyLink.registration_id.in_(REGISTRATION_IDS)),
    )


def is_active_at_event() -> ColumnElement[bool]:
    """Whether a user of the company is in at this event: let in since the company stands on its list, or seen to act
    there.

    Whoever acts for the company from another event, an earlier one or one at the same time, has not heard of this one
    by that. Both tables are named, since a query within a query would otherwise take the registrations of all
    companies.
    """
    acted = exists().where(Notice.user_id == CompanyUser.user_id, Notice.event_id == Registration.event_id)
    there = aliased(Registration)
    by_another = exists().where(
        CompanyLink.claimed_by == CompanyUser.user_id,
        there.id == CompanyLink.registration_id,
        there.company_id == CompanyUser.company_id,
        there.event_id != Registration.event_id,
    )
    let_in = and_(CompanyUser.created_at >= Registration.created_at, ~by_another.correlate(CompanyUser, Registration))
    return or_(let_in, acted.correlate(CompanyUser, Registration))


def has_been_invited() -> ColumnElement[bool]:
    """Of registrations and company users: whether the user may see that the company stands on the event's list.

    It has begun, its link went out or let somebody in, or the user was written to about the event; a list that somebody
    imported tells nobody.
    """
    link = exists().where(
        CompanyLink.registration_id == Registration.id,
        or_(
            CompanyLink.mailed_at.is_not(None),
            CompanyLink.sent_by_me_at.is_not(None),
            CompanyLink.claimed_by.is_not(None),
        ),
    )
    email = exists().where(
        User.id == CompanyUser.user_id,
        Outbox.recipient == User.email,
        Outbox.event_id == Registration.event_id,
        Outbox.state.in_(("queued", "sending", "sent")),
    )
    return or_(
        Registration.state != RegistrationState.INVITED,
        link.correlate(Registration),
        email.correlate(CompanyUser, Registration),
    )


def is_invitation_on_hold() -> ColumnElement[bool]:
    """Of registrations: the rehearsal holds its invitation."""
    return _has_invitation("held")


def is_invitation_undelivered() -> ColumnElement[bool]:
    """Of registrations: its invitations failed, and none was delivered or is on its way."""
    return and_(_has_invitation("failed"), ~_has_invitation("queued", "sending", "sent"))


def list_stored_invitations(event_id: int) -> set[int]:
    """The firms whose every invitation lies as a file, from before a mail server was set: nobody has got it."""
    files = stored_email_ids(current_app.config["SETTINGS"]) if letters_leave() else frozenset()
    if not files:
        return set()
    written = (
        select(Notice.subject_id, Outbox.id)
        .join(Outbox, Outbox.notice_id == Notice.id)
        .where(Outbox.event_id == event_id, Outbox.kind == "invitation", Notice.subject == "registrations")
        .where(Outbox.state.in_(("queued", "sending", "sent")))
    )
    rows = db.session.execute(written).all()
    return {company for company, email in rows if email in files} - {
        company for company, letter in rows if letter not in files
    }


def _has_invitation(*states: str) -> ColumnElement[bool]:
    return exists().where(
        Notice.subject == "registrations",
        Notice.subject_id == Registration.id,
        Outbox.notice_id == Notice.id,
        Outbox.state.in_(states),
        Outbox.kind == "invitation",
    )


def list_invitations_on_hold(registration_ids: Sequence[int]) -> set[int]:
    """The firms whose invitation the rehearsal holds."""
    return set(
        db.session.scalars(
            select(Registration.id).where(Registration.id.in_(registration_ids), is_invitation_on_hold())
        )
    )


def list_registrations_invited_by(email_ids: Sequence[int]) -> set[int]:
    """The firms to which those of the letters go that are invitations."""
    invited = (
        select(Notice.subject_id)
        .join(Outbox, Outbox.notice_id == Notice.id)
        .where(Outbox.id.in_(email_ids), Outbox.kind == "invitation", Notice.subject == "registrations")
    )
    return set(db.session.scalars(invited))


@cache
def _reach_query() -> CompoundSelect[Any]:
    """Users, of whom ``here`` tells whether they are in at the event, then people, of whom nothing does."""
    nothing = cast(null(), String)
    users = (
        select(
            Registration.id.label("firm"), User.email.label("email"), cast(is_active_at_event(), Integer).label("here")
        )
        .add_columns(nothing.label("wechat"), nothing.label("phone"), cast(null(), Integer).label("rank"))
        .add_columns(literal(0).label("part"), User.id.label("number"))
        .join(CompanyUser, CompanyUser.company_id == Registration.company_id)
        .join(User, User.id == CompanyUser.user_id)
        .where(Registration.id.in_(REGISTRATION_IDS), User.disabled_at.is_(None))
    )
    people = (
        select(Representation.registration_id, Representative.email, cast(null(), Integer))
        .add_columns(Representative.wechat, Representative.phone, Representative.rank)
        .add_columns(literal(1), Representative.id)
        .join(Representative, Representative.id == Representation.representative_id)
        .where(Representation.registration_id.in_(REGISTRATION_IDS))
    )
    return union_all(users, people).order_by("part", "rank", "number")


@cache
def _consent_query() -> Select[int | None, bool, datetime | None]:
    return (
        select(Consent.registration_id, Consent.given, Consent.withdrawn_at)
        .where(Consent.registration_id.in_(REGISTRATION_IDS), Consent.purpose == bindparam("purpose"))
        .order_by(*oldest_consent_first())
    )
