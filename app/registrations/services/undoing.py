"""Take an import back: what it made goes, what it changed is as before, what somebody touched since stays."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import DateTime, delete

from app.companies.models import CompanyDistinct
from app.core import audit
from app.core.db import Model, UtcDateTime, db, now, transaction
from app.core.errors import Conflict, Stale
from app.events.models import Event
from app.registrations.models import Consent, FirmLink, Registration
from app.registrations.queries.undoing import MODELS, TRACES, UndoPlan, undo_plan
from app.registrations.services.import_rows import speech_in
from app.registrations.services.imports import locked_batch
from app.registrations.services.leaving import bring_back, bring_people_back
from app.registrations.signals import profile_saved, speech_changed

ORDER: Final = (
    *("company_sectors", "company_markets", "company_products"),
    *("consents", "representations", "representatives", "registrations", "companies"),
)


class NothingToUndo(Conflict):
    """Somebody has touched every firm of the import."""

    code = "import_nothing_to_undo"


def undo(batch_id: int, version: int, *, by: int | None) -> UndoPlan:
    """Raises Stale unless the import stands as it was seen, ``NothingToUndo`` if every firm was touched since."""
    with transaction():
        batch = locked_batch(batch_id)
        if batch.state != "imported" or batch.version != version:
            raise Stale
        plan = undo_plan(batch)
        if not (plan.going or plan.returning or plan.people_returning) and plan.staying:
            raise NothingToUndo
        for firm in plan.going:
            _take_back(firm)
        db.session.expire_all()
        for firm in plan.going:
            if speech_in(firm["before"]) and not firm["created"].get("registrations"):
                speech_changed.send(db.session.get_one(Registration, firm["registration"]), person=None, by=by)
        returned = bring_back(db.session.get_one(Event, batch.event_id), batch, by=by)
        people_back = bring_people_back(batch, plan.people_returning)
        batch.state, batch.undone_at, batch.version = "undone", now(), batch.version + 1
        batch.written = {
            **batch.written,
            "left": [[list(at) for at in one.rows] for one in plan.staying],
            "reasons": {str(one.registration_id): one.reason for one in plan.staying},
            "returned": returned,
            "people_returned": people_back,
        }
        audit.log_action(
            "import.undone",
            batch,
            event_id=batch.event_id,
            by=by,
            rows=plan.rows_going,
            left=[one.registration_id for one in plan.staying],
        )
    return plan


def _take_back(firm: dict[str, Any]) -> None:
    for table, rows in firm["before"].items():
        for number, before in rows.items():
            _put_back(MODELS[table], int(number), before)
    created = firm["created"]
    if created.get("registrations"):
        db.session.execute(delete(FirmLink).where(FirmLink.registration_id.in_(created["registrations"])))
    _forget_traces(created)
    for table in ORDER:
        if ids := created.get(table):
            model = MODELS.get(table, Consent)
            db.session.execute(delete(model).where(model.id.in_(ids)).execution_options(synchronize_session=False))
    if firm["before"] and not created.get("registrations"):
        profile_saved.send(db.session.get_one(Registration, firm["registration"], populate_existing=True))


def _forget_traces(created: dict[str, list[int]]) -> None:
    ids = {
        "registration_id": created.get("registrations", []),
        "other_id": created.get("registrations", []),
        "representative_id": created.get("representatives", []),
    }
    companies = created.get("companies", [])
    apart = CompanyDistinct.low_id.in_(companies) | CompanyDistinct.high_id.in_(companies)
    db.session.execute(delete(CompanyDistinct).where(apart).execution_options(synchronize_session=False))
    for name in TRACES:
        table = Model.metadata.tables[name]
        for column, gone in ids.items():
            if gone and column in table.c:
                db.session.execute(delete(table).where(table.c[column].in_(gone)))


def _put_back(model: Any, number: int, before: dict[str, Any]) -> None:
    row = db.session.get_one(model, number, populate_existing=True)
    for column, value in before.items():
        if isinstance(model.__table__.c[column].type, UtcDateTime | DateTime) and value is not None:
            value = datetime.fromisoformat(value)
        setattr(row, column, value)
    if hasattr(row, "version"):
        row.version += 1
    db.session.flush()
