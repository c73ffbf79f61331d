"""Which booked meetings need an interpreter and have none."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from json import loads
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, String, and_, bindparam, cast, exists, func, null, or_, select
from sqlalchemy.orm import aliased

from app.core.db import db, now
from app.events.models import Interpreter, Slot
from app.meetings.interpreters import SpokenLanguages, get_interpreter_need, list_interpreter_needs
from app.meetings.lifecycle import MeetingState
from app.meetings.models import GROUP, ONE_TO_ONE, Claim, Meeting, MeetingParty
from app.meetings.queries.group_meeting_parties import HAS_SEAT
from app.meetings.queries.occupancy import get_event_layout
from app.registrations.models import Registration, Representation, Representative


@dataclass(frozen=True, slots=True)
class InterpreterShortage:
    """``meetings`` still to come that need somebody and have nobody; ``is_any``: the event has interpreters. Where it
    has none, those of companies that share no language count, whoever of them sits there."""

    meetings: int
    is_any: bool


def get_interpreter_shortage(event_id: int) -> InterpreterShortage:
    """The same as the page of the interpreters counts, by a look at how people speak alone."""
    if get_event_layout(event_id).has_interpreters:
        return InterpreterShortage(_count_pairs(_BY_PEOPLE, event_id) + _count_groups(event_id), is_any=True)
    return InterpreterShortage(_count_pairs(_BY_COMPANIES, event_id), is_any=False)


def find_meetings_without_interpreter(event_id: int, registration_id: int) -> frozenset[int]:
    """Of one firm: its meetings with one other, among those that ``get_interpreter_shortage`` counts."""
    statement = _EACH_BY_PEOPLE if get_event_layout(event_id).has_interpreters else _EACH_BY_COMPANIES
    of = {"event_id": event_id, "moment": now(), "registration_id": registration_id}
    rows = db.session.execute(statement, of)
    return frozenset(
        meeting_id
        for meeting_id, *speech_columns in rows
        if get_interpreter_need(_parse_speech(*speech_columns[:3]), _parse_speech(*speech_columns[3:])) is not None
    )


def has_interpreters(event_id: int) -> bool:
    return db.session.execute(_INTERPRETER, {"event_id": event_id}).first() is not None


def _count_pairs(statement: Select[Any], event_id: int) -> int:
    counted = db.session.execute(statement, {"event_id": event_id, "moment": now()})
    pairs: list[int] = [
        count
        for count, *speech_columns in counted
        if get_interpreter_need(_parse_speech(*speech_columns[:3]), _parse_speech(*speech_columns[3:])) is not None
    ]
    return sum(pairs)


def _count_groups(event_id: int) -> int:
    """Of group meetings, by the languages of the first who sits there for each firm."""
    groups: dict[int, dict[int, SpokenLanguages]] = defaultdict(dict)
    rows = db.session.execute(_GROUP_SPEECH, {"event_id": event_id, "moment": now()})
    for meeting_id, company, *speech_columns in rows:
        groups[meeting_id].setdefault(company, _parse_speech(*speech_columns))
    return sum(
        bool(list_interpreter_needs(host, guests))
        for host, *guests in (companies.values() for companies in groups.values())
    )


def _parse_speech(own: str | None, companies: str | None, needs: bool | None) -> SpokenLanguages:
    """Of who sits there: ``own`` languages, else the firm's; both as the database keeps them, in JSON."""
    return SpokenLanguages(frozenset(loads(own or "[]") or loads(companies or "[]") or ()), bool(needs))


def _make_speech_query(*, by_people: bool, each: bool = False) -> Select[Any]:
    """Meetings by how both sides speak, of whom an event knows few ways: the people who sit there, or their companies.
    ``each``: not how many, but which ones of one company."""
    companies, spoken = [aliased(Registration), aliased(Registration)], list[Any]()
    here = (Meeting.event_id == bindparam("event_id", type_=Integer), Meeting.kind == ONE_TO_ONE)
    ahead = (Meeting.state == MeetingState.BOOKED, Slot.starts_at > bindparam("moment", type_=Slot.starts_at.type))
    what: Any = Meeting.id if each else func.count()
    chosen: Select[Any] = select(what).select_from(Meeting).join(Slot, Slot.id == Meeting.slot_id)
    for company, own in zip(companies, (Meeting.low_id, Meeting.high_id), strict=True):
        chosen = chosen.join(company, company.id == own)
        own_words: Any = cast(null(), String)  # PostgreSQL groups by no bare NULL
        if by_people:
            seat, person = aliased(Claim), aliased(Representative)
            chosen = chosen.outerjoin(seat, _is_seated(seat, own)).outerjoin(
                person, person.id == seat.representative_id
            )
            own_words = cast(person.languages, String)
        spoken += [own_words, cast(company.languages, String), company.needs_interpreter]
    if by_people:
        chosen = chosen.where(~_has_interpreter())
    speech_columns = [column.label(f"told_{at}") for at, column in enumerate(spoken)]
    chosen = chosen.add_columns(*speech_columns).where(*here, *ahead)
    if each:
        mine = bindparam("registration_id", type_=Integer)
        return chosen.where(or_(Meeting.low_id == mine, Meeting.high_id == mine))
    return chosen.group_by(*spoken)


def _is_seated(seat: Any, own: Any) -> ColumnElement[bool]:
    """Who sits there for a side when the meeting begins."""
    stands = exists().where(
        Representation.representative_id == seat.representative_id, Representation.registration_id == own
    )
    return and_(seat.meeting_id == Meeting.id, seat.slot_id == Meeting.slot_id, stands)


def _make_group_speech_query() -> Select[Any]:
    """How each firm at a group meeting without an interpreter speaks, the host first: a row for each who sits there."""
    seat = aliased(Claim)
    return (
        select(Meeting.id, Registration.id.label("firm"), cast(Representative.languages, String).label("own"))
        .add_columns(cast(Registration.languages, String).label("of_firm"), Registration.needs_interpreter)
        .join(Slot, Slot.id == Meeting.slot_id)
        .join(MeetingParty, and_(MeetingParty.meeting_id == Meeting.id, HAS_SEAT))
        .join(Registration, Registration.id == MeetingParty.registration_id)
        .outerjoin(seat, _is_seated(seat, Registration.id))
        .outerjoin(Representative, Representative.id == seat.representative_id)
        .where(Meeting.event_id == bindparam("event_id", type_=Integer), Meeting.kind == GROUP)
        .where(Meeting.state == MeetingState.BOOKED, Slot.starts_at > bindparam("moment", type_=Slot.starts_at.type))
        .where(~_has_interpreter())
        .order_by(Meeting.id, MeetingParty.seat.is_not(None), MeetingParty.seat, seat.id)
    )


def _has_interpreter() -> ColumnElement[bool]:
    return exists().where(Claim.meeting_id == Meeting.id, Claim.interpreter_id.is_not(None))


_INTERPRETER = (
    select(Interpreter.id)
    .where(Interpreter.event_id == bindparam("event_id"), Interpreter.retired_at.is_(None))
    .limit(1)
)
_BY_PEOPLE, _BY_COMPANIES = _make_speech_query(by_people=True), _make_speech_query(by_people=False)
_GROUP_SPEECH = _make_group_speech_query()
_EACH_BY_PEOPLE, _EACH_BY_COMPANIES = (
    _make_speech_query(by_people=True, each=True),
    _make_speech_query(by_people=False, each=True),
)
"""Made once: making them takes longer than asking."""
