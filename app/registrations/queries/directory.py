"""The companies of an event as participants find each other, and what one of them shows to whom; a constant number
of queries for any number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from sqlalchemy import ColumnElement, Select, bindparam, exists, func, select

from app.companies.models import Company, CompanyCertificate, CompanyMarket, CompanySector, CompanyUser
from app.companies.names.search import search_companies
from app.companies.queries import company_name_order
from app.companies.sectors.codes import parse_sector_codes
from app.companies.sectors.tree import sector_tree
from app.core.db import db
from app.core.localized import Localized
from app.core.paging import Page, clip_page
from app.events.models import Event, GroupRule
from app.events.rules import ContactVisibility
from app.registrations.models import Consent, Preference, Registration, Representative
from app.registrations.models.consents import oldest_consent_first
from app.registrations.queries.hooks import both_accepted
from app.registrations.queries.profiles import is_valid_at_event
from app.registrations.queries.reach import has_been_invited
from app.registrations.queries.registrations import in_sectors
from app.registrations.states import INACTIVE_STATES, RegistrationState

PAGE_SIZE = 50
ACTIVITY_KINDS = ("is_in", "offers")


@dataclass(frozen=True, slots=True)
class DirectoryFilter:
    """What the reader asked for; values that mean nothing are as good as none.

    ``sector``: an ISIC code, all below it included; ``side``: "does" (is in or offers it) or "seeks"; ``certificate``:
    held, and still valid on the event's last day; ``market``: a country exported to; ``size``: a band of employees.
    """

    words: str = ""
    sector: str = ""
    side: str = "does"
    group: int | None = None
    certificate: str = ""
    market: str = ""
    size: str = ""

    @property
    def narrows(self) -> bool:
        return bool(self.words or self.sector or self.group or self.certificate or self.market or self.size)


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """One firm of the list; ``id``: of its registration; codes of sectors in the order of the tree."""

    id: int
    group_id: int | None
    name: str
    name_zh: str | None
    city: str | None
    country: str | None
    logo_id: int | None
    offers: Localized
    seeks: Localized
    about: Localized
    does_codes: tuple[str, ...]
    seeks_codes: tuple[str, ...]


_ENTRY_COLUMNS: tuple[Any, ...] = (
    Company.id,
    Registration.id,
    Registration.group_id,
    Company.name,
    Company.name_zh,
    Company.city,
    Company.country,
    Company.logo_id,
    Company.offers_en,
    Company.offers_zh,
    Company.offers_fr,
    Company.seeks_en,
    Company.seeks_zh,
    Company.seeks_fr,
    Company.about_en,
    Company.about_zh,
    Company.about_fr,
)
_ENTRY_QUERY: Select[Any] = (
    select(*_ENTRY_COLUMNS)
    .join(Company, Company.id == Registration.company_id)
    .where(Registration.id.in_(bindparam("ids", expanding=True)))
)
_SECTOR_QUERY = select(CompanySector.company_id, CompanySector.kind, CompanySector.code).where(
    CompanySector.company_id.in_(bindparam("ids", expanding=True))
)
"""Made once: making them takes longer than asking."""


def get_directory_page(event: Event, wanted: DirectoryFilter, *, page: int, language: str) -> Page[DirectoryEntry]:
    """The approved firms that fit: the best matches of a search first, else by name, Chinese ones by pinyin."""
    companies = filtered_companies(event, wanted, language)
    if wanted.words:
        matches = rank_matches(
            wanted, db.session.execute(companies.add_columns(Company.folded, is_in_typed_sector(wanted))).all()
        )
        number = clip_page(page, size=PAGE_SIZE, total=len(matches))
        return Page(
            list_directory_entries(matches[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]),
            number,
            PAGE_SIZE,
            len(matches),
        )
    total = db.session.scalar(companies.with_only_columns(func.count()).order_by(None)) or 0
    number = clip_page(page, size=PAGE_SIZE, total=total)
    shown = db.session.scalars(companies.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)).all()
    return Page(list_directory_entries(shown), number, PAGE_SIZE, total)


def rank_matches(wanted: DirectoryFilter, rows: Sequence[Sequence[Any]]) -> list[int]:
    """The companies that meet the words: the best matches of a name first, then those of a sector whose code was typed.
    ``rows``: number, folded names, whether in such a sector."""
    named: list[int] = search_companies(wanted.words, [(row[0], row[1]) for row in rows])
    return list(dict.fromkeys((*named, *(row[0] for row in rows if row[2]))))


def is_in_typed_sector(wanted: DirectoryFilter) -> ColumnElement[bool]:
    """Whether a firm does, or seeks, what lies under any of the codes that were typed in place of a name."""
    return in_sectors(parse_sector_codes(wanted.words), _sector_kinds(wanted))


def filtered_companies(event: Event, wanted: DirectoryFilter, language: str) -> Select[int]:
    """The numbers of the approved firms that fit all but the words, by name, Chinese ones by pinyin."""
    return (
        select(Registration.id)
        .join(Company, Company.id == Registration.company_id)
        .where(*_filter_conditions(event, wanted))
        .order_by(*company_name_order(language), Registration.id)
    )


def _taking_part(event: Event) -> tuple[ColumnElement[bool], ...]:
    return (
        Registration.event_id == event.id,
        Registration.kind == "firm",
        Registration.state == RegistrationState.APPROVED,
    )


def _filter_conditions(event: Event, wanted: DirectoryFilter) -> list[ColumnElement[bool]]:
    taking_part = list(_taking_part(event))
    if wanted.group is not None:
        taking_part.append(Registration.group_id == wanted.group)
    if wanted.sector in sector_tree():
        taking_part.append(in_sectors(sector_tree().subtree(wanted.sector), _sector_kinds(wanted)))
    if wanted.certificate:
        taking_part.append(
            exists().where(
                CompanyCertificate.company_id == Registration.company_id,
                CompanyCertificate.standard == wanted.certificate,
                CompanyCertificate.kind == "holds",
                is_valid_at_event(event.id),
            )
        )
    if wanted.market:
        taking_part.append(
            exists().where(CompanyMarket.company_id == Registration.company_id, CompanyMarket.country == wanted.market)
        )
    if wanted.size:
        taking_part.append(Company.employees == wanted.size)
    return taking_part


def _sector_kinds(wanted: DirectoryFilter) -> tuple[str, ...]:
    return ("seeks",) if wanted.side == "seeks" else ACTIVITY_KINDS


def list_markets(event: Event) -> list[str]:
    """The countries that firms which take part export to."""
    theirs = select(Registration.company_id).where(*_taking_part(event))
    countries = select(CompanyMarket.country).where(CompanyMarket.company_id.in_(theirs))
    return list(db.session.scalars(countries.distinct()))


def list_directory_entries(ids: Sequence[int]) -> list[DirectoryEntry]:
    """These firms in the given order, with what they do and seek."""
    rows = {row[1]: row for row in db.session.execute(_ENTRY_QUERY, {"ids": ids})}
    codes: dict[tuple[int, bool], list[str]] = defaultdict(list)
    for company, kind, code in db.session.execute(_SECTOR_QUERY, {"ids": [row[0] for row in rows.values()]}):
        codes[company, kind == "seeks"].append(code)
    return [_directory_entry(*rows[number], codes=codes) for number in ids if number in rows]


def _directory_entry(company: int, *row: Any, codes: Mapping[tuple[int, bool], list[str]]) -> DirectoryEntry:
    texts = [text or "" for text in row[7:]]
    lines = (Localized(*texts[start : start + 3]) for start in (0, 3, 6))
    return DirectoryEntry(
        *row[:7], *lines, *(sector_tree().sorted(codes.get((company, seeks), ())) for seeks in (False, True))
    )


@dataclass(frozen=True, slots=True)
class VisiblePerson:
    """``contacts``: e-mail, phone, WeChat as far as the reader may see them."""

    name: str
    name_zh: str
    titles: Localized
    contacts: tuple[str, ...]


def list_visible_people(
    registration: Registration, *, event: Event, viewer: Registration | None, in_charge: bool
) -> list[VisiblePerson]:
    """The company's people; contacts of those who allow it, once the event's rule lets this ``viewer`` see them.

    ``in_charge``: the reader answers for the company or runs the event, and sees all.
    """
    people = registration.representatives
    if in_charge:
        return [_visible_person(person, shown=True) for person in people]
    met = viewer is not None and both_accepted(viewer.id, registration.id)
    if not ContactVisibility(event.contact_visibility).shows(both_accepted=met):
        return [_visible_person(person, shown=False) for person in people]
    allowed = _with_contact_consent([person.id for person in people])
    return [_visible_person(person, shown=person.id in allowed) for person in people]


def find_own_registration(event: Event, user_id: int) -> Registration | None:
    """The firm that a user acts for at an event, the first if there are several."""
    own = (
        select(Registration)
        .join(CompanyUser, CompanyUser.company_id == Registration.company_id)
        .where(
            CompanyUser.user_id == user_id,
            Registration.event_id == event.id,
            Registration.state.not_in(INACTIVE_STATES),
            has_been_invited(),
        )
        .order_by(Registration.id)
        .limit(1)
    )
    return db.session.scalar(own)


def get_preferences_about(registration: Registration, other: Registration) -> frozenset[str]:
    """What a firm keeps to itself about another: never, known, hidden, saved."""
    kinds = select(Preference.kind).where(
        Preference.registration_id == registration.id, Preference.other_id == other.id
    )
    kinds = kinds.where(~Preference.sealed)
    return frozenset(db.session.scalars(kinds))


def list_known_companies(registration: Registration) -> frozenset[int]:
    """The firms that a firm marked as already known."""
    conditions = (Preference.registration_id == registration.id, Preference.kind == "known", ~Preference.sealed)
    return frozenset(db.session.scalars(select(Preference.other_id).where(*conditions)))


def list_requestable_groups(registration: Registration) -> frozenset[int]:
    """The groups whose firms this one may ask by the event's rules."""
    rules = (GroupRule.event_id == registration.event_id, GroupRule.from_id == registration.group_id)
    return frozenset(db.session.scalars(select(GroupRule.to_id).where(*rules)))


def _with_contact_consent(people: Sequence[int]) -> set[int]:
    """Whose newest word on contacts is yes."""
    rows = (
        select(Consent.representative_id, Consent.given, Consent.withdrawn_at)
        .where(Consent.representative_id.in_(people), Consent.purpose == "contacts")
        .order_by(*oldest_consent_first())
    )
    newest = {
        representative_id: consent_given and withdrawn_at is None
        for representative_id, consent_given, withdrawn_at in db.session.execute(rows)
    }
    return {person_id for person_id, given in newest.items() if given and person_id is not None}


def _visible_person(representative: Representative, *, shown: bool) -> VisiblePerson:
    contacts = (
        (
            representative.email,
            representative.phone,
            gettext("WeChat %(name)s", name=representative.wechat) if representative.wechat else None,
        )
        if shown
        else ()
    )
    return VisiblePerson(
        representative.display_name,
        representative.name_zh or "",
        representative.titles,
        tuple(contact for contact in contacts if contact),
    )
