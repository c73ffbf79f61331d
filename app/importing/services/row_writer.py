"""The companies of an import written: company, registration, people, consents; the rows of known companies locked in
the order of their numbers.

The caller holds the transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select

from app.companies.models import Company, CompanyMarket, CompanyProduct, CompanySector
from app.companies.names.parsing import compact
from app.companies.names.search import search_key
from app.core import audit
from app.core.db import db, now
from app.core.errors import Stale
from app.events.models import Event
from app.importing.person_matching import ABSENT_COLUMN
from app.importing.plan import CompanyChange, SheetConsent
from app.importing.queries.undo import to_json_value
from app.registrations.consent_texts import ATTENDEE_LIST_PURPOSE
from app.registrations.existing_record import ExistingPerson
from app.registrations.models import Consent, ImportBatch, Registration, Representation, Representative
from app.registrations.models.consents import oldest_consent_first
from app.registrations.queries.existing_data import COMPANY_COLUMNS, REGISTRATION_COLUMNS, column_values
from app.registrations.states import RegistrationState
from app.sheets.text_language import detect_language


class ExistingRows:
    """``people``: by id; ``ties``: who stands for what already, as (registration, representative)."""

    def __init__(self, event: Event, delegation_id: int | None, effects: Iterable[CompanyChange]) -> None:
        known = [effect for effect in effects if effect.company_id is not None]
        companies = [effect.company_id for effect in known]
        self.delegation_id = delegation_id
        self._companies: dict[int | None, Company] = (
            {row.id: row for row in _lock_rows(Company, Company.id.in_(companies))} if known else {}
        )
        here = (Registration.event_id == event.id, Registration.company_id.in_(companies))
        self._registrations: dict[int | None, Registration] = (
            {registration.company_id: registration for registration in _lock_rows(Registration, *here)} if known else {}
        )
        self.people: dict[int, Representative] = {
            existing_person.id: existing_person for existing_person in _existing_people(known)
        }
        self.ties = _existing_ties([registration.id for registration in self._registrations.values()])

    def company(self, effect: CompanyChange) -> Company:
        """Provided that it is still what the plan was made from; else raises Stale."""
        company = self._companies.get(effect.company_id)
        before = {column: value for column, value in effect.before.company.items() if column in COMPANY_COLUMNS}
        if company is None or {column: value or None for column, value in before.items()} != {
            column: value or None for column, value in column_values(company, before).items()
        }:
            raise Stale
        return company

    def registration(self, effect: CompanyChange) -> Registration | None:
        """The firm's here. Raises Stale if it is not what the plan was made from."""
        registration = self._registrations.get(effect.company_id)
        apart = registration is not None and registration.delegation_id != self.delegation_id
        if apart or (registration is not None and registration.answers != effect.before.answers):
            raise Stale
        return registration


def _lock_rows(model: Any, *where: Any) -> Iterable[Any]:
    chosen = select(model).where(*where).order_by(model.id).with_for_update()
    return db.session.scalars(chosen.execution_options(populate_existing=True))


def _existing_people(known: Iterable[CompanyChange]) -> Iterable[Representative]:
    wanted = {person.id for effect in known for person in effect.after.people if person.id is not None}
    return db.session.scalars(select(Representative).where(Representative.id.in_(wanted))) if wanted else ()


def _existing_ties(registrations: Sequence[int]) -> set[tuple[int, int]]:
    tied = select(Representation.registration_id, Representation.representative_id)
    rows = db.session.execute(tied.where(Representation.registration_id.in_(registrations))) if registrations else ()
    return {(registration, person) for registration, person in rows}


SHEET_TEXT_VERSION: Final = "sheet"
"""Version of a consent's text that is the header of a column; its hash tells which."""
ConsentSubject = tuple[str, int]
"""Who a consent is of: its column, and the number in there."""


