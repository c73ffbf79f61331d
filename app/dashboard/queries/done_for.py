"""What others did in a firm's name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select

from app.accounts.models import User
from app.accounts.wording import user_label
from app.core.db import db
from app.core.models import Notice
from app.meetings.models import MeetingParty
from app.registrations.models import Registration, Representation

DEEDS = (
    *("representative.there", "registration.limited", "registration.table"),
    *("registration.submitted", "registration.cancelled", "registration.reopened", "registration.answers_saved"),
    *("profile.saved", "answers.saved", "company.logo_kept", "company.logo_removed"),
    *("person.added", "person.saved", "person.removed", "person.replaced"),
    *("consent.recorded", "consent.given", "consent.withdrawn", "wishes.keyed_in", "preference.wanted"),
    *("meeting.request", "meeting.withdraw", "meeting.accept", "meeting.accept_with_time", "meeting.decline"),
    *("meeting.place", "meeting.move", "meeting.propose", "meeting.keep", "meeting.cancel"),
    *("round.open", "round.invite", "round.take", "round.decline", "round.leave", "round.remove"),
    *("round.describe", "round.move", "round.cancel"),
)
"""What somebody may do in a firm's name; there is a sentence for each in ``dashboard/_for_you.html``."""
ACTING = ("asker", "answerer", "canceller", "placer", "registration")
"""The details of a notice about a meeting that name the firm in whose name it was done."""
LOOKED_AT, TOGETHER = 60, timedelta(minutes=10)


@dataclass
class Deed:
    """Something that somebody who is none of its own did in a firm's name; ``count``: as often within some minutes."""

    kind: str
    at: datetime
    by_id: int
    by: str
    count: int = 1


def done_for(registration: Registration, most: int = 5) -> list[Deed]:
    """What others did for a firm at its event, newest first."""
    meetings = select(MeetingParty.meeting_id).where(MeetingParty.registration_id == registration.id)
    people = select(Representation.representative_id).where(Representation.registration_id == registration.id)
    acting = (Notice.details[name].as_integer() == registration.id for name in ACTING)
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
        .where(Notice.kind.in_(DEEDS), Notice.organisation_id.is_not(None))
        .order_by(Notice.id.desc())
        .limit(LOOKED_AT)
    )
    found: list[Deed] = []
    for notice, user in db.session.execute(rows):
        same = (one for one in found if (one.kind, one.by_id) == (notice.kind, user.id))
        last = next((one for one in same if one.at - notice.at <= TOGETHER), None)
        if last is None:
            found.append(Deed(notice.kind, notice.at, user.id, user_label(user)))
        else:
            last.count += 1
    return found[:most]
