"""Recent activity about a delegation's companies, from the audit log; acts of one moment are one entry."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from app.accounts.models import User
from app.accounts.wording import user_label
from app.companies.models import Company
from app.core import audit
from app.core.audit import NoticeRow
from app.core.db import db
from app.core.models import Notice
from app.events.models import Event
from app.registrations.models import CompanyLink, Delegation, ImportBatch, Registration
from app.registrations.queries.delegation_members import delegation_conditions
from app.registrations.queries.mailings import INVITED, REMINDED, get_email_outcomes

MAX_NOTICES = 300
GROUPING_TIME = timedelta(minutes=2)
GROUP_MEETING_CANCELLED, GROUP_MEETING_MOVED, GROUP_SEAT_LOST = "round.cancel", "round.move", "round.lose"
SHOWN_KINDS = frozenset(
    {
        "registration.added",
        "registration.moved",
        "registration.submitted",
        "registration.approved",
        "registration.rejected",
        "registration.waiting",
        "registration.cancelled",
        "firm.invited",
        "firm.reminded",
        "firm.reminded_by_hand",
        "firm_link.claimed",
        "join.asked",
        "firm_link.not_ours",
        "firm_link.sent",
        "firm_link.replaced",
        "profile.saved",
        "consent.recorded",
        "import.done",
        "import.undone",
        "meeting.request",
        "meeting.arrange",
        "meeting.accept",
        "meeting.accept_with_time",
        "meeting.decline",
        "meeting.cancel",
        "meeting.ended",
        "meeting.unplace",
        "meeting.expire",
        "round.open",
        "round.take",
        "round.leave",
        "round.remove",
        GROUP_SEAT_LOST,
        GROUP_MEETING_MOVED,
        GROUP_MEETING_CANCELLED,
    }
)
"""The kinds that a chamber's list tells; there is a sentence for each in ``_lately.html``."""
LOSS_KINDS = frozenset(
    {
        "meeting.unplace",
        "meeting.expire",
        "meeting.cancel",
        "meeting.ended",
        "round.remove",
        GROUP_SEAT_LOST,
        GROUP_MEETING_CANCELLED,
    }
)
"""What somebody should look at: told although newer acts would fill the list."""
MAX_LOSSES = 3
PRIVATE_KINDS = frozenset({"meeting.decline", "meeting.cancel"})
"""Acts upon an arranged meeting of which the other side learns no more than that it does not take place."""
ENDED_KIND = "meeting.ended"
"""What those are told as, without an actor."""
POSSIBLE_LOSS_KINDS = LOSS_KINDS | PRIVATE_KINDS | {GROUP_MEETING_MOVED}
ACTING_REGISTRATION_KEYS = ("answerer", "canceller", "left")
SUBJECT_COLUMNS: Mapping[str, InstrumentedAttribute[Any]] = {
    "companies": Registration.company_id,
    "firm_links": CompanyLink.id,
}
"""What a notice may be about besides registrations, by the column that tells whose it is."""


@dataclass(frozen=True, slots=True)
class NamedCompany:
    """A firm by its registration's id."""

    id: int
    name: str
    name_zh: str | None


@dataclass
class ActivityEntry:
    """``companies``: each once; ``by``: the actor's name, "" for none known; ``count``: acts taken together;
    ``emails``: ``held`` where the rehearsal holds all that it wrote, ``dropped`` where they were thrown away."""

    kind: str
    at: datetime
    by_id: int | None
    by: str = ""
    registration_ids: dict[int, None] = field(default_factory=dict)
    companies: list[NamedCompany] = field(default_factory=list)
    count: int = 0
    notices: list[int] = field(default_factory=list)
    emails: str = ""


def list_recent_activity(
    event: Event, delegation: Delegation, ids: Collection[int], limit: int = 5, *, sees_all: bool = False
) -> list[ActivityEntry]:
    """The last acts about the delegation's companies, whose ``ids`` these are, newest first; and the last
    losses, if they are not among them.

    ``sees_all``: the reader runs the event, and learns also who of others called an arranged meeting off.
    """
    companies = _SubjectIndex(delegation, ids)
    activity_entries: list[ActivityEntry] = []
    latest = audit.list_recent_notices(event.id, SHOWN_KINDS, MAX_NOTICES)
    private = frozenset() if sees_all else _get_private_ids(latest, ids)
    for notice in latest:
        if _is_too_old(activity_entries, notice, limit):
            continue
        about = companies.about(notice.subject, notice.subject_id)
        mentioned = [about] if about is not None else _list_mentioned(notice, companies)
        if mentioned or (notice.subject == "import_batches" and notice.subject_id in companies.batches):
            _add_notice(activity_entries, notice, mentioned, is_private=notice.id in private)
    losses = [activity_entry for activity_entry in activity_entries[limit:] if activity_entry.kind in LOSS_KINDS]
    return _fill_names([*activity_entries[:limit], *losses[:MAX_LOSSES]])


def _is_too_old(activity_entries: Sequence[ActivityEntry], notice: NoticeRow, limit: int) -> bool:
    """Whether it is too old for the last acts, and no loss: of hundreds most are."""
    if len(activity_entries) < limit or notice.kind in POSSIBLE_LOSS_KINDS:
        return False
    return all(activity_entry.at - notice.at > GROUPING_TIME for activity_entry in activity_entries[:limit])