def create_sheet_consent(
    event_id: int, sheet_consent: SheetConsent, subject: dict[str, int], *, by: int | None
) -> Consent:
    """What the ledger keeps of a sheet's own column: its header, where it stands, and what the row tells of its
    source."""
    place = f"{sheet_consent.sheet.strip()}, {sheet_consent.row}: {sheet_consent.header}"
    return Consent(
        event_id=event_id,
        purpose=sheet_consent.purpose,
        given=sheet_consent.given,
        text_version=SHEET_TEXT_VERSION,
        text_hash=hashlib.sha256(sheet_consent.header.encode()).hexdigest(),
        language=detect_language(sheet_consent.header, 0.0),
        source="sheet",
        evidence=f"{place} ({sheet_consent.evidence})" if sheet_consent.evidence else place,
        recorded_by=by,
        **subject,
    )


@dataclass(frozen=True, slots=True)
class _NewestConsent:
    """The newest of one subject to one purpose. ``is_above``: no sheet says otherwise; ``at``: when it was said, None
    for what this sheet adds."""

    given: bool
    is_above: bool
    at: datetime | None = None


class ConsentLedger:
    """The newest words of an event, and what a sheet adds to them."""

    def __init__(self, event_id: int, sheet_consents: Iterable[SheetConsent], *, by: int | None) -> None:
        self.event_id, self.by = event_id, by
        self._newest: dict[tuple[ConsentSubject, str], _NewestConsent] = {}
        asked = (Consent.registration_id, Consent.representative_id, Consent.purpose)
        spoken = select(*asked, Consent.given, Consent.source, Consent.withdrawn_at, Consent.at)
        of_these = (
            Consent.event_id == event_id,
            Consent.purpose.in_({sheet_consent.purpose for sheet_consent in sheet_consents}),
        )
        rows = db.session.execute(spoken.where(*of_these).order_by(*oldest_consent_first()))
        for company, person, purpose, given, source, withdrawn_at, at in rows:
            subject = ("registration_id", company or 0) if person is None else ("representative_id", person)
            self._newest[subject, purpose] = _NewestConsent(
                given and withdrawn_at is None, source != "sheet" or withdrawn_at is not None, at
            )

    def new_words(
        self, consents: Iterable[SheetConsent], registration: Registration, people: Sequence[Representative]
    ) -> Iterator[Consent]:
        """The rows that the sheet adds: where nobody has spoken, or an earlier sheet said otherwise.

        What people said themselves, or signed, or took back stays above any sheet.
        """
        for consent in consents:
            subject_row = registration if consent.person is None else people[consent.person]
            subject = ("registration_id" if consent.person is None else "representative_id", subject_row.id)
            newest = self._newest.get((subject, consent.purpose))
            agrees = consent.purpose == ATTENDEE_LIST_PURPOSE and consent.person is not None and consent.given
            if agrees and newest is None and not self._came_later(registration, subject_row):
                continue  # the company speaks for them
            if newest is None or not (newest.is_above or newest.given == consent.given):
                self._newest[subject, consent.purpose] = _NewestConsent(consent.given, is_above=False)
                yield create_sheet_consent(self.event_id, consent, dict([subject]), by=self.by)

    def _came_later(self, registration: Registration, person: Registration | Representative) -> bool:
        """Than the firm's yes to the list, which does not speak for them; a no of the firm stands above everybody's."""
        word = self._newest.get((("registration_id", registration.id), ATTENDEE_LIST_PURPOSE))
        return word is not None and word.given and word.at is not None and person.created_at > word.at


SPEECH_COLUMNS: Final = {"languages", "needs_interpreter"}


