"""The guests of an import written: officials, press, speakers, staff. The caller holds the transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from app.core import audit
from app.core.db import db
from app.events.models import Event
from app.importing.consents import list_row_consents
from app.importing.plan import PlannedRow
from app.importing.queries.imports import list_known_guests
from app.importing.queries.undo import snapshot_row
from app.importing.row_decisions import guest_key, list_guests_of_row
from app.importing.services.row_writer import create_sheet_consent
from app.registrations.consent_texts import ATTENDEE_LIST_PURPOSE
from app.registrations.models import Consent, ImportBatch, Registration, Representation, Representative
from app.registrations.states import RegistrationState
from app.sheets.sheet_reading import ParsedSheet

_COLUMN_BY_FIELD: Final = {
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
        sheets: Iterable[ParsedSheet] = (),
    ) -> None:
        self.event, self.batch, self.by = event, batch, by
        self.sheets = {sheet.name: sheet for sheet in sheets}
        there = list_known_guests(event.id, batch.delegation_id)
        self.known = {guest_key(guest.category, guest.person, guest.institution) for guest in there}

    def write(self, rows: Iterable[PlannedRow]) -> list[dict[str, Any]]:
        """For each row that brings somebody new what an undo has to know; see ``ImportBatch.written``."""
        return [record for row in rows if (record := self._row(row)) is not None]

    def _row(self, row: PlannedRow) -> dict[str, Any] | None:
        made: dict[str, list[Any]] = {}
        for name, values in list_guests_of_row(row):
            key = guest_key(row.guest, name, row.company)
            if key not in self.known:
                self.known.add(key)
                for record in self._guest(row, name, values):
                    made.setdefault(record.__tablename__, []).append(record)
        if not made:
            return None
        return {
            "rows": [[row.sheet, row.row]],
            "registration": made["registrations"][0].id,
            "created": {table: [record.id for record in records] for table, records in made.items()},
            "before": {},
            "after": {
                table: {str(record.id): snapshot_row(record) for record in records}
                for table, records in made.items()
                if table != Consent.__tablename__
            },
        }

    def _guest(self, row: PlannedRow, name: str, values: Mapping[str, Any]) -> tuple[Any, ...]:
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
        person_values = {column: values[field] for field, column in _COLUMN_BY_FIELD.items() if values.get(field)}
        person = Representative(event_id=self.event.id, **{**person_values, "display_name": name})
        db.session.add_all([registration, person])
        db.session.flush()
        tie = Representation(event_id=self.event.id, representative_id=person.id, registration_id=registration.id)
        db.session.add(tie)
        db.session.flush()
        audit.log_action("guest.added", registration, event_id=self.event.id, by=self.by, category=row.guest)
        return registration, person, tie, *self._consents(row, registration, person)

    def _consents(self, row: PlannedRow, registration: Registration, person: Representative) -> list[Consent]:
        """What the row says for its guests, who are firm and person in one."""
        row_consents = list_row_consents(row, self.sheets.get(row.sheet), (0,), first=True)
        consents = [
            create_sheet_consent(
                self.event.id,
                row_consent,
                {"registration_id": registration.id}
                if row_consent.person is None or row_consent.purpose == ATTENDEE_LIST_PURPOSE
                else {"representative_id": person.id},
                by=self.by,
            )
            for row_consent in row_consents
        ]
        db.session.add_all(consents)
        db.session.flush()
        return consents