def _get_private_ids(latest: Sequence[NoticeRow], own: Collection[int]) -> frozenset[int]:
    """The notices of which no more may be told than that a meeting does not take place: none of the ``own`` companies
    called it off, and it was arranged."""
    ends = [notice for notice in latest if notice.kind in PRIVATE_KINDS and _get_acting_registration(notice) not in own]
    if not ends:
        return frozenset()
    arranged = select(Notice.subject_id).where(
        Notice.kind == "meeting.arrange",
        Notice.subject == "meetings",
        Notice.subject_id.in_({end.subject_id for end in ends}),
    )
    arranged_ids = set(db.session.scalars(arranged))
    return frozenset(notice.id for notice in ends if notice.subject_id in arranged_ids)


def _get_acting_registration(notice: NoticeRow) -> int | None:
    details = notice.details
    named = (details.get(key) for key in ACTING_REGISTRATION_KEYS)
    return next((number for number in named if isinstance(number, int)), None)


class _SubjectIndex:
    """The delegation's firms by what a notice may be about; who has which company or link is asked where one is."""

    def __init__(self, delegation: Delegation, ids: Collection[int]) -> None:
        self._delegation = delegation
        self._of = {"registrations": {registration_id: registration_id for registration_id in ids}}

    def about(self, subject: str, subject_id: int) -> int | None:
        if subject in SUBJECT_COLUMNS and subject not in self._of:
            self._of |= self._by_key()
        return self._of.get(subject, {}).get(subject_id)

    @cached_property
    def batches(self) -> set[int]:
        """The sheets that were read for the delegation."""
        theirs = ImportBatch.delegation_id == self._delegation.id
        return set(db.session.scalars(select(ImportBatch.id).where(theirs)))

    def _by_key(self) -> dict[str, dict[int, int]]:
        theirs = delegation_conditions(self._delegation.id)
        rows = select(Registration.id, *SUBJECT_COLUMNS.values()).outerjoin(Registration.firm_link).where(*theirs)
        result: dict[str, dict[int, int]] = {subject: {} for subject in SUBJECT_COLUMNS}
        for company, *keys in db.session.execute(rows):
            for subject, key in zip(SUBJECT_COLUMNS, keys, strict=True):
                result[subject][key] = company
        return result


def _list_mentioned(notice: NoticeRow, companies: _SubjectIndex) -> list[int]:
    """The companies that a notice about something else names: the first of a meeting's sides, whom somebody asks to
    join, whose seat at a group meeting it is about; of a group that was called off the host and all who sat there, of
    one that moved those who lost their seats by it."""
    details = notice.details
    if not details:
        return []
    lost = details.get("lost", ())
    if notice.kind in (GROUP_MEETING_CANCELLED, GROUP_MEETING_MOVED):
        return _select_own(companies, [details.get("host"), *lost] if notice.kind == GROUP_MEETING_CANCELLED else lost)
    return _select_own(companies, [details.get(name) for name in ("registration", "low", "high", "guest")])[:1]


def _select_own(companies: _SubjectIndex, ids: Iterable[object]) -> list[int]:
    own_ids = (companies.about("registrations", number) for number in ids if isinstance(number, int))
    return [number for number in own_ids if number is not None]


def _add_notice(
    activity_entries: list[ActivityEntry], notice: NoticeRow, companies: Iterable[int], *, is_private: bool
) -> None:
    kind, by_id = (ENDED_KIND, None) if is_private else (notice.kind, notice.user_id)
    kind = GROUP_SEAT_LOST if kind == GROUP_MEETING_MOVED else kind
    same = (
        activity_entry
        for activity_entry in activity_entries
        if (activity_entry.kind, activity_entry.by_id) == (kind, by_id)
    )
    last = next((activity_entry for activity_entry in same if activity_entry.at - notice.at <= GROUPING_TIME), None)
    if last is None:
        last = ActivityEntry(kind, notice.at, by_id)
        activity_entries.append(last)
    last.count += 1
    last.notices.append(notice.id)
    last.registration_ids |= dict.fromkeys(companies)


def _fill_names(activity_entries: list[ActivityEntry]) -> list[ActivityEntry]:
    ids = {activity_entry.by_id for activity_entry in activity_entries if activity_entry.by_id}
    names = (
        {user.id: user_label(user) for user in db.session.scalars(select(User).where(User.id.in_(ids)))} if ids else {}
    )
    became = get_email_outcomes(
        number for entry in activity_entries for number in entry.notices if entry.kind in (INVITED, REMINDED)
    )
    companies = _get_company_names({number for entry in activity_entries for number in entry.registration_ids})
    for entry in activity_entries:
        entry.companies = [companies[number] for number in entry.registration_ids if number in companies]
        entry.by = names.get(entry.by_id or 0, "")
        emails = {became.get(number, "") for number in entry.notices}
        entry.emails = emails.pop() if len(emails) == 1 else ""
    return activity_entries


def _get_company_names(ids: Collection[int]) -> dict[int, NamedCompany]:
    if not ids:
        return {}
    rows = (
        select(Registration.id, Company.name, Company.name_zh)
        .join(Company, Company.id == Registration.company_id)
        .where(Registration.id.in_(ids))
    )
    return {
        registration_id: NamedCompany(registration_id, name, name_zh)
        for registration_id, name, name_zh in db.session.execute(rows)
    }
