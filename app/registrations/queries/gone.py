"""The firms of an earlier sheet that a later version of it no longer names, and what their leaving would free."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.companies.models import Company
from app.db import db
from app.floor.models import StoredFile
from app.registrations.gone import Earlier, gone_from
from app.registrations.models import ImportBatch, Registration
from app.registrations.plan import ImportPlan
from app.registrations.queries.from_above import Freed, freed_by_cancelling
from app.registrations.states import RegistrationState

OUT = (RegistrationState.CANCELLED, RegistrationState.REJECTED)


@dataclass(frozen=True, slots=True)
class GoneFirm:
    """``leaves``: somebody said that it is to be cancelled with the import; ``freed``: its live meetings."""

    registration: Registration
    company: Company
    freed: Sequence[Freed]
    leaves: bool


@dataclass(frozen=True, slots=True)
class GoneFirms:
    """``name``, ``imported_at``: of the earlier sheet."""

    name: str
    imported_at: datetime | None
    firms: tuple[GoneFirm, ...]

    @property
    def staying(self) -> list[int]:
        """The companies that nobody wants cancelled."""
        return [one.company.id for one in self.firms if not one.leaves]

    @property
    def leaving(self) -> list[GoneFirm]:
        return [one for one in self.firms if one.leaves]


def gone_firms(batch: ImportBatch, plan: ImportPlan) -> GoneFirms | None:
    """None where the sheet is a later version of none, or still names all of it that is there."""
    there = {one.company_id: one for one in _registered(batch.delegation_id) if one.company_id is not None}
    gone = gone_from(plan, _earlier(batch.delegation_id), there) if there else None
    if gone is None:
        return None
    left = sorted((there[company] for company in gone.companies), key=lambda one: (one.rank or 0, one.id))
    freed = freed_by_cancelling(batch.event_id, {one.id for one in left})
    earlier = db.session.get_one(ImportBatch, gone.earlier)
    return GoneFirms(
        db.session.get_one(StoredFile, earlier.file_id).name,
        earlier.imported_at,
        tuple(_firms(left, freed, batch.choices.get("gone", []))),
    )


def _firms(left: Iterable[Registration], freed: dict[int, list[Freed]], leaving: Sequence[int]) -> Iterator[GoneFirm]:
    for one in left:
        if one.company is not None:
            yield GoneFirm(one, one.company, tuple(freed.get(one.id, ())), one.id in leaving)


def _registered(delegation_id: int) -> Iterable[Registration]:
    """The delegation's firms that take part or may yet."""
    chosen = (
        select(Registration)
        .options(joinedload(Registration.company))
        .where(Registration.delegation_id == delegation_id, Registration.kind == "firm", Registration.state.not_in(OUT))
    )
    return db.session.scalars(chosen)


def _earlier(delegation_id: int) -> list[Earlier]:
    """The delegation's imports that stand, newest first."""
    chosen = (
        select(ImportBatch.id, ImportBatch.written)
        .where(ImportBatch.delegation_id == delegation_id, ImportBatch.state == "imported")
        .order_by(ImportBatch.imported_at.desc(), ImportBatch.id.desc())
    )
    return [Earlier(number, _stood(written), _kept(written)) for number, written in db.session.execute(chosen)]


def _stood(written: dict[str, list[dict[str, int]]]) -> frozenset[int]:
    """Whose rows stood in it; imports of earlier days wrote down only those whom they changed."""
    stood = written.get("stood")
    return frozenset(stood if stood is not None else (firm["company"] for firm in written.get("firms", [])))  # type: ignore[arg-type]


def _kept(written: dict[str, list[int]]) -> frozenset[int] | None:
    kept = written.get("kept")
    return frozenset(kept) if kept is not None else None
