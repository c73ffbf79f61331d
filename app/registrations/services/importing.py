"""Carry out a planned import: all of it in one transaction, with a record exact enough to undo it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import select

from app.accounts.models import Organisation
from app.core import audit
from app.core.db import db, now, transaction
from app.core.errors import Conflict, Stale
from app.events.models import Event
from app.events.phases import BookingMode, EventAct, Phase, require_act
from app.registrations.import_memory import settled, to_fixes
from app.registrations.models import Delegation, ImportBatch, Registration
from app.registrations.plan import Effect, ImportPlan
from app.registrations.queries.brought import firms_in
from app.registrations.queries.gone import GoneFirms, gone_firms
from app.registrations.queries.grounds import Ground
from app.registrations.queries.imports import ground_of, plan_of
from app.registrations.services import quotas
from app.registrations.services.apart import keep_apart
from app.registrations.services.import_guests import GuestWriter
from app.registrations.services.import_half_days import lock_who_stays_away, stay_away
from app.registrations.services.import_rows import Writer, Written
from app.registrations.services.imports import check_ready, locked_batch
from app.registrations.services.leaving import cancel_the_gone, remove_the_gone
from app.registrations.services.links import give_links
from app.registrations.signals import profile_saved, speech_changed
from app.registrations.snapshots import snapshot

Tell = Callable[[float, str], None]
TRIES: Final = 3
"""So often an import is planned while everybody may write; in the end behind the lock."""


class QuotaExceeded(Conflict):
    """More firms than the delegation may bring. Details: quota, firms (how many there would be)."""

    code = "import_quota"


class PeopleExceeded(Conflict):
    """More people of one firm than each may bring. Details: quota, people (how many there would be), firm."""

    code = "import_people_quota"


@dataclass(slots=True)
class _Record:
    """What goes into ``ImportBatch.written``."""

    firms: list[dict[str, Any]] = field(default_factory=list)
    companies: dict[str, int] = field(default_factory=dict)
    changed: int = 0


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A plan, and what it stands on: made before anybody has to wait for the write lock."""

    ground: Ground
    plan: ImportPlan


def carry_out(
    batch_id: int,
    version: int,
    *,
    by: int | None,
    tell: Tell = lambda _share, _stage: None,
    foreseen: Foreseen | None = None,
) -> ImportBatch:
    """Import the batch whole or not at all; one that is imported already stays as it is. ``foreseen``: its plan, where
    the caller has made it.

    Raises Stale where the preview has moved on since ``version``, ``NotSettled``, ``NothingToImport``,
    ``QuotaExceeded``, ``PeopleExceeded``, ``PhaseForbids``.
    """
    for left in reversed(range(TRIES)):
        tell(0.1, "reading")
        foreseen = foreseen or foresee(batch_id, version)
        tell(0.5, "writing")
        try:
            batch = _carry_out(batch_id, version, foreseen, by=by, patient=left > 0)
        except _Moved:
            foreseen = None
            continue
        tell(1.0, "done")
        return batch
    raise AssertionError("the last try plans behind the lock")


class _Moved(Exception):
    """Somebody changed what the plan stands on, between its making and the lock."""


def foresee(batch_id: int, version: int) -> Foreseen | None:
    """None where the batch is not to be imported so."""
    batch = db.session.get(ImportBatch, batch_id)
    if batch is None or (batch.state, batch.version) != ("preview", version):
        return None
    ground = ground_of(batch)
    return Foreseen(ground, plan_of(batch, ground))


def _carry_out(batch_id: int, version: int, foreseen: Foreseen | None, *, by: int | None, patient: bool) -> ImportBatch:
    """``patient``: rather than plan anew while everybody waits, raise ``_Moved``."""
    with transaction() as session:
        batch = locked_batch(batch_id)
        if batch.state == "imported":
            return batch
        if batch.state != "preview" or batch.version != version:
            raise Stale
        event = session.get_one(Event, batch.event_id)
        _one_at_a_time(event)
        require_act(Phase(event.phase), EventAct.ADD_FIRMS, BookingMode(event.booking_mode))
        delegation = quotas.locked(batch.delegation_id) if batch.delegation_id is not None else None
        ground = ground_of(batch)
        holds = foreseen is not None and foreseen.ground == ground
        if not holds and patient:
            raise _Moved
        plan = foreseen.plan if foreseen and holds else plan_of(batch, ground)
        check_ready(plan)
        gone = gone_firms(batch, plan)
        check_quota(delegation, plan, gone)
        _write(event, batch, plan, gone, by)
    return batch


