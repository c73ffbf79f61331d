"""Imports of an event: their batches, the plan of a batch against the existing data, and what earlier lists said."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask import current_app
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import defer, joinedload

from app.accounts.models import User
from app.companies.locale_names import find_country
from app.companies.wording import company_label
from app.core.db import db
from app.core.models import JobRun, StoredFile
from app.core.spreadsheets import Worksheet
from app.events.models import Event
from app.importing.fixes import ImportChoices, RowFixes, parse_choices, parse_fixes
from app.importing.plan import ImportPlan, KnownGuest
from app.importing.planner import ReportProgress, plan_rows
from app.registrations.erased_people import NOBODY_ERASED, ErasedPeople, fold_address
from app.registrations.existing_record import KnownCompany
from app.registrations.models import (
    Delegation,
    ErasedMark,
    ImportBatch,
    Registration,
    Representation,
    Representative,
    SheetMemory,
)
from app.registrations.queries.duplicate_candidates import list_distinct_ids
from app.registrations.queries.existing_data import list_known_companies
from app.registrations.states import INACTIVE_STATES
from app.sheets.list_reading import CompanyList, read_list


@dataclass(frozen=True, slots=True)
class ImportSource:
    """Whose list a sheet is: a delegation's, or that of a group's companies that come without one, as the hosts."""

    event: Event
    delegation: Delegation | None
    group_id: int | None = None

    @property
    def delegation_id(self) -> int | None:
        return self.delegation.id if self.delegation is not None else None

    @property
    def organisation_id(self) -> int:
        """Whose choices for columns and words it takes over."""
        return (self.delegation or self.event).organisation_id


def get_import_source(batch: ImportBatch) -> ImportSource:
    return ImportSource(batch.event, batch.delegation, batch.group_id)


def get_batch_file(batch: ImportBatch) -> StoredFile:
    """The file as it was chosen."""
    return db.session.get_one(StoredFile, batch.file_id)


def find_import_run(batch: ImportBatch) -> JobRun | None:
    """The job that imports the batch, or did or failed to."""
    public_id = batch.written.get("job")
    return db.session.scalar(select(JobRun).where(JobRun.public_id == public_id)) if public_id else None


def get_registrations_by_id(ids: Iterable[int]) -> dict[int, Registration]:
    """Those that are still there, by id, with their companies."""
    chosen = select(Registration).options(joinedload(Registration.company)).where(Registration.id.in_(list(ids)))
    return {registration.id: registration for registration in db.session.scalars(chosen)}


def list_person_names(people: Iterable[int]) -> list[str]:
    """Of those who are still there."""
    chosen = select(Representative).where(Representative.id.in_(list(people)), Representative.erased_at.is_(None))
    return [company_label(representative) for representative in db.session.scalars(chosen.order_by(Representative.id))]


def list_batches(
    event: Event, delegation: Delegation | None, limit: int = 20
) -> Sequence[tuple[ImportBatch, StoredFile, User | None]]:
    """The last sheets of a delegation, or of the companies without one, with their files and who brought them, newest
    first, without what they hold."""
    query = (
        select(ImportBatch, StoredFile, User)
        .join(StoredFile, StoredFile.id == ImportBatch.file_id)
        .outerjoin(User, User.id == ImportBatch.user_id)
        .options(defer(ImportBatch.sheets), defer(ImportBatch.fixes))
        .where(ImportBatch.event_id == event.id, ImportBatch.delegation_id == (delegation.id if delegation else None))
        .order_by(ImportBatch.id.desc())
        .limit(limit)
    )
    return [(batch, file, user) for batch, file, user in db.session.execute(query)]


def get_existing_data_of_batch(batch: ImportBatch) -> ExistingData:
    """What this batch is compared with."""
    return get_existing_data(batch.event, batch.delegation, batch.user_id)


@dataclass(frozen=True, slots=True)
class _PlanSource:
    """All that follows from what a batch's rows say, but for what they are compared with."""

    batch_id: int
    sheets: list[Any]
    columns: dict[str, Any]
    read: dict[str, Any]
    country: str
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class _CachedPlan:
    """A plan, and what it follows from."""

    source: _PlanSource
    ground: ExistingData
    choices: dict[str, Any]
    fixes: dict[str, Any]
    rows: CompanyList
    plan: ImportPlan

    def stands(self, source: _PlanSource, ground: ExistingData, batch: ImportBatch) -> bool:
        asked = (source, ground, batch.choices, batch.fixes)
        return (self.source, self.ground, self.choices, self.fixes) == asked


