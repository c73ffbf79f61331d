"""The companies of an event as those who take part find each other; a constant number of queries for any number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, select

from app.companies.models import Company, CompanyCertificate, CompanyMarket, CompanySector
from app.companies.names.search import search_companies
from app.companies.queries import company_name_order
from app.companies.sectors.codes import parse_sector_codes
from app.companies.sectors.tree import sector_tree
from app.core.db import db
from app.core.localized import Localized
from app.core.paging import Page, clip_page
from app.events.models import Event
from app.registrations.models import Registration
from app.registrations.queries.expiring import still_valid
from app.registrations.queries.sectors import in_sectors
from app.registrations.states import RegistrationState

SIZE = 50
DOES = ("is_in", "offers")


@dataclass(frozen=True, slots=True)
class Wanted:
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
class Entry:
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


SHOWN: tuple[Any, ...] = (
    *(Company.id, Registration.id, Registration.group_id, Company.name, Company.name_zh, Company.city, Company.country),
    *(Company.logo_id, Company.offers_en, Company.offers_zh, Company.offers_fr),
    *(Company.seeks_en, Company.seeks_zh, Company.seeks_fr, Company.about_en, Company.about_zh, Company.about_fr),
)
FIRMS: Select[Any] = (
    select(*SHOWN)
    .join(Company, Company.id == Registration.company_id)
    .where(Registration.id.in_(bindparam("ids", expanding=True)))
)
CODES = select(CompanySector.company_id, CompanySector.kind, CompanySector.code).where(
    CompanySector.company_id.in_(bindparam("ids", expanding=True))
)
"""Made once: making them takes longer than asking."""


def directory_of(event: Event, wanted: Wanted, *, page: int, language: str) -> Page[Entry]:
    """The approved firms that fit: the best matches of a search first, else by name, Chinese ones by pinyin."""
    firms = firms_in(event, wanted, language)
    if wanted.words:
        found = meeting(wanted, db.session.execute(firms.add_columns(Company.folded, in_typed_sector(wanted))).all())
        number = clip_page(page, size=SIZE, total=len(found))
        return Page(entries(found[(number - 1) * SIZE : number * SIZE]), number, SIZE, len(found))
    total = db.session.scalar(firms.with_only_columns(func.count()).order_by(None)) or 0
    number = clip_page(page, size=SIZE, total=total)
    shown = db.session.scalars(firms.limit(SIZE).offset((number - 1) * SIZE)).all()
    return Page(entries(shown), number, SIZE, total)


def meeting(wanted: Wanted, rows: Sequence[Sequence[Any]]) -> list[int]:
    """The firms that meet the words: the best matches of a name first, then those of a sector whose code was typed.
    ``rows``: number, folded names, whether in such a sector."""
    named: list[int] = search_companies(wanted.words, [(row[0], row[1]) for row in rows])
    return list(dict.fromkeys((*named, *(row[0] for row in rows if row[2]))))


def in_typed_sector(wanted: Wanted) -> ColumnElement[bool]:
    """Whether a firm does, or seeks, what lies under any of the codes that were typed in place of a name."""
    return in_sectors(parse_sector_codes(wanted.words), _kinds(wanted))


def firms_in(event: Event, wanted: Wanted, language: str) -> Select[int]:
    """The numbers of the approved firms that fit all but the words, by name, Chinese ones by pinyin."""
    return (
        select(Registration.id)
        .join(Company, Company.id == Registration.company_id)
        .where(*_conditions(event, wanted))
        .order_by(*company_name_order(language), Registration.id)
    )


def _taking_part(event: Event) -> tuple[ColumnElement[bool], ...]:
    return (
        Registration.event_id == event.id,
        Registration.kind == "firm",
        Registration.state == RegistrationState.APPROVED,
    )


def _conditions(event: Event, wanted: Wanted) -> list[ColumnElement[bool]]:
    found = list(_taking_part(event))
    if wanted.group is not None:
        found.append(Registration.group_id == wanted.group)
    if wanted.sector in sector_tree():
        found.append(in_sectors(sector_tree().subtree(wanted.sector), _kinds(wanted)))
    if wanted.certificate:
        found.append(
            exists().where(
                CompanyCertificate.company_id == Registration.company_id,
                CompanyCertificate.standard == wanted.certificate,
                CompanyCertificate.kind == "holds",
                still_valid(event.id),
            )
        )
    if wanted.market:
        found.append(
            exists().where(CompanyMarket.company_id == Registration.company_id, CompanyMarket.country == wanted.market)
        )
    if wanted.size:
        found.append(Company.employees == wanted.size)
    return found


def _kinds(wanted: Wanted) -> tuple[str, ...]:
    return ("seeks",) if wanted.side == "seeks" else DOES


def markets_of(event: Event) -> list[str]:
    """The countries that firms which take part export to."""
    theirs = select(Registration.company_id).where(*_taking_part(event))
    said = select(CompanyMarket.country).where(CompanyMarket.company_id.in_(theirs))
    return list(db.session.scalars(said.distinct()))


def entries(ids: Sequence[int]) -> list[Entry]:
    """These firms in the given order, with what they do and seek."""
    rows = {row[1]: row for row in db.session.execute(FIRMS, {"ids": ids})}
    codes: dict[tuple[int, bool], list[str]] = defaultdict(list)
    for company, kind, code in db.session.execute(CODES, {"ids": [row[0] for row in rows.values()]}):
        codes[company, kind == "seeks"].append(code)
    return [_entry(*rows[number], codes=codes) for number in ids if number in rows]


def _entry(company: int, *row: Any, codes: Mapping[tuple[int, bool], list[str]]) -> Entry:
    texts = [text or "" for text in row[7:]]
    lines = (Localized(*texts[start : start + 3]) for start in (0, 3, 6))
    return Entry(*row[:7], *lines, *(sector_tree().sorted(codes.get((company, seeks), ())) for seeks in (False, True)))
