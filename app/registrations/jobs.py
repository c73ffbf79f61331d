"""What registrations do in the background."""

from __future__ import annotations

from typing import Any

from flask import url_for

from app.core.db import db, now
from app.core.jobs import JobAttempt, JobStopped, every, job
from app.core.models import JobRun
from app.core.web.translations import lazy_gettext as _l
from app.events.models import Event
from app.registrations.models import ImportBatch
from app.registrations.services import forgetting, letters_to_many, reading, retention, twins
from app.registrations.services.expiring import warn_of_expiry
from app.registrations.services.import_disposal import throw_away_old
from app.registrations.services.importing import carry_out
from app.registrations.services.imports import JOB
from app.registrations.services.places import let_lapse
from app.registrations.services.reading import JOB as READING
from app.registrations.services.sealed import erase_due


@every(3600, "erase-sealed-answers")
def erase_sealed_answers() -> None:
    """Passport numbers and the like go when the days that the organizer set are over."""
    erase_due(now())


@every(3600, "throw-away-old-sheets")
def throw_away_old_sheets() -> None:
    """Sheets that nobody imported hold people whom nobody registered."""
    throw_away_old(now())


@every(3600, "warn-of-expiry")
def tell_whose_certificates_end() -> None:
    """From sixty days before the last day of a certificate, once."""
    warn_of_expiry(now().date())


@every(600, "let-offers-lapse")
def let_offers_lapse() -> None:
    """A place that nobody took in time goes to the next firm in line."""
    let_lapse(now())


@every(3600, "look-after-retention")
def look_after_retention() -> None:
    """Organizers hear weeks before that the people of an event go; then they go."""
    retention.look_after(now())


@every(60, "compare-registers")
def compare_registers() -> None:
    """Whoever opens the page of firms that may be one finds it as the register is."""
    twins.look_after()


@job(twins.JOB, title=_l("Looking for firms that may be one"), queue="long")
def seek_twins(running: JobAttempt, *, organisation_id: int) -> dict[str, Any]:
    """Safe to run twice: the last search counts. It can be stopped at any firm."""

    def tell(share: float) -> None:
        running.progress(share)
        if running.stop_requested():
            raise JobStopped

    return {"firms": twins.seek(organisation_id, tell)}


def _list(run: JobRun) -> str:
    event, delegation_id = db.session.get_one(Event, run.event_id), run.arguments["delegation_id"]
    if delegation_id is None:
        return url_for("registrations.index", event=event)
    return url_for("registrations.delegation", event=event, delegation_id=delegation_id)


@job(letters_to_many.JOB, title=_l("Writing the letters"), queue="long", leads_to=_list)
def write_to_firms(running: JobAttempt, **asked: Any) -> dict[str, Any]:
    """Safe to run twice: each firm gets its letter once. It can be stopped after any letters."""
    if running.event_id is None or running.user_id is None:
        return {}
    sent = letters_to_many.write(running.event_id, asked, by=running.user_id, tell=running.must_stop_at)
    return {"firms": sent.firms, "before": len(sent.before), "unreachable": sent.unreachable}


@job(forgetting.JOB, title=_l("Removing passport numbers from a sheet"), queue="long")
def forget_numbers(_running: JobAttempt, *, batch_id: int) -> dict[str, Any]:
    """Safe to run twice: what is removed is no longer there."""
    return {"removed": forgetting.forget_numbers(batch_id)}


@job(retention.JOB, title=_l("Erasing the people of an event"), queue="long")
def erase_people_of_event(_running: JobAttempt, *, event: int) -> dict[str, Any]:
    """Safe to run twice: who is erased already stays so."""
    return {"people": retention.erase_event(event)}


def _batch_page(run: JobRun) -> str:
    batch = db.session.get_one(ImportBatch, run.arguments["batch_id"])
    return url_for("registrations.import_preview", event=batch.event, batch_id=batch.id)


@job(
    READING,
    title=_l("Reading the sheet"),
    stages={"reading": _l("Reading the file"), "comparing": _l("Comparing the rows with the register")},
    leads_to=_batch_page,
)
def read_sheet(running: JobAttempt, *, batch_id: int) -> dict[str, Any]:
    """Safe to run twice: what is read already stays as it is. It can be stopped at any row."""

    def tell(share: float, stage: str) -> None:
        running.progress(share, stage)
        if running.stop_requested():
            raise JobStopped

    return {"batch": reading.read(batch_id, by=running.user_id, tell=tell).id}


@job(
    JOB,
    title=_l("Importing the sheet"),
    stages={"reading": _l("Comparing the rows with the register"), "writing": _l("Writing all rows at once")},
    leads_to=_batch_page,
)
def import_sheet(running: JobAttempt, *, batch_id: int, version: int) -> dict[str, Any]:
    """Safe to run twice: what is imported already stays as it is. It can be stopped until it writes."""
    if running.stop_requested():
        raise JobStopped
    batch = carry_out(batch_id, version, by=running.user_id, tell=running.progress)
    return {"batch": batch.id, **batch.written["counts"]}
