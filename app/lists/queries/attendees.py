"""The rows of an attendee list as values, all or some, in few queries; an event's own columns and names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Integer, Select, bindparam, func, or_, select

from app.companies.fields import LISTED_FIELDS
from app.companies.models import Company, CompanyCertificate, CompanySector
from app.core.db import db
from app.core.localized import Localized
from app.events.models import Event, Group
from app.importing.queries.imports import get_sheet_answers, list_sheet_answer_names
from app.lists.columns import ANSWER_PREFIX, SHEET_PREFIX, ListColumn, ListTerms, answer_columns, imported_columns
from app.lists.consent import ListUse, ListVerdict, RowConsents, judge_row
from app.lists.queries.matching_rows import ListReach, cached_query, companies_found, consent_columns, consents_of_row
from app.lists.rows import NO_TEXT, PROTOCOL, JudgedRow, ListCompany, ListPerson, ListRow
from app.lists.selection import AttendeeFilter, ListSelection, select_rows
from app.meetings.models import GROUP, Meeting, MeetingParty
from app.meetings.queries.group_meeting_parties import HAS_SEAT
from app.registrations.models import Delegation, Registration, Representative
from app.registrations.queries.answers import get_column_values, list_column_questions
from app.registrations.queries.delegation_members import get_leading_roles
from app.registrations.queries.profiles import is_valid_at_event

EVENT_ID = bindparam("event_id", type_=Integer)


def delegation_names(event_id: int) -> dict[int, Localized]:
    """By id, in the order of their names."""
    return _names_of(Delegation, event_id)


def group_names(event_id: int) -> dict[int, Localized]:
    """By id, in their order."""
    return _names_of(Group, event_id)


def _names_of(table: Any, event_id: int) -> dict[int, Localized]:
    rows = db.session.execute(_names_query(table), {"event_id": event_id})
    return {row[0]: Localized(row[1] or "", row[2] or "", row[3] or "") for row in rows}


@cache
def _names_query(table: Any) -> Select[Any]:
    """Made once for each table."""
    name, order = (table.name_en, table.name_en) if table is Delegation else (table.name, table.position)
    chosen = select(table.id, name, table.name_zh, table.name_fr).where(table.event_id == EVENT_ID)
    return chosen.order_by(order, table.id)


def own_columns(event_id: int) -> tuple[ListColumn, ...]:
    """One for each question that the event asks besides the profile, but for sealed ones and files; then one for each
    answer that imports of sheets have kept."""
    return (*answer_columns(list_column_questions(event_id)), *imported_columns(list_sheet_answer_names(event_id)))


def with_own_columns(selection: ListSelection, event_id: int) -> ListSelection:
    return replace(selection, extra=own_columns(event_id))


def terms_of(event: Event, language: str) -> ListTerms:
    return ListTerms(language, ZoneInfo(event.zone), event.name.in_language(language)[0])


COMPANY_COLUMNS: tuple[Any, ...] = (
    Registration.id,
    Registration.category,
    Registration.state,
    Registration.institution,
    Registration.rank,
    Registration.languages,
    Registration.needs_interpreter,
    Registration.submitted_at,
    Registration.created_at,
    Registration.delegation_id,
    Registration.group_id,
    Registration.company_id,
    Company.name,
    Company.name_zh,
    Company.country,
    Company.city,
    Company.website,
    Company.offers_en,
    Company.offers_zh,
    Company.offers_fr,
    Company.seeks_en,
    Company.seeks_zh,
    Company.seeks_fr,
    *(getattr(Company, name) for name in LISTED_FIELDS),
)
PERSON_COLUMNS: tuple[Any, ...] = (
    Representative.id,
    Representative.display_name,
    Representative.salutation,
    Representative.family_name,
    Representative.given_name,
    Representative.name_zh,
    Representative.title,
    Representative.title_zh,
    Representative.rank,
    Representative.email,
    Representative.phone,
    Representative.wechat,
    Representative.languages,
    Representative.dietary,
    Representative.checked_in_at,
    Representative.vip,
)
COUNTED_STATES = ("booked", "held")
MOST_BY_NUMBER = 500
"""So many firms are asked for by number, more by their event."""
ROWS_AT_ONCE = 5_000
"""Rows whose answers are asked for in one statement."""
COMPANY_ID_INDEX = 11
"""Where the company's number stands in ``FIRM``."""
COMPANY_ALONE = ListVerdict(contacts=False, inner=False)
"""Of a firm's row without a person."""
CONSENT_COLUMN_COUNT = 8
"""How many columns tell what was said."""


