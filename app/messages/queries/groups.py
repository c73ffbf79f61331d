"""Who stands in a list now, as somebody to write to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload
from werkzeug.datastructures import MultiDict

from app.accounts.models import User
from app.core.db import db
from app.core.localized import LANGUAGES
from app.core.parsing import parse_whole_number
from app.events.models import Event
from app.lists.consent import Purpose
from app.lists.queries.attendees import PLAIN as PLAIN_TERMS
from app.lists.queries.attendees import attendees
from app.lists.queries.own_columns import with_own_columns
from app.lists.queries.reach import Reach
from app.lists.queries.saved import DEFAULT
from app.lists.rows import Listed, Person
from app.lists.selection import read
from app.meetings.models import Meeting
from app.meetings.queries import overview, overview_wanted
from app.messages.audience import Candidate, Reason
from app.registrations.models import Delegation, Registration, Representation, Representative
from app.registrations.queries import choosing, index
from app.registrations.queries.firms import Reader, readers_among, spoken_by
from app.registrations.queries.progress import progress_of
from app.registrations.states import OUT_OF_SIGHT, RegistrationState

FILTERS: Final[Mapping[str, tuple[str, ...]]] = {
    "attendees": ("use", "delegation", "group", "state", "category", "sector", "q", "where"),
    "firms": ("firm", *index.SAID_AS[:-1]),
    "roster": ("of", "firm", "q", "state", "only"),
    "meetings": ("q", "state", *overview_wanted.PLAIN, "interpreter", "clash"),
}
"""What each list's address is narrowed by; its order and its columns are nothing to a message."""
LONGEST: Final = 200
MOST: Final = 3000
GONE: Final = (RegistrationState.CANCELLED, RegistrationState.REJECTED)

Asked = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Group:
    """A list of an event with its filters; ``delegations``: the only ones whose people it may reach, None for all."""

    event: Event
    of_list: str
    asked: Asked
    delegations: tuple[int, ...] | None = None


def named(group: Group) -> Sequence[Delegation]:
    """The delegations that it is narrowed to, by name."""
    chosen = select(Delegation).where(Delegation.id.in_(group.delegations or ())).order_by(Delegation.name_en)
    return db.session.scalars(chosen).all()


def asked_in(of_list: str, args: MultiDict[str, str]) -> dict[str, list[str]]:
    """The filters of a list that an address names, as they are kept."""
    found = {name: [one[:LONGEST] for one in args.getlist(name) if one.strip()][:MOST] for name in FILTERS[of_list]}
    return {name: values for name, values in found.items() if values}


def candidates(group: Group) -> list[Candidate]:
    """Everybody whom the list holds now, in its order."""
    if group.of_list == "attendees":
        return _people(group)
    args = MultiDict((name, value) for name, values in group.asked.items() for value in values)
    return _readers(group, _firms(group, args), bars_gone=not args.get("state"))


def _firms(group: Group, args: MultiDict[str, str]) -> list[int]:
    event = group.event
    if named := [one for one in map(parse_whole_number, args.getlist("firm")) if one is not None]:
        return named
    if group.of_list == "meetings":
        wanted = overview_wanted.wanted_in(args)
        met = select(Meeting.low_id, Meeting.high_id).where(
            Meeting.id.in_(overview.ids_that_fit(event.id, wanted)), Meeting.event_id == event.id
        )
        return list(dict.fromkeys(one for pair in db.session.execute(met) for one in pair))
    if group.of_list == "roster":
        return _of_roster(event, args)
    return index.ids_that_fit(event, index.wanted_in(args))


def _of_roster(event: Event, args: MultiDict[str, str]) -> list[int]:
    delegation = db.session.get(Delegation, parse_whole_number(args.get("of", "")) or 0)
    if delegation is None or delegation.event_id != event.id:
        return []
    asked = choosing.Wanted("en", *(args.get(name, "") for name in ("q", "state", "only")))
    return [one.id for one in choosing.chosen(delegation, progress_of(delegation), asked)]


