"""The companies of an event as those who take part find each other; a constant number of queries for any number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import joinedload

from app.companies.models import Company, CompanyCertificate, CompanyMarket, CompanySector
from app.companies.queries import by_name
from app.companies.search import matches
from app.companies.sectors import tree
from app.companies.typed_codes import sectors_typed
from app.db import db
from app.events.models import Event
from app.kernel.paging import Page, clip_page
from app.registrations.models import Registration
from app.registrations.queries.expiring import still_valid
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
    """One firm of the list; sectors in the order of the tree."""

    registration: Registration
    company: Company
    does: tuple[str, ...]
    seeks: tuple[str, ...]


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
    named: list[int] = matches(wanted.words, [(row[0], row[1]) for row in rows])
    return list(dict.fromkeys((*named, *(row[0] for row in rows if row[2]))))


def in_typed_sector(wanted: Wanted) -> ColumnElement[bool]:
    """Whether a firm does, or seeks, what lies under any of the codes that were typed in place of a name."""
    return _in_sectors(sectors_typed(wanted.words), wanted.side)


def firms_in(event: Event, wanted: Wanted, language: str) -> Select[int]:
    """The numbers of the approved firms that fit all but the words, by name, Chinese ones by pinyin."""
    return (
        select(Registration.id)
        .join(Company, Company.id == Registration.company_id)
        .where(*_conditions(event, wanted))
        .order_by(*by_name(language), Registration.id)
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
    if wanted.sector in tree():
        found.append(_in_sectors(tree().under(wanted.sector), wanted.side))
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


def _in_sectors(codes: Iterable[str], side: str) -> ColumnElement[bool]:
    return exists().where(
        CompanySector.company_id == Registration.company_id,
        CompanySector.code.in_(list(codes)),
        CompanySector.kind.in_(("seeks",) if side == "seeks" else DOES),
    )


def markets_of(event: Event) -> list[str]:
    """The countries that firms which take part export to."""
    theirs = select(Registration.company_id).where(*_taking_part(event))
    said = select(CompanyMarket.country).where(CompanyMarket.company_id.in_(theirs))
    return list(db.session.scalars(said.distinct()))


def entries(ids: Sequence[int]) -> list[Entry]:
    """These firms in the given order, with what they do and seek."""
    rows = {
        row.id: row
        for row in db.session.scalars(
            select(Registration).options(joinedload(Registration.company)).where(Registration.id.in_(ids))
        )
    }
    companies = [row.company_id for row in rows.values()]
    said = select(CompanySector.company_id, CompanySector.kind, CompanySector.code)
    codes: dict[tuple[int, bool], list[str]] = {}
    for company_id, kind, code in db.session.execute(said.where(CompanySector.company_id.in_(companies))):
        codes.setdefault((company_id, kind == "seeks"), []).append(code)
    entries = []
    for number in ids:
        registration = rows[number]
        if registration.company is not None:
            does, seeks = (tree().sorted(codes.get((registration.company.id, side), ())) for side in (False, True))
            entries.append(Entry(registration, registration.company, does, seeks))
    return entries
