"""The rows of an attendee list as values: all of a selection or a page of it, in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Select, bindparam, func, or_, select

from app.companies.models import Company, CompanyCertificate, CompanySector
from app.core.db import db
from app.core.localized import Localized
from app.lists.answers import START
from app.lists.columns import Terms
from app.lists.consent import Said, Use, Verdict, judge
from app.lists.imported import SHEET
from app.lists.picking import picked
from app.lists.queries.matching_rows import asking, firms_named, said_columns, said_of
from app.lists.queries.names import EVENT, delegation_names, group_names
from app.lists.queries.reach import Reach
from app.lists.rows import NOTHING, Firm, Listed, Person, Row
from app.lists.selection import Filter, Selection
from app.lists.sorting import PROTOCOL
from app.meetings.models import GROUP, Meeting, MeetingParty
from app.meetings.queries.round_parties import SITS
from app.registrations.models import Registration, Representative
from app.registrations.queries.answers import column_values
from app.registrations.queries.expiring import still_valid
from app.registrations.queries.party import leading_roles
from app.registrations.queries.sheet_answers import kept_of_sheets

FIRM: tuple[Any, ...] = (
    *(Registration.id, Registration.category, Registration.state, Registration.institution, Registration.rank),
    *(Registration.languages, Registration.needs_interpreter, Registration.submitted_at, Registration.created_at),
    *(Registration.delegation_id, Registration.group_id, Registration.company_id),
    *(Company.name, Company.name_zh, Company.country, Company.city, Company.website),
    *(Company.offers_en, Company.offers_zh, Company.offers_fr, Company.seeks_en, Company.seeks_zh, Company.seeks_fr),
)
PERSON: tuple[Any, ...] = (
    *(Representative.id, Representative.display_name, Representative.salutation, Representative.family_name),
    *(Representative.given_name, Representative.name_zh, Representative.title, Representative.title_zh),
    *(Representative.rank, Representative.email, Representative.phone, Representative.wechat),
    *(Representative.languages, Representative.dietary, Representative.checked_in_at, Representative.vip),
)
HELD = ("booked", "held")
FEW = 500
"""So many firms are asked for by number, more by their event."""
AT_ONCE = 5_000
"""Rows whose answers are asked for in one statement."""
COMPANY = 11
"""Where the company's number stands in ``FIRM``."""
BARE = Verdict(contacts=False, inner=False)
"""Of a firm's row without a person."""
SAID = 8
"""How many columns tell what was said."""


def _whole() -> Sequence[Any]:
    return (*FIRM, *PERSON, *said_columns())


ALL = asking(_whole)
THESE = asking(_whole, Registration.id.in_(bindparam("wanted", expanding=True)))


@dataclass(frozen=True, slots=True)
class Found:
    """What a selection finds: the rows that stand in the list, and those left out with their reasons.

    Of firms that the reader does not answer for, the latter are there to be counted, and only while nothing narrows the
    list: whoever could narrow them would be told of each what is not to be seen.
    """

    listed: list[Listed]
    left_out: list[Listed]


_Answers = Mapping[int, Mapping[int, Any]]
"""Of a firm or a person, by question."""


@dataclass(frozen=True, slots=True)
class _Parts:
    """What belongs to firms and stands in tables of its own."""

    delegations: Mapping[int, Localized]
    groups: Mapping[int, Localized]
    sectors: Mapping[tuple[int, str], tuple[str, ...]]
    certificates: Mapping[tuple[int, str], tuple[str, ...]]
    meetings: Mapping[int, int] = field(default_factory=dict)
    answers: _Answers = field(default_factory=dict)
    answers_of_people: _Answers = field(default_factory=dict)
    sheets: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    leaders: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """Delegation and person → the part."""


PLAIN: Final = Terms("en", ZoneInfo("UTC"), "")


def attendees(selection: Selection, reach: Reach, terms: Terms = PLAIN) -> Found:
    """Everything that the selection finds, in its order, judged by its use. ``terms``: in which language and zone texts
    and moments are looked at where the order or a condition asks for that."""
    judged = found_rows(selection, reach)
    left_out = [one for one in judged if one.verdict.reason and (one.own or not selection.filter)]
    found = Found(list(_standing(judged, _searched(judged, selection, reach))), left_out)
    if not selection.looks_into_cells:
        return found
    return Found(picked(found.listed, selection, terms), picked(found.left_out, selection, terms))


