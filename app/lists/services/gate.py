"""The list for the gate stands in the log of exports as every list does: whose rows it held, with which fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import insert

from app.core.db import db
from app.events.models import Event
from app.lists.answers import START
from app.lists.consent import Purpose
from app.lists.models import ExportLog, ExportRow
from app.registrations.services.sealed import Taken

GATE: Final = "gate"
"""The format by which the log tells it from the others."""
OF_FIRM: Final = ("company", "company_zh")
OF_PERSON: Final = ("representative", "representative_zh", "title")


def log_gate_list(event: Event, taken: Taken) -> ExportLog:
    """The caller holds the transaction."""
    columns = [*OF_FIRM, *OF_PERSON, *(START + one.key for one in taken.questions)]
    log = ExportLog(
        event_id=event.id,
        user_id=taken.by,
        purpose=Purpose.RUNNING.value,
        recipient_abroad=False,
        format=GATE,
        filters={"use": "running", "state": ["approved"], "category": "firm", "column": columns},
        row_count=len(taken.rows),
        left_out=0,
        columns=columns,
    )
    db.session.add(log)
    db.session.flush()
    if taken.rows:
        db.session.connection().execute(insert(ExportRow), list(_rows(log, taken)))
    return log


def _rows(log: ExportLog, taken: Taken) -> Iterator[dict[str, Any]]:
    for row in taken.rows:
        opened = [START + one.key for one in taken.questions if row.answers.get(one.id)]
        of_person = OF_PERSON if row.person_id is not None else ()
        yield {
            "export_id": log.id,
            "registration_id": row.registration_id,
            "representative_id": row.person_id,
            "fields": [*OF_FIRM, *of_person, *opened],
            "marks": None,
        }