def changes_speech(before: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> bool:
    """Whether of these changes (table → id → columns as they were) any is of what a firm or its people speak."""
    rows = (row for table in ("registrations", "representatives") for row in before.get(table, {}).values())
    return any(SPEECH_COLUMNS & row.keys() for row in rows)


@dataclass(slots=True)
class WrittenCompany:
    """What was written for one firm. ``created``: table → new rows; ``before``: table → id → columns as they were."""

    company: Company
    registration: Registration
    is_new: bool = False
    created: dict[str, list[Any]] = field(default_factory=dict)
    edited: dict[str, list[Any]] = field(default_factory=dict)
    before: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)

    @property
    def changed(self) -> bool:
        return bool(self.created or self.edited)

    @property
    def speaks_otherwise(self) -> bool:
        return changes_speech(self.before)

    def touched(self) -> dict[str, list[Any]]:
        """Every row that the import made or changed, but consents, which never change."""
        names = [name for name in (*self.created, *self.edited) if name != "consents"]
        return {name: [*self.created.get(name, []), *self.edited.get(name, [])] for name in names}

    def add(self, row: Any) -> Any:
        """Written with the next flush; it has its id from then on."""
        db.session.add(row)
        self.created.setdefault(row.__tablename__, []).append(row)
        return row

    def change(self, row: Any, values: dict[str, Any]) -> None:
        """Set columns and remember what stood there; rows that this import made have nothing to remember."""
        changed = {column: value for column, value in values.items() if getattr(row, column) != value}
        if not changed:
            return
        if row not in self.created.get(row.__tablename__, []):
            originals = self.before.setdefault(row.__tablename__, {}).setdefault(str(row.id), {})
            for column in changed:
                originals.setdefault(column, to_json_value(getattr(row, column)))
            if row not in self.edited.setdefault(row.__tablename__, []):
                self.edited[row.__tablename__].append(row)
                _raise_version(row)
        for column, value in changed.items():
            setattr(row, column, value)


class CompanyWriter:
    """Writes the companies of one batch in the order of the sheet; later ones take their place after earlier ones.

    What all of them need is asked for once, and what is new goes to the database together: the write lock is not for
    thousands of questions, one by one.
    """

    def __init__(self, event: Event, batch: ImportBatch, by: int | None) -> None:
        self.event, self.batch, self.by = event, batch, by
        brought = (Registration.event_id == event.id, Registration.delegation_id == batch.delegation_id)
        self.rank = _last_rank(*brought)
        self.people = _people_by_identity(*brought)
        self.groups = {
            compact(name): group.id for group in event.groups for name in (group.name, group.name_zh) if name
        }

    def companies(self, effects: Sequence[CompanyChange]) -> list[WrittenCompany]:
        """Raises Stale if somebody changed one of them since the plan was made."""
        self.known = ExistingRows(self.event, self.batch.delegation_id, effects)
        done = [self.company(effect) for effect in effects]
        db.session.flush()
        ledger = ConsentLedger(
            self.event.id, [consent for effect in effects for consent in effect.consents], by=self.by
        )
        for effect, (written, people) in zip(effects, done, strict=True):
            self._belongings(written, effect, people, ledger)
        return [written for written, _ in done]

    def company(self, effect: CompanyChange) -> tuple[WrittenCompany, list[Representative]]:
        """The firm and its people, whose new rows have no ids yet."""
        if (effect.after.company.get("founded") or 0) > now().year:
            effect.after.company["founded"] = effect.before.company.get("founded")
        company = self._company(effect)
        registration = self.known.registration(effect) if effect.company_id else None
        written = WrittenCompany(
            company, registration or self._registration(effect, company), is_new=registration is None
        )
        if effect.company_id is None:
            written.add(company)
        if registration is None:
            written.add(written.registration)
        self._update(written, effect)
        return written, self._people(written, effect)

    def _belongings(
        self, written: WrittenCompany, effect: CompanyChange, people: list[Representative], ledger: ConsentLedger
    ) -> None:
        """What hangs on a firm and its people, who all have their ids by now."""
        self._stand_for(written, people)
        for consent in ledger.new_words(effect.consents, written.registration, people):
            written.add(consent)
        for kind, codes in effect.sectors.items():
            for code in codes:
                written.add(CompanySector(company_id=written.company.id, code=code, kind=kind))
        for country in effect.exports:
            written.add(CompanyMarket(company_id=written.company.id, country=country))
        for place, names in enumerate(effect.products):
            written.add(CompanyProduct(company_id=written.company.id, position=place, **names))
        if written.changed:
            fields = sorted({name for row in effect.rows for name in row.changes})
            kind = "registration.imported" if written.is_new else "registration.changed_by_import"
            self._note(kind, written.registration, fields)

    def _company(self, effect: CompanyChange) -> Company:
        if effect.company_id is not None:
            return self.known.company(effect)
        values = {column: value for column, value in effect.after.company.items() if value}
        company = Company(organisation_id=self.event.organisation_id, **values)
        company.folded = _company_search_key(company)
        return company

    def _registration(self, effect: CompanyChange, company: Company) -> Registration:
        self.rank += 1
        return Registration(
            event_id=self.event.id,
            company=company,
            delegation_id=self.batch.delegation_id,
            group_id=self.groups.get(compact(effect.group), self.batch.side_id),
            state=RegistrationState.INVITED.value,
            rank=self.rank,
            source="import",
            batch_id=self.batch.id,
        )

    def _update(self, written: WrittenCompany, effect: CompanyChange) -> None:
        if effect.company_id is not None:
            _update_company(written, effect.after.company)
        values = {name: value for name, value in effect.after.registration.items() if name in REGISTRATION_COLUMNS}
        written.change(written.registration, {**values, "answers": dict(effect.after.answers)})

    def _people(self, written: WrittenCompany, effect: CompanyChange) -> list[Representative]:
        """The firm's people in the order of ``effect.after``."""
        representatives = []
        for place, person in enumerate(effect.after.people, 1):
            if person.id is not None:
                values = {name: value for name, value in person.values.items() if value and name != ABSENT_COLUMN}
                written.change(self.known.people[person.id], values)
                representatives.append(self.known.people[person.id])
            else:
                representatives.append(self._person(written, person, place))
        return representatives

    def _person(self, written: WrittenCompany, existing_person: ExistingPerson, place: int) -> Representative:
        """A new one, or somebody of the same list who stands for this firm too: same e-mail, same name."""
        who = _identity(existing_person.values.get("email"), existing_person.values["display_name"])
        person = self.people.get(who) if who else None
        if person is None:
            person = written.add(Representative(event_id=self.event.id, rank=place, **existing_person.values))
            if who:
                self.people[who] = person
        return person

    def _stand_for(self, written: WrittenCompany, people: Iterable[Representative]) -> None:
        """Tie those who are new to the firm."""
        number = written.registration.id
        for person in people:
            if (number, person.id) not in self.known.ties:
                self.known.ties.add((number, person.id))
                written.add(Representation(event_id=self.event.id, representative_id=person.id, registration_id=number))

    def _note(self, kind: str, registration: Registration, fields: list[str]) -> None:
        audit.log_action_later(
            kind, registration, event_id=self.event.id, by=self.by, batch=self.batch.id, fields=fields
        )


