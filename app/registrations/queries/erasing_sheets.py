"""The uploaded sheets in which somebody who is erased may stand."""

from __future__ import annotations

from sqlalchemy import Select, String, and_, cast, false, func, or_, select

from app.core.db import db
from app.registrations.erasure import Erasure
from app.registrations.models import ImportBatch, Registration
from app.registrations.sheet_erasure import rows_naming

NOT_IN_FORCE = ("preview", "undone")
"""Of a sheet that was imported the people are known, and go with their rows; of these nobody knows who stands there."""


def sheets_in_reach(erasure: Erasure) -> Select[ImportBatch]:
    """All of the erasure's own events, and those not in force of the other events that its organisations hold."""
    elsewhere = and_(ImportBatch.event_id.in_(erasure.other_events), ImportBatch.state.in_(NOT_IN_FORCE))
    chosen = select(ImportBatch).where(or_(ImportBatch.event_id.in_(erasure.events), elsewhere))
    return chosen.order_by(ImportBatch.id)


def sheets_naming(erasure: Erasure) -> set[int]:
    """The numbers of the sheets by which they came, and of those with a row that names them."""
    firms = {one for found in erasure.stands_for.values() for one in found} | erasure.registrations
    came = select(Registration.batch_id).where(Registration.id.in_(firms), Registration.batch_id.is_not(None))
    found = {one for one in db.session.scalars(came) if one is not None}
    written = func.lower(cast(ImportBatch.sheets, String))
    perhaps = [written.contains(hint, autoescape=True) for hint in erasure.traces.hints]
    for batch in db.session.scalars(sheets_in_reach(erasure).where(or_(false(), *perhaps))):
        if batch.id not in found and rows_naming(batch.sheets, erasure.traces):
            found.add(batch.id)
    return found