def new_firms(delegation: Delegation, plan: ImportPlan) -> int:
    """How many firms the delegation would have more."""
    there = select(Registration.company_id).where(Registration.delegation_id == delegation.id)
    known = set(db.session.scalars(there))
    return sum(1 for effect in plan.effects if effect.company_id is None or effect.company_id not in known)


def check_quota(delegation: Delegation | None, plan: ImportPlan, gone: GoneFirms | None = None) -> None:
    """Raise ``QuotaExceeded`` or ``PeopleExceeded`` if the delegation would bring more than it may."""
    if refusal := quota_refusal(delegation, plan, gone):
        raise refusal


def quota_refusal(
    delegation: Delegation | None, plan: ImportPlan, gone: GoneFirms | None = None
) -> QuotaExceeded | PeopleExceeded | None:
    """What stands against the import: too many firms, or people of one; None if nothing does. Those of the ``gone``
    that leave with it make room."""
    if delegation is None:
        return None
    if delegation.quota is not None:
        leaving = len(gone.leaving) if gone is not None else 0
        firms = firms_in(delegation.id) + new_firms(delegation, plan) - leaving
        if firms > delegation.quota:
            return QuotaExceeded(quota=delegation.quota, firms=firms)
    return _people_refusal(delegation.people_quota, plan)


def _people_refusal(most: int | None, plan: ImportPlan) -> PeopleExceeded | None:
    """Of the firm that would bring most; one that gets nobody new may bring what it brings."""
    growing = [one for one in plan.effects if any(person.id is None for person in one.after.people)]
    worst = max(growing, key=lambda one: len(one.after.people), default=None)
    if most is None or worst is None or len(worst.after.people) <= most:
        return None
    return PeopleExceeded(quota=most, people=len(worst.after.people), firm=worst.rows[0].company)


def _write(event: Event, batch: ImportBatch, plan: ImportPlan, gone: GoneFirms | None, by: int | None) -> None:
    left = cancel_the_gone(event, gone, by=by)
    writer = Writer(event, batch, by)
    lock_who_stays_away(plan.effects)
    done = list(zip(plan.effects, writer.firms(plan.effects), strict=True))
    needed = stay_away(done)
    removed = remove_the_gone(gone, done, by=by)
    keep_apart(done, by=by)
    give_links(written.registration for _, written in done if written.is_new)
    db.session.flush()
    record = _Record()
    for effect, written in done:
        _record(record, effect, written)
        if written.changed and not written.is_new:
            profile_saved.send(written.registration)
            record.changed += 1
    for _effect, written in done:  # when all is written: interpreters are looked for behind the lock of the event
        if written.speaks_otherwise and not written.is_new:
            speech_changed.send(written.registration, person=None, by=by)
    guests = GuestWriter(event, batch, by, plan.sheets).write(plan.guests)
    record.firms += guests
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
        "guests": sum(len(one["created"]["registrations"]) for one in guests),
    }
    batch.written = {
        **batch.written,
        "firms": record.firms,
        "counts": counts,
        "settled": settled(plan.rows, to_fixes(batch.fixes), record.companies),
        "stood": sorted(set(record.companies.values())),
        "gone": left,
        "kept": gone.staying if gone is not None else [],
        "removed": removed,
        "needed": needed,
        "kept_people": gone.people_staying if gone is not None else [],
    }
    audit.log_action("import.done", batch, event_id=event.id, by=by, **counts)


def _record(record: _Record, effect: Effect, written: Written) -> None:
    record.companies[effect.key] = written.company.id
    if not written.changed:
        return
    record.firms.append(
        {
            "rows": [[row.sheet, row.row] for row in effect.rows],
            "company": written.company.id,
            "registration": written.registration.id,
            "created": {table: [row.id for row in rows] for table, rows in written.created.items()},
            "before": written.before,
            "after": {table: {str(row.id): snapshot(row) for row in rows} for table, rows in written.touched().items()},
        }
    )


def _one_at_a_time(event: Event) -> None:
    """Imports of one organisation wait for each other, or two would both find a firm new."""
    keeper = select(Organisation.id).where(Organisation.id == event.organisation_id)
    db.session.execute(keeper.with_for_update(key_share=True))
