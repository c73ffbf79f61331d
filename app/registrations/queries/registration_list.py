"""The organizer’s list of companies: filters, counts by state, one page at a time; the preview of a decision about
many, and the last decision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select

from app.companies.models import Company, CompanySector
from app.companies.names.search import is_signs_only, search_companies
from app.companies.sectors.codes import parse_sector_codes
from app.companies.sectors.tree import sector_tree
from app.core.db import db
from app.core.errors import DomainError
from app.core.models import Notice
from app.core.paging import Page, clip_page
from app.core.parsing import parse_whole_number
from app.events.models import Event
from app.registrations.company_links import parse_access_code
from app.registrations.models import CompanyLink, Delegation, Registration, Representation, Representative
from app.registrations.queries.answers import list_companies_missing
from app.registrations.queries.capacity import get_capacities, list_open_offers
from app.registrations.queries.reach import get_company_consents, get_reach
from app.registrations.queries.registrations import in_sectors
from app.registrations.states import RegistrationAct, RegistrationActor, RegistrationState, next_state

PAGE_SIZE = 50
FILTER_PARAMETERS = ("q", "state", "group", "delegation", "sector", "unanswered", "sort")
"""What an address calls the parts of ``Wanted``."""


@dataclass(frozen=True, slots=True)
class RegistrationFilter:
    """What the organizer asked for; ``delegation``: its id, or "none"; ``unanswered``: the id of a question that must
    be answered, or "any". Values that mean nothing are as good as none."""

    name: str = ""
    state: str = ""
    group: str = ""
    delegation: str = ""
    sector: str = ""
    unanswered: str = ""
    order: str = ""

    @property
    def narrows(self) -> bool:
        return any((self.name, self.state, self.group, self.delegation, self.sector, self.unanswered))


def parse_filter(args: Mapping[str, str]) -> RegistrationFilter:
    """What an address asks for."""
    return RegistrationFilter(*(args.get(name, "") for name in FILTER_PARAMETERS))


@dataclass(frozen=True, slots=True)
class RegistrationRow:
    """A firm in the list; ``sectors``: the codes it is in, else those it offers; ``consent`` None: never asked."""

    id: int
    name: str
    name_zh: str | None
    state: str
    group_id: int | None
    delegation_id: int | None
    languages: list[str]
    needs_interpreter: bool | None
    sectors: tuple[str, ...]
    consent: bool | None


def count_by_state(event: Event) -> dict[str, int]:
    """How many firms of the event are in each state; states without any are absent."""
    counted = (
        select(Registration.state, func.count())
        .where(Registration.event_id == event.id, Registration.kind == "firm")
        .group_by(Registration.state)
    )
    return dict(db.session.execute(counted).all())


def get_list_page(
    event: Event, wanted: RegistrationFilter, number: int, counts: Mapping[str, int]
) -> Page[RegistrationRow]:
    """One page of the companies that fit, by name or in the order that was asked for; ``counts``: as ``count_by_state``
    has counted them."""
    chosen = (
        select(Registration.id)
        .join(Company, Company.id == Registration.company_id)
        .where(Registration.event_id == event.id, Registration.kind == "firm", *_filter_conditions(event, wanted))
    )
    ordered = chosen.order_by(*_sort_columns(wanted.order), Registration.id)
    if wanted.name:
        stored = [(row[0], row[1]) for row in db.session.execute(ordered.add_columns(Company.folded))]
        by_name = _find_by_name(event, wanted.name, stored)
        ids = [registration_id for registration_id, _ in stored if registration_id in by_name]
        number = clip_page(number, size=PAGE_SIZE, total=len(ids))
        return Page(_list_rows(ids[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]), number, PAGE_SIZE, len(ids))
    counted = chosen.with_only_columns(func.count())
    total = (db.session.scalar(counted) or 0) if wanted.narrows else sum(counts.values())
    number = clip_page(number, size=PAGE_SIZE, total=total)
    shown = db.session.scalars(ordered.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)).all()
    return Page(_list_rows(shown), number, PAGE_SIZE, total)


def list_matching_ids(event: Event, wanted: RegistrationFilter) -> list[int]:
    """All firms that fit, whatever the page."""
    chosen = (
        select(Registration.id, Company.folded)
        .join(Company, Company.id == Registration.company_id)
        .where(Registration.event_id == event.id, Registration.kind == "firm", *_filter_conditions(event, wanted))
    )
    stored = [(row[0], row[1]) for row in db.session.execute(chosen)]
    named = _find_by_name(event, wanted.name, stored) if wanted.name else None
    return [registration_id for registration_id, _ in stored if named is None or registration_id in named]


def _filter_conditions(event: Event, wanted: RegistrationFilter) -> list[ColumnElement[bool]]:
    result: list[ColumnElement[bool]] = []
    if wanted.state in list(RegistrationState):
        result.append(Registration.state == wanted.state)
    if (group := parse_whole_number(wanted.group)) is not None:
        result.append(Registration.group_id == group)
    if wanted.delegation == "none":
        result.append(Registration.delegation_id.is_(None))
    elif (delegation := parse_whole_number(wanted.delegation)) is not None:
        result.append(Registration.delegation_id == delegation)
    if wanted.sector in sector_tree():
        result.append(in_sectors(sector_tree().subtree(wanted.sector)))
    question = parse_whole_number(wanted.unanswered)
    if wanted.unanswered == "any" or question is not None:
        result.append(Registration.id.in_(list_companies_missing(event.id, question)))
    return result


def _find_by_name(event: Event, typed: str, stored: Sequence[tuple[int, str]]) -> set[int]:
    """Those found by name in any spelling, by codes of sectors, by the link's code, or by somebody's name or e-mail."""
    if is_signs_only(typed):
        return set()
    matching_ids = set(search_companies(typed, stored))
    if codes := parse_sector_codes(typed):
        coded = select(Registration.id).where(Registration.event_id == event.id, in_sectors(codes))
        matching_ids.update(db.session.scalars(coded))
    if code := parse_access_code(typed):
        matching_ids.update(db.session.scalars(select(CompanyLink.registration_id).where(CompanyLink.code == code)))
    people = (
        select(Representation.registration_id)
        .join(Representative, Representative.id == Representation.representative_id)
        .where(Representative.event_id == event.id)
    )
    if "@" in typed:
        return set(db.session.scalars(people.where(Representative.email.contains(typed.strip().lower()))))
    names = (Representative.display_name, Representative.name_zh)
    called = or_(*(name.icontains(typed.strip(), autoescape=True) for name in names))
    return matching_ids | set(db.session.scalars(people.where(called)))


def _sort_columns(wanted: str) -> list[ColumnElement[Any]]:
    by_name: list[ColumnElement[Any]] = [Company.sort_name, Company.name]  # type: ignore[list-item]
    places = case({state.value: place for place, state in enumerate(RegistrationState)}, value=Registration.state)
    orders: dict[str, list[ColumnElement[Any]]] = {
        "state": [places, *by_name],
        "registered": [Registration.submitted_at.is_(None), Registration.submitted_at],  # type: ignore[list-item]
    }
    keys = orders.get(wanted.lstrip("-"), by_name)
    return [key.desc() for key in keys] if wanted.startswith("-") else keys


def _list_rows(ids: Sequence[int]) -> list[RegistrationRow]:
    registration = Registration
    columns = (
        registration.state,
        registration.group_id,
        registration.delegation_id,
        registration.languages,
        registration.needs_interpreter,
        registration.company_id,
    )
    chosen = select(registration.id, Company.name, Company.name_zh, *columns).join(
        Company, Company.id == registration.company_id
    )
    rows_by_id = {row.id: row for row in db.session.execute(chosen.where(registration.id.in_(ids)))}
    sectors, consents = _list_sectors([row.company_id for row in rows_by_id.values()]), get_company_consents(ids)
    return [
        RegistrationRow(*rows_by_id[key][:-1], sectors.get(rows_by_id[key].company_id, ()), consents.get(key))
        for key in ids
    ]


def _list_sectors(company_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The codes that each company is in, else those it offers; those that name none are absent."""
    sectors = select(CompanySector.company_id, CompanySector.kind, CompanySector.code)
    shown = sectors.where(CompanySector.company_id.in_(company_ids), CompanySector.kind.in_(("is_in", "offers")))
    codes: dict[int, dict[str, list[str]]] = {}
    for company_id, kind, code in db.session.execute(shown):
        codes.setdefault(company_id, {}).setdefault(kind, []).append(code)
    return {
        company_id: sector_tree().sorted(kinds.get("is_in") or kinds["offers"]) for company_id, kinds in codes.items()
    }


