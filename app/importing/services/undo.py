"""An import undone: what it made goes, what it changed is as before, whom it cancelled or removed is restored; what
somebody touched since stays."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from sqlalchemy import DateTime, delete

from app.companies.models import CompanyDistinct
from app.core import audit
from app.core.db import Model, UtcDateTime, db, now, transaction
from app.core.errors import Conflict, Stale
from app.events.models import Event
from app.importing.queries.undo import DEPENDENT_TABLES, MODEL_BY_TABLE, UndoPlan, plan_undo
from app.importing.services.preview import lock_batch
from app.importing.services.row_writer import changes_speech
from app.registrations.models import CompanyLink, Consent, ImportBatch, Registration, Representative
from app.registrations.services import people, transitions
from app.registrations.signals import languages_changed, profile_saved
from app.registrations.states import RegistrationState

DELETE_ORDER: Final = (
    "company_sectors",
    "company_markets",
    "company_products",
    "consents",
    "representations",
    "representatives",
    "registrations",
    "companies",
)


class ImportNothingToUndo(Conflict):
    """Somebody has touched every firm of the import."""

    code = "import_nothing_to_undo"


def undo_import(batch_id: int, version: int, *, by: int | None) -> UndoPlan:
    """Raises Stale unless the import stands as it was seen, ``NothingToUndo`` if every firm was touched since."""
    with transaction():
        batch = lock_batch(batch_id)
        if batch.state != "imported" or batch.version != version:
            raise Stale
        plan = plan_undo(batch)
        if not (plan.going or plan.returning or plan.people_returning) and plan.staying:
            raise ImportNothingToUndo
        for company in plan.going:
            _undo_company(company)
        db.session.expire_all()
        for company in plan.going:
            if changes_speech(company["before"]) and not company["created"].get("registrations"):
                languages_changed.send(db.session.get_one(Registration, company["registration"]), person=None, by=by)
        returned = restore_registrations(db.session.get_one(Event, batch.event_id), batch, by=by)
        people_back = restore_people(batch, plan.people_returning)
        batch.state, batch.undone_at, batch.version = "undone", now(), batch.version + 1
        batch.written = {
            **batch.written,
            "left": [[list(at) for at in staying_company.rows] for staying_company in plan.staying],
            "reasons": {
                str(staying_company.registration_id): staying_company.reason for staying_company in plan.staying
            },
            "returned": returned,
            "people_returned": people_back,
        }
        audit.log_action(
            "import.undone",
            batch,
            event_id=batch.event_id,
            by=by,
            rows=plan.rows_going,
            left=[staying_company.registration_id for staying_company in plan.staying],
        )
    return plan


def _undo_company(company: dict[str, Any]) -> None:
    for table, rows in company["before"].items():
        for number, before in rows.items():
            _restore_row(MODEL_BY_TABLE[table], int(number), before)
    created = company["created"]
    if created.get("registrations"):
        db.session.execute(delete(CompanyLink).where(CompanyLink.registration_id.in_(created["registrations"])))
    _delete_dependent_rows(created)
    for table in DELETE_ORDER:
        if ids := created.get(table):
            model = MODEL_BY_TABLE.get(table, Consent)
            db.session.execute(delete(model).where(model.id.in_(ids)).execution_options(synchronize_session=False))
    if company["before"] and not created.get("registrations"):
        profile_saved.send(db.session.get_one(Registration, company["registration"], populate_existing=True))


def _delete_dependent_rows(created: dict[str, list[int]]) -> None:
    ids = {
        "registration_id": created.get("registrations", []),
        "other_id": created.get("registrations", []),
        "representative_id": created.get("representatives", []),
    }
    companies = created.get("companies", [])
    apart = CompanyDistinct.low_id.in_(companies) | CompanyDistinct.high_id.in_(companies)
    db.session.execute(delete(CompanyDistinct).where(apart).execution_options(synchronize_session=False))
    for name in DEPENDENT_TABLES:
        table = Model.metadata.tables[name]
        for column, deleted_ids in ids.items():
            if deleted_ids and column in table.c:
                db.session.execute(delete(table).where(table.c[column].in_(deleted_ids)))


def _restore_row(model: Any, number: int, before: dict[str, Any]) -> None:
    row = db.session.get_one(model, number, populate_existing=True)
    for column, value in before.items():
        if isinstance(model.__table__.c[column].type, UtcDateTime | DateTime) and value is not None:
            value = datetime.fromisoformat(value)
        setattr(row, column, value)
    if hasattr(row, "version"):
        row.version += 1
    db.session.flush()


def restore_people(batch: ImportBatch, returning: Collection[int]) -> list[int]:
    """Those of the ``returning`` whom the import removed stand for their firms again. The ids of who is back."""
    back = []
    for removal in batch.written.get("removed", []):
        person, company = (
            db.session.get(model, removal[name])
            for model, name in ((Representative, "person"), (Registration, "registration"))
        )
        if removal["person"] in returning and isinstance(person, Representative) and isinstance(company, Registration):
            people.restore_representation(company, person)
            back.append(person.id)
    return back


def restore_registrations(event: Event, batch: ImportBatch, *, by: int | None) -> list[int]:
    """Those whom the import cancelled stand where they stood, but for those whose meetings it ended (their partners
    were told, and have made other plans) and those whom somebody has moved on since. The ids of who is back."""
    returned = []
    for cancellation in batch.written.get("gone", []):
        registration = db.session.get(Registration, cancellation["registration"], populate_existing=True)
        if registration is not None and may_be_restored(cancellation, registration):
            transitions.restore_registration(event, registration, RegistrationState(cancellation["before"]), by=by)
            returned.append(registration.id)
    return returned


def may_be_restored(cancellation: dict[str, Any], registration: Registration) -> bool:
    return not cancellation["freed"] and registration.state == RegistrationState.CANCELLED
