"""The companies of an event as those who take part find each other; a constant number of queries for any number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import joinedload

from app.companies.models import Company, CompanyCertificate, CompanySector
from app.companies.names import pinyin
from app.companies.search import matches
from app.companies.sectors import tree
from app.db import db
from app.events.models import Event
from app.kernel.paging import Page, clip_page
from app.registrations.models import Registration
from app.registrations.states import RegistrationState

SIZE = 50
DOES = ("is_in", "offers")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader asked for; values that mean nothing are as good as none.

    ``sector``: an ISIC code, all below it included; ``side``: "does" (is in or offers it) or "seeks".
    """

    words: str = ""
    sector: str = ""
    side: str = "does"
    group: int | None = None
    certificate: str = ""

    @property
    def narrows(self) -> bool:
        return bool(self.words or self.sector or self.group or self.certificate)


@dataclass(frozen=True, slots=True)
class Entry:
    """One firm of the list; sectors in the order of the tree."""

    registration: Registration
    company: Company
    does: tuple[str, ...]
    seeks: tuple[str, ...]


def directory_of(event: Event, wanted: Wanted, *, page: int, language: str) -> Page[Entry]:
    """The approved firms that fit: the best matches of a search first, else by name, Chinese ones by pinyin."""
    rows = db.session.execute(
        select(Registration.id, Company.name, Company.name_zh, Company.folded)
        .join(Company, Company.id == Registration.company_id)
        .where(*_conditions(event, wanted))
    ).all()
    if language == "zh":
        ordered = sorted(rows, key=lambda row: (_sort_key(row.name_zh or row.name), row.id))
    else:
        ordered = sorted(rows, key=lambda row: (_sort_key(row.name), row.id))
    found = matches(wanted.words, ((row.id, row.folded) for row in ordered))
    number = clip_page(page, size=SIZE, total=len(found))
    shown = found[(number - 1) * SIZE : number * SIZE]
    return Page(_entries(shown), number, SIZE, len(found))


def sectors_at(event: Event) -> list[str]:
    """Sections and divisions that some firm of the event is in, offers or seeks, in the order of the tree."""
    said = (
        select(CompanySector.code)
        .join(Registration, Registration.company_id == CompanySector.company_id)
        .where(*_taking_part(event))
        .distinct()
    )
    paths = (tree().path(code)[:2] for code in db.session.scalars(said) if code in tree())
    return list(tree().sorted(code for path in paths for code in path))


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
        found.append(
            exists().where(
                CompanySector.company_id == Registration.company_id,
                CompanySector.code.in_(list(tree().under(wanted.sector))),
                CompanySector.kind.in_(("seeks",) if wanted.side == "seeks" else DOES),
            )
        )
    if wanted.certificate:
        found.append(
            exists().where(
                CompanyCertificate.company_id == Registration.company_id,
                CompanyCertificate.standard == wanted.certificate,
                CompanyCertificate.kind == "holds",
            )
        )
    return found


def _entries(ids: Sequence[int]) -> list[Entry]:
    rows = {
        row.id: row
        for row in db.session.scalars(
            select(Registration)
            .options(joinedload(Registration.company), joinedload(Registration.group))
            .where(Registration.id.in_(ids))
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


@lru_cache(maxsize=50_000)
def _sort_key(name: str) -> tuple[str, str]:
    return pinyin(name), name
