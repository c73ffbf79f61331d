"""What a firm and its people have said to each purpose; the newest row of a subject and purpose counts."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select

from app.db import db
from app.kernel.localized import Localized
from app.registrations.consent_texts import CONSENT_TEXTS, PUBLIC_PURPOSES, agreed_text, speaks_of_public
from app.registrations.models import Consent, Registration, Representative

PERSONAL = frozenset({"contacts"})


def said_by(registration: Registration, person: Representative | None) -> dict[str, Consent | None]:
    """The answer to each purpose: the person's own to what is personal, the firm's to the rest; None: never asked."""
    rows = _rows(registration, person)
    found: dict[str, Consent | None] = dict.fromkeys(CONSENT_TEXTS)
    for row in rows:
        personal = row.purpose in PERSONAL and person is not None
        if row.purpose in found and personal == (row.representative_id is not None):
            found[row.purpose] = row
    return found


def is_given(said: Consent | None) -> bool:
    return said is not None and said.given and said.withdrawn_at is None


def leaves_public_out(said: Consent | None) -> bool:
    """Whether it is given, in words that say nothing of a public directory: an earlier text, or a sheet's own."""
    if said is None or not is_given(said) or said.purpose not in PUBLIC_PURPOSES:
        return False
    return not speaks_of_public(said.purpose, said.text_version)


def agreed_words(said: Consent) -> Localized:
    """What was agreed to, in all languages; nothing where a sheet said it in its own words."""
    return agreed_text(said.purpose, said.text_version)


def _rows(registration: Registration, person: Representative | None) -> Sequence[Consent]:
    """Oldest first."""
    own = [Consent.registration_id == registration.id]
    if person is not None:
        own.append(Consent.representative_id == person.id)
    return db.session.scalars(select(Consent).where(or_(*own)).order_by(Consent.id)).all()