def found_rows(selection: Selection, reach: Reach) -> list[Listed]:
    """Every row that the database finds, whatever was said of it: not yet what anybody may be told."""
    # the connection itself: the session would make each row a second time
    return _judged(db.session.connection().execute(ALL(*_asked(selection, reach))).all(), selection, reach)


def _asked(selection: Selection, reach: Reach) -> tuple[Selection, Reach]:
    """What the database is asked: of the rest it keeps no statement."""
    plain = replace(selection, titles=(), extra=(), filter=replace(selection.filter, where=()))
    return plain, reach


def _searched(judged: Sequence[Listed], selection: Selection, reach: Reach) -> Collection[int] | None:
    """The firms that a search found by what they show, where it may have found one by a person who is not named; None
    for all of them."""
    unnamed = selection.filter.search and any(one.verdict.firm_alone for one in judged)
    return firms_named(selection, reach) if unnamed else None


def _standing(judged: Sequence[Listed], firms: Collection[int] | None = None) -> Iterator[Listed]:
    """The rows that stand in the list, with a bare one for each firm whose people may not be named; ``firms``: only for
    these."""
    named = {one.row.firm.registration_id for one in judged if not one.verdict.reason}
    for one in judged:
        firm = one.row.firm.registration_id
        if not one.verdict.reason:
            yield one
        elif one.verdict.firm_alone and firm not in named and (firms is None or firm in firms):
            named.add(firm)
            yield Listed(one.row.bare, BARE, one.own)


def these(selection: Selection, reach: Reach, wanted: Sequence[tuple[int, int | None]]) -> list[Listed]:
    """These rows (registration, person, or None for the firm alone) of a selection, in its order."""
    # they have passed the filters already; a search would be made anew
    known = replace(selection, filter=Filter(states=selection.filter.states))
    asked = set(wanted)
    rows = db.session.execute(
        THESE(*_asked(known, reach)), {"wanted": list({registration for registration, _ in wanted})}
    )
    found = list(_standing(_judged(rows.all(), selection, reach)))
    return [one for one in found if (one.row.firm.registration_id, one.row.person_id) in asked]


def _judged(found: Sequence[Sequence[Any]], selection: Selection, reach: Reach) -> list[Listed]:
    firms: dict[int, Firm] = {}
    names = {column.name for column in (*selection.columns, *selection.needed)}
    parts = _parts(reach.event_id, {each[COMPANY] for each in found}, names)
    if any(name.startswith(START) for name in names):
        answers, answers_of_people = _answers(reach.event_id, found)
        parts = replace(parts, answers=answers, answers_of_people=answers_of_people)
    if any(name.startswith(SHEET) for name in names):
        parts = replace(parts, sheets=kept_of_sheets(reach.event_id))
    if selection.order_name == PROTOCOL:
        parts = replace(parts, leaders=leading_roles(reach.event_id))
    heard = _Heard(selection.use)
    listed = []
    for each in found:
        if each[0] not in firms:
            firms[each[0]] = _firm(each, parts)
        firm = firms[each[0]]
        person = _person(each[len(FIRM) : -SAID], firm, parts) if each[len(FIRM)] is not None else None
        said, verdict = heard[tuple(each[-SAID:])]
        listed.append(Listed(Row(firm, person, said), verdict, reach.answers_for(firm.delegation_id)))
    return listed


class _Heard(dict[tuple[Any, ...], tuple[Said, Verdict]]):
    """What the words of a row mean for this use; there are few that differ."""

    def __init__(self, use: Use) -> None:
        super().__init__()
        self._use = use

    def __missing__(self, words: tuple[Any, ...]) -> tuple[Said, Verdict]:
        said = said_of(words)
        found = self[words] = said, judge(said, self._use)
        return found


def _firm(each: Sequence[Any], parts: _Parts) -> Firm:
    (number, category, state, institution, rank, languages, interpreter, submitted_at, created_at) = each[:9]
    (delegation, group, company, name, name_zh, country, city, website, *lines) = each[9 : len(FIRM)]
    return Firm(
        registration_id=number,
        category=category,
        state=state,
        name=name or institution or "",
        delegation_id=delegation,
        delegation=parts.delegations.get(delegation, NOTHING),
        group=parts.groups.get(group, NOTHING),
        name_zh=name_zh or "",
        country=country or "",
        city=city or "",
        website=website or "",
        is_in=parts.sectors.get((company, "is_in"), ()),
        offers_codes=parts.sectors.get((company, "offers"), ()),
        seeks_codes=parts.sectors.get((company, "seeks"), ()),
        offers=_localized(lines[:3]),
        seeks=_localized(lines[3:]),
        holds=parts.certificates.get((company, "holds"), ()),
        needs=parts.certificates.get((company, "needs"), ()),
        rank=rank,
        languages=tuple(languages),
        needs_interpreter=interpreter,
        meetings=parts.meetings.get(number, 0),
        registered_at=submitted_at or created_at,
        answers=parts.answers.get(number, {}),
        sheet=parts.sheets.get(number, {}),
    )


