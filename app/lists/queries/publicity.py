"""Companies before everybody, by their consent: the printed catalogue with logos, and the public directory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import current_app
from sqlalchemy import Row, Select, select
from sqlalchemy.orm import joinedload, selectinload, undefer

from app.companies.models import Company
from app.core.db import db, now
from app.core.models import StoredFile
from app.core.paging import Page, clip_page
from app.events.models import Event, Table
from app.events.phases import BookingMode, Phase
from app.events.retention import RetentionPeriod
from app.lists.consent import LedgerWord, public_refusal
from app.lists.publicity import CATALOGUE_FIELDS, address_mark, find_marked, is_directory_open
from app.lists.queries.attendees import COMPANY_ALONE, FoundRows, judged_rows
from app.lists.queries.matching_rows import WORD_OF_VALUE, ListReach, companies_found, newest_consent
from app.lists.rows import JudgedRow
from app.lists.selection import AttendeeFilter, ListSelection
from app.registrations.consent_texts import PUBLIC_DIRECTORY_PURPOSE
from app.registrations.models import Consent, Registration
from app.registrations.queries.directory import (
    PAGE_SIZE,
    DirectoryEntry,
    DirectoryFilter,
    filtered_companies,
    is_in_typed_sector,
    list_directory_entries,
    rank_matches,
)

LOGOS_AT_ONCE = 500


def catalogue_selection(selection: ListSelection) -> ListSelection:
    """The approved firms of a selection with the fields of a catalogue, in the usual order."""
    filters = selection.filter
    narrowed = AttendeeFilter(
        delegation=filters.delegation,
        group=filters.group,
        sector=filters.sector,
        search=filters.search,
        states=("approved",),
        category="firm",
    )
    return ListSelection(use=selection.use, filter=narrowed, names=CATALOGUE_FIELDS)


def catalogue_companies(selection: ListSelection, reach: ListReach) -> FoundRows:
    """Each firm once and without its people, judged by what it said to being shown in public."""
    rows = judged_rows(replace(selection, names=(*CATALOGUE_FIELDS, "group")), reach)
    if selection.filter.search:  # not by people, who do not stand in it
        named = companies_found(selection, reach)
        rows = [row for row in rows if row.row.company.registration_id in named]
    companies = {row.row.company.registration_id: row for row in rows}
    consents = _public_consents(reach.event_id)
    judged = [
        JudgedRow(
            row.row.bare,
            replace(COMPANY_ALONE, reason=public_refusal(consents.get(number, LedgerWord.NOT_ASKED), selection.use)),
            row.own,
        )
        for number, row in companies.items()
    ]
    narrowed = selection.filter != catalogue_selection(ListSelection()).filter
    return FoundRows(
        [row for row in judged if not row.verdict.reason],
        [row for row in judged if row.verdict.reason and (row.own or not narrowed)],
    )


def _public_consents(event_id: int) -> dict[int, LedgerWord]:
    """The newest word of each firm of an event, by registration; one that was listed before may be gone by now."""
    word = newest_consent(PUBLIC_DIRECTORY_PURPOSE, Consent.registration_id, Registration.id)
    rows = db.session.execute(select(Registration.id, word).where(Registration.event_id == event_id))
    return {number: WORD_OF_VALUE[value] for number, value in rows}


def logos_of(registrations: Iterable[int]) -> dict[int, bytes]:
    """The pictures of those that have one, by registration."""
    logos: dict[int, bytes] = {}
    numbers = list(registrations)
    for start in range(0, len(numbers), LOGOS_AT_ONCE):
        chosen = (
            select(Registration.id, StoredFile)
            .options(undefer(StoredFile.content))
            .join(Company, Company.id == Registration.company_id)
            .join(StoredFile, StoredFile.id == Company.logo_id)
            .where(Registration.id.in_(numbers[start : start + LOGOS_AT_ONCE]))
        )
        logos.update({number: file.content for number, file in db.session.execute(chosen)})
    return logos


def fixed_tables_of(event_id: int) -> dict[int, str]:
    """The label of the table that a firm keeps, by registration."""
    chosen = (
        select(Registration.id, Table.label)
        .join(Table, Table.id == Registration.home_table_id)
        .where(Registration.event_id == event_id, Table.retired_at.is_(None))
    )
    return dict(db.session.execute(chosen).all())


@dataclass(frozen=True, slots=True)
class PublicPage:
    """``marks``: each company's part of its address, by registration; ``countries``: where the companies that fit all
    but the country come from (ISO 3166)."""

    page: Page[DirectoryEntry]
    marks: dict[int, str]
    countries: tuple[str, ...]


def directory_is_open(event: Event) -> bool:
    """Whether anybody may read the event's directory now; a hold keeps its people, not this."""
    last = max((day.day for day in event.days), default=None)
    until = event.erased_at or RetentionPeriod(last=last, zone=event.zone, keep_days=event.keep_days).until
    return is_directory_open(
        event.directory, Phase(event.phase), BookingMode(event.booking_mode), until=until, now=now()
    )


def public_companies(event: Event, filters: DirectoryFilter, country: str, *, page: int, language: str) -> PublicPage:
    """A page of them: the best matches of a search first, else by name. A constant number of queries."""
    agreed = _agreeing_rows(event, filters, language)
    countries = tuple(sorted({row.country.upper() for row in agreed if row.country}))
    there = [row for row in agreed if not country or (row.country or "").upper() == country]
    matching = rank_matches(filters, there)
    number = clip_page(page, size=PAGE_SIZE, total=len(matching))
    shown = matching[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return PublicPage(
        Page(list_directory_entries(shown), number, PAGE_SIZE, len(matching)),
        {registration_id: address_mark(registration_id, _secret()) for registration_id in shown},
        countries,
    )


def public_company(event: Event, mark: str) -> Registration | None:
    """The firm that has this address, with its company; None for one that does not stand in the directory now."""
    statement = filtered_companies(event, DirectoryFilter(), "en").order_by(None)
    number = find_marked(mark, db.session.scalars(statement), _secret())
    if number is None or not _with_consent(statement.where(Registration.id == number)):
        return None
    whole = joinedload(Registration.company)
    chosen = select(Registration).options(
        whole, whole.selectinload(Company.sectors), whole.selectinload(Company.certificates)
    )
    return db.session.scalar(chosen.options(selectinload(Registration.group)).where(Registration.id == number))


def _agreeing_rows(event: Event, filters: DirectoryFilter, language: str) -> Sequence[Row[Any]]:
    return _with_consent(
        filtered_companies(event, filters, language), Company.folded, is_in_typed_sector(filters), Company.country
    )


def _with_consent(statement: Select[Any], *columns: Any) -> Sequence[Row[Any]]:
    """The rows of those that stand in the directory, with these columns."""
    agreed = newest_consent(PUBLIC_DIRECTORY_PURPOSE, Consent.registration_id, Registration.id) == LedgerWord.YES.value
    return db.session.execute(statement.add_columns(*columns).where(agreed)).all()


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])