def _all_columns() -> Sequence[Any]:
    return (*COMPANY_COLUMNS, *PERSON_COLUMNS, *consent_columns())


ROWS_QUERY = cached_query(_all_columns)
ROWS_BY_ID_QUERY = cached_query(_all_columns, Registration.id.in_(bindparam("wanted", expanding=True)))


@dataclass(frozen=True, slots=True)
class FoundRows:
    """What a selection finds: the rows that stand in the list, and those left out with their reasons.

    Of companies that the reader does not answer for, the latter are there to be counted, and only while nothing
    narrows the list: whoever could narrow them would be told of each what is not to be seen.
    """

    listed: list[JudgedRow]
    left_out: list[JudgedRow]


_Answers = Mapping[int, Mapping[int, Any]]
"""Of a firm or a person, by question."""


@dataclass(frozen=True, slots=True)
class _CompanyParts:
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


PLAIN_TERMS: Final = ListTerms("en", ZoneInfo("UTC"), "")


def attendees(selection: ListSelection, reach: ListReach, terms: ListTerms = PLAIN_TERMS) -> FoundRows:
    """Everything that the selection finds, in its order, judged by its use. ``terms``: in which language and zone texts
    and moments are looked at where the order or a condition asks for that."""
    judged = judged_rows(selection, reach)
    left_out = [row for row in judged if row.verdict.reason and (row.own or not selection.filter)]
    result = FoundRows(list(_listed_rows(judged, _companies_searched(judged, selection, reach))), left_out)
    if not selection.needs_cells:
        return result
    return FoundRows(select_rows(result.listed, selection, terms), select_rows(result.left_out, selection, terms))


def judged_rows(selection: ListSelection, reach: ListReach) -> list[JudgedRow]:
    """Every row that the database finds, whatever was said of it: not yet what anybody may be told."""
    # the connection itself: the session would make each row a second time
    return _judge_rows(
        db.session.connection().execute(ROWS_QUERY(*_statement_key(selection, reach))).all(), selection, reach
    )


def _statement_key(selection: ListSelection, reach: ListReach) -> tuple[ListSelection, ListReach]:
    """What the database is asked: of the rest it keeps no statement."""
    plain = replace(selection, titles=(), extra=(), filter=replace(selection.filter, where=()))
    return plain, reach


def _companies_searched(
    judged: Sequence[JudgedRow], selection: ListSelection, reach: ListReach
) -> Collection[int] | None:
    """The companies that a search found by what they show, where it may have found one by a person who is not named;
    None for all of them."""
    unnamed = selection.filter.search and any(row.verdict.company_alone for row in judged)
    return companies_found(selection, reach) if unnamed else None


def _listed_rows(judged: Sequence[JudgedRow], companies: Collection[int] | None = None) -> Iterator[JudgedRow]:
    """The rows that stand in the list, with a bare one for each company whose people may not be named; ``firms``:
    only for these."""
    named = {row.row.company.registration_id for row in judged if not row.verdict.reason}
    for row in judged:
        company_id = row.row.company.registration_id
        if not row.verdict.reason:
            yield row
        elif row.verdict.company_alone and company_id not in named and (companies is None or company_id in companies):
            named.add(company_id)
            yield JudgedRow(row.row.bare, COMPANY_ALONE, row.own)


