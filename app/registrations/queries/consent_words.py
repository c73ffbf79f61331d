"""What firms and people of an event have said to each purpose: no sheet says otherwise than they did themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from app.core.db import db
from app.events.models import Event
from app.registrations.held import ConsentWord, Speaker
from app.registrations.models import Consent
from app.registrations.models.consents import newest_last


@dataclass(frozen=True, slots=True)
class ConsentWords:
    """By purpose, of each registration and of each representative."""

    firms: dict[int, dict[str, ConsentWord]] = field(default_factory=dict)
    people: dict[int, dict[str, ConsentWord]] = field(default_factory=dict)

    def of(self, registration_id: int | None, people: Iterable[int]) -> Mapping[Speaker, ConsentWord]:
        """Of a firm and its people."""
        words: dict[Speaker, ConsentWord] = {}
        for person, theirs in (
            (None, self.firms.get(registration_id or 0, {})),
            *((n, self.people.get(n, {})) for n in people),
        ):
            words.update({(purpose, person): word for purpose, word in theirs.items()})
        return words


def consent_words(event: Event) -> ConsentWords:
    """The newest of each."""
    asked = (Consent.registration_id, Consent.representative_id, Consent.purpose)
    spoken = select(*asked, Consent.given, Consent.source, Consent.withdrawn_at)
    found = ConsentWords()
    for firm, person, purpose, given, source, withdrawn_at in db.session.execute(
        spoken.where(Consent.event_id == event.id).order_by(*newest_last())
    ):
        by_purpose = found.firms.setdefault(firm or 0, {}) if person is None else found.people.setdefault(person, {})
        taken_back = withdrawn_at is not None
        by_purpose[purpose] = ConsentWord(given and not taken_back, is_own=taken_back or source != "sheet")
    return found
