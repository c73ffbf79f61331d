"""The stable columns of an attendee list. A change of names, order or meaning raises ``VERSION``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

from app.companies import certificates
from app.companies.sectors import tree as sectors
from app.core.localized import Localized
from app.documents.csv import CellValue
from app.lists.consent import Verdict, Word
from app.lists.rows import NOTHING, Person, Row
from app.registrations.contacts import in_full

VERSION: Final = 1

Take = Callable[[Row, "Terms"], CellValue]


@dataclass(frozen=True, slots=True)
class Terms:
    """In which language labels and texts are wanted, in which zone moments, and of which event."""

    language: str
    zone: ZoneInfo
    event: str


@dataclass(frozen=True, slots=True)
class Column:
    """``kind``: ``firm``; ``person``; ``contacts``, shown by the person's consent; ``inner``, for the event's own work
    alone. ``section``: of ISIC, for a column that says Yes or No to it. ``label``: of a column that is the event's own.
    """

    name: str
    kind: str
    value: Take
    section: str = ""
    label: Localized = NOTHING


_Part = tuple[list[Take], tuple[str, ...]]
"""Columns that are taken one by one, or the sections that are answered together."""


class Writer:
    """Writes rows as cells of the chosen columns; quick, since a long list has a hundred thousand of them."""

    def __init__(self, columns: Sequence[Column], terms: Terms) -> None:
        self.columns = tuple(columns)
        self.terms = terms
        self._plans: dict[tuple[bool, bool], list[_Part]] = {}

    def cells(self, row: Row, verdict: Verdict) -> list[CellValue]:
        """What stands in the columns; fields that the verdict does not cover stay empty."""
        shown = (verdict.contacts, verdict.inner)
        if shown not in self._plans:
            self._plans[shown] = self._plan(*shown)
        found: list[CellValue] = []
        for values, sections in self._plans[shown]:
            if sections:
                found += _yes_or_no_in(sections, row.firm.is_in)
            else:
                found += [value(row, self.terms) for value in values]
        return found

    def _plan(self, contacts: bool, inner: bool) -> list[_Part]:
        """Columns of sections that stand together are written together."""
        hidden = {"contacts": not contacts, "inner": not inner}
        plan: list[_Part] = []
        for pivot, group in groupby(self.columns, key=lambda column: bool(column.section)):
            together = list(group)
            values = [_nothing if hidden.get(column.kind) else column.value for column in together]
            plan.append(([], tuple(column.section for column in together)) if pivot else (values, ()))
        return plan


def _nothing(_row: Row, _terms: Terms) -> CellValue:
    return None


@lru_cache(maxsize=4096)
def _yes_or_no_in(sections: tuple[str, ...], codes: tuple[str, ...]) -> tuple[str, ...]:
    held = sections_of(codes)
    return tuple("Yes" if section in held else "No" for section in sections)


def _of_person(take: Callable[[Person], CellValue]) -> Take:
    return lambda row, _terms: take(row.person) if row.person is not None else None


def _phone(row: Row, _terms: Terms) -> CellValue:
    return in_full(row.person.phone, row.firm.country) if row.person is not None else None


def _text(take: Callable[[Row], Localized]) -> Take:
    return lambda row, terms: take(row).in_language(terms.language)[0]


def _local(moment: datetime | None, terms: Terms) -> CellValue:
    return moment.astimezone(terms.zone).replace(microsecond=0) if moment is not None else None


@lru_cache(maxsize=4096)
def sector_labels(codes: tuple[str, ...], language: str) -> str:
    """What codes are called, in the order of the tree; one that the tree has not stands as it is."""
    tree = sectors.sector_tree()
    known = [sectors.sector_label_in(code, language) for code in tree.sorted(code for code in codes if code in tree)]
    return "; ".join([*known, *(code for code in codes if code not in tree)])


@lru_cache(maxsize=4096)
def certificate_labels(codes: tuple[str, ...], language: str) -> str:
    known = certificates.CERTIFICATES
    return "; ".join(certificates.certificate_name(code, language) if code in known else code for code in codes)


@lru_cache(maxsize=4096)
def sections_of(codes: tuple[str, ...]) -> frozenset[str]:
    """The sections of ISIC (A to V) that the codes lie in."""
    tree = sectors.sector_tree()
    return frozenset(tree.path(code)[0] for code in codes if code in tree)


def _offers(row: Row, terms: Terms) -> CellValue:
    """The firm's own line, else what its codes are called."""
    firm = row.firm
    return firm.offers.in_language(terms.language)[0] or sector_labels(firm.offers_codes, terms.language)


def _seeks(row: Row, terms: Terms) -> CellValue:
    firm = row.firm
    return firm.seeks.in_language(terms.language)[0] or sector_labels(firm.seeks_codes, terms.language)


def _rank(row: Row, _terms: Terms) -> CellValue:
    """The place in the chamber's sheet, else the person's own."""
    if row.firm.rank is not None:
        return row.firm.rank
    return row.person.rank if row.person is not None else None


