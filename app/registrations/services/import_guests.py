"""Write the guests of an import: officials, press, speakers, staff. The caller holds the transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from app.core import audit
from app.core.db import db
from app.events.models import Event
from app.registrations.consent_texts import LISTED
from app.registrations.guest_rows import guest_key, people_of
from app.registrations.models import Consent, ImportBatch, Registration, Representation, Representative
from app.registrations.plan import PlannedRow
from app.registrations.queries.grounds import known_guests
from app.registrations.said_consents import said_in
from app.registrations.services.import_consents import consent_of
from app.registrations.sheet import FoundSheet
from app.registrations.snapshots import snapshot
from app.registrations.states import RegistrationState

_COLUMNS: Final = {
    **{name: name for name in ("salutation", "family_name", "given_name", "title", "title_zh", "email", "phone")},
    "wechat": "wechat",
    "dietary": "dietary",
    "representative_zh": "name_zh",
}
"""What a sheet says of a person → column."""


class GuestWriter:
    def __init__(
        self,
        event: Event,
        batch: ImportBatch,
        by: int | None,
        sheets: Iterable[FoundSheet] = (),
    ) -> None:
        self.event, self.batch, self.by = event, batch, by
        self.sheets = {sheet.name: sheet for sheet in sheets}
        there = known_guests(event.id, batch.delegation_id)
        self.known = {guest_key(one.category, one.person, one.institution) for one in there}

    def write(self, rows: Iterable[PlannedRow]) -> list[dict[str, Any]]:
        """For each row that brings somebody new what an undo has to know; see ``ImportBatch.written``."""
        return [record for row in rows if (record := self._row(row)) is not None]

    def _row(self, row: PlannedRow) -> dict[str, Any] | None:
        made: dict[str, list[Any]] = {}
        for name, said in people_of(row):
            key = guest_key(row.guest, name, row.company)
            if key not in self.known:
                self.known.add(key)
                for one in self._guest(row, name, said):
                    made.setdefault(one.__tablename__, []).append(one)
        if not made:
            return None
        return {
            "rows": [[row.sheet, row.row]],
            "registration": made["registrations"][0].id,
            "created": {table: [one.id for one in found] for table, found in made.items()},
            "before": {},
            "after": {
                table: {str(one.id): snapshot(one) for one in found}
                for table, found in made.items()
                if table != Consent.__tablename__
            },
        }

    def _guest(self, row: PlannedRow, name: str, said: Mapping[str, Any]) -> tuple[Any, ...]:
        """A guest takes part at once."""
        registration = Registration(
            event_id=self.event.id,
            delegation_id=self.batch.delegation_id,
            kind="guest",
            category=row.guest,
            institution=row.company or None,
            state=RegistrationState.APPROVED.value,
            source="import",
            batch_id=self.batch.id,
        )
        told = {column: said[field] for field, column in _COLUMNS.items() if said.get(field)}
        person = Representative(event_id=self.event.id, **{**told, "display_name": name})
        db.session.add_all([registration, person])
        db.session.flush()
        tie = Representation(event_id=self.event.id, representative_id=person.id, registration_id=registration.id)
        db.session.add(tie)
        db.session.flush()
        audit.log_action("guest.added", registration, event_id=self.event.id, by=self.by, category=row.guest)
        return registration, person, tie, *self._consents(row, registration, person)

    def _consents(self, row: PlannedRow, registration: Registration, person: Representative) -> list[Consent]:
        """What the row says for its guests, who are firm and person in one."""
        said = said_in(row, self.sheets.get(row.sheet), (0,), first=True)
        found = [
            consent_of(
                self.event.id,
                one,
                {"registration_id": registration.id}
                if one.person is None or one.purpose == LISTED
                else {"representative_id": person.id},
                by=self.by,
            )
            for one in said
        ]
        db.session.add_all(found)
        db.session.flush()
        return found
