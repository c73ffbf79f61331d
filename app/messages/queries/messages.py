"""The messages of an event, whom each goes to as things stand, and how its emails fare."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from flask import current_app
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload
from werkzeug.datastructures import MultiDict

from app.accounts.models import User
from app.accounts.permissions import Role
from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.core.localized import LANGUAGES
from app.core.mail.delivery import letters_leave, stored_email_ids
from app.core.mail.mime import parse_address
from app.core.mail.preferences import refusing_addresses
from app.core.models import JobRun, Outbox
from app.core.paging import Page, clip_page
from app.core.parsing import parse_whole_number
from app.delegations.queries import roster
from app.delegations.queries.roster import list_progress
from app.events.models import Event
from app.events.scopes import roles_of
from app.lists.consent import ListPurpose
from app.lists.queries.attendees import PLAIN_TERMS, attendees, with_own_columns
from app.lists.queries.listing import DEFAULT_SELECTION
from app.lists.queries.matching_rows import ListReach
from app.lists.rows import JudgedRow, ListPerson
from app.lists.selection import parse_selection
from app.meetings.lifecycle import MeetingState
from app.meetings.models import Meeting
from app.meetings.queries import overview
from app.meetings.queries.lists import MeetingRow, list_company_meetings
from app.messages.audience import LeftOutReason, MessageAudience, MessageCandidate, sort_candidates
from app.messages.models import Message, MessageDelegation
from app.registrations.models import Delegation, Registration, Representation, Representative
from app.registrations.queries import list_own_delegations, registration_list
from app.registrations.queries.registrations import EmailRecipient, get_email_language, list_recipients_by_company
from app.registrations.states import INACTIVE_STATES, RegistrationState

LIST_FILTERS: Final[Mapping[str, tuple[str, ...]]] = {
    "attendees": ("use", "delegation", "group", "state", "category", "sector", "q", "where"),
    "firms": ("firm", *registration_list.FILTER_PARAMETERS[:-1]),
    "roster": ("of", "firm", "q", "state", "only"),
    "meetings": ("q", "state", *overview.PLAIN_FIELDS, "interpreter", "clash"),
}
"""What each list's address is narrowed by; its order and its columns are nothing to a message."""
LONGEST_FILTER: Final = 200
MOST_FILTER_VALUES: Final = 3000
LEFT_STATES: Final = (RegistrationState.CANCELLED, RegistrationState.REJECTED)

FilterValues = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class MessageGroup:
    """A list of an event with its filters; ``delegations``: the only ones whose people it may reach, None for all."""

    event: Event
    of_list: str
    asked: FilterValues
    delegations: tuple[int, ...] | None = None


def delegations_of_group(group: MessageGroup) -> Sequence[Delegation]:
    """The delegations that it is narrowed to, by name."""
    chosen = select(Delegation).where(Delegation.id.in_(group.delegations or ())).order_by(Delegation.name_en)
    return db.session.scalars(chosen).all()


def parse_filters(of_list: str, args: MultiDict[str, str]) -> dict[str, list[str]]:
    """The filters of a list that an address names, as they are kept."""
    filters = {
        name: [value[:LONGEST_FILTER] for value in args.getlist(name) if value.strip()][:MOST_FILTER_VALUES]
        for name in LIST_FILTERS[of_list]
    }
    return {name: values for name, values in filters.items() if values}


def list_candidates(group: MessageGroup) -> list[MessageCandidate]:
    """Everybody whom the list holds now, in its order."""
    if group.of_list == "attendees":
        return _people_candidates(group)
    args = MultiDict((name, value) for name, values in group.asked.items() for value in values)
    return _reader_candidates(group, _company_ids(group, args), excludes_left=not args.get("state"))


def _company_ids(group: MessageGroup, args: MultiDict[str, str]) -> list[int]:
    event = group.event
    if named := [
        registration_id
        for registration_id in map(parse_whole_number, args.getlist("firm"))
        if registration_id is not None
    ]:
        return named
    if group.of_list == "meetings":
        meeting_filters = overview.parse_meeting_filter(args)
        met = select(Meeting.low_id, Meeting.high_id).where(
            Meeting.id.in_(overview.list_matching_ids(event.id, meeting_filters)), Meeting.event_id == event.id
        )
        return list(dict.fromkeys(registration_id for pair in db.session.execute(met) for registration_id in pair))
    if group.of_list == "roster":
        return _ids_of_roster(event, args)
    return registration_list.list_matching_ids(event, registration_list.parse_filter(args))