def list_delegation_choices(event: Event) -> Sequence[Delegation]:
    """The event's delegations, by name, for the filter."""
    return db.session.scalars(
        select(Delegation).where(Delegation.event_id == event.id).order_by(Delegation.name_en)
    ).all()


@dataclass(frozen=True, slots=True)
class DecisionItem:
    """One of the firms. ``why``: the code of the refusal that would leave it as it is; "" where it moves."""

    id: int
    name: str
    name_zh: str
    state: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class DecisionPreview:
    """``to``: the state that the moved ones get; ``emails``: to how many addresses this is written."""

    to: RegistrationState
    going: list[DecisionItem]
    staying: list[DecisionItem]
    emails: int


STATE_AFTER_ACT = {
    RegistrationAct.APPROVE: RegistrationState.APPROVED,
    RegistrationAct.REJECT: RegistrationState.REJECTED,
    RegistrationAct.WAIT: RegistrationState.WAITING,
}


def preview_decision(event_id: int, ids: Collection[int], act: RegistrationAct) -> DecisionPreview:
    """Five queries at most, whatever the number; in the order in which it would be done for places, shown by name."""
    chosen = (
        select(Registration.id, Registration.state, Registration.group_id, Company.name, Company.name_zh)
        .join(Company, Company.id == Registration.company_id)
        .where(Registration.event_id == event_id, Registration.kind == "firm", Registration.id.in_(ids))
        .order_by(Registration.id)
    )
    places = get_capacities(event_id) if act == RegistrationAct.APPROVE else {}
    offered = (
        {open_offer.registration_id for open_offer in list_open_offers(event_id)}
        if act == RegistrationAct.APPROVE
        else set()
    )
    given: Counter[int | None] = Counter()
    items = []
    for number, state, group_id, name, name_zh in db.session.execute(chosen):
        why = _find_refusal_code(state, act)
        room = places[group_id].free if group_id in places else None
        if not why and room is not None and number not in offered:
            why = "places_full" if given[group_id] >= room else ""
            given[group_id] += not why
        items.append(DecisionItem(number, name, name_zh or "", state, why))
    items.sort(key=lambda item: item.name.casefold())
    going = [item for item in items if not item.why]
    emails = sum(len(reach.mails) for reach in get_reach([item.id for item in going]).values())
    return DecisionPreview(STATE_AFTER_ACT[act], going, [item for item in items if item.why], emails)


