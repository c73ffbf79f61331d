"""The meetings of an event as its organizer looks them over: what the list is filtered by, its lines, and a page of
them at a time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from json import loads
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, String, and_, bindparam, case, cast, exists, func, or_, select, true
from sqlalchemy.orm import aliased
from werkzeug.datastructures import MultiDict

from app.companies.models import Company, CompanySector
from app.companies.names.search import is_signs_only, search_companies
from app.companies.sectors.tree import sector_tree
from app.core.db import db, now
from app.core.paging import Page, clip_page
from app.core.parsing import parse_whole_number
from app.events.models import Slot, Table
from app.meetings.interpreters import SpokenLanguages, get_interpreter_need
from app.meetings.lifecycle import PLACED_STATES, MeetingState, get_current_state
from app.meetings.models import GROUP, MEETING_PRIORITIES, ONE_TO_ONE, Claim, Meeting, get_state_at, is_not_expired
from app.meetings.queries.displacement import find_clashing_meetings
from app.meetings.queries.proposals import EndingReason, get_ending_reasons
from app.registrations.models import Registration
from app.registrations.queries.registrations import in_sectors

WAITING_DAYS = (1, 3, 7)
EXPIRY_DAYS = (1, 3, 7)
"""Days: how long a request has waited at least, and in how many it lapses at the latest."""
NO_SECTOR: Final = "none"
SECTOR_KIND: Final = "is_in"


@dataclass(frozen=True, slots=True)
class MeetingFilter:
    """What the organizer asked for; values that mean nothing are as good as none.

    ``waits``: days since who must answer was asked · ``lapses``: days until it lapses · ``time``: ``with``, ``ahead``
    for one that has not begun, ``without``, or ``lost`` what it had · ``brought``: ``asked`` for by a company, or
    ``arranged`` · ``interpreter``: the two share no language · ``clash``: booked at a time at
    which one of the two is elsewhere · ``group`` and ``sector``: one of the two is of this side and works in this
    sector (an ISIC code of any level, or ``none`` for who names none) · ``met``: and the other works in this one.
    """

    name: str = ""
    states: tuple[MeetingState, ...] = ()
    group: str = ""
    delegation: str = ""
    priority: str = ""
    time: str = ""
    waits: str = ""
    lapses: str = ""
    sector: str = ""
    met: str = ""
    brought: str = ""
    interpreter: bool = False
    clash: bool = False

    @property
    def query(self) -> dict[str, Any]:
        """As the address of the page says it; what was not asked for is absent."""
        parameters = {
            "q": self.name,
            "state": [state.value for state in self.states],
            "interpreter": "1" if self.interpreter else "",
            "clash": "1" if self.clash else "",
            **{name: getattr(self, name) for name in PLAIN_FIELDS},
        }
        return {name: value for name, value in parameters.items() if value}

    @property
    def narrows(self) -> bool:
        return bool(self.query)


PLAIN_FIELDS: Final = ("group", "delegation", "priority", "time", "waits", "lapses", "sector", "met", "brought")
"""What an address says in one word each."""


def parse_meeting_filter(args: MultiDict[str, str]) -> MeetingFilter:
    """What an address asks for."""
    states = tuple(MeetingState(word) for word in dict.fromkeys(args.getlist("state")) if word in list(MeetingState))
    words = {name: args.get(name, "") for name in PLAIN_FIELDS}
    needed, clash = (args.get(name) == "1" for name in ("interpreter", "clash"))
    return MeetingFilter(name=args.get("q", ""), states=states, interpreter=needed, clash=clash, **words)


def make_conditions(wanted: MeetingFilter) -> list[ColumnElement[bool]]:
    """All that a database can tell: neither names in any spelling, nor who shares a language, nor clashes."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.states:
        conditions.append(get_state_at(now()).in_(wanted.states))
    if wanted.priority in MEETING_PRIORITIES:
        conditions.append(Meeting.priority == wanted.priority)
    if wanted.brought in ("asked", "arranged"):
        conditions.append(
            Meeting.arranged_by.is_(None) if wanted.brought == "asked" else Meeting.arranged_by.is_not(None)
        )
    if wanted.delegation == "none":
        conditions.append(_is_between(Registration.delegation_id.is_(None)))
    elif (delegation := parse_whole_number(wanted.delegation)) is not None:
        conditions.append(_is_between(Registration.delegation_id == delegation))
    return [*conditions, *_make_side_conditions(wanted), *_make_time_conditions(wanted)]


def _make_side_conditions(wanted: MeetingFilter) -> list[ColumnElement[bool]]:
    group = parse_whole_number(wanted.group)
    conditions = [Registration.group_id == group] if group is not None else []
    conditions += _make_sector_conditions(wanted.sector)
    other = _make_sector_conditions(wanted.met)
    return [_is_between(and_(true(), *conditions), and_(true(), *other))] if conditions or other else []


