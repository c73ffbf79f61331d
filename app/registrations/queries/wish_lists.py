"""Wish lists on paper: the numbers of companies, what was entered for each, and by whom."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.accounts.models import User
from app.accounts.wording import user_label
from app.companies.models import Company
from app.companies.queries import company_name_order
from app.core.db import db
from app.core.models import Notice
from app.events.models import Group
from app.registrations.models import Preference, Registration, WishNumber
from app.registrations.states import RegistrationState

WISHES_ENTERED, COMPANIES_NUMBERED = "wishes.keyed_in", "wishes.numbered"
PAPER_SOURCES = ("paper", "both")


@dataclass(frozen=True, slots=True)
class NumberedCompany:
    """A firm with its number; ``takes_part``: it is approved."""

    number: int
    registration_id: int
    group_id: int | None
    takes_part: bool
    name: str
    name_zh: str | None


def list_numbered_companies(event_id: int) -> list[NumberedCompany]:
    """Every number that was given at the event, lowest first; a firm with two numbers stands twice."""
    rows = (
        select(
            WishNumber.number,
            Registration.id,
            Registration.group_id,
            Registration.state == RegistrationState.APPROVED,
            Company.name,
            Company.name_zh,
        )
        .join(Registration, Registration.id == WishNumber.registration_id)
        .join(Company, Company.id == Registration.company_id)
        .where(WishNumber.event_id == event_id)
        .order_by(WishNumber.number)
    )
    return [NumberedCompany(*row) for row in db.session.execute(rows)]


def list_without_number(event_id: int) -> Sequence[int]:
    """The firms that take part and have no number yet: side by side, by name."""
    rows = (
        select(Registration.id)
        .join(Company, Company.id == Registration.company_id)
        .outerjoin(Group, Group.id == Registration.group_id)
        .outerjoin(WishNumber, WishNumber.registration_id == Registration.id)
        .where(
            Registration.event_id == event_id,
            Registration.kind == "firm",
            Registration.state == RegistrationState.APPROVED,
            WishNumber.id.is_(None),
        )
        .order_by(Group.position, Group.id, *company_name_order("en"), Registration.id)
    )
    return db.session.scalars(rows).all()


def get_last_number(event_id: int) -> int:
    """The highest number that was ever given at the event, if only to a firm that is gone; 0 for none."""
    now_given = db.session.scalar(select(func.max(WishNumber.number)).where(WishNumber.event_id == event_id))
    details = select(Notice.details).where(Notice.event_id == event_id, Notice.kind == COMPANIES_NUMBERED)
    last = db.session.scalar(details.order_by(Notice.id.desc()).limit(1))
    return max(now_given or 0, int(last["up_to"]) if last else 0)


def get_paper_wishes(registration_ids: Collection[int]) -> dict[int, dict[int, str]]:
    """What was keyed in for each of these companies: the other company's registration → must, want or never. What a
    company keeps to itself is not in it."""
    rows = (
        select(Preference.registration_id, Preference.other_id, Preference.kind, Preference.priority)
        .where(
            Preference.registration_id.in_(registration_ids),
            Preference.kind.in_(("wanted", "never")),
            Preference.source.in_(PAPER_SOURCES),
        )
        .order_by(Preference.id)
    )
    result: dict[int, dict[int, str]] = {number: {} for number in registration_ids}
    for number, other, kind, priority in db.session.execute(rows):
        result[number][other] = "never" if kind == "never" else "must" if priority == "must" else "want"
    return result


@dataclass(frozen=True, slots=True)
class WishListEntry:
    by: str
    at: datetime


def get_wish_list_entries(registration_ids: Collection[int]) -> dict[int, WishListEntry]:
    """Who last keyed in the wish list of each of these firms, and when."""
    newest = (
        select(func.max(Notice.id))
        .where(
            Notice.kind == WISHES_ENTERED, Notice.subject == "registrations", Notice.subject_id.in_(registration_ids)
        )
        .group_by(Notice.subject_id)
    )
    rows = select(Notice.subject_id, User, Notice.at).join(User, User.id == Notice.user_id).where(Notice.id.in_(newest))
    return {row[0]: WishListEntry(user_label(row[1]), row[2]) for row in db.session.execute(rows)}