def _find_refusal_code(state: str, act: RegistrationAct) -> str:
    try:
        next_state(RegistrationState(state), act, RegistrationActor.ORGANIZER)
    except DomainError as refused:
        return refused.code
    return ""


DECISION_NOTICES = ("registration.approved", "registration.rejected", "registration.waiting")
DECISION_UNDONE = "registration.taken_back"
SAME_DECISION_WITHIN = timedelta(seconds=2)
"""Notices of one decision about many firms follow each other as closely as this."""


def get_last_decision(event_id: int, *, by: int, since: datetime) -> dict[int, str]:
    """What the user last decided since then, and has not taken back: registration → its state before."""
    chosen = select(Notice).where(
        Notice.event_id == event_id,
        Notice.user_id == by,
        Notice.kind.in_((*DECISION_NOTICES, DECISION_UNDONE)),
        Notice.at > since,
    )
    notices = db.session.scalars(chosen.order_by(Notice.id.desc())).all()
    if not notices or notices[0].kind == DECISION_UNDONE:
        return {}
    decisions = [notices[0]]
    for later, notice in pairwise(notices):
        if notice.kind != later.kind or later.at - notice.at > SAME_DECISION_WITHIN:
            break
        decisions.append(notice)
    return {notice.subject_id: notice.details["before"] for notice in decisions}
