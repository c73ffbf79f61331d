"""The firms and people of earlier sheets that a later version no longer names, and what their leaving would free."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.companies.models import Company
from app.core.db import db
from app.core.models import StoredFile
from app.registrations.gone import Earlier, EarlierPeople, Gone, gone_from, people_gone_from
from app.registrations.models import ImportBatch, Registration, Representative
from app.registrations.plan import ImportPlan
from app.registrations.queries.from_above import Freed, Seat, freed_by_cancelling, seats_of
from app.registrations.queries.imports import Bringer, bringer_of, stands_for
from app.registrations.states import RegistrationState

OUT = (RegistrationState.CANCELLED, RegistrationState.REJECTED)
FIRMS, PEOPLE = "gone", "gone_people"
"""Names, among the choices of a preview, the registrations to cancel and the people to remove."""


@dataclass(frozen=True, slots=True)
class GoneFirm:
    """``leaves``: somebody said that it is to be cancelled with the import; ``freed``: its live meetings."""

    registration: Registration
    company: Company
    freed: Sequence[Freed]
    leaves: bool


@dataclass(frozen=True, slots=True)
class GonePerson:
    """``seats``: the booked meetings at which they sit for the firm; ``heir``: somebody new comes for the firm and
    would take these; ``leaves``: somebody said that they are to be removed with the import."""

    person: Representative
    registration: Registration
    company: Company
    seats: Sequence[Seat]
    heir: bool
    leaves: bool

    @property
    def may_leave(self) -> bool:
        return self.heir or not self.seats


@dataclass(frozen=True, slots=True)
class GoneFirms:
    """``name``, ``imported_at``: of the earlier sheet; ``people``: of firms that the sheet still names."""

    name: str
    imported_at: datetime | None
    firms: tuple[GoneFirm, ...]
    people: tuple[GonePerson, ...] = ()

    @property
    def staying(self) -> list[int]:
        """The companies that nobody wants cancelled."""
        return [one.company.id for one in self.firms if not one.leaves]

    @property
    def leaving(self) -> list[GoneFirm]:
        return [one for one in self.firms if one.leaves]

    @property
    def people_staying(self) -> list[int]:
        return [one.person.id for one in self.people if one not in self.people_leaving]

    @property
    def people_leaving(self) -> list[GonePerson]:
        return [one for one in self.people if one.leaves and one.may_leave]


def gone_firms(batch: ImportBatch, plan: ImportPlan) -> GoneFirms | None:
    """None where the sheet is a later version of none, or still names all of it that is there."""
    return gone_of(bringer_of(batch), plan, batch.choices)


def gone_of(bringer: Bringer, plan: ImportPlan, choices: Mapping[str, Any]) -> GoneFirms | None:
    """The same of a plan that is no batch yet. ``choices``: see ``FIRMS``."""
    there = {one.company_id: one for one in _registered(bringer) if one.company_id is not None}
    imports = _imports(bringer) if there else []
    earlier = (Earlier(number, _stood(written), _kept(written)) for number, written in imports)
    firms = gone_from(plan, earlier, there)
    people = people_gone_from(plan, (_people_of(written) for _, written in imports))
    people = {company: ids for company, ids in people.items() if company in there}
    if firms is None and not people:
        return None
    newest = db.session.get_one(ImportBatch, firms.earlier if firms is not None else imports[0][0])
    return GoneFirms(
        db.session.get_one(StoredFile, newest.file_id).name,
        newest.imported_at,
        tuple(_firms(bringer.event.id, firms, there, choices.get(FIRMS, []))),
        tuple(_people(plan, people, there, choices.get(PEOPLE, []))),
    )


def _firms(
    event_id: int, gone: Gone | None, there: Mapping[int, Registration], leaving: Sequence[int]
) -> Iterator[GoneFirm]:
    found = (there[company] for company in gone.companies) if gone is not None else ()
    left = sorted(found, key=lambda one: (one.rank or 0, one.id))
    freed = freed_by_cancelling(event_id, {one.id for one in left}) if left else {}
    for one in left:
        if one.company is not None:
            yield GoneFirm(one, one.company, tuple(freed.get(one.id, ())), one.id in leaving)


def _people(
    plan: ImportPlan, gone: Mapping[int, frozenset[int]], there: Mapping[int, Registration], leaving: Sequence[int]
) -> Iterator[GonePerson]:
    heirs = {one.company_id for one in plan.effects if any(person.id is None for person in one.after.people)}
    for company, ids in gone.items():
        firm = there[company]
        for one in firm.representatives:
            if one.id in ids and firm.company is not None:
                seats = [seat for seat in seats_of([one.id]) if seat.registration_id == firm.id]
                yield GonePerson(one, firm, firm.company, seats, company in heirs, one.id in leaving)


def _registered(bringer: Bringer) -> Iterable[Registration]:
    """Firms that take part or may yet."""
    chosen = (
        select(Registration)
        .options(joinedload(Registration.company))
        .where(Registration.event_id == bringer.event.id, Registration.delegation_id == bringer.delegation_id)
        .where(Registration.kind == "firm", Registration.state.not_in(OUT))
    )
    return db.session.scalars(chosen)


def _imports(bringer: Bringer) -> list[tuple[int, dict[str, Any]]]:
    """The imports that stand, newest first, with what they wrote."""
    chosen = (
        select(ImportBatch.id, ImportBatch.written)
        .where(*stands_for(bringer))
        .order_by(ImportBatch.imported_at.desc(), ImportBatch.id.desc())
    )
    return [(number, written) for number, written in db.session.execute(chosen)]


def _stood(written: Mapping[str, Any]) -> frozenset[int]:
    """Whose rows stood in it; imports of earlier days wrote down only those whom they changed."""
    stood = written.get("stood")
    return frozenset(stood if stood is not None else (firm["company"] for firm in written.get("firms", [])))


def _kept(written: Mapping[str, Any]) -> frozenset[int] | None:
    kept = written.get("kept")
    return frozenset(kept) if kept is not None else None


def _people_of(written: Mapping[str, Any]) -> EarlierPeople:
    firms = written.get("firms", [])
    wrote = {number for firm in firms for number in firm["created"].get("representatives", [])}
    return EarlierPeople(frozenset(wrote), frozenset(written.get("kept_people", [])))
