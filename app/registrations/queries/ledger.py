"""What a firm and its people have agreed to, newest first, with how we know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.accounts.models import User
from app.core.db import db
from app.registrations.consent_texts import CONSENT_TEXTS, LIST_TEXTS
from app.registrations.models import Consent, Registration
from app.registrations.models.consents import newest_last


@dataclass(frozen=True)
class Said:
    """The newest word of a firm on one purpose; ``given`` None: never asked."""

    purpose: str
    given: bool | None = None
    source: str = ""
    at: datetime | None = None
    evidence: str = ""
    recorded_by: str = ""
    withdrawn_at: datetime | None = None


def ledger_of(registration: Registration) -> Sequence[Said]:
    """The firm's newest word on each purpose that has a text, in their order."""
    from_firm = (
        select(Consent, User.name)
        .outerjoin(User, User.id == Consent.recorded_by)
        .where(Consent.registration_id == registration.id)
        .order_by(*newest_last())
    )
    texts = LIST_TEXTS if registration.kind == "guest" else CONSENT_TEXTS
    found = {purpose: Said(purpose) for purpose in texts}
    for consent, name in db.session.execute(from_firm):
        given = consent.given and consent.withdrawn_at is None
        found[consent.purpose] = Said(
            consent.purpose, given, consent.source, consent.at, consent.evidence or "", name or "", consent.withdrawn_at
        )
    return [found[purpose] for purpose in texts]
