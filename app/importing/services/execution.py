"""A planned import carried out, with what a later version of a list no longer names: all of it in one transaction,
with a record exact enough to undo it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import select

from app.accounts.models import Organisation
from app.companies.models import Company, CompanyDistinct
from app.core import audit
from app.core.db import db, now, transaction
from app.core.errors import Conflict, DomainError, Stale
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, require_act
from app.importing.fixes import list_settled_fixes, parse_fixes
from app.importing.person_matching import ABSENT_COLUMN
from app.importing.plan import CompanyChange, ImportPlan
from app.importing.queries.imports import ExistingData, get_existing_data_of_batch, get_plan
from app.importing.queries.removals import MissingCompany, Removals, find_batch_removals
from app.importing.queries.undo import snapshot_row
from app.importing.services.guest_writer import GuestWriter
from app.importing.services.preview import ReportStage, lock_batch, require_ready
from app.importing.services.row_writer import CompanyWriter, WrittenCompany
from app.registrations.models import Delegation, ImportBatch, Registration, Representation, Representative
from app.registrations.queries.delegation_members import count_delegation_companies
from app.registrations.services import delegation_members, people, transitions
from app.registrations.services.company_links import create_links
from app.registrations.signals import languages_changed, person_absent, profile_saved
from app.registrations.states import RegistrationAct, RegistrationActor


def record_distinct_companies(done: Sequence[tuple[CompanyChange, WrittenCompany]], *, by: int | None) -> None:
    """For each new firm of an import; its pairs go when the import is taken back."""
    companies = {effect.key: written.company.id for effect, written in done}
    wanted: set[tuple[int, int]] = set()
    for effect, written in done:
        for key in (key for row in effect.rows for key in row.apart):
            other = companies.get(key) or (int(key[1:]) if key.startswith("c") else None)
            if other is not None and other != written.company.id:
                low, high = sorted((other, written.company.id))
                wanted.add((low, high))
    for low, high in sorted(wanted - _recorded_pairs(wanted)):
        db.session.add(CompanyDistinct(low_id=low, high_id=high, said_by=by))
        audit.log_action("company.distinct", db.session.get_one(Company, low), by=by, other=high)


def _recorded_pairs(pairs: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    lows = {low for low, _ in pairs}
    rows = select(CompanyDistinct.low_id, CompanyDistinct.high_id).where(CompanyDistinct.low_id.in_(lows))
    return {(low, high) for low, high in db.session.execute(rows)} if lows else set()


def lock_absent_people(effects: Iterable[CompanyChange]) -> None:
    """The firms of those whose half days change, before any other row is: whoever books for one of them waits."""
    people = [number for effect in effects for number in _changed_absences(effect)]
    stands = select(Representation.registration_id).where(Representation.representative_id.in_(people))
    chosen = select(Registration.id).where(Registration.id.in_(stands)).order_by(Registration.id)
    if people:
        db.session.scalars(chosen.with_for_update()).all()


def write_absences(done: Sequence[tuple[CompanyChange, WrittenCompany]]) -> list[int]:
    """Write them; the people who are needed at a meeting then stay as they are, and are returned."""
    needed = []
    for effect, written in done:
        for number, absent in _changed_absences(effect).items():
            person = db.session.get_one(Representative, number)
            if _is_needed(person, absent):
                needed.append(number)
            else:
                written.change(person, {ABSENT_COLUMN: absent})
    return needed


def _changed_absences(effect: CompanyChange) -> dict[int, list[str]]:
    before = {person.id: person.values.get(ABSENT_COLUMN) or [] for person in effect.before.people}
    now = {person.id: person.values.get(ABSENT_COLUMN) or [] for person in effect.after.people if person.id is not None}
    return {number: absent for number, absent in now.items() if absent != before.get(number)}


def _is_needed(person: Representative, absent: list[str]) -> bool:
    before = person.absent
    with db.session.no_autoflush:
        person.absent = absent
        try:
            person_absent.send(person)
        except DomainError:
            return True
        finally:
            person.absent = before
    return False


def cancel_missing_companies(event: Event, removals: Removals | None, *, by: int | None) -> list[dict[str, Any]]:
    """Cancel those of whom somebody said so and who still stand in no row; what to write down of each.

    Raises what ``transition_within`` raises.
    """
    return (
        [_cancel_registration(event, missing_company, by) for missing_company in removals.leaving]
        if removals is not None
        else []
    )


def _cancel_registration(event: Event, missing_company: MissingCompany, by: int | None) -> dict[str, Any]:
    before = missing_company.registration.state
    transitions.transition_within(
        event, missing_company.registration, RegistrationAct.CANCEL, actor=RegistrationActor.CHAMBER, by=by
    )
    return {"registration": missing_company.registration.id, "before": before, "freed": len(missing_company.freed)}


def remove_missing_people(
    removals: Removals | None, done: Iterable[tuple[CompanyChange, WrittenCompany]], *, by: int | None
) -> list[dict[str, Any]]:
    """People of whom somebody said so stand for their company no longer; who is new there takes their seats. What to
    write down of each."""
    new = {
        written.registration.id: written.created.get("representatives", [])
        for _, written in done
        if removals is not None and removals.people_leaving
    }
    result = []
    for missing_person in removals.people_leaving if removals is not None else []:
        heirs = new.get(missing_person.registration.id, [])
        people.remove_representation(
            missing_person.registration,
            missing_person.person,
            heir=heirs[0] if missing_person.seats and heirs else None,
            by=by,
        )
        result.append(
            {
                "person": missing_person.person.id,
                "registration": missing_person.registration.id,
                "handed_on": bool(missing_person.seats),
            }
        )
    return result


MAX_TRIES: Final = 3
"""So often an import is planned while everybody may write; in the end behind the lock."""


class QuotaExceeded(Conflict):
    """More firms than the delegation may bring. Details: quota, firms (how many there would be)."""

    code = "import_quota"


class PeopleExceeded(Conflict):
    """More people of one firm than each may bring. Details: quota, people (how many there would be), firm."""

    code = "import_people_quota"


@dataclass(slots=True)
class _ImportRecord:
    """What goes into ``ImportBatch.written``."""

    registrations: list[dict[str, Any]] = field(default_factory=list)
    companies: dict[str, int] = field(default_factory=dict)
    changed: int = 0


@dataclass(frozen=True, slots=True)
class PreparedPlan:
    """A plan, and what it stands on: made before anybody has to wait for the write lock."""

    ground: ExistingData
    plan: ImportPlan


def execute_import(
    batch_id: int,
    version: int,
    *,
    by: int | None,
    tell: ReportStage = lambda _share, _stage: None,
    foreseen: PreparedPlan | None = None,
) -> ImportBatch:
    """Import the batch whole or not at all; one that is imported already stays as it is. ``foreseen``: its plan, where
    the caller has made it.

    Raises Stale where the preview has moved on since ``version``, ``ImportNotSettled``, ``NothingToImport``,
    ``QuotaExceeded``, ``PeopleExceeded``, ``PhaseForbids``.
    """
    for left in reversed(range(MAX_TRIES)):
        tell(0.1, "reading")
        foreseen = foreseen or prepare_plan(batch_id, version)
        tell(0.5, "writing")
        try:
            batch = _execute_import(batch_id, version, foreseen, by=by, patient=left > 0)
        except _PlanOutdated:
            foreseen = None
            continue
        tell(1.0, "done")
        return batch
    raise AssertionError("the last try plans behind the lock")


class _PlanOutdated(Exception):
    """Somebody changed what the plan stands on, between its making and the lock."""


def prepare_plan(batch_id: int, version: int) -> PreparedPlan | None:
    """None where the batch is not to be imported so."""
    batch = db.session.get(ImportBatch, batch_id)
    if batch is None or (batch.state, batch.version) != ("preview", version):
        return None
    ground = get_existing_data_of_batch(batch)
    return PreparedPlan(ground, get_plan(batch, ground))


def _execute_import(
    batch_id: int, version: int, foreseen: PreparedPlan | None, *, by: int | None, patient: bool
) -> ImportBatch:
    """``patient``: rather than plan anew while everybody waits, raise ``_PlanOutdated``."""
    with transaction() as session:
        batch = lock_batch(batch_id)
        if batch.state == "imported":
            return batch
        if batch.state != "preview" or batch.version != version:
            raise Stale
        event = session.get_one(Event, batch.event_id)
        _lock_organisation(event)
        require_act(Phase(event.phase), EventAct.ADD_COMPANIES, BookingMode(event.booking_mode))
        delegation = (
            delegation_members.lock_delegation(batch.delegation_id) if batch.delegation_id is not None else None
        )
        ground = get_existing_data_of_batch(batch)
        holds = foreseen is not None and foreseen.ground == ground
        if not holds and patient:
            raise _PlanOutdated
        plan = foreseen.plan if foreseen and holds else get_plan(batch, ground)
        require_ready(plan)
        batch_removals = find_batch_removals(batch, plan)
        require_quota(delegation, plan, batch_removals)
        _write_import(event, batch, plan, batch_removals, by)
    return batch


def count_new_companies(delegation: Delegation, plan: ImportPlan) -> int:
    """How many firms the delegation would have more."""
    there = select(Registration.company_id).where(Registration.delegation_id == delegation.id)
    known = set(db.session.scalars(there))
    return sum(1 for effect in plan.effects if effect.company_id is None or effect.company_id not in known)


def require_quota(delegation: Delegation | None, plan: ImportPlan, removals: Removals | None = None) -> None:
    """Raise ``QuotaExceeded`` or ``PeopleExceeded`` if the delegation would bring more than it may."""
    if refusal := find_quota_refusal(delegation, plan, removals):
        raise refusal


def find_quota_refusal(
    delegation: Delegation | None, plan: ImportPlan, removals: Removals | None = None
) -> QuotaExceeded | PeopleExceeded | None:
    """What stands against the import: too many companies, or people of one; None if nothing does. Those of the ``gone``
    that leave with it make room."""
    if delegation is None:
        return None
    if delegation.quota is not None:
        leaving = len(removals.leaving) if removals is not None else 0
        companies = count_delegation_companies(delegation.id) + count_new_companies(delegation, plan) - leaving
        if companies > delegation.quota:
            return QuotaExceeded(quota=delegation.quota, firms=companies)
    return _find_people_refusal(delegation.people_quota, plan)


def _find_people_refusal(most: int | None, plan: ImportPlan) -> PeopleExceeded | None:
    """Of the firm that would bring most; one that gets nobody new may bring what it brings."""
    growing = [effect for effect in plan.effects if any(person.id is None for person in effect.after.people)]
    worst = max(growing, key=lambda effect: len(effect.after.people), default=None)
    if most is None or worst is None or len(worst.after.people) <= most:
        return None
    return PeopleExceeded(quota=most, people=len(worst.after.people), firm=worst.rows[0].company)


def _write_import(
    event: Event, batch: ImportBatch, plan: ImportPlan, removals: Removals | None, by: int | None
) -> None:
    left = cancel_missing_companies(event, removals, by=by)
    writer = CompanyWriter(event, batch, by)
    lock_absent_people(plan.effects)
    done = list(zip(plan.effects, writer.companies(plan.effects), strict=True))
    needed = write_absences(done)
    removed = remove_missing_people(removals, done, by=by)
    record_distinct_companies(done, by=by)
    create_links(written.registration for _, written in done if written.is_new)
    db.session.flush()
    record = _ImportRecord()
    for effect, written in done:
        _record_company(record, effect, written)
        if written.changed and not written.is_new:
            profile_saved.send(written.registration)
            record.changed += 1
    for _effect, written in done:  # when all is written: interpreters are looked for behind the lock of the event
        if written.speaks_otherwise and not written.is_new:
            languages_changed.send(written.registration, person=None, by=by)
    guests = GuestWriter(event, batch, by, plan.sheets).write(plan.guests)
    record.registrations += guests
    batch.state, batch.imported_at, batch.version = "imported", now(), batch.version + 1
    counts = {
        "new": sum(written.is_new and effect.company_id is None for effect, written in done),
        "joined": sum(written.is_new and effect.company_id is not None for effect, written in done),
        "changed": record.changed,
        "unchanged": sum(not written.changed for _, written in done),
        "rows": sum(len(effect.rows) for effect in plan.effects) + len(plan.guests),
        "left_out": plan.tally.left_out,
        "cancelled": len(left),
        "removed": len(removed),
        "guests": sum(len(guest["created"]["registrations"]) for guest in guests),
    }
    batch.written = {
        **batch.written,
        "firms": record.registrations,
        "counts": counts,
        "settled": list_settled_fixes(plan.rows, parse_fixes(batch.fixes), record.companies),
        "stood": sorted(set(record.companies.values())),
        "gone": left,
        "kept": removals.staying if removals is not None else [],
        "removed": removed,
        "needed": needed,
        "kept_people": removals.people_staying if removals is not None else [],
    }
    audit.log_action("import.done", batch, event_id=event.id, by=by, **counts)


def _record_company(record: _ImportRecord, effect: CompanyChange, written: WrittenCompany) -> None:
    record.companies[effect.key] = written.company.id
    if not written.changed:
        return
    record.registrations.append(
        {
            "rows": [[row.sheet, row.row] for row in effect.rows],
            "company": written.company.id,
            "registration": written.registration.id,
            "created": {table: [row.id for row in rows] for table, rows in written.created.items()},
            "before": written.before,
            "after": {
                table: {str(row.id): snapshot_row(row) for row in rows} for table, rows in written.touched().items()
            },
        }
    )


def _lock_organisation(event: Event) -> None:
    """Imports of one organisation wait for each other, or two would both find a firm new."""
    keeper = select(Organisation.id).where(Organisation.id == event.organisation_id)
    db.session.execute(keeper.with_for_update(key_share=True))