def _ids_of_roster(event: Event, args: MultiDict[str, str]) -> list[int]:
    delegation = db.session.get(Delegation, parse_whole_number(args.get("of", "")) or 0)
    if delegation is None or delegation.event_id != event.id:
        return []
    filters = roster.RosterFilter("en", *(args.get(name, "") for name in ("q", "state", "only")))
    return [company.id for company in roster.filter_companies(delegation, list_progress(delegation), filters)]


def _reader_candidates(group: MessageGroup, ids: Iterable[int], *, excludes_left: bool) -> list[MessageCandidate]:
    """Whoever reads mail for these firms; a firm for which nobody does stands there by itself."""
    within = [Registration.event_id == group.event.id, Registration.kind == "firm"]
    if group.delegations is not None:
        within += [Registration.delegation_id.in_(group.delegations), Registration.state.not_in(INACTIVE_STATES)]
    chosen = select(Registration).options(joinedload(Registration.company)).where(*within)
    rows = {item.id: item for item in db.session.scalars(chosen)}
    companies = [rows[item] for item in ids if item in rows]
    readers, names = list_recipients_by_company(companies), _names_by_address(group.event.id)
    result = []
    for company in companies:
        bars = frozenset({LeftOutReason.CANCELLED} if excludes_left and company.state in LEFT_STATES else ())
        for nth, item in enumerate(readers[company.id] or [EmailRecipient("", get_email_language(company))]):
            account = item.user.id if item.user is not None else None
            named = _name_in(names.get((company.id, item.email)), item.language)
            result.append(
                MessageCandidate(f"{company.id}.{nth}", company.id, item.language, named, item.email, account, bars)
            )
    return result


PersonNames = tuple[str, str]
"""The usual name and the Chinese one, "" where there is none."""


def _names_by_address(event_id: int) -> dict[tuple[int, str], PersonNames]:
    """By firm and address who of its people reads there."""
    people = (
        select(
            Representation.registration_id,
            func.lower(Representative.email),
            Representative.display_name,
            Representative.name_zh,
        )
        .join(Representative, Representative.id == Representation.representative_id)
        .where(Representation.event_id == event_id, Representative.email.is_not(None))
    )
    names: dict[tuple[int, str], PersonNames] = {}
    for registration_id, email, name, name_zh in db.session.execute(people):
        names.setdefault((registration_id, email), (name, name_zh or ""))
    return names


def _people_candidates(group: MessageGroup) -> list[MessageCandidate]:
    """The people of the attendee list; a firm that has named nobody by who reads its mail."""
    selection = parse_selection(group.asked, DEFAULT_SELECTION)
    selection = replace(with_own_columns(selection, group.event.id), names=("company",), order="")
    within = group.delegations
    result = attendees(selection, ListReach(group.event.id, within), PLAIN_TERMS)
    handed = selection.use.purpose is ListPurpose.HANDOVER
    rows = [*result.listed, *result.left_out]
    if within is not None:  # a hand-over reaches every company of the event; a message does not
        rows = [row for row in rows if row.row.company.delegation_id in within]
    accounts = _accounts(group.event.id)
    people = [
        _person_candidate(row, person, accounts, is_handover=handed)
        for row in rows
        if (person := row.row.person) is not None
    ]
    alone = [row.row.company.registration_id for row in rows if row.row.person is None and not handed]
    return [*_with_keys(people), *_reader_candidates(group, alone, excludes_left=False)]


def _person_candidate(
    row: JudgedRow, person: ListPerson, accounts: Mapping[int, tuple[int, str | None]], *, is_handover: bool
) -> MessageCandidate:
    company = row.row.company
    account, locale = accounts.get(person.id, (None, None))
    spoken = locale or next((each for each in (*person.languages, *company.languages) if each in LANGUAGES), "en")
    silent = is_handover and (bool(row.verdict.reason) or not row.verdict.contacts)
    return MessageCandidate(
        key="",
        registration_id=company.registration_id,
        language=spoken,
        named=_name_in((person.name, person.name_zh), spoken),
        address=person.email.lower(),
        user_id=account,
        bars=frozenset({LeftOutReason.NO_CONSENT} if silent else ()),
    )