def _make_sector_conditions(code: str) -> list[ColumnElement[bool]]:
    if code == NO_SECTOR:
        return [~exists().where(CompanySector.company_id == Registration.company_id, CompanySector.kind == SECTOR_KIND)]
    return [in_sectors(sector_tree().subtree(code), (SECTOR_KIND,))] if code in sector_tree() else []


def _make_time_conditions(wanted: MeetingFilter) -> list[ColumnElement[bool]]:
    result: list[ColumnElement[bool]] = []
    moment = now()
    requested = and_(Meeting.state == MeetingState.REQUESTED, is_not_expired(moment))
    placed = Meeting.state.in_(PLACED_STATES)
    if wanted.time == "with":
        result.append(placed)
    elif wanted.time == "ahead":
        result.append(placed & Meeting.slot_id.in_(select(Slot.id).where(Slot.starts_at > moment)))
    elif wanted.time == "without":
        result.append(and_(Meeting.state.in_((MeetingState.REQUESTED, MeetingState.AGREED)), is_not_expired(moment)))
    elif wanted.time == "lost":
        result.append((Meeting.state == MeetingState.AGREED) & (Meeting.sequence > 0))
    if (days := parse_whole_number(wanted.waits)) in WAITING_DAYS:
        result.append(requested & (Meeting.changed_at <= moment - timedelta(days=days or 0)))
    if (days := parse_whole_number(wanted.lapses)) in EXPIRY_DAYS:
        result.append(requested & (Meeting.expires_at <= moment + timedelta(days=days or 0)))
    return result


def _is_between(condition: ColumnElement[bool], other: ColumnElement[bool] | None = None) -> ColumnElement[bool]:
    """Whether one of the two is so, and the other of them is as ``other`` says."""
    companies = select(Registration.id).where(condition)
    if other is None:
        return or_(Meeting.low_id.in_(companies), Meeting.high_id.in_(companies))
    others = select(Registration.id).where(other)
    return or_(
        and_(Meeting.low_id.in_(companies), Meeting.high_id.in_(others)),
        and_(Meeting.high_id.in_(companies), Meeting.low_id.in_(others)),
    )


NO_SPEECH = SpokenLanguages()


@dataclass(frozen=True, slots=True)
class MeetingLineSide:
    registration_id: int
    name: str
    name_zh: str | None
    speech: SpokenLanguages = NO_SPEECH


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """``starts_at`` None, ``table`` "": it has no time, no table yet. ``since``: when it last changed; of a request
    that is since when somebody must answer; ``awaiting_id``: who; ``why``: what was said when it was declined
    or called off, ``reply`` the last words that one side wrote to the other, or to who arranged it."""

    id: int
    state: MeetingState
    priority: str
    starts_at: datetime | None
    since: datetime
    expires_at: datetime | None
    awaiting_id: int | None
    sequence: int
    arranged: bool
    table: str
    clashes: bool
    asker: MeetingLineSide
    asked: MeetingLineSide
    why: EndingReason | None = None
    reply: str = ""

    @property
    def lost_time(self) -> bool:
        """Whether it was booked before and lost its time."""
        return self.state == MeetingState.AGREED and self.sequence > 0

    @property
    def awaiting(self) -> MeetingLineSide | None:
        """Who must answer."""
        return next((side for side in (self.asker, self.asked) if side.registration_id == self.awaiting_id), None)

    @property
    def needs_interpreter(self) -> bool:
        return get_interpreter_need(self.asker.speech, self.asked.speech) is not None


def make_interpreter_check(event_id: int) -> Callable[[int, int], bool]:
    """Tells of two firms of the event whether they need an interpreter."""
    languages = cast(Registration.languages, String).label("languages")
    rows = select(Registration.id, languages, Registration.needs_interpreter)
    registrations = db.session.execute(rows.where(Registration.event_id == event_id))
    speech_by_company: dict[int, tuple[str | None, bool | None]] = {row[0]: (row[1], row[2]) for row in registrations}
    nothing = (None, None)

    @cache  # an event knows few ways to speak, and thousands of pairs
    def of(speech: tuple[str | None, bool | None], other: tuple[str | None, bool | None]) -> bool:
        return get_interpreter_need(_parse_speech(*speech), _parse_speech(*other)) is not None

    def need(low: int, high: int) -> bool:
        return of(speech_by_company.get(low, nothing), speech_by_company.get(high, nothing))

    return need