def rows_by_id(selection: ListSelection, reach: ListReach, keys: Sequence[tuple[int, int | None]]) -> list[JudgedRow]:
    """These rows (registration, person, or None for the firm alone) of a selection, in its order."""
    # they have passed the filters already; a search would be made anew
    known = replace(selection, filter=AttendeeFilter(states=selection.filter.states))
    requested = set(keys)
    rows = db.session.execute(
        ROWS_BY_ID_QUERY(*_statement_key(known, reach)), {"wanted": list({registration for registration, _ in keys})}
    )
    listed = list(_listed_rows(_judge_rows(rows.all(), selection, reach)))
    return [row for row in listed if (row.row.company.registration_id, row.row.person_id) in requested]


def _judge_rows(rows: Sequence[Sequence[Any]], selection: ListSelection, reach: ListReach) -> list[JudgedRow]:
    companies: dict[int, ListCompany] = {}
    names = {column.name for column in (*selection.columns, *selection.needed)}
    parts = _load_parts(reach.event_id, {each[COMPANY_ID_INDEX] for each in rows}, names)
    if any(name.startswith(ANSWER_PREFIX) for name in names):
        answers, answers_of_people = _load_answers(reach.event_id, rows)
        parts = replace(parts, answers=answers, answers_of_people=answers_of_people)
    if any(name.startswith(SHEET_PREFIX) for name in names):
        parts = replace(parts, sheets=get_sheet_answers(reach.event_id))
    if selection.order_name == PROTOCOL:
        parts = replace(parts, leaders=get_leading_roles(reach.event_id))
    consents_of = _ConsentCache(selection.use)
    listed = []
    for each in rows:
        if each[0] not in companies:
            companies[each[0]] = _create_company(each, parts)
        company = companies[each[0]]
        person = (
            _create_person(each[len(COMPANY_COLUMNS) : -CONSENT_COLUMN_COUNT], company, parts)
            if each[len(COMPANY_COLUMNS)] is not None
            else None
        )
        consents, verdict = consents_of[tuple(each[-CONSENT_COLUMN_COUNT:])]
        listed.append(JudgedRow(ListRow(company, person, consents), verdict, reach.answers_for(company.delegation_id)))
    return listed


class _ConsentCache(dict[tuple[Any, ...], tuple[RowConsents, ListVerdict]]):
    """What the words of a row mean for this use; there are few that differ."""

    def __init__(self, use: ListUse) -> None:
        super().__init__()
        self._use = use

    def __missing__(self, words: tuple[Any, ...]) -> tuple[RowConsents, ListVerdict]:
        consents = consents_of_row(words)
        judged = self[words] = consents, judge_row(consents, self._use)
        return judged