def _languages(row: Row, _terms: Terms) -> CellValue:
    return ", ".join((row.person.languages if row.person else ()) or row.firm.languages)


def _consent(row: Row, _terms: Terms) -> CellValue:
    """yes, no, withdrawn with how we know (self, sheet, paper), or not_asked."""
    said = row.said
    return said.to_the_list.value if said.to_the_list is Word.NOT_ASKED else f"{said.to_the_list} ({said.source})"


def yes_or_no(value: bool | None) -> CellValue:
    return None if value is None else "Yes" if value else "No"


def _in_section(section: str) -> Take:
    return lambda row, _terms: _yes_or_no_in((section,), row.firm.is_in)[0]


BASE: Final = (
    Column("event", "firm", lambda _row, terms: terms.event),
    Column("delegation", "firm", _text(lambda row: row.firm.delegation)),
    Column("group", "firm", _text(lambda row: row.firm.group)),
    Column("category", "firm", lambda row, _terms: row.firm.category),
    Column("registration_state", "firm", lambda row, _terms: row.firm.state),
    Column("company", "firm", lambda row, _terms: row.firm.name),
    Column("company_zh", "firm", lambda row, _terms: row.firm.name_zh),
    Column("country", "firm", lambda row, _terms: row.firm.country),
    Column("city", "firm", lambda row, _terms: row.firm.city),
    Column("sectors", "firm", lambda row, terms: sector_labels(row.firm.is_in, terms.language)),
    Column("sector_codes", "firm", lambda row, _terms: "; ".join(row.firm.is_in)),
    Column("offers", "firm", _offers),
    Column("seeks", "firm", _seeks),
    Column("certificates_held", "firm", lambda row, terms: certificate_labels(row.firm.holds, terms.language)),
    Column("certificates_needed", "firm", lambda row, terms: certificate_labels(row.firm.needs, terms.language)),
    Column("website", "firm", lambda row, _terms: row.firm.website),
    Column("rank", "firm", _rank),
    Column("salutation", "person", _of_person(lambda person: person.salutation)),
    Column("representative", "person", _of_person(lambda person: person.name)),
    Column("family_name", "person", _of_person(lambda person: person.family_name)),
    Column("given_name", "person", _of_person(lambda person: person.given_name)),
    Column("representative_zh", "person", _of_person(lambda person: person.name_zh)),
    Column("title", "person", _of_person(lambda person: person.title)),
    Column("title_zh", "person", _of_person(lambda person: person.title_zh)),
    Column("email", "contacts", _of_person(lambda person: person.email)),
    Column("phone", "contacts", _phone),
    Column("wechat", "contacts", _of_person(lambda person: person.wechat)),
    Column("languages", "firm", _languages),
    Column("needs_interpreter", "firm", lambda row, _terms: yes_or_no(row.firm.needs_interpreter)),
    Column("dietary", "inner", _of_person(lambda person: person.dietary)),
    Column(
        "checked_in_at", "inner", lambda row, terms: _local(row.person.checked_in_at, terms) if row.person else None
    ),
    Column("meetings_booked", "firm", lambda row, _terms: row.firm.meetings),
    Column("consent_list", "firm", _consent),
    Column("registered_at", "firm", lambda row, terms: _local(row.firm.registered_at, terms)),
)


@cache
def all_columns() -> tuple[Column, ...]:
    """The columns in their order, then one with Yes or No for each section of ISIC: sector_A … sector_V."""
    pivots = [Column(f"sector_{code}", "firm", _in_section(code), code) for code in sectors.sector_tree().sections]
    return (*BASE, *pivots)


@cache
def by_name() -> dict[str, Column]:
    return {column.name: column for column in all_columns()}


def chosen(names: Iterable[str], extra: Sequence[Column] = ()) -> tuple[Column, ...]:
    """The columns of these names in the given order, unknown ones and repetitions left out; all if none is left.
    ``extra``: columns that the event has besides, behind the stable ones."""
    known = {**by_name(), **{column.name: column for column in extra}} if extra else by_name()
    found = tuple(known[name] for name in dict.fromkeys(names) if name in known)
    return found or (*all_columns(), *extra)


TASKS: Final[dict[str, tuple[str, ...]]] = {
    task: tuple(names.split())
    for task, names in {
        "overview": "company company_zh representative title group registration_state sectors languages consent_list",
        "badges": "category company company_zh salutation representative representative_zh title title_zh group "
        "delegation",
        "check_in": "company company_zh representative representative_zh phone checked_in_at meetings_booked",
        "meals": "company representative representative_zh dietary",
        "interpreters": "company company_zh representative languages needs_interpreter meetings_booked",
        "contacts": "delegation company company_zh representative representative_zh title email phone wechat",
        "everything": "",
    }.items()
}
"""What each piece of work needs, and no more. ``everything``: all columns."""