def _parse_speech(languages: str | None, needs_interpreter: bool | None) -> SpokenLanguages:
    """``languages``: as the database keeps them, in JSON."""
    return SpokenLanguages(frozenset(loads(languages or "[]") or ()), bool(needs_interpreter))


def list_meeting_lines(event_id: int, ids: Sequence[int], clashes: Collection[int] = ()) -> list[MeetingLine]:
    """The lines of these meetings of the event, in their order, without any that is of another; ``clashes``: those of
    all that clash."""
    if not ids:
        return []
    rows = {row[0]: row for row in db.session.execute(_make_lines_query(), {"event_id": event_id, "ids": list(ids)})}
    tables = _get_tables(list(rows))
    reasons = get_ending_reasons(
        [number for number, row in rows.items() if row[1] in (MeetingState.DECLINED, MeetingState.CANCELLED)]
    )
    return [
        replace(
            _make_line(rows[meeting_id], tables.get(meeting_id, ""), meeting_id in clashes), why=reasons.get(meeting_id)
        )
        for meeting_id in ids
        if meeting_id in rows
    ]


@cache
def _make_lines_query() -> Select[Any]:
    """Made once: making it takes longer than asking."""
    asker, asked = aliased(Company), aliased(Company)
    asker_registration, other = aliased(Registration), aliased(Registration)
    asked_id = case((Meeting.asker_id == Meeting.low_id, Meeting.high_id), else_=Meeting.low_id)
    columns = (Meeting.id, Meeting.state, Meeting.priority, Slot.starts_at, Meeting.changed_at, Meeting.expires_at)
    more: tuple[Any, ...] = (Meeting.awaiting_id, Meeting.sequence, Meeting.arranged_by, Meeting.reply)
    sides: tuple[Any, ...] = (
        asker_registration.id,
        asker.name,
        asker.name_zh,
        asker_registration.languages,
        asker_registration.needs_interpreter,
        other.id,
        asked.name,
        asked.name_zh,
        other.languages,
        other.needs_interpreter,
    )
    return (
        select(*columns, *more, *sides)
        .join(asker_registration, asker_registration.id == Meeting.asker_id)
        .join(asker, asker.id == asker_registration.company_id)
        .join(other, other.id == asked_id)
        .join(asked, asked.id == other.company_id)
        .outerjoin(Slot, Slot.id == Meeting.slot_id)
        .where(Meeting.event_id == bindparam("event_id"), Meeting.id.in_(bindparam("ids", expanding=True)))
    )


def _make_line(row: Row[*tuple[Any, ...]], table: str, clashes: bool) -> MeetingLine:
    number, state, priority, starts_at, since, expires_at, awaiting, sequence, arranged_by, reply, *sides = row
    asker, asked = _make_side(sides[:5]), _make_side(sides[5:])
    facts = (starts_at, since, expires_at, awaiting, sequence, arranged_by is not None)
    state = get_current_state(MeetingState(state), expires_at, now=now())
    return MeetingLine(number, state, priority, *facts, table, clashes, asker, asked, reply=reply or "")


def _make_side(values: Sequence[Any]) -> MeetingLineSide:
    return MeetingLineSide(
        values[0], values[1], values[2], SpokenLanguages(frozenset(values[3] or ()), bool(values[4]))
    )


def _get_tables(meeting_ids: Sequence[int]) -> dict[int, str]:
    """The label of the table that each meeting holds."""
    query = (
        select(Claim.meeting_id, Table.label)
        .join(Table, Table.id == Claim.table_id)
        .where(Claim.meeting_id.in_(meeting_ids))
        .order_by(Claim.id)
    )
    return dict(db.session.execute(query).all())


PAGE_SIZE = 50
TIME_ORDER = (Slot.starts_at.is_(None), Slot.starts_at, Meeting.id)
PairIds = Sequence[tuple[int, int, int]]
"""(meeting, low, high)."""


@dataclass(frozen=True, slots=True)
class OverviewCounts:
    """Of all meetings of the event, whatever the page is narrowed to.

    ``waiting``: requests that have waited for ``WAITS[1]`` days or more · ``lapsing``: that lapse within
    ``EXPIRY_DAYS[0]`` day · ``lost``: agreed ones that had a time.
    """

    by_state: dict[str, int]
    waiting: int
    lapsing: int
    lost: int
    clashes: int

    @property
    def all(self) -> int:
        return sum(self.by_state.values())


@dataclass(frozen=True, slots=True)
class MeetingOverview:
    counts: OverviewCounts
    page: Page[MeetingLine]


