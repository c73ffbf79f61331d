"""Whom the names in a sheet of pairs mean at an event, and what its rows come to: time and table, and what stands
against each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from babel import Locale
from sqlalchemy import select

from app.companies.models import Company
from app.companies.names.parsing import acronyms, compact, fold, latin_name
from app.companies.names.search import search_companies
from app.companies.names.spellings import parse_names
from app.companies.names.transliteration import brand_word
from app.companies.names.units import are_places_apart, places_named
from app.companies.typed_text import SHARED_WEB_HOSTS, get_website_host
from app.core.db import db, now
from app.core.errors import DomainError
from app.core.localized import Localized
from app.core.parsing import parse_whole_number
from app.core.web.locale import local
from app.events.calendar import SlotKind
from app.events.models import Event, Slot, Table
from app.events.phases import BookingMode, EventAct, Phase, is_allowed
from app.meetings.availability import pick_seat
from app.meetings.errors import AcceptsNoMeetings, AlreadyMeeting, CannotRequest
from app.meetings.lifecycle import LIVE_STATES, MeetingState
from app.meetings.models import ONE_TO_ONE, Meeting, is_not_expired
from app.meetings.pair_sheets import PairMoment, PairRow, parse_moment, parse_priority
from app.meetings.policy import (
    CompanyFacts,
    EventFacts,
    MeetingAct,
    MeetingFacts,
    MeetingTally,
    PairMeeting,
    refusals,
)
from app.meetings.queries.availability import EventAvailability, load_availability
from app.meetings.queries.lists import MeetingCompany
from app.meetings.queries.policy import count_tallies, get_group_rules, load_event_facts
from app.meetings.seating import MeetingSeating, restrict_to_table
from app.registrations.candidate_index import CandidateIndex
from app.registrations.match_features import create_comparable_company
from app.registrations.match_verdict import MatchOutcome
from app.registrations.models import Preference, Registration
from app.registrations.states import RegistrationState

SHORTEST_NAME = 3


def list_short_names(names: Iterable[str], website: str) -> frozenset[str]:
    """A company's names run together, the first letters of their words, the brand that begins them, and what its own
    site is called; ``compact`` as all that is compared."""
    short_names = {*_iter_site_names(website)}
    for text in filter(None, names):
        short_names.add(compact(text))
        for latin in parse_names(text).latin:
            name = latin_name(latin)
            short_names |= {name.key, brand_word(name), *acronyms(name)}
    return frozenset(short_name for short_name in short_names if len(short_name) >= SHORTEST_NAME)


def _iter_site_names(website: str) -> Iterator[str]:
    site = get_website_host(website)
    if site and site not in SHARED_WEB_HOSTS:
        yield compact(site.split(".")[0])


MOST_LIKELY = 5


@dataclass(frozen=True, slots=True)
class NameMatch:
    """Whom a name means: ``company`` where that is sure, else ``likely`` ones to choose from, ``elsewhere`` where the
    name says another place than theirs; or ``shut``, a company of the event that is not approved."""

    text: str
    company: MeetingCompany | None = None
    likely: tuple[MeetingCompany, ...] = ()
    shut: MeetingCompany | None = None
    elsewhere: bool = False


@dataclass
class PairNameIndex:
    """What the rows are compared with. ``mine``: whose firms who arranges answers for, None for all."""

    event: Event
    mine: Collection[int] | None
    companies: dict[int, MeetingCompany] = field(default_factory=dict)
    groups: dict[int, int | None] = field(default_factory=dict)
    places: dict[int, frozenset[str]] = field(default_factory=dict)
    folded: list[tuple[int, str]] = field(default_factory=list)
    pool: CandidateIndex = field(default_factory=CandidateIndex)
    known: dict[str, NameMatch] = field(default_factory=dict)
    exact: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    short: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    shut: PairNameIndex | None = None

    def meant(self, text: str) -> NameMatch:
        """Whom a name means in whatever spelling, as the import of firms tells them apart."""
        if text not in self.known:
            name_match = self.look_up(text)
            shut = self.shut.look_up(text).company if name_match.company is None and self.shut is not None else None
            self.known[text] = NameMatch(text, shut=shut) if shut is not None else name_match
        return self.known[text]

    def look_up(self, text: str) -> NameMatch:
        bare, _, number = text.rpartition(" #")
        if bare and (registration_id := parse_whole_number(number)) in self.companies:
            return NameMatch(text, self.companies[registration_id])
        if len(exactly := self.exact.get(fold(text), set())) == 1:
            return NameMatch(text, self.companies[next(iter(exactly))])
        candidates = self.pool.likely(create_comparable_company("row", [text]))
        same = [int(candidate.key[1:]) for candidate, verdict in candidates if verdict.outcome is MatchOutcome.SAME]
        if len(same) == 1:  # of several, as two branches of one house, none is surely meant
            return self._where_it_is(text, same[0])
        sure = {candidate for key in (compact(text), latin_name(text).key) for candidate in self.short.get(key, ())}
        if len(sure) == 1 and sure >= {int(candidate.key[1:]) for candidate, _verdict in candidates}:
            return self._where_it_is(text, next(iter(sure)))
        likely = [int(candidate.key[1:]) for candidate, _verdict in candidates] or search_companies(text, self.folded)
        return NameMatch(text, None, tuple(self.companies[candidate] for candidate in likely[:MOST_LIKELY]))

    def _where_it_is(self, text: str, registration_id: int) -> NameMatch:
        """The firm, or only perhaps where the name says another place: it may be another house of it."""
        company = self.companies[registration_id]
        if are_places_apart(places_named([text]), self.places[registration_id]):
            return NameMatch(text, None, (company,), elsewhere=True)
        return NameMatch(text, company)


def load_name_index(event: Event, mine: Collection[int] | None) -> PairNameIndex:
    """The companies that take part, and apart from them those of one's own that do not, in one query. ``mine``:
    delegations."""
    rows = db.session.execute(
        select(Registration, Company)
        .join(Company, Company.id == Registration.company_id)
        .where(
            Registration.event_id == event.id,
            Registration.kind == "firm",
        )
        .order_by(Registration.id)
    ).all()
    approved = [(row[0], row[1]) for row in rows if row[0].state == RegistrationState.APPROVED]
    others = [(row[0], row[1]) for row in rows if row[0].state != RegistrationState.APPROVED]
    own = (
        None
        if mine is None
        else {registration.id for registration, _company in approved if registration.delegation_id in mine}
    )
    shut = PairNameIndex(event, own)
    ground = PairNameIndex(event, own, shut=shut)
    _add_companies(ground, approved)
    _add_companies(shut, [row for row in others if mine is None or row[0].delegation_id in mine])
    return ground


def _add_companies(ground: PairNameIndex, rows: Iterable[tuple[Registration, Company]]) -> None:
    for registration, company in rows:
        ground.companies[registration.id] = MeetingCompany(
            registration.id, company.name, company.name_zh or "", Localized()
        )
        ground.groups[registration.id] = registration.group_id
        ground.places[registration.id] = _get_places(company)
        ground.folded.append((registration.id, company.folded or ""))
        names = (company.name, company.name_zh or "", *(company.other_names or ()))
        registry = (company.uen or "", company.uscc or "")
        ground.pool.add(
            create_comparable_company(f"r{registration.id}", names, website=company.website or "", registry=registry)
        )
        for name in filter(None, map(fold, names)):
            ground.exact[name].add(registration.id)
        for short in list_short_names(names, company.website or ""):
            ground.short[short].add(registration.id)


def _get_places(company: Company) -> frozenset[str]:
    """Those of its names and its city, else its country."""
    places = places_named(filter(None, (company.name, company.name_zh, *(company.other_names or ()), company.city)))
    return places or places_named([str(Locale("en").territories.get(company.country or "", ""))])


@dataclass(frozen=True, slots=True)
class JudgedPair:
    """A row with what it means. ``looks``: what a person must settle: ``name_missing_one name_shut_one
    name_elsewhere_one name_unknown_one`` and so for ``other``, ``priority_unreadable time_unreadable time_unknown
    time_later time_taken time_collides table_unknown table_without_time``; ``left``: why nothing is arranged: ``out
    same not_yours already barred no_more repeated``; ``collides``: the row that takes the company, table or time first,
    where ``time_collides``.
    """

    index: int
    row: PairRow
    first: NameMatch
    other: NameMatch
    priority: str = "want"
    slot_id: int | None = None
    table_id: int | None = None
    looks: tuple[str, ...] = ()
    left: str = ""
    collides: PairRow | None = None

    @property
    def is_ready(self) -> bool:
        return not self.looks and not self.left

    @property
    def pair(self) -> tuple[int, int]:
        """Ids of both firms, the lower one first; only of rows whose firms are known."""
        ids = sorted(meant.company.registration_id for meant in (self.first, self.other) if meant.company is not None)
        return ids[0], ids[1]

    @property
    def sides(self) -> tuple[int, int]:
        """Ids of both firms as the row names them; only of rows whose firms are known."""
        low, high = self.pair
        is_first = self.first.company is not None and self.first.company.registration_id == low
        return (low, high) if is_first else (high, low)


def judge_pairs(ground: PairNameIndex, rows: Sequence[PairRow], out: Collection[int] = ()) -> list[JudgedPair]:
    """Every row as it would be arranged now; ``out``: indexes of rows that somebody left out. A constant number of
    queries."""
    event = ground.event
    times = [_match_names(ground, index, row, index in out) for index, row in enumerate(rows)]
    times = _match_times(event, times)
    ids = {
        registration_id for each in times if each.first.company and each.other.company for registration_id in each.pair
    }
    tallies = count_tallies(event.id, ids)
    obstacles = _PairObstacles(
        load_event_facts(event, get_group_rules(event.id)),
        ground.groups,
        _list_live_pairs(event.id),
        _list_never_pairs(event.id),
    )
    seen: set[tuple[int, int]] = set()
    for at, each in enumerate(times):
        if each.left or each.first.company is None or each.other.company is None:
            continue
        if left := "repeated" if each.pair in seen else obstacles.against(each.pair, tallies):
            times[at] = replace(each, left=left, looks=())
            continue
        seen.add(each.pair)
        for company in each.pair:
            tallies[company] = tallies[company]._replace(meetings=tallies[company].meetings + 1)
    return _check_free(event, times)


_LEFT_BY_REFUSAL = {CannotRequest: "barred", AlreadyMeeting: "already", AcceptsNoMeetings: "no_more"}


@dataclass(frozen=True)
class _PairObstacles:
    event: EventFacts
    groups: Mapping[int, int | None]
    live: Mapping[tuple[int, int], PairMeeting]
    never: Collection[tuple[int, int]]

    def against(self, pair: tuple[int, int], tallies: Mapping[int, MeetingTally]) -> str:
        """Why the two are not arranged, "" where they are; the page says by itself when nothing can be arranged."""
        own, other = (CompanyFacts(company, self.groups[company], tallies[company]) for company in pair)
        facts = MeetingFacts(
            MeetingAct.ARRANGE, self.event, own, other, live=self.live.get(pair), other_never=pair in self.never
        )
        return next((_LEFT_BY_REFUSAL[one.kind] for one in refusals(facts) if one.kind in _LEFT_BY_REFUSAL), "")


def _match_names(ground: PairNameIndex, index: int, row: PairRow, out: bool) -> JudgedPair:
    first, other = (
        ground.meant(row.one) if row.one else NameMatch(""),
        ground.meant(row.other) if row.other else NameMatch(""),
    )
    looks = [
        f"name_{_get_uncertainty(meant)}_{side}"
        for side, meant in (("one", first), ("other", other))
        if meant.company is None
    ]
    priority = parse_priority(row.priority)
    left = "out" if out else ""
    if not left and first.company and other.company:
        ids = {first.company.registration_id, other.company.registration_id}
        left = "same" if len(ids) == 1 else ""
        if not left and ground.mine is not None and ids.isdisjoint(ground.mine):
            left = "not_yours"
    if priority is None:
        looks.append("priority_unreadable")
    return JudgedPair(index, row, first, other, priority or "want", None, None, () if left else tuple(looks), left)


def _get_uncertainty(meant: NameMatch) -> str:
    if meant.shut is not None:
        return "shut"
    return "elsewhere" if meant.elsewhere else "unknown" if meant.text else "missing"


def get_table_ids(event_id: int) -> dict[str, int]:
    """What the tables of an event are called → their ids."""
    labels = select(Table.id, Table.label).where(Table.event_id == event_id, Table.retired_at.is_(None))
    return {label: table_id for table_id, label in db.session.execute(labels)}


def _match_times(event: Event, judged_pairs: list[JudgedPair]) -> list[JudgedPair]:
    """With the slot and table that a row names."""
    if not any(each.row.time or each.row.table for each in judged_pairs):
        return judged_pairs
    starts = select(Slot.id, Slot.starts_at).where(Slot.event_id == event.id, Slot.kind == SlotKind.MEETING)
    slots = [(slot_id, local(starts_at)) for slot_id, starts_at in db.session.execute(starts)]
    tables = {compact(label): table for label, table in get_table_ids(event.id).items()}
    timed = is_allowed(Phase(event.phase), EventAct.BOOK, BookingMode(event.booking_mode))
    return [_match_time(each, slots, tables, timed=timed) for each in judged_pairs]


def _match_time(
    each: JudgedPair, slots: Sequence[tuple[int, datetime]], tables: Mapping[str, int], *, timed: bool
) -> JudgedPair:
    if each.left:
        return each
    if not timed:
        return replace(each, looks=(*each.looks, "time_later")) if each.row.time or each.row.table else each
    looks, slot_id, table_id = list(each.looks), None, None
    if each.row.time:
        moment: PairMoment | None = parse_moment(each.row.time)
        meant = [slot for slot, start in slots if moment is not None and moment.is_at(start)]
        if moment is None:
            looks.append("time_unreadable")
        elif len(meant) != 1:
            looks.append("time_unknown")
        else:
            slot_id = meant[0]
    if each.row.table:
        table_id = tables.get(compact(each.row.table))
        if table_id is None:
            looks.append("table_unknown")
        elif not each.row.time:
            looks.append("table_without_time")
    return replace(each, looks=tuple(looks), slot_id=slot_id, table_id=table_id)


def _check_free(event: Event, judged_pairs: list[JudgedPair]) -> list[JudgedPair]:
    """With ``time_taken`` where the two cannot meet at the time that a row names, and ``time_collides`` where they
    could if a row further up did not: the rows take their seats one after the other, as they will be arranged."""
    timed = [each for each in judged_pairs if each.is_ready and each.slot_id is not None]
    if not timed:
        return judged_pairs
    companies = {registration_id for each in timed for registration_id in each.pair}
    moment, as_it_is, filled = now(), load_availability(event, companies), load_availability(event, companies)
    seated_pairs: list[tuple[JudgedPair, MeetingSeating]] = []
    for number, each in enumerate(timed, 1):
        seat = _pick_pair_seat(filled, each, moment)
        if seat is not None:
            people = (seat.representative_id, seat.their_representative_id)
            filled.board.hold(-number, seat.slot_ids, people, seat.table_id)
            if seat.interpreter_id is not None:
                filled.board.engage_interpreter(seat.interpreter_id, seat.slot_ids, -number)
            seated_pairs.append((each, seat))
        elif _pick_pair_seat(as_it_is, each, moment) is not None:
            judged_pairs[each.index] = replace(
                each, looks=("time_collides",), collides=_find_blocking_row(each, seated_pairs)
            )
        else:
            judged_pairs[each.index] = replace(each, looks=("time_taken",))
    return judged_pairs


def _pick_pair_seat(hall: EventAvailability, each: JudgedPair, moment: datetime) -> MeetingSeating | None:
    party, other = (hall.parties[side] for side in each.sides)
    board = restrict_to_table(hall.board, each.table_id) if each.table_id is not None else hall.board
    try:
        return pick_seat(board, party, other, each.slot_id or 0, now=moment)
    except DomainError:
        return None


def _find_blocking_row(each: JudgedPair, seated_pairs: Sequence[tuple[JudgedPair, MeetingSeating]]) -> PairRow | None:
    """The row that takes one of the two firms then, else the table, else whichever takes a seat then."""
    then = [(row, seat) for row, seat in seated_pairs if each.slot_id in seat.slot_ids]
    companies = [row for row, _seat in then if not set(row.pair).isdisjoint(each.pair)]
    table = [row for row, seat in then if seat.table_id == each.table_id]
    first = [*companies, *table, *(row for row, _seat in then), *(row for row, _seat in seated_pairs)]
    return first[0].row if first else None


def _list_live_pairs(event_id: int) -> dict[tuple[int, int], PairMeeting]:
    rows = select(Meeting.low_id, Meeting.high_id, Meeting.id, Meeting.state).where(
        Meeting.event_id == event_id, Meeting.kind == ONE_TO_ONE, Meeting.state.in_(LIVE_STATES), is_not_expired(now())
    )
    return {
        (low_id, high_id): PairMeeting(meeting_id, MeetingState(state))
        for low_id, high_id, meeting_id, state in db.session.execute(rows)
    }


def _list_never_pairs(event_id: int) -> set[tuple[int, int]]:
    marks = select(Preference.registration_id, Preference.other_id).where(
        Preference.event_id == event_id, Preference.kind == "never"
    )
    return {(min(row), max(row)) for row in db.session.execute(marks)}
