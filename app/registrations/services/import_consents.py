"""What a sheet's own columns of consent add to the ledger. The caller holds the transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select

from app.core.db import db
from app.registrations.consent_texts import LISTED
from app.registrations.models import Consent, Registration, Representative
from app.registrations.models.consents import newest_last
from app.registrations.plan import SaidConsent
from app.registrations.text_language import language_of

SHEET_TEXT: Final = "sheet"
"""Version of a consent's text that is the header of a column; its hash tells which."""
Subject = tuple[str, int]
"""Who a consent is of: its column, and the number in there."""


def consent_of(event_id: int, said: SaidConsent, subject: dict[str, int], *, by: int | None) -> Consent:
    """What the ledger keeps of a sheet's own column: its header, where it stands, and what the row tells of its
    source."""
    place = f"{said.sheet.strip()}, {said.row}: {said.header}"
    return Consent(
        event_id=event_id,
        purpose=said.purpose,
        given=said.given,
        text_version=SHEET_TEXT,
        text_hash=hashlib.sha256(said.header.encode()).hexdigest(),
        language=language_of(said.header, 0.0),
        source="sheet",
        evidence=f"{place} ({said.told})" if said.told else place,
        recorded_by=by,
        **subject,
    )


@dataclass(frozen=True, slots=True)
class _Word:
    """The newest of one subject to one purpose. ``is_above``: no sheet says otherwise; ``at``: when it was said, None
    for what this sheet adds."""

    given: bool
    is_above: bool
    at: datetime | None = None


class Ledger:
    """The newest words of an event, and what a sheet adds to them."""

    def __init__(self, event_id: int, said: Iterable[SaidConsent], *, by: int | None) -> None:
        self.event_id, self.by = event_id, by
        self._newest: dict[tuple[Subject, str], _Word] = {}
        asked = (Consent.registration_id, Consent.representative_id, Consent.purpose)
        spoken = select(*asked, Consent.given, Consent.source, Consent.withdrawn_at, Consent.at)
        of_these = (Consent.event_id == event_id, Consent.purpose.in_({one.purpose for one in said}))
        rows = db.session.execute(spoken.where(*of_these).order_by(*newest_last()))
        for firm, person, purpose, given, source, withdrawn_at, at in rows:
            subject = ("registration_id", firm or 0) if person is None else ("representative_id", person)
            self._newest[subject, purpose] = _Word(
                given and withdrawn_at is None, source != "sheet" or withdrawn_at is not None, at
            )

    def new_words(
        self, consents: Iterable[SaidConsent], registration: Registration, people: Sequence[Representative]
    ) -> Iterator[Consent]:
        """The rows that the sheet adds: where nobody has spoken, or an earlier sheet said otherwise.

        What people said themselves, or signed, or took back stays above any sheet.
        """
        for said in consents:
            one = registration if said.person is None else people[said.person]
            subject = ("registration_id" if said.person is None else "representative_id", one.id)
            newest = self._newest.get((subject, said.purpose))
            agrees = said.purpose == LISTED and said.person is not None and said.given
            if agrees and newest is None and not self._came_later(registration, one):
                continue  # the firm speaks for them
            if newest is None or not (newest.is_above or newest.given == said.given):
                self._newest[subject, said.purpose] = _Word(said.given, is_above=False)
                yield consent_of(self.event_id, said, dict([subject]), by=self.by)

    def _came_later(self, registration: Registration, person: Registration | Representative) -> bool:
        """Than the firm's yes to the list, which does not speak for them; a no of the firm stands above everybody's."""
        word = self._newest.get((("registration_id", registration.id), LISTED))
        return word is not None and word.given and word.at is not None and person.created_at > word.at
