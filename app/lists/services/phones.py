"""The phone list of the night before stands in the log of exports as every list does."""

from __future__ import annotations

from typing import Final

from sqlalchemy import insert

from app.core.db import db
from app.day.paper.services.phones import Taken
from app.events.models import Event
from app.lists.consent import Purpose
from app.lists.models import ExportLog, ExportRow

PHONES: Final = "phones"
"""The format by which the log tells it from the others."""
FIELDS: Final = ("delegation", "company", "representative", "representative_zh", "title", "phone", "wechat")


def log_phone_list(event: Event, taken: Taken) -> ExportLog:
    """The caller holds the transaction."""
    log = ExportLog(
        event_id=event.id,
        user_id=taken.by,
        purpose=Purpose.RUNNING.value,
        recipient_abroad=False,
        format=PHONES,
        filters={"use": "running", "state": ["approved"], "column": list(FIELDS)},
        row_count=len(taken.rows),
        left_out=0,
        columns=list(FIELDS),
    )
    db.session.add(log)
    db.session.flush()
    rows = [
        {
            "export_id": log.id,
            "registration_id": one.firm.id,
            "representative_id": one.person.id,
            "fields": list(FIELDS),
            "marks": None,
        }
        for one in taken.rows
    ]
    db.session.connection().execute(insert(ExportRow), rows)
    return log