_latest_plans: Final[deque[_CachedPlan]] = deque(maxlen=2)
"""The last plans that this process made: who answers a row has just seen the plan that it stands in, and the next one
differs in what was answered alone."""


def get_plan(batch: ImportBatch, ground: ExistingData | None = None) -> ImportPlan:
    """What importing this batch would do now."""
    ground = ground or get_existing_data_of_batch(batch)
    choices = parse_choices(batch.choices)
    plain_choices = (dict(choices.columns), dict(choices.sheets))
    source = _PlanSource(batch.id, batch.sheets, *plain_choices, ground.country, ground.days)
    latest_plans = tuple(_latest_plans)
    if made := next((latest_plan for latest_plan in latest_plans if latest_plan.stands(source, ground, batch)), None):
        return made.plan
    rows = next((latest_plan.rows for latest_plan in latest_plans if latest_plan.source == source), None) or _read_list(
        ground, map(Worksheet.from_plain, batch.sheets), choices
    )
    plan = _plan_rows(ground, rows, choices, parse_fixes(batch.fixes))
    _latest_plans.append(_CachedPlan(source, ground, batch.choices, batch.fixes, rows, plan))
    return plan


def plan_sheets(
    bringer: ImportSource,
    sheets: Sequence[Worksheet],
    choices: ImportChoices,
    tell: ReportProgress = lambda _share: None,
    *,
    by: int | None,
) -> ImportPlan:
    """The plan of a new sheet against the register as it is for who brings it."""
    return plan_against(get_existing_data(bringer.event, bringer.delegation, by), sheets, choices, tell=tell)


def plan_against(
    ground: ExistingData,
    sheets: Sequence[Worksheet],
    choices: ImportChoices,
    fixes: RowFixes | None = None,
    tell: ReportProgress = lambda _share: None,
) -> ImportPlan:
    return _plan_rows(ground, _read_list(ground, sheets, choices), choices, fixes, tell)


def _read_list(ground: ExistingData, sheets: Iterable[Worksheet], choices: ImportChoices) -> CompanyList:
    return read_list(sheets, choices.columns, choices.sheets, country=ground.country, days=ground.days)


def _plan_rows(
    ground: ExistingData,
    rows: CompanyList,
    choices: ImportChoices,
    fixes: RowFixes | None = None,
    tell: ReportProgress = lambda _share: None,
) -> ImportPlan:
    return plan_rows(
        rows,
        ground.known,
        choices,
        fixes,
        country=ground.country,
        tell=tell,
        guests=ground.guests,
        apart=ground.apart,
        days=ground.days,
        erased=ground.erased,
    )


def get_registrations_by_company(batch: ImportBatch) -> dict[int, int]:
    """Company → its registration, for the firms of the batch's delegation, or of none."""
    query = select(Registration.company_id, Registration.id).where(
        Registration.event_id == batch.event_id,
        Registration.delegation_id == batch.delegation_id,
        Registration.company_id.is_not(None),
    )
    return {company: number for company, number in db.session.execute(query) if company is not None}


def get_settled_fixes(bringer: ImportSource) -> dict[str, Any]:
    """Fingerprint → fix from all imports of the same list that stand, the newest word winning."""
    query = select(ImportBatch.written).where(*standing_imports_of(bringer)).order_by(ImportBatch.id)
    memory: dict[str, Any] = {}
    for written in db.session.scalars(query):
        memory |= written.get("settled", {})
    return memory