def _readers(group: Group, ids: Iterable[int], *, bars_gone: bool) -> list[Candidate]:
    """Whoever reads mail for these firms; a firm for which nobody does stands there by itself."""
    within = [Registration.event_id == group.event.id, Registration.kind == "firm"]
    if group.delegations is not None:
        within += [Registration.delegation_id.in_(group.delegations), Registration.state.not_in(OUT_OF_SIGHT)]
    chosen = select(Registration).options(joinedload(Registration.company)).where(*within)
    rows = {one.id: one for one in db.session.scalars(chosen)}
    firms = [rows[one] for one in ids if one in rows]
    readers, names = readers_among(firms), _names(group.event.id)
    found = []
    for firm in firms:
        bars = frozenset({Reason.GONE} if bars_gone and firm.state in GONE else ())
        for nth, one in enumerate(readers[firm.id] or [Reader("", spoken_by(firm))]):
            account = one.user.id if one.user is not None else None
            named = _in(names.get((firm.id, one.email)), one.language)
            found.append(Candidate(f"{firm.id}.{nth}", firm.id, one.language, named, one.email, account, bars))
    return found


Names = tuple[str, str]
"""The usual name and the Chinese one, "" where there is none."""


def _names(event_id: int) -> dict[tuple[int, str], Names]:
    """By firm and address who of its people reads there."""
    people = (
        select(Representation.registration_id, func.lower(Representative.email), Representative.display_name,
               Representative.name_zh)
        .join(Representative, Representative.id == Representation.representative_id)
        .where(Representation.event_id == event_id, Representative.email.is_not(None))
    )  # fmt: skip
    found: dict[tuple[int, str], Names] = {}
    for firm, address, name, name_zh in db.session.execute(people):
        found.setdefault((firm, address), (name, name_zh or ""))
    return found


def _people(group: Group) -> list[Candidate]:
    """The people of the attendee list; a firm that has named nobody by who reads its mail."""
    selection = read(group.asked, DEFAULT)
    selection = replace(with_own_columns(selection, group.event.id), names=("company",), order="")
    within = group.delegations
    found = attendees(selection, Reach(group.event.id, within), PLAIN_TERMS)
    handed = selection.use.purpose is Purpose.HANDOVER
    rows = [*found.listed, *found.left_out]
    if within is not None:  # a hand-over reaches every firm of the event; a message does not
        rows = [one for one in rows if one.row.firm.delegation_id in within]
    accounts = _accounts(group.event.id)
    people = [_person(one, person, accounts, handed=handed) for one in rows if (person := one.row.person) is not None]
    alone = [one.row.firm.registration_id for one in rows if one.row.person is None and not handed]
    return [*_numbered(people), *_readers(group, alone, bars_gone=False)]


def _person(one: Listed, person: Person, accounts: Mapping[int, tuple[int, str | None]], *, handed: bool) -> Candidate:
    firm = one.row.firm
    account, locale = accounts.get(person.id, (None, None))
    spoken = locale or next((each for each in (*person.languages, *firm.languages) if each in LANGUAGES), "en")
    silent = handed and (bool(one.verdict.reason) or not one.verdict.contacts)
    return Candidate(
        key="",
        registration_id=firm.registration_id,
        language=spoken,
        named=_in((person.name, person.name_zh), spoken),
        address=person.email.lower(),
        user_id=account,
        bars=frozenset({Reason.NO_CONSENT} if silent else ()),
    )


def _numbered(people: Iterable[Candidate]) -> list[Candidate]:
    counts: dict[int, int] = {}
    found = []
    for one in people:
        nth = counts[one.registration_id] = counts.get(one.registration_id, -1) + 1
        found.append(replace(one, key=f"{one.registration_id}.{nth}"))
    return found


def _accounts(event_id: int) -> dict[int, tuple[int, str | None]]:
    """Of the event's people who have an account: its number and language."""
    known: Any = select(Representative.id, User.id, User.locale).join(User, User.id == Representative.user_id)
    return {row[0]: (row[1], row[2]) for row in db.session.execute(known.where(Representative.event_id == event_id))}


def _in(names: Names | None, language: str) -> str:
    name, name_zh = names or ("", "")
    return (name_zh or name) if language == "zh" else name
