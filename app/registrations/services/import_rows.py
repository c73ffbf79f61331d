"""Write one firm of an import: company, registration, people, consents. The caller holds the transaction."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from app.companies.models import Company, CompanyMarket, CompanyProduct, CompanySector
from app.companies.names import compact, has_chinese
from app.companies.search import searchable
from app.db import db, now
from app.events.models import Event
from app.floor import notices
from app.kernel.errors import Stale
from app.registrations.held import Person
from app.registrations.models import Consent, Delegation, ImportBatch, Registration, Representation, Representative
from app.registrations.models.consents import newest_first
from app.registrations.places import country_of
from app.registrations.plan import Effect, SaidConsent
from app.registrations.queries.imports import COMPANY_COLUMNS, REGISTRATION_COLUMNS, values
from app.registrations.snapshots import plain
from app.registrations.states import RegistrationState

_FRENCH = re.compile(r"[éèêàçôù]|\b(accord|consentement|liste|coordonnées|oui)\b", re.IGNORECASE)
SHEET_TEXT = "sheet"
"""Version of a consent's text that is the header of a column; its hash tells which."""


@dataclass(slots=True)
class Written:
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

    def touched(self) -> dict[str, list[Any]]:
        """Every row that the import made or changed, but consents, which never change."""
        names = [name for name in (*self.created, *self.edited) if name != "consents"]
        return {name: [*self.created.get(name, []), *self.edited.get(name, [])] for name in names}

    def add(self, row: Any) -> Any:
        """Written with the next flush; it has its id from then on."""
        db.session.add(row)
        self.created.setdefault(row.__tablename__, []).append(row)
        return row

    def change(self, row: Any, said: dict[str, Any]) -> None:
        """Set columns and remember what stood there; rows that this import made have nothing to remember."""
        told = {column: value for column, value in said.items() if getattr(row, column) != value}
        if not told:
            return
        if row not in self.created.get(row.__tablename__, []):
            kept = self.before.setdefault(row.__tablename__, {}).setdefault(str(row.id), {})
            for column in told:
                kept.setdefault(column, plain(getattr(row, column)))
            if row not in self.edited.setdefault(row.__tablename__, []):
                self.edited[row.__tablename__].append(row)
                _raise_version(row)
        for column, value in told.items():
            setattr(row, column, value)


class Writer:
    """Writes the firms of one batch in the order of the sheet; later ones take their place after earlier ones."""

    def __init__(self, event: Event, delegation: Delegation, batch: ImportBatch, by: int | None) -> None:
        self.event, self.delegation, self.batch, self.by = event, delegation, batch, by
        self.country = country_of(delegation.origin or "")
        self.rank = _last_rank(delegation)
        self.people = _people_of(delegation)
        self.groups = {compact(name): one.id for one in event.groups for name in (one.name, one.name_zh) if name}

    def firm(self, effect: Effect) -> Written:
        """Raises Stale if somebody changed the firm since the plan was made."""
        if (effect.after.company.get("founded") or 0) > now().year:
            effect.after.company["founded"] = effect.before.company.get("founded")
        company = self._company(effect)
        registration = self._registration_of(effect, company) if effect.company_id else None
        written = Written(company, registration or self._registration(effect, company), is_new=registration is None)
        if effect.company_id is None:
            written.add(company)
        if registration is None:
            written.add(written.registration)
        self._update(written, effect)
        people = self._people(written, effect)
        db.session.flush()
        self._stand_for(written, people)
        self._consents(written, effect, people)
        for code in effect.sectors:
            written.add(CompanySector(company_id=written.company.id, code=code, kind="is_in"))
        for country in effect.exports:
            written.add(CompanyMarket(company_id=written.company.id, country=country))
        for place, names in enumerate(effect.products):
            written.add(CompanyProduct(company_id=written.company.id, position=place, **names))
        if written.changed:
            fields = sorted({name for row in effect.rows for name in row.changes})
            kind = "registration.imported" if written.is_new else "registration.changed_by_import"
            self._note(kind, written.registration, fields)
        return written

    def _company(self, effect: Effect) -> Company:
        if effect.company_id is not None:
            return _unchanged(effect)
        said = {"country": self.country, **{column: value for column, value in effect.after.company.items() if value}}
        company = Company(organisation_id=self.event.organisation_id, **said)
        company.folded = _folded(company)
        return company

    def _registration_of(self, effect: Effect, company: Company) -> Registration | None:
        """The known firm's registration here, locked. Raises Stale if it is not what the plan was made from."""
        chosen = select(Registration).where(
            Registration.event_id == self.event.id, Registration.company_id == company.id
        )
        found = db.session.scalar(chosen.with_for_update().execution_options(populate_existing=True))
        apart = found is not None and found.delegation_id != self.delegation.id
        if apart or (found is not None and found.answers != effect.before.answers):
            raise Stale
        return found

    def _registration(self, effect: Effect, company: Company) -> Registration:
        self.rank += 1
        return Registration(
            event_id=self.event.id,
            company=company,
            delegation_id=self.delegation.id,
            group_id=self.groups.get(compact(effect.group), self.delegation.group_id),
            state=RegistrationState.INVITED.value,
            rank=self.rank,
            source="import",
            batch_id=self.batch.id,
        )

    def _update(self, written: Written, effect: Effect) -> None:
        if effect.company_id is not None:
            _change_company(written, effect.after.company)
        said = {name: value for name, value in effect.after.registration.items() if name in REGISTRATION_COLUMNS}
        written.change(written.registration, {**said, "answers": dict(effect.after.answers)})

    def _people(self, written: Written, effect: Effect) -> list[Representative]:
        """The firm's people in the order of ``effect.after``."""
        held = {row.id: row for row in _rows(Representative, [one.id for one in effect.after.people if one.id])}
        found = []
        for place, one in enumerate(effect.after.people, 1):
            if one.id is not None:
                written.change(held[one.id], {name: value for name, value in one.values.items() if value})
                found.append(held[one.id])
            else:
                found.append(self._person(written, one, place))
        return found

    def _person(self, written: Written, one: Person, place: int) -> Representative:
        """A new one, or somebody of the delegation who stands for this firm too: same e-mail, same name."""
        who = _who(one.values.get("email"), one.values["display_name"])
        person = self.people.get(who) if who else None
        if person is None:
            person = written.add(Representative(event_id=self.event.id, rank=place, **one.values))
            if who:
                self.people[who] = person
        return person

    def _stand_for(self, written: Written, people: list[Representative]) -> None:
        """Tie those who are new to the firm; all have their ids by now."""
        number = written.registration.id
        there = select(Representation.representative_id).where(Representation.registration_id == number)
        tied = set() if written.is_new else set(db.session.scalars(there))
        for person in people:
            if person.id not in tied:
                written.add(Representation(event_id=self.event.id, representative_id=person.id, registration_id=number))

    def _consents(self, written: Written, effect: Effect, people: list[Representative]) -> None:
        for said in effect.consents:
            subject = (
                {"registration_id": written.registration.id}
                if said.person is None
                else {"representative_id": people[said.person].id}
            )
            if _speaks_anew(said, subject):
                written.add(consent_of(self.event.id, said, subject, by=self.by))

    def _note(self, kind: str, registration: Registration, fields: list[str]) -> None:
        notices.write(kind, registration, event_id=self.event.id, by=self.by, batch=self.batch.id, fields=fields)