def standing_imports_of(bringer: ImportSource) -> tuple[ColumnElement[bool], ...]:
    """Of batches: imported for the same list, and not undone."""
    return (
        ImportBatch.event_id == bringer.event.id,
        ImportBatch.delegation_id == bringer.delegation_id,
        ImportBatch.group_id == bringer.group_id,
        ImportBatch.state == "imported",
    )


CHOICE_PARTS: Final = {"column": "columns", "sheet": "sheets", "sector": "sectors"}
"""Kind → the part of a batch's choices."""


def get_remembered_choices(organisation_id: int) -> dict[str, dict[str, Any]]:
    """Part of the choices → key → value: what a new sheet of the organisation begins with."""
    rows = select(SheetMemory.kind, SheetMemory.key, SheetMemory.value).where(
        SheetMemory.organisation_id == organisation_id
    )
    result: dict[str, dict[str, Any]] = {part: {} for part in CHOICE_PARTS.values()}
    for kind, key, value in db.session.execute(rows):
        result[CHOICE_PARTS[kind]][key] = value
    return result


def list_sheet_answer_names(event_id: int) -> set[str]:
    """The names under which anything is kept at an event."""
    here = Registration.event_id == event_id
    if db.session.get_bind().dialect.name == "postgresql":
        chosen = select(func.json_object_keys(Registration.answers)).where(here)
    else:
        each = func.json_each(Registration.answers).table_valued("key")
        chosen = select(each.c.key).select_from(Registration).join(each, here)
    return set(db.session.scalars(chosen.distinct()))


def get_sheet_answers(event_id: int) -> dict[int, Mapping[str, Any]]:
    """Registration → name → what was said; those of whom nothing is kept are absent."""
    chosen = select(Registration.id, Registration.answers).where(Registration.event_id == event_id)
    return {number: answers for number, answers in db.session.execute(chosen) if answers}


@dataclass(frozen=True, slots=True)
class ExistingData:
    """What of the register and of the delegation a plan stands on: while it is equal, a sheet's plan is the same.

    ``country``: whence the delegation comes; ``apart``, ``days``, ``erased``: see ``plan_import``.
    """

    country: str
    known: list[KnownCompany]
    guests: list[KnownGuest]
    apart: list[tuple[int, int]]
    days: tuple[date, ...] = ()
    erased: ErasedPeople = NOBODY_ERASED


def get_existing_data(event: Event, delegation: Delegation | None, by: int | None = None) -> ExistingData:
    """As it is now for who brings the sheet, None for the shell, for whom no company is taken by a delegation unless it
    names one. The same number of queries for any number of companies."""
    return ExistingData(
        find_country(delegation.origin or "") if delegation else "",
        list_known_companies(event, delegation, by),
        list_known_guests(event.id, delegation.id if delegation else None),
        list_distinct_ids(event.organisation_id),
        tuple(day.day for day in event.days),
        get_erased_people(event.id),
    )


def get_erased_people(event_id: int) -> ErasedPeople:
    """Who was erased on request at an event, but for those who take part again since."""
    marks = frozenset(db.session.scalars(select(ErasedMark.mark).where(ErasedMark.event_id == event_id)))
    if not marks:
        return NOBODY_ERASED
    here = select(Representative.email, Representative.phone).where(Representative.event_id == event_id)
    back = frozenset(fold_address(each) for row in db.session.execute(here) for each in row if each)
    return ErasedPeople(str(current_app.config["SECRET_KEY"]).encode(), event_id, marks, back)


def list_known_guests(event_id: int, delegation_id: int | None) -> list[KnownGuest]:
    """The guests whom the delegation brings, or who come without one."""
    query = (
        select(Registration.category, Representative.display_name, Registration.institution)
        .join(Representation, Representation.registration_id == Registration.id)
        .join(Representative, Representative.id == Representation.representative_id)
        .where(
            Registration.event_id == event_id,
            Registration.delegation_id == delegation_id,
            Registration.kind == "guest",
            Registration.state.not_in(INACTIVE_STATES),
        )
        .order_by(Registration.id, Representative.id)
    )
    return [KnownGuest(category, name, institution or "") for category, name, institution in db.session.execute(query)]
