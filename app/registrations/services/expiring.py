"""A firm hears once that a certificate of its runs out."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from app.companies.models import CompanyCertificate
from app.core import audit
from app.core.db import transaction
from app.registrations import mails
from app.registrations.models import Registration
from app.registrations.queries.expiring import to_warn_of


def warn_of_expiry(today: dt.date) -> int:
    """One letter for each certificate and last day, to whoever reads for the firm; how many certificates. Safe to run
    at any time, and by several at once."""
    due = [(held.id, firm.id) for held, firm in to_warn_of(today)]
    return sum(_warn(held_id, registration_id) for held_id, registration_id in due)


def _warn(held_id: int, registration_id: int) -> bool:
    with transaction() as session:
        held = session.scalar(select(CompanyCertificate).where(CompanyCertificate.id == held_id).with_for_update())
        if held is None or held.valid_until is None or held.warned_of == held.valid_until:
            return False
        held.warned_of = held.valid_until
        firm = session.get_one(Registration, registration_id)
        notice = audit.log_action("certificate.expires", firm, event_id=firm.event_id, by=None)
        mails.tell_expiry(notice, firm, held.standard, held.valid_until)
    return True
