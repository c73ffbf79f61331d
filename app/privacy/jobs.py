"""Jobs of privacy: retention of events, numbers of identity papers in old lists."""

from __future__ import annotations

from typing import Any

from app.core.db import now
from app.core.jobs import JobAttempt, every, job
from app.core.web.translations import lazy_gettext as _l
from app.privacy.services import retention


@every(3600, "look-after-retention")
def apply_retention_rules() -> None:
    """Organizers hear weeks before that the people of an event go; then they go."""
    retention.apply_retention(now())


@job(retention.IDENTITY_NUMBERS_JOB, title=_l("Removing passport numbers from a sheet"), queue="long")
def delete_identity_numbers_in_sheet(_running: JobAttempt, *, batch_id: int) -> dict[str, Any]:
    """Safe to run twice: what is removed is no longer there."""
    return {"removed": retention.delete_identity_numbers(batch_id)}


@job(retention.ERASE_EVENT_JOB, title=_l("Erasing the people of an event"), queue="long")
def erase_people_of_event(_running: JobAttempt, *, event: int) -> dict[str, Any]:
    """Safe to run twice: who is erased already stays so."""
    return {"people": retention.erase_event(event)}
