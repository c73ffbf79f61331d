"""Sheets on their way in: batches, and the plan of a batch."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import defer, joinedload

from app.accounts.models import User
from app.companies.wording import company_label
from app.core.db import db, now
from app.core.models import JobRun, StoredFile
from app.core.spreadsheets import Worksheet
from app.events.models import Event
from app.registrations.import_memory import to_choices, to_fixes
from app.registrations.importing import ReadRows, Tell, plan_rows, read_rows
from app.registrations.models import Delegation, ImportBatch, Registration, Representative
from app.registrations.plan import Choices, Fixes, ImportPlan
from app.registrations.queries.grounds import Ground, ground_for


@dataclass(frozen=True, slots=True)
class Bringer:
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


def bringer_of(batch: ImportBatch) -> Bringer:
    return Bringer(batch.event, batch.delegation, batch.group_id)


def file_of(batch: ImportBatch) -> StoredFile:
    """The file as it was chosen."""
    return db.session.get_one(StoredFile, batch.file_id)


def run_of(batch: ImportBatch) -> JobRun | None:
    """The job that imports the batch, or did or failed to."""
    public_id = batch.written.get("job")
    return db.session.scalar(select(JobRun).where(JobRun.public_id == public_id)) if public_id else None


def registrations_with(ids: Iterable[int]) -> dict[int, Registration]:
    """Those that are still there, by id, with their companies."""
    chosen = select(Registration).options(joinedload(Registration.company)).where(Registration.id.in_(list(ids)))
    return {one.id: one for one in db.session.scalars(chosen)}


def names_of(people: Iterable[int]) -> list[str]:
    """Of those who are still there."""
    chosen = select(Representative).where(Representative.id.in_(list(people)), Representative.erased_at.is_(None))
    return [company_label(one) for one in db.session.scalars(chosen.order_by(Representative.id))]


def batches_of(
    event: Event, delegation: Delegation | None, limit: int = 20
) -> Sequence[tuple[ImportBatch, StoredFile, User | None]]:
    """The last sheets of a delegation, or of the companies without one, with their files and who brought them, newest
    first, without what they hold."""
    found = (
        select(ImportBatch, StoredFile, User)
        .join(StoredFile, StoredFile.id == ImportBatch.file_id)
        .outerjoin(User, User.id == ImportBatch.user_id)
        .options(defer(ImportBatch.sheets), defer(ImportBatch.fixes))
        .where(ImportBatch.event_id == event.id, ImportBatch.delegation_id == (delegation.id if delegation else None))
        .order_by(ImportBatch.id.desc())
        .limit(limit)
    )
    return [(batch, file, user) for batch, file, user in db.session.execute(found)]


def ground_of(batch: ImportBatch) -> Ground:
    """What this batch is compared with."""
    return ground_for(batch.event, batch.delegation, batch.user_id)


@dataclass(frozen=True, slots=True)
class _Source:
    """All that follows from what a batch's rows say, but for what they are compared with."""

    batch_id: int
    sheets: list[Any]
    columns: dict[str, Any]
    read: dict[str, Any]
    country: str
    days: tuple[date, ...]
    year: int


@dataclass(frozen=True, slots=True)
class _Made:
    """A plan, and what it follows from."""

    source: _Source
    ground: Ground
    choices: dict[str, Any]
    fixes: dict[str, Any]
    rows: ReadRows
    plan: ImportPlan

    def stands(self, source: _Source, ground: Ground, batch: ImportBatch) -> bool:
        asked = (source, ground, batch.choices, batch.fixes)
        return (self.source, self.ground, self.choices, self.fixes) == asked


_latest: Final[deque[_Made]] = deque(maxlen=2)
"""The last plans that this process made: who answers a row has just seen the plan that it stands in, and the next one
differs in what was answered alone."""


def plan_of(batch: ImportBatch, ground: Ground | None = None) -> ImportPlan:
    """What importing this batch would do now."""
    ground = ground or ground_of(batch)
    choices, year = to_choices(batch.choices), now().year
    told = (dict(choices.columns), dict(choices.sheets))
    source = _Source(batch.id, batch.sheets, *told, ground.country, ground.days, year)
    kept = tuple(_latest)
    if made := next((one for one in kept if one.stands(source, ground, batch)), None):
        return made.plan
    rows = next((one.rows for one in kept if one.source == source), None) or _read(
        ground, map(Worksheet.from_plain, batch.sheets), choices
    )
    plan = _compared(ground, rows, choices, to_fixes(batch.fixes))
    _latest.append(_Made(source, ground, batch.choices, batch.fixes, rows, plan))
    return plan


def plan_for(
    bringer: Bringer,
    sheets: Sequence[Worksheet],
    choices: Choices,
    tell: Tell = lambda _share: None,
    *,
    by: int | None,
) -> ImportPlan:
    """The plan of a new sheet against the register as it is for who brings it."""
    return plan_on(ground_for(bringer.event, bringer.delegation, by), sheets, choices, tell=tell)


def plan_on(
    ground: Ground,
    sheets: Sequence[Worksheet],
    choices: Choices,
    fixes: Fixes | None = None,
    tell: Tell = lambda _share: None,
) -> ImportPlan:
    return _compared(ground, _read(ground, sheets, choices), choices, fixes, tell)


def _read(ground: Ground, sheets: Iterable[Worksheet], choices: Choices) -> ReadRows:
    return read_rows(sheets, choices, country=ground.country, this_year=now().year, days=ground.days)


def _compared(
    ground: Ground,
    rows: ReadRows,
    choices: Choices,
    fixes: Fixes | None = None,
    tell: Tell = lambda _share: None,
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


def registrations_by_company(batch: ImportBatch) -> dict[int, int]:
    """Company → its registration, for the firms of the batch's delegation, or of none."""
    found = select(Registration.company_id, Registration.id).where(
        Registration.event_id == batch.event_id,
        Registration.delegation_id == batch.delegation_id,
        Registration.company_id.is_not(None),
    )
    return {company: number for company, number in db.session.execute(found) if company is not None}


def memory_of(bringer: Bringer) -> dict[str, Any]:
    """Fingerprint → fix from all imports of the same list that stand, the newest word winning."""
    found = select(ImportBatch.written).where(*stands_for(bringer)).order_by(ImportBatch.id)
    memory: dict[str, Any] = {}
    for written in db.session.scalars(found):
        memory |= written.get("settled", {})
    return memory


def stands_for(bringer: Bringer) -> tuple[ColumnElement[bool], ...]:
    """Of batches: imported for the same list, and not undone."""
    return (
        ImportBatch.event_id == bringer.event.id,
        ImportBatch.delegation_id == bringer.delegation_id,
        ImportBatch.group_id == bringer.group_id,
        ImportBatch.state == "imported",
    )
