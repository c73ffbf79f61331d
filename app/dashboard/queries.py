"""What an event's figures count; one query each, whatever the number of rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from app.accounts.models import EventRole, User
from app.accounts.permissions import Role
from app.accounts.wording import called
from app.companies.models import Company, CompanySector
from app.companies.queries import by_name
from app.companies.sectors import tree
from app.db import db, now
from app.events.overview import Happened, Place
from app.events.participants import Participants
from app.floor.models import Notice, Outbox
from app.kernel.localized import Localized
from app.meetings.lifecycle import State
from app.meetings.models import GROUP, Meeting, MeetingParty
from app.meetings.queries.clashes import clashing
from app.meetings.queries.lists import counts_by_state
from app.meetings.queries.narrowing import groups_counted
from app.meetings.queries.round_parties import SITS
from app.registrations.models import Delegation, Registration, Representation

SOON = timedelta(days=2)
TALKING = (State.REQUESTED, State.AGREED, State.BOOKED, State.HELD, State.MISSED)
UNSENT = ("held", "queued", "sending", "failed")


@dataclass(frozen=True)
class Counts:
    """Of one event: firms by state of registration, delegations, meetings by state, group meetings, letters that have
    not left.

    ``quiet``: approved firms without a meeting or a request · ``lapsing``: requests that lapse within ``SOON`` ·
    ``clashes``: booked meetings at times at which one of the two is elsewhere ·
    ``desk``: people who keep the desk.
    """

    firms: dict[str, int]
    delegations: int
    meetings: dict[str, int]
    groups: int
    letters: dict[str, int]
    quiet: int
    lapsing: int
    clashes: int
    desk: int


def counts_of(event_id: int) -> Counts:
    firms = (
        select(Registration.state, func.count())
        .where(Registration.event_id == event_id, Registration.kind == "firm")
        .group_by(Registration.state)
    )
    delegations = select(func.count()).select_from(Delegation).where(Delegation.event_id == event_id)
    letters = (
        select(Outbox.state, func.count())
        .where(Outbox.event_id == event_id, Outbox.state.in_(UNSENT))
        .group_by(Outbox.state)
    )
    lapsing = select(func.count()).where(
        Meeting.event_id == event_id, Meeting.state == State.REQUESTED, Meeting.expires_at <= now() + SOON
    )
    desk = select(func.count()).where(EventRole.event_id == event_id, EventRole.role == Role.DESK.value)
    return Counts(
        firms={row[0]: row[1] for row in db.session.execute(firms)},
        delegations=db.session.scalar(delegations) or 0,
        meetings=counts_by_state(event_id),
        groups=groups_counted(event_id),
        letters={row[0]: row[1] for row in db.session.execute(letters)},
        quiet=db.session.scalar(select(func.count()).select_from(_quiet(event_id).subquery())) or 0,
        lapsing=db.session.scalar(lapsing) or 0,
        clashes=len(clashing(event_id)),
        desk=db.session.scalar(desk) or 0,
    )


def _quiet(event_id: int) -> Select[int]:
    """The ids of approved firms that nobody asked, that asked nobody, and that meet nobody."""
    talking = exists().where(
        or_(Meeting.low_id == Registration.id, Meeting.high_id == Registration.id), Meeting.state.in_(TALKING)
    )
    together = exists().where(
        MeetingParty.registration_id == Registration.id,
        Meeting.id == MeetingParty.meeting_id,
        Meeting.kind == GROUP,
        Meeting.state.in_(TALKING),
        SITS,
    )
    taking_part = (Registration.event_id == event_id, Registration.kind == "firm", Registration.state == "approved")
    return select(Registration.id).where(*taking_part, ~talking, ~together)


def quiet_firms(event_id: int, language: str) -> Sequence[Registration]:
    """Approved firms without a meeting or a request, by name."""
    chosen = (
        select(Registration)
        .join(Company, Company.id == Registration.company_id)
        .options(joinedload(Registration.company), joinedload(Registration.group), joinedload(Registration.delegation))
        .where(Registration.id.in_(_quiet(event_id)))
        .order_by(*by_name(language))
    )
    return db.session.scalars(chosen).all()


def firms_named_in(happened: Sequence[Happened]) -> dict[int, list[Place]]:
    """By the id of each notice the firms that it is about: the sides of a meeting, a registration, its link."""
    ids = {one.id: _registration_ids(one) for one in happened}
    wanted = {registration_id for found in ids.values() for registration_id in found}
    rows = (
        select(Registration.id, Company.name, Company.name_zh)
        .join(Company, Company.id == Registration.company_id)
        .where(Registration.id.in_(wanted))
    )
    places = {
        row.id: Place("registrations.registration", {"registration_id": row.id}, Localized(row.name, row.name_zh or ""))
        for row in db.session.execute(rows)
    }
    return {notice_id: [places[one] for one in found if one in places] for notice_id, found in ids.items()}


def _registration_ids(one: Happened) -> list[int]:
    """The asker of a meeting first, where the notice tells it."""
    if one.subject == "registrations":
        return [one.subject_id]
    named = [one.details.get(name) for name in ("registration", "low", "high", "host", "guest")]
    return list(dict.fromkeys(found for found in named if isinstance(found, int)))


def participants_of(event_id: int) -> Participants:
    """The approved firms of an event by section of ISIC and by group."""
    taking_part = (Registration.event_id == event_id, Registration.kind == "firm", Registration.state == "approved")
    by_group = select(Registration.group_id, func.count()).where(*taking_part).group_by(Registration.group_id)
    coded = (
        select(Registration.id, Registration.group_id, CompanySector.code)
        .join(CompanySector, CompanySector.company_id == Registration.company_id)
        .where(*taking_part, CompanySector.kind == "is_in")
    )
    sectors = tree()
    found: dict[str, set[tuple[int, int]]] = {}
    for registration_id, group_id, code in db.session.execute(coded):
        if code in sectors:
            found.setdefault(sectors.path(code)[0], set()).add((group_id or 0, registration_id))
    counted = [(sectors[section].label, Counter(group for group, _firm in firms)) for section, firms in found.items()]
    counted.sort(key=lambda pair: -pair[1].total())
    return Participants({row[0] or 0: row[1] for row in db.session.execute(by_group)}, tuple(counted))


DEEDS = (
    *("registration.submitted", "registration.cancelled", "registration.reopened", "registration.answers_saved"),
    *("profile.saved", "answers.saved", "company.logo_kept", "company.logo_removed"),
    *("person.added", "person.saved", "person.removed", "person.replaced"),
    *("consent.recorded", "consent.given", "consent.withdrawn", "wishes.keyed_in", "preference.wanted"),
    *("meeting.request", "meeting.withdraw", "meeting.accept", "meeting.accept_with_time", "meeting.decline"),
    *("meeting.place", "meeting.move", "meeting.cancel"),
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
            found.append(Deed(notice.kind, notice.at, user.id, called(user)))
        else:
            last.count += 1
    return found[:most]