def consent_of(event_id: int, said: SaidConsent, subject: dict[str, int], *, by: int | None) -> Consent:
    """What the ledger keeps of a sheet's own column: its header, and where it stands."""
    return Consent(
        event_id=event_id,
        purpose=said.purpose,
        given=said.given,
        text_version=SHEET_TEXT,
        text_hash=hashlib.sha256(said.header.encode()).hexdigest(),
        language=_language_of(said.header),
        source="sheet",
        evidence=f"{said.sheet.strip()}, {said.row}: {said.header}",
        recorded_by=by,
        **subject,
    )


def _unchanged(effect: Effect) -> Company:
    """The known company, locked, provided that it is still what the plan was made from."""
    chosen = select(Company).where(Company.id == effect.company_id).with_for_update()
    company = db.session.scalar(chosen.execution_options(populate_existing=True))
    before = {column: value for column, value in effect.before.company.items() if column in COMPANY_COLUMNS}
    if company is None or {column: value or None for column, value in before.items()} != {
        column: value or None for column, value in values(company, before).items()
    }:
        raise Stale
    return company


def _change_company(written: Written, after: dict[str, Any]) -> None:
    company = written.company
    said = {column: value for column, value in after.items() if value and getattr(company, column) != value}
    if said:
        written.change(company, said)
        written.change(company, {"folded": _folded(company), "updated_at": now()})


def _folded(company: Company) -> str:
    return searchable(company.name, company.name_zh, *(company.other_names or ()))


def _raise_version(row: Any) -> None:
    """So that a form which somebody opened before is not saved over this; versions only grow, also when undone."""
    if hasattr(row, "version"):
        row.version += 1


def _last_rank(delegation: Delegation) -> int:
    highest = select(func.max(Registration.rank)).where(Registration.delegation_id == delegation.id)
    return int(db.session.scalar(highest) or 0)


def _people_of(delegation: Delegation) -> dict[tuple[str, str], Representative]:
    """Everybody who comes with the delegation and can be told by e-mail and name."""
    found = (
        select(Representative)
        .join(Representation, Representation.representative_id == Representative.id)
        .join(Registration, Registration.id == Representation.registration_id)
        .where(Registration.delegation_id == delegation.id, Representative.email.is_not(None))
    )
    return {who: one for one in db.session.scalars(found) if (who := _who(one.email, one.display_name))}


def _who(email: str | None, name: str) -> tuple[str, str] | None:
    return (email.lower(), compact(name)) if email else None


def _rows(model: Any, ids: Iterable[int]) -> Iterable[Any]:
    wanted = list(ids)
    return db.session.scalars(select(model).where(model.id.in_(wanted))) if wanted else ()


def _language_of(header: str) -> str:
    """In which language the question was put, as far as a header tells."""
    if has_chinese(header):
        return "zh"
    return "fr" if _FRENCH.search(header) else "en"


def _speaks_anew(said: SaidConsent, subject: dict[str, int]) -> bool:
    """Whether the sheet adds something: nobody has spoken, or an earlier sheet said otherwise.

    What people said themselves, or signed, or took back stays above any sheet.
    """
    [(column, number)] = subject.items()
    newest = db.session.scalar(
        select(Consent)
        .where(getattr(Consent, column) == number, Consent.purpose == said.purpose)
        .order_by(*newest_first())
        .limit(1)
    )
    if newest is None:
        return True
    return newest.source == "sheet" and newest.withdrawn_at is None and newest.given != said.given
