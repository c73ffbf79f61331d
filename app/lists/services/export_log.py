"""The log of exports: gate lists are entered; cleaned when somebody is erased."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import delete, insert, or_, select

from app.core.db import db
from app.core.erasure import clear_files
from app.events.models import Event
from app.lists.columns import ANSWER_PREFIX
from app.lists.consent import ListPurpose
from app.lists.models import ExportLog, ExportRow, SavedView
from app.privacy.erasure import Erasure
from app.registrations.services.answers import GateList

GATE_FORMAT: Final = "gate"
"""The format by which the log tells it from the others."""
GATE_COMPANY_FIELDS: Final = ("company", "company_zh")
GATE_PERSON_FIELDS: Final = ("representative", "representative_zh", "title")


def log_gate_list(event: Event, taken: GateList) -> ExportLog:
    """The caller holds the transaction."""
    columns = [
        *GATE_COMPANY_FIELDS,
        *GATE_PERSON_FIELDS,
        *(ANSWER_PREFIX + question.key for question in taken.questions),
    ]
    log = ExportLog(
        event_id=event.id,
        user_id=taken.by,
        purpose=ListPurpose.RUNNING.value,
        recipient_abroad=False,
        format=GATE_FORMAT,
        filters={"use": "running", "state": ["approved"], "category": "firm", "column": columns},
        row_count=len(taken.rows),
        left_out=0,
        columns=columns,
    )
    db.session.add(log)
    db.session.flush()
    if taken.rows:
        db.session.connection().execute(insert(ExportRow), list(_gate_rows(log, taken)))
    return log


def _gate_rows(log: ExportLog, taken: GateList) -> Iterator[dict[str, Any]]:
    for row in taken.rows:
        opened = [ANSWER_PREFIX + question.key for question in taken.questions if row.answers.get(question.id)]
        of_person = GATE_PERSON_FIELDS if row.person_id is not None else ()
        yield {
            "export_id": log.id,
            "registration_id": row.registration_id,
            "representative_id": row.person_id,
            "fields": [*GATE_COMPANY_FIELDS, *of_person, *opened],
        }


def erase_people(erasure: Erasure) -> None:
    """The files of exports in which they stood. Views that nobody else saw go with who kept them; of the others the
    names are cleaned here, as those of one owner differ."""
    rows = or_(ExportRow.representative_id.in_(erasure.people), ExportRow.registration_id.in_(erasure.registrations))
    exports = select(ExportRow.export_id).where(rows)
    concerned = or_(ExportLog.id.in_(exports), ExportLog.event_id.in_(erasure.whole))
    files = db.session.scalars(select(ExportLog.file_id).where(concerned, ExportLog.file_id.is_not(None))).all()
    clear_files([file_id for file_id in files if file_id is not None])
    own = (SavedView.user_id.in_(erasure.users), SavedView.shared == "private")
    db.session.execute(delete(SavedView).where(*own))
    for view in db.session.scalars(select(SavedView).where(SavedView.event_id.in_(erasure.events))).all():
        if erasure.traces.is_mentioned_in(view.name):
            view.name = f"{erasure.traces.remove_from(view.name)} {view.id}"
    db.session.flush()
