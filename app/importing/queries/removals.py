"""The companies and people of earlier lists that a later version no longer names, and what their removal would free."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.companies.models import Company
from app.core.db import db
from app.core.models import StoredFile
from app.importing.plan import ImportPlan, PlannedRow, RowVerdict
from app.importing.queries.imports import ImportSource, get_import_source, standing_imports_of
from app.registrations.models import ImportBatch, Registration, Representative
from app.registrations.queries.hooks import EndingMeeting, RepresentativeSeat, list_ending_meetings, list_seats
from app.registrations.states import RegistrationState

NOT_COMING_REASONS: frozenset[str] = frozenset({"not_attending", "withdrawn", "struck_through"})
"""A row that is left out for one of these says that its firm does not come; any other row says that it does."""


@dataclass(frozen=True, slots=True)
class EarlierList:
    """A sheet that was imported before. ``companies``: whose rows stood in it; ``remaining``: those that stood in a
    sheet before it and that somebody let stay when it was imported; None where nobody wrote that down."""

    batch_id: int
    companies: frozenset[int]
    remaining: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class MissingFromEarlier:
    """``earlier``: the newest sheet that this one is a later version of and that names one of the ``companies`` that
    no longer stand in it."""

    earlier: int
    companies: frozenset[int]


def find_missing_companies(
    plan: ImportPlan, earlier: Iterable[EarlierList], there: Collection[int]
) -> MissingFromEarlier | None:
    """None where the sheet still names all of the earlier ones, newest first, that it is a later version of: of those
    that it shares at least half of the companies with that are still ``there`` (company ids). Who was let stay in one
    of them is not asked for again because of an older one."""
    standing, let_stay = list_planned_company_ids(plan), frozenset[int]()
    named, missing = 0, frozenset[int]()
    for earlier_list in earlier:
        still = earlier_list.companies & frozenset(there)
        if not still or 2 * len(still & standing) < len(still):
            continue
        if newly_missing := still - standing - let_stay:
            named, missing = named or earlier_list.batch_id, missing | newly_missing
        if earlier_list.remaining is None:
            break
        let_stay |= earlier_list.remaining
    return MissingFromEarlier(named, missing) if missing else None


@dataclass(frozen=True, slots=True)
class EarlierPeople:
    """Whom (representatives' ids) an import wrote, and whom somebody let stay though it no longer named them."""

    wrote: frozenset[int]
    remaining: frozenset[int] = frozenset()


def find_missing_people(plan: ImportPlan, earlier: Iterable[EarlierPeople]) -> dict[int, frozenset[int]]:
    """Company → its people who came by an earlier sheet (newest first) and whom this one no longer names, of the
    companies that it still names with somebody. Who was let stay since is not asked about again."""
    asked, let_stay = set[int](), set[int]()
    for earlier_list in earlier:
        asked |= earlier_list.wrote - let_stay
        let_stay |= earlier_list.remaining
    missing = {
        effect.company_id: frozenset(person.id for person in effect.before.people if person.id in asked) - effect.named
        for effect in plan.effects
        if effect.company_id is not None and effect.names_people
    }
    return {company: people for company, people in missing.items() if people}


def list_planned_company_ids(plan: ImportPlan) -> frozenset[int]:
    """The known companies that a row speaks of or may speak of, as long as a doubt is not settled."""
    return frozenset(company for row in plan.rows if (company := _known_company_id(row)) is not None)


def _known_company_id(row: PlannedRow) -> int | None:
    if row.verdict is RowVerdict.LEFT_OUT:
        return row.stands_for if row.left_out not in NOT_COMING_REASONS else None
    if row.same_as is not None and row.same_as.company_id is not None:
        return row.same_as.company_id
    return int(row.key[1:]) if row.key.startswith("c") else None


LEFT_STATES = (RegistrationState.CANCELLED, RegistrationState.REJECTED)
REMOVED_COMPANIES_KEY, REMOVED_PEOPLE_KEY = "gone", "gone_people"
"""Names, among the choices of a preview, the registrations to cancel and the people to remove."""


@dataclass(frozen=True, slots=True)
class MissingCompany:
    """``leaves``: somebody said that it is to be cancelled with the import; ``freed``: its live meetings."""

    registration: Registration
    company: Company
    freed: Sequence[EndingMeeting]
    leaves: bool


@dataclass(frozen=True, slots=True)
class MissingPerson:
    """``seats``: the booked meetings at which they sit for the company; ``heir``: somebody new comes for the company
    and would take these; ``leaves``: somebody said that they are to be removed with the import."""

    person: Representative
    registration: Registration
    company: Company
    seats: Sequence[RepresentativeSeat]
    heir: bool
    leaves: bool

    @property
    def may_leave(self) -> bool:
        return self.heir or not self.seats


@dataclass(frozen=True, slots=True)
class Removals:
    """``name``, ``imported_at``: of the earlier sheet; ``people``: of firms that the sheet still names."""

    name: str
    imported_at: datetime | None
    companies: tuple[MissingCompany, ...]
    people: tuple[MissingPerson, ...] = ()

    @property
    def staying(self) -> list[int]:
        """The companies that nobody wants cancelled."""
        return [company.company.id for company in self.companies if not company.leaves]

    @property
    def leaving(self) -> list[MissingCompany]:
        return [company for company in self.companies if company.leaves]

    @property
    def people_staying(self) -> list[int]:
        return [person.person.id for person in self.people if person not in self.people_leaving]

    @property
    def people_leaving(self) -> list[MissingPerson]:
        return [person for person in self.people if person.leaves and person.may_leave]


def find_batch_removals(batch: ImportBatch, plan: ImportPlan) -> Removals | None:
    """None where the sheet is a later version of none, or still names all of it that is there."""
    return find_removals(get_import_source(batch), plan, batch.choices)


def find_removals(bringer: ImportSource, plan: ImportPlan, choices: Mapping[str, Any]) -> Removals | None:
    """The same of a plan that is no batch yet. ``choices``: of the preview, by REMOVED_COMPANIES_KEY and
    REMOVED_PEOPLE_KEY."""
    there = {
        registration.company_id: registration
        for registration in _list_registered(bringer)
        if registration.company_id is not None
    }
    imports = _list_imports(bringer) if there else []
    earlier = (
        EarlierList(number, _company_ids_of_import(written), _retained_company_ids(written))
        for number, written in imports
    )
    companies = find_missing_companies(plan, earlier, there)
    people = find_missing_people(plan, (_people_of_import(written) for _, written in imports))
    people = {company: ids for company, ids in people.items() if company in there}
    if companies is None and not people:
        return None
    newest = db.session.get_one(ImportBatch, companies.earlier if companies is not None else imports[0][0])
    return Removals(
        db.session.get_one(StoredFile, newest.file_id).name,
        newest.imported_at,
        tuple(_missing_companies(bringer.event.id, companies, there, choices.get(REMOVED_COMPANIES_KEY, []))),
        tuple(_missing_people(plan, people, there, choices.get(REMOVED_PEOPLE_KEY, []))),
    )


def _missing_companies(
    event_id: int,
    missing_from_earlier: MissingFromEarlier | None,
    there: Mapping[int, Registration],
    leaving: Sequence[int],
) -> Iterator[MissingCompany]:
    registrations = (
        (there[company] for company in missing_from_earlier.companies) if missing_from_earlier is not None else ()
    )
    left = sorted(registrations, key=lambda registration: (registration.rank or 0, registration.id))
    freed = list_ending_meetings(event_id, {registration.id for registration in left}) if left else {}
    for registration in left:
        if registration.company is not None:
            yield MissingCompany(
                registration, registration.company, tuple(freed.get(registration.id, ())), registration.id in leaving
            )


def _missing_people(
    plan: ImportPlan, missing: Mapping[int, frozenset[int]], there: Mapping[int, Registration], leaving: Sequence[int]
) -> Iterator[MissingPerson]:
    heirs = {effect.company_id for effect in plan.effects if any(person.id is None for person in effect.after.people)}
    for company, ids in missing.items():
        firm = there[company]
        for representative in firm.representatives:
            if representative.id in ids and firm.company is not None:
                seats = [seat for seat in list_seats([representative.id]) if seat.registration_id == firm.id]
                yield MissingPerson(
                    representative, firm, firm.company, seats, company in heirs, representative.id in leaving
                )


def _list_registered(bringer: ImportSource) -> Iterable[Registration]:
    """Firms that take part or may yet."""
    chosen = (
        select(Registration)
        .options(joinedload(Registration.company))
        .where(Registration.event_id == bringer.event.id, Registration.delegation_id == bringer.delegation_id)
        .where(Registration.kind == "firm", Registration.state.not_in(LEFT_STATES))
    )
    return db.session.scalars(chosen)


def _list_imports(bringer: ImportSource) -> list[tuple[int, dict[str, Any]]]:
    """The imports that stand, newest first, with what they wrote."""
    chosen = (
        select(ImportBatch.id, ImportBatch.written)
        .where(*standing_imports_of(bringer))
        .order_by(ImportBatch.imported_at.desc(), ImportBatch.id.desc())
    )
    return [(number, written) for number, written in db.session.execute(chosen)]


def _company_ids_of_import(written: Mapping[str, Any]) -> frozenset[int]:
    """Whose rows stood in it; imports of earlier days wrote down only those whom they changed."""
    stood = written.get("stood")
    return frozenset(stood if stood is not None else (company["company"] for company in written.get("firms", [])))


def _retained_company_ids(written: Mapping[str, Any]) -> frozenset[int] | None:
    retained = written.get("kept")
    return frozenset(retained) if retained is not None else None


def _people_of_import(written: Mapping[str, Any]) -> EarlierPeople:
    companies = written.get("firms", [])
    wrote = {number for company in companies for number in company["created"].get("representatives", [])}
    return EarlierPeople(frozenset(wrote), frozenset(written.get("kept_people", [])))
