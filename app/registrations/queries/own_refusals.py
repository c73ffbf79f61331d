"""What firms and people of an event have refused themselves: no sheet says yes in their place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import select

from app.db import db
from app.events.models import Event
from app.registrations.held import Refusal
from app.registrations.models import Consent
from app.registrations.models.consents import newest_last


@dataclass(frozen=True, slots=True)
class OwnRefusals:
    """Purposes, by registration and by representative."""

    firms: dict[int, set[str]] = field(default_factory=dict)
    people: dict[int, set[str]] = field(default_factory=dict)

    def of(self, registration_id: int | None, people: Iterable[int]) -> frozenset[Refusal]:
        firm = {(purpose, None) for purpose in self.firms.get(registration_id or 0, ())}
        return frozenset(firm | {(purpose, one) for one in people for purpose in self.people.get(one, ())})


def own_refusals(event: Event) -> OwnRefusals:
    """By the newest word of each; an earlier sheet's is none of theirs."""
    asked = (Consent.registration_id, Consent.representative_id, Consent.purpose)
    spoken = select(*asked, Consent.given, Consent.source, Consent.withdrawn_at)
    found = OwnRefusals()
    for firm, person, purpose, given, source, withdrawn_at in db.session.execute(
        spoken.where(Consent.event_id == event.id).order_by(*newest_last())
    ):
        mine, number = (found.firms, firm) if person is None else (found.people, person)
        theirs = mine.setdefault(number or 0, set())
        theirs.discard(purpose)
        if withdrawn_at is not None or (source != "sheet" and not given):
            theirs.add(purpose)
    return found