def _with_keys(people: Iterable[MessageCandidate]) -> list[MessageCandidate]:
    counts: dict[int, int] = {}
    numbered = []
    for candidate in people:
        nth = counts[candidate.registration_id] = counts.get(candidate.registration_id, -1) + 1
        numbered.append(replace(candidate, key=f"{candidate.registration_id}.{nth}"))
    return numbered


def _accounts(event_id: int) -> dict[int, tuple[int, str | None]]:
    """Of the event's people who have an account: its number and language."""
    known: Any = select(Representative.id, User.id, User.locale).join(User, User.id == Representative.user_id)
    return {
        representative_id: (user_id, locale)
        for representative_id, user_id, locale in db.session.execute(known.where(Representative.event_id == event_id))
    }


def _name_in(names: PersonNames | None, language: str) -> str:
    name, name_zh = names or ("", "")
    return (name_zh or name) if language == "zh" else name


CompanyMeetings = tuple[Registration, Sequence[MeetingRow]]
"""A firm or a guest's institution, and its meetings by time."""


def companies_with_meetings(registration_ids: Collection[int]) -> Mapping[int, CompanyMeetings]:
    """By registration; in a constant number of queries."""
    chosen = (
        select(Registration)
        .options(joinedload(Registration.company), joinedload(Registration.delegation), joinedload(Registration.event))
        .where(Registration.id.in_(registration_ids))
    )
    registrations = db.session.scalars(chosen).unique().all()
    booked = list_company_meetings([registration.id for registration in registrations], MeetingState.BOOKED)
    return {
        registration.id: (
            registration,
            [row for row in booked if registration.id in (row.asker.registration_id, row.asked.registration_id)],
        )
        for registration in registrations
    }


def company_with_meetings(registration_id: int) -> CompanyMeetings:
    return companies_with_meetings([registration_id])[registration_id]


MESSAGE_KIND = "message"
"""Of the letters."""
MESSAGES_PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class MessageLine:
    """A message in the list; ``counts``: of its letters by state, ``kept`` those that lie as files, not sent."""

    message: Message
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def emails(self) -> int:
        return sum(self.counts.values())


def get_message(event: Event, message_id: int) -> Message:
    """Raises NotFound for one of another event."""
    message = db.session.get(Message, message_id)
    if message is None or message.event_id != event.id:
        raise NotFound
    return message


def messages_of(event: Event, delegations: Sequence[int] | None, number: int) -> Page[MessageLine]:
    """Newest first; ``delegations``: only what is written in the name of these, and of no other."""
    where = [Message.event_id == event.id]
    if delegations is not None:
        theirs = MessageDelegation.delegation_id.in_(delegations)
        where += [Message.within.any(theirs), ~Message.within.any(~theirs)]
    total = db.session.scalar(select(func.count()).select_from(Message).where(*where)) or 0
    number = clip_page(number, size=MESSAGES_PAGE_SIZE, total=total)
    chosen = select(Message).options(joinedload(Message.author)).where(*where).order_by(Message.id.desc())
    rows = db.session.scalars(chosen.limit(MESSAGES_PAGE_SIZE).offset((number - 1) * MESSAGES_PAGE_SIZE)).all()
    counts = _count_by_state([message.notice_id for message in rows if message.notice_id is not None])
    return Page(
        [MessageLine(message, counts.get(message.notice_id or 0, {})) for message in rows],
        number,
        MESSAGES_PAGE_SIZE,
        total,
    )


def count_emails(message: Message) -> dict[str, int]:
    """How many of its letters are in each state, as ``Line.counts``."""
    return _count_by_state([message.notice_id]).get(message.notice_id, {}) if message.notice_id is not None else {}