def _localized(lines: Sequence[str | None]) -> Localized:
    return Localized(*(line or "" for line in lines)) if any(lines) else NOTHING


def _person(each: Sequence[Any], firm: Firm, parts: _Parts) -> Person:
    (number, name, salutation, family, given, name_zh, title, title_zh, rank, email, phone, wechat) = each[:12]
    (languages, dietary, checked_in_at, vip) = each[12:]
    return Person(
        id=number,
        name=name,
        salutation=salutation or "",
        family_name=family or "",
        given_name=given or "",
        name_zh=name_zh or "",
        title=title or "",
        title_zh=title_zh or "",
        rank=rank,
        email=email or "",
        phone=phone or "",
        wechat=wechat or "",
        languages=tuple(languages),
        dietary=dietary or "",
        checked_in_at=checked_in_at,
        vip=vip,
        part=parts.leaders.get((firm.delegation_id, number), "") if firm.delegation_id is not None else "",
        answers=parts.answers_of_people.get(number, {}),
    )


def _parts(event_id: int, companies: set[int | None], names: set[str]) -> _Parts:
    """What stands beside these companies, as far as the columns of these names show it."""
    within = companies - {None} if len(companies) <= FEW else None
    with_sectors = any(name.startswith(("sector", "offers", "seeks")) for name in names)
    with_certificates = any(name.startswith("certificates") for name in names)
    return _Parts(
        delegations=delegation_names(event_id) if "delegation" in names else {},
        groups=group_names(event_id) if "group" in names else {},
        sectors=_gathered(CompanySector, event_id, within) if with_sectors else {},
        certificates=_gathered(CompanyCertificate, event_id, within) if with_certificates else {},
        meetings=_meetings(event_id) if "meetings_booked" in names else {},
    )


def _answers(event_id: int, found: Sequence[Sequence[Any]]) -> tuple[_Answers, _Answers]:
    """What firms and what people answered to the event's own questions, asked for some thousand rows at a time."""
    firms: dict[int, Mapping[int, Any]] = {}
    people: dict[int, Mapping[int, Any]] = {}
    for start in range(0, len(found), AT_ONCE):
        some = found[start : start + AT_ONCE]
        those = {each[len(FIRM)] for each in some if each[len(FIRM)] is not None}
        of_firms, of_people = column_values(event_id, registrations={each[0] for each in some}, representatives=those)
        firms.update(of_firms)
        people.update(of_people)
    return firms, people


def _gathered(table: Any, event_id: int, companies: set[int | None] | None) -> dict[tuple[int, str], tuple[str, ...]]:
    """Company and kind → the codes that it has of it; of all companies of the event without ``companies``."""
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    asked = {"event_id": event_id} | ({} if companies is None else {"companies": list(companies)})
    told = db.session.connection().execute(_codes(table, few=companies is not None), asked)
    for company, kind, one in told.all():
        found[company, kind].append(one)
    return {key: tuple(codes) for key, codes in found.items()}


@cache
def _codes(table: Any, *, few: bool) -> Select[Any]:
    of_event = select(Registration.company_id).where(Registration.event_id == EVENT)
    within = table.company_id.in_(bindparam("companies", expanding=True) if few else of_event)
    if table is CompanyCertificate:  # one that is over by the event does not count there
        within &= still_valid(EVENT)
    code, *order = (table.code, table.weight.desc()) if table is CompanySector else (table.standard,)
    return select(table.company_id, table.kind, code).where(within).order_by(*order, code)


def _meetings(event_id: int) -> dict[int, int]:
    """How many meetings of each registration have a time or were held; of groups those at which it has a seat."""
    sits = select(MeetingParty.registration_id, func.count()).join(Meeting, Meeting.id == MeetingParty.meeting_id)
    held = sits.where(Meeting.event_id == event_id, Meeting.state.in_(HELD), or_(Meeting.kind != GROUP, SITS))
    return dict(db.session.execute(held.group_by(MeetingParty.registration_id)).all())