def _update_company(written: WrittenCompany, after: dict[str, Any]) -> None:
    company = written.company
    changed = {column: value for column, value in after.items() if value and getattr(company, column) != value}
    if changed:
        written.change(company, changed)
        written.change(company, {"folded": _company_search_key(company), "updated_at": now()})


def _company_search_key(company: Company) -> str:
    return search_key(company.name, company.name_zh, *(company.other_names or ()))


def _raise_version(row: Any) -> None:
    """So that a form which somebody opened before is not saved over this; versions only grow, also when undone."""
    if hasattr(row, "version"):
        row.version += 1


def _last_rank(*brought: ColumnElement[bool]) -> int:
    highest = select(func.max(Registration.rank)).where(*brought)
    return int(db.session.scalar(highest) or 0)


def _people_by_identity(*brought: ColumnElement[bool]) -> dict[tuple[str, str], Representative]:
    """Everybody who comes for these registrations and can be told by e-mail and name."""
    chosen = (
        select(Representative)
        .join(Representation, Representation.representative_id == Representative.id)
        .join(Registration, Registration.id == Representation.registration_id)
        .where(*brought, Representative.email.is_not(None))
    )
    return {
        who: person for person in db.session.scalars(chosen) if (who := _identity(person.email, person.display_name))
    }


def _identity(email: str | None, name: str) -> tuple[str, str] | None:
    return (email.lower(), compact(name)) if email else None