def _count_by_state(notices: Sequence[int]) -> dict[int, dict[str, int]]:
    counted = select(Outbox.notice_id, Outbox.state, func.count()).where(*_email_conditions(notices))
    counts_of_notice: dict[int, dict[str, int]] = {}
    for notice, state, count in db.session.execute(counted.group_by(Outbox.notice_id, Outbox.state)):
        counts_of_notice.setdefault(notice, {})[state] = count
    for notice, in_files in _count_in_files(notices, counts_of_notice).items():
        sent = counts_of_notice[notice].pop("sent") - in_files
        counts_of_notice[notice] |= {"kept": in_files, **({"sent": sent} if sent else {})}
    return counts_of_notice


def _count_in_files(notices: Sequence[int], counts: Mapping[int, Mapping[str, int]]) -> Mapping[int, int]:
    """How many of the letters that are dealt with lie as files: all of them while no mail server is set."""
    if not letters_leave():
        return {notice: states["sent"] for notice, states in counts.items() if "sent" in states}
    files = stored_email_ids(current_app.config["SETTINGS"])
    if not files:
        return {}
    sent = select(Outbox.notice_id, Outbox.id).where(*_email_conditions(notices), Outbox.state == "sent")
    return Counter(notice for notice, email_id in db.session.execute(sent) if email_id in files)


def _email_conditions(notices: Sequence[int]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Outbox.notice_id.in_(notices), Outbox.kind == MESSAGE_KIND


def emails_of_message(message: Message, state: str, number: int) -> Page[Outbox]:
    """Its letters, those in one state or all, as they were written."""
    where = [*_email_conditions([message.notice_id or 0])]
    if state:
        where.append(Outbox.state == ("sent" if state == "kept" else state))
    total = db.session.scalar(select(func.count()).select_from(Outbox).where(*where)) or 0
    number = clip_page(number, size=MESSAGES_PAGE_SIZE, total=total)
    chosen = select(Outbox).where(*where).order_by(Outbox.id)
    return Page(
        db.session.scalars(chosen.limit(MESSAGES_PAGE_SIZE).offset((number - 1) * MESSAGES_PAGE_SIZE)).all(),
        number,
        MESSAGES_PAGE_SIZE,
        total,
    )


def failed_email_ids(message: Message) -> set[int]:
    """Its letters that failed."""
    failed = select(Outbox.id).where(*_email_conditions([message.notice_id or 0]), Outbox.state == "failed")
    return set(db.session.scalars(failed))


def group_of(event: Event, message: Message) -> MessageGroup:
    return MessageGroup(event, message.of_list, message.asked, message.delegations or None)


def audience_of(event: Event, message: Message) -> MessageAudience:
    """Whom it goes to as things stand; who has had it gets it once."""
    return audience_of_group(group_of(event, message), had=_addresses_reached(message))


def audience_of_group(group: MessageGroup, *, had: frozenset[str] = frozenset()) -> MessageAudience:
    """Whom a message to this group would go to now."""
    everybody = list_candidates(group)
    addresses = {item.address for item in everybody if item.address}
    unusable = {item for item in addresses if not _is_usable(item)}
    return sort_candidates(everybody, unusable=unusable, refused=refusing_addresses(MESSAGE_KIND, addresses), had=had)


def _addresses_reached(message: Message) -> frozenset[str]:
    if message.notice_id is None:
        return frozenset()
    return frozenset(db.session.scalars(select(Outbox.recipient).where(*_email_conditions([message.notice_id]))))


def _is_usable(address: str) -> bool:
    try:
        return bool(parse_address(address))
    except Invalid:
        return False


def may_still_write(event: Event, message: Message) -> bool:
    """Whether who wrote it may write to these people today."""
    if Role.ORGANIZER in roles_of(message.written_by, event):
        return message.author.disabled_at is None
    own = {delegation.id for delegation in list_own_delegations(message.written_by, event)}
    return bool(message.delegations) and own.issuperset(message.delegations) and message.author.disabled_at is None


def job_run_of(message: Message) -> JobRun | None:
    """The work that writes its letters, while it is kept."""
    return db.session.get(JobRun, message.run_id) if message.run_id is not None else None


def is_being_written(message: Message) -> bool:
    """Whether its letters are being written by work that goes on."""
    run = job_run_of(message)
    return message.state == "sending" and run is not None and run.state in ("queued", "running")
