"""The people round firms, many firms at a time: who reads mail, who was seen, what was agreed to, what was wished."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.accounts.models import User
from app.companies.models import CompanyUser
from app.db import db
from app.floor.models import Notice
from app.registrations.models import Consent, FirmLink, Preference, Registration, Representation, Representative


@dataclass(frozen=True, slots=True)
class Reach:
    """How a firm can be reached: ``mails``: the addresses its letters go to; ``way``: the best of mail, wechat,
    phone (by which WeChat may find it, too) and none, whoever of its people has it."""

    mails: tuple[str, ...] = ()
    way: str = "none"
    has_user: bool = False

    @property
    def mail(self) -> str | None:
        """The first address, if there is any."""
        return self.mails[0] if self.mails else None


def reach_of(registration_ids: Sequence[int]) -> dict[int, Reach]:
    """How each firm can be reached; its users' addresses come before its representatives', each stands once, as in
    ``firms.readers_of``."""
    mails: dict[int, dict[str, None]] = {number: {} for number in registration_ids}
    users, ways = _users(registration_ids), dict.fromkeys(registration_ids, "none")
    people = _people(registration_ids)
    for number, email in [*users, *((number, email) for number, email, _wechat, _phone in people)]:
        if email:
            mails[number].setdefault(email.lower())
    for number, _email, wechat, phone in people:
        if wechat:
            ways[number] = "wechat"
        elif phone and ways[number] == "none":
            ways[number] = "phone"
    with_user = {number for number, _email in users}
    return {
        number: Reach(tuple(mails[number]), "mail" if mails[number] else ways[number], number in with_user)
        for number in registration_ids
    }


def firm_consents(registration_ids: Sequence[int], purpose: str = "attendee_list") -> dict[int, bool]:
    """What each firm last said to a purpose; firms that were never asked are absent."""
    newest = (
        select(func.max(Consent.id))
        .where(Consent.registration_id.in_(registration_ids), Consent.purpose == purpose)
        .group_by(Consent.registration_id)
    )
    said = select(Consent.registration_id, Consent.given, Consent.withdrawn_at).where(Consent.id.in_(newest))
    return {row.registration_id: row.given and row.withdrawn_at is None for row in db.session.execute(said)}


def seen_at(event_id: int, registration_ids: Sequence[int]) -> dict[int, datetime]:
    """When somebody of a firm last did something at the event, or opened its link."""
    acting = (
        select(Registration.id, CompanyUser.user_id)
        .join(CompanyUser, CompanyUser.company_id == Registration.company_id)
        .where(Registration.id.in_(registration_ids))
    )
    users = db.session.execute(acting).all()
    acted = (
        select(Notice.user_id, func.max(Notice.at))
        .where(Notice.event_id == event_id, Notice.user_id.in_({user_id for _, user_id in users}))
        .group_by(Notice.user_id)
    )
    last = {row[0]: row[1] for row in db.session.execute(acted)}
    found: dict[int, datetime] = {}
    for number, user_id in users:
        if user_id in last:
            found[number] = max(last[user_id], found.get(number, last[user_id]))
    opened = select(FirmLink.registration_id, FirmLink.last_opened_at).where(
        FirmLink.registration_id.in_(registration_ids), FirmLink.last_opened_at.is_not(None)
    )
    for number, at in db.session.execute(opened):
        if at is not None:
            found[number] = max(at, found.get(number, at))
    return found


def wishing(registration_ids: Sequence[int]) -> set[int]:
    """The firms that have marked others to meet."""
    chosen = select(Preference.registration_id).where(
        Preference.registration_id.in_(registration_ids), Preference.kind.in_(("saved", "wanted"))
    )
    return set(db.session.scalars(chosen))


def _users(registration_ids: Sequence[int]) -> Sequence[tuple[int, str | None]]:
    chosen = (
        select(Registration.id, User.email)
        .join(CompanyUser, CompanyUser.company_id == Registration.company_id)
        .join(User, User.id == CompanyUser.user_id)
        .where(Registration.id.in_(registration_ids), User.disabled_at.is_(None))
        .order_by(User.id)
    )
    return [(row[0], row[1]) for row in db.session.execute(chosen)]


def _people(registration_ids: Sequence[int]) -> Sequence[tuple[int, str | None, str | None, str | None]]:
    chosen = (
        select(Representation.registration_id, Representative.email, Representative.wechat, Representative.phone)
        .join(Representative, Representative.id == Representation.representative_id)
        .where(Representation.registration_id.in_(registration_ids))
        .order_by(Representative.rank, Representative.id)
    )
    return [(row[0], row[1], row[2], row[3]) for row in db.session.execute(chosen)]