def _create_company(each: Sequence[Any], parts: _CompanyParts) -> ListCompany:
    (number, category, state, institution, rank, languages, interpreter, submitted_at, created_at) = each[:9]
    (delegation, group, company, name, name_zh, country, city, website, *lines) = each[9 : len(COMPANY_COLUMNS)]
    return ListCompany(
        registration_id=number,
        category=category,
        state=state,
        name=name or institution or "",
        delegation_id=delegation,
        delegation=parts.delegations.get(delegation, NO_TEXT),
        group=parts.groups.get(group, NO_TEXT),
        name_zh=name_zh or "",
        country=country or "",
        city=city or "",
        website=website or "",
        fields={name: value or "" for name, value in zip(LISTED_FIELDS, lines[6:], strict=True)},
        is_in=parts.sectors.get((company, "is_in"), ()),
        offers_codes=parts.sectors.get((company, "offers"), ()),
        seeks_codes=parts.sectors.get((company, "seeks"), ()),
        offers=_localized(lines[:3]),
        seeks=_localized(lines[3:6]),
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
    return Localized(*(line or "" for line in lines)) if any(lines) else NO_TEXT


def _create_person(each: Sequence[Any], company: ListCompany, parts: _CompanyParts) -> ListPerson:
    (number, name, salutation, family, given_name, name_zh, title, title_zh, rank, email, phone, wechat) = each[:12]
    (languages, dietary, checked_in_at, vip) = each[12:]
    return ListPerson(
        id=number,
        name=name,
        salutation=salutation or "",
        family_name=family or "",
        given_name=given_name or "",
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
        part=parts.leaders.get((company.delegation_id, number), "") if company.delegation_id is not None else "",
        answers=parts.answers_of_people.get(number, {}),
    )


def _load_parts(event_id: int, companies: set[int | None], names: set[str]) -> _CompanyParts:
    """What stands beside these companies, as far as the columns of these names show it."""
    within = companies - {None} if len(companies) <= MOST_BY_NUMBER else None
    with_sectors = any(name.startswith(("sector", "offers", "seeks")) for name in names)
    with_certificates = any(name.startswith("certificates") for name in names)
    return _CompanyParts(
        delegations=delegation_names(event_id) if "delegation" in names else {},
        groups=group_names(event_id) if "group" in names else {},
        sectors=_codes_by_company(CompanySector, event_id, within) if with_sectors else {},
        certificates=_codes_by_company(CompanyCertificate, event_id, within) if with_certificates else {},
        meetings=_count_meetings(event_id) if "meetings_booked" in names else {},
    )


def _load_answers(event_id: int, rows: Sequence[Sequence[Any]]) -> tuple[_Answers, _Answers]:
    """What firms and what people answered to the event's own questions, asked for some thousand rows at a time."""
    company_answers: dict[int, Mapping[int, Any]] = {}
    people: dict[int, Mapping[int, Any]] = {}
    for start in range(0, len(rows), ROWS_AT_ONCE):
        some = rows[start : start + ROWS_AT_ONCE]
        those = {each[len(COMPANY_COLUMNS)] for each in some if each[len(COMPANY_COLUMNS)] is not None}
        of_companies, of_people = get_column_values(
            event_id, registrations={each[0] for each in some}, representatives=those
        )
        company_answers.update(of_companies)
        people.update(of_people)
    return company_answers, people


def _codes_by_company(
    table: Any, event_id: int, companies: set[int | None] | None
) -> dict[tuple[int, str], tuple[str, ...]]:
    """Company and kind → the codes that it has of it; of all companies of the event without ``companies``."""
    codes_of: dict[tuple[int, str], list[str]] = defaultdict(list)
    parameters = {"event_id": event_id} | ({} if companies is None else {"companies": list(companies)})
    result = db.session.connection().execute(_codes_query(table, few=companies is not None), parameters)
    for company, kind, code in result.all():
        codes_of[company, kind].append(code)
    return {key: tuple(codes) for key, codes in codes_of.items()}


@cache
def _codes_query(table: Any, *, few: bool) -> Select[Any]:
    of_event = select(Registration.company_id).where(Registration.event_id == EVENT_ID)
    within = table.company_id.in_(bindparam("companies", expanding=True) if few else of_event)
    if table is CompanyCertificate:  # one that is over by the event does not count there
        within &= is_valid_at_event(EVENT_ID)
    code, *order = (table.code, table.weight.desc()) if table is CompanySector else (table.standard,)
    return select(table.company_id, table.kind, code).where(within).order_by(*order, code)


def _count_meetings(event_id: int) -> dict[int, int]:
    """How many meetings of each registration have a time or were held; of groups those at which it has a seat."""
    seats = select(MeetingParty.registration_id, func.count()).join(Meeting, Meeting.id == MeetingParty.meeting_id)
    counted = seats.where(
        Meeting.event_id == event_id, Meeting.state.in_(COUNTED_STATES), or_(Meeting.kind != GROUP, HAS_SEAT)
    )
    return dict(db.session.execute(counted.group_by(MeetingParty.registration_id)).all())
