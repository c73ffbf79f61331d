"""What lists do when the features below them change."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.core.db import db
from app.core.errors import Conflict
from app.core.files import file_checks
from app.core.models import StoredFile
from app.events.models import Event
from app.lists.models import ExportLog
from app.lists.queries.exports import is_outdated
from app.lists.services import export_log
from app.lists.services.export_log import log_gate_list
from app.privacy.erasure import Erasure
from app.privacy.signals import data_erased
from app.registrations.services.answers import GateList
from app.registrations.signals import gate_list_exported


@data_erased.connect
def erase_from_lists(erasure: Erasure) -> None:
    export_log.erase_people(erasure)


def refuse_outdated(file: StoredFile) -> None:
    """Raises Conflict ``list_outdated`` for a hand-over of which a consent was taken back."""
    log = db.session.scalars(select(ExportLog).where(ExportLog.file_id == file.id)).one_or_none()
    if log is not None and is_outdated(log):
        raise Conflict("list_outdated")


file_checks.append(refuse_outdated)


@gate_list_exported.connect
def note_gate_list(event: Event, *, taken: GateList, **_rest: Any) -> None:
    log_gate_list(event, taken)