def get_overview(event_id: int, wanted: MeetingFilter, *, page: int) -> MeetingOverview:
    """The meetings that fit, by time, those without one last."""
    clashes = find_clashing_meetings(event_id)
    counts = _count_meetings(event_id, len(clashes))
    chosen = _make_filtered_query(event_id, wanted, clashes)
    if sieve := _make_sieve(event_id, wanted):
        ids = [row[0] for row in sieve(_list_pairs(chosen))]
        number = clip_page(page, size=PAGE_SIZE, total=len(ids))
        return MeetingOverview(
            counts, _make_page(event_id, ids[(number - 1) * PAGE_SIZE : number * PAGE_SIZE], number, len(ids), clashes)
        )
    total = counts.all
    if wanted.narrows:
        total = db.session.scalar(chosen.with_only_columns(func.count()).order_by(None)) or 0
    number = clip_page(page, size=PAGE_SIZE, total=total)
    shown = chosen.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)
    return MeetingOverview(counts, _make_page(event_id, [row[0] for row in _list_pairs(shown)], number, total, clashes))


def list_matching_ids(event_id: int, wanted: MeetingFilter) -> list[int]:
    """All meetings that fit, whatever the page, by time."""
    pairs = _list_pairs(
        _make_filtered_query(event_id, wanted, find_clashing_meetings(event_id) if wanted.clash else ())
    )
    sieve = _make_sieve(event_id, wanted)
    return [row[0] for row in (sieve(pairs) if sieve else pairs)]


def _make_page(
    event_id: int, ids: Sequence[int], number: int, total: int, clashes: Collection[int]
) -> Page[MeetingLine]:
    return Page(list_meeting_lines(event_id, ids, clashes), number, PAGE_SIZE, total)


def _list_pairs(chosen: Select[int, int, int]) -> PairIds:
    return [(row[0], row[1], row[2]) for row in db.session.execute(chosen)]


def _count_meetings(event_id: int, clashes: int) -> OverviewCounts:
    moment = now()
    state, requested = get_state_at(moment), and_(Meeting.state == MeetingState.REQUESTED, is_not_expired(moment))
    soon = and_(requested, Meeting.expires_at <= moment + timedelta(days=EXPIRY_DAYS[0]))
    long = and_(requested, Meeting.changed_at <= moment - timedelta(days=WAITING_DAYS[1]))
    lost = and_(Meeting.state == MeetingState.AGREED, Meeting.sequence > 0)
    sums = [func.sum(case((condition, 1), else_=0)) for condition in (long, soon, lost)]
    rows = db.session.execute(
        select(state.label("stands"), func.count(), *sums)
        .where(Meeting.event_id == event_id, Meeting.kind == ONE_TO_ONE)
        .group_by("stands")
    ).all()
    waiting, lapsing, lost_count = (sum(row[at] for row in rows) for at in (2, 3, 4))
    return OverviewCounts({row[0]: row[1] for row in rows}, waiting, lapsing, lost_count, clashes)


def _make_filtered_query(event_id: int, wanted: MeetingFilter, clashes: Collection[int]) -> Select[int, int, int]:
    chosen = select(Meeting.id, Meeting.low_id, Meeting.high_id).outerjoin(Slot, Slot.id == Meeting.slot_id)
    chosen = chosen.where(Meeting.event_id == event_id, Meeting.kind == ONE_TO_ONE, *make_conditions(wanted))
    if wanted.clash:
        chosen = chosen.where(Meeting.id.in_(clashes))
    return chosen.order_by(*TIME_ORDER)


def _make_sieve(event_id: int, wanted: MeetingFilter) -> Callable[[PairIds], PairIds] | None:
    """What a database cannot tell: names in any spelling, and who shares a language."""
    if not (wanted.name or wanted.interpreter):
        return None
    named = _find_named(event_id, wanted.name) if wanted.name else None
    need = make_interpreter_check(event_id) if wanted.interpreter else None

    def sieved(pair_ids: PairIds) -> PairIds:
        return [
            row
            for row in pair_ids
            if (named is None or row[1] in named or row[2] in named) and (need is None or need(row[1], row[2]))
        ]

    return sieved


def _find_named(event_id: int, typed: str) -> set[int]:
    if is_signs_only(typed):
        return set()
    stored = (
        select(Registration.id, Company.folded)
        .join(Company, Company.id == Registration.company_id)
        .where(Registration.event_id == event_id)
    )
    return set(
        search_companies(typed, [(registration_id, folded) for registration_id, folded in db.session.execute(stored)])
    )


def count_group_meetings(event_id: int) -> int:
    """How many group meetings of an event were not called off."""
    return int(db.session.execute(_GROUP_COUNT, {"event_id": event_id}).scalar_one())


_GROUP_COUNT = select(func.count()).where(
    Meeting.event_id == bindparam("event_id"), Meeting.kind == GROUP, Meeting.state != MeetingState.CANCELLED.value
)
