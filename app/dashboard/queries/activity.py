"""What others did in a company's name, and the companies that log entries are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select

from app.accounts.models import User
from app.accounts.wording import user_label
from app.companies.models import Company
from app.core.db import db
from app.core.localized import Localized
from app.core.models import Notice
from app.events.overview import OverviewLink, OverviewNotice
from app.meetings.models import MeetingParty
from app.registrations.models import Registration, Representation

ACTS_FOR_COMPANIES = (
    "representative.there",
    "registration.limited",
    "registration.table",
    "registration.submitted",
    "registration.cancelled",
    "registration.reopened",
    "registration.answers_saved",
    "profile.saved",
    "answers.saved",
    "company.logo_kept",
    "company.logo_removed",
    "person.added",
    "person.saved",
    "person.removed",
    "person.replaced",
    "consent.recorded",
    "consent.given",
    "consent.withdrawn",
    "preference.wanted",
    "meeting.request",
    "meeting.withdraw",
    "meeting.accept",
    "meeting.accept_with_time",
    "meeting.decline",
    "meeting.place",
    "meeting.move",
    "meeting.propose",
    "meeting.keep",
    "meeting.cancel",
    "round.open",
    "round.invite",
    "round.take",
    "round.decline",
    "round.leave",
    "round.remove",
    "round.describe",
    "round.move",
    "round.cancel",
)
"""What somebody may do in a firm's name; there is a sentence for each in ``dashboard/_for_you.html``."""
ACTOR_DETAILS = ("asker", "answerer", "canceller", "placer", "registration")
"""The details of a notice about a meeting that name the firm in whose name it was done."""
MOST_NOTICES, SAME_ACT_WITHIN = 60, timedelta(minutes=10)


@dataclass
class ActForCompany:
    """Something that somebody who is none of its own did in a firm's name; ``count``: as often within some minutes."""

    kind: str
    at: datetime
    by_id: int
    by: str
    count: int = 1


def acts_for_company(registration: Registration, most: int = 5) -> list[ActForCompany]:
    """What others did for a firm at its event, newest first."""
    meetings = select(MeetingParty.meeting_id).where(MeetingParty.registration_id == registration.id)
    people = select(Representation.representative_id).where(Representation.registration_id == registration.id)
    acting = (Notice.details[name].as_integer() == registration.id for name in ACTOR_DETAILS)
    about = (
        and_(Notice.subject == "registrations", Notice.subject_id == registration.id),
        and_(Notice.subject == "companies", Notice.subject_id == registration.company_id),
        and_(Notice.subject == "meetings", Notice.subject_id.in_(meetings), or_(*acting)),
        and_(Notice.subject == "representatives", Notice.subject_id.in_(people)),
    )
    rows = (
        select(Notice, User)
        .join(User, User.id == Notice.user_id)
        .where(Notice.event_id == registration.event_id, or_(*about))
        .where(Notice.kind.in_(ACTS_FOR_COMPANIES), Notice.organisation_id.is_not(None))
        .order_by(Notice.id.desc())
        .limit(MOST_NOTICES)
    )
    acts: list[ActForCompany] = []
    for notice, user in db.session.execute(rows):
        same = (act for act in acts if (act.kind, act.by_id) == (notice.kind, user.id))
        last = next((act for act in same if act.at - notice.at <= SAME_ACT_WITHIN), None)
        if last is None:
            acts.append(ActForCompany(notice.kind, notice.at, user.id, user_label(user)))
        else:
            last.count += 1
    return acts[:most]


def companies_named_in(notices: Sequence[OverviewNotice]) -> dict[int, list[OverviewLink]]:
    """By the id of each notice the firms that it is about: the sides of a meeting, a registration, its link."""
    ids = {item.id: _companies_of_notice(item) for item in notices}
    registration_ids = {registration_id for ids_of_notice in ids.values() for registration_id in ids_of_notice}
    rows = (
        select(Registration.id, Company.name, Company.name_zh)
        .join(Company, Company.id == Registration.company_id)
        .where(Registration.id.in_(registration_ids))
    )
    places = {
        row.id: OverviewLink(
            "registrations.registration", {"registration_id": row.id}, Localized(row.name, row.name_zh or "")
        )
        for row in db.session.execute(rows)
    }
    return {
        notice_id: [places[item] for item in ids_of_notice if item in places]
        for notice_id, ids_of_notice in ids.items()
    }


def _companies_of_notice(notice: OverviewNotice) -> list[int]:
    """The asker of a meeting first, where the notice tells it."""
    if notice.subject == "registrations":
        return [notice.subject_id]
    named = [notice.details.get(name) for name in ("registration", "low", "high", "host", "guest")]
    return list(dict.fromkeys(number for number in named if isinstance(number, int)))
