"""What registrations do in the background."""

from __future__ import annotations

from typing import Any

from flask import url_for

from app.core.db import db, now
from app.core.jobs import JobAttempt, JobStopped, every, job
from app.core.models import JobRun
from app.core.web.translations import lazy_gettext as _l
from app.events.models import Event
from app.registrations.services import duplicate_search, mailings
from app.registrations.services.answers import erase_due_answers
from app.registrations.services.capacity import expire_offers
from app.registrations.services.profiles import notify_certificate_expiry


@every(3600, "erase-sealed-answers")
def erase_sealed_answers() -> None:
    """Passport numbers and the like go when the days that the organizer set are over."""
    erase_due_answers(now())


@every(3600, "warn-of-expiry")
def notify_expiring_certificates() -> None:
    """From sixty days before the last day of a certificate, once."""
    notify_certificate_expiry(now().date())


@every(600, "let-offers-lapse")
def expire_open_offers() -> None:
    """A place that nobody took in time goes to the next firm in line."""
    expire_offers(now())


@every(60, "compare-registers")
def compare_registers() -> None:
    """Whoever opens the page of firms that may be one finds it as the register is."""
    duplicate_search.request_due_searches()


@job(duplicate_search.DUPLICATE_SEARCH_JOB, title=_l("Looking for firms that may be one"), queue="long")
def search_duplicates(running: JobAttempt, *, organisation_id: int) -> dict[str, Any]:
    """Safe to run twice: the last search counts. It can be stopped at any firm."""

    def tell(share: float) -> None:
        running.progress(share)
        if running.stop_requested():
            raise JobStopped

    return {"firms": duplicate_search.search_register(organisation_id, tell)}


def _company_list_url(run: JobRun) -> str:
    event, delegation_id = db.session.get_one(Event, run.event_id), run.arguments["delegation_id"]
    if delegation_id is None:
        return url_for("registrations.index", event=event)
    return url_for("delegations.delegation", event=event, delegation_id=delegation_id)


@job(mailings.COMPANY_EMAILS_JOB, title=_l("Writing the letters"), queue="long", leads_to=_company_list_url)
def send_company_emails(running: JobAttempt, **asked: Any) -> dict[str, Any]:
    """Safe to run twice: each firm gets its letter once. It can be stopped after any letters."""
    if running.event_id is None or running.user_id is None:
        return {}
    sent = mailings.send_in_batches(running.event_id, asked, by=running.user_id, tell=running.must_stop_at)
    return {"firms": sent.companies, "before": len(sent.before), "unreachable": sent.unreachable}
