"""Write the firms of an import: company, registration, people, consents. The caller holds the transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select

from app.companies.models import Company, CompanyMarket, CompanyProduct, CompanySector
from app.companies.names.parsing import compact
from app.companies.names.search import search_key
from app.core import audit
from app.core.db import db, now
from app.events.models import Event
from app.registrations.held import Person
from app.registrations.models import ImportBatch, Registration, Representation, Representative
from app.registrations.people import ABSENT
from app.registrations.plan import Effect
from app.registrations.queries.grounds import REGISTRATION_COLUMNS
from app.registrations.services.import_consents import Ledger
from app.registrations.services.import_known import KnownRows
from app.registrations.snapshots import plain
from app.registrations.states import RegistrationState

SPEECH: Final = {"languages", "needs_interpreter"}


def speech_in(before: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> bool:
    """Whether of these changes (table → id → columns as they were) any is of what a firm or its people speak."""
    rows = (one for table in ("registrations", "representatives") for one in before.get(table, {}).values())
    return any(SPEECH & one.keys() for one in rows)


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

    @property
    def speaks_otherwise(self) -> bool:
        return speech_in(self.before)

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
    """Writes the firms of one batch in the order of the sheet; later ones take their place after earlier ones.

    What all of them need is asked for once, and what is new goes to the database together: the write lock is not for
    thousands of questions, one by one.
    """

    def __init__(self, event: Event, batch: ImportBatch, by: int | None) -> None:
        self.event, self.batch, self.by = event, batch, by
        brought = (Registration.event_id == event.id, Registration.delegation_id == batch.delegation_id)
        self.rank = _last_rank(*brought)
        self.people = _people_of(*brought)
        self.groups = {compact(name): one.id for one in event.groups for name in (one.name, one.name_zh) if name}

    def firms(self, effects: Sequence[Effect]) -> list[Written]:
        """Raises Stale if somebody changed one of them since the plan was made."""
        self.known = KnownRows(self.event, self.batch.delegation_id, effects)
        done = [self.firm(effect) for effect in effects]
        db.session.flush()
        ledger = Ledger(self.event.id, [one for effect in effects for one in effect.consents], by=self.by)
        for effect, (written, people) in zip(effects, done, strict=True):
            self._belongings(written, effect, people, ledger)
        return [written for written, _ in done]

    def firm(self, effect: Effect) -> tuple[Written, list[Representative]]:
        """The firm and its people, whose new rows have no ids yet."""
        if (effect.after.company.get("founded") or 0) > now().year:
            effect.after.company["founded"] = effect.before.company.get("founded")
        company = self._company(effect)
        registration = self.known.registration(effect) if effect.company_id else None
        written = Written(company, registration or self._registration(effect, company), is_new=registration is None)
        if effect.company_id is None:
            written.add(company)
        if registration is None:
            written.add(written.registration)
        self._update(written, effect)
        return written, self._people(written, effect)

    def _belongings(self, written: Written, effect: Effect, people: list[Representative], ledger: Ledger) -> None:
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

    def _company(self, effect: Effect) -> Company:
        if effect.company_id is not None:
            return self.known.company(effect)
        said = {column: value for column, value in effect.after.company.items() if value}
        company = Company(organisation_id=self.event.organisation_id, **said)
        company.folded = _folded(company)
        return company

    def _registration(self, effect: Effect, company: Company) -> Registration:
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

    def _update(self, written: Written, effect: Effect) -> None:
        if effect.company_id is not None:
            _change_company(written, effect.after.company)
        said = {name: value for name, value in effect.after.registration.items() if name in REGISTRATION_COLUMNS}
        written.change(written.registration, {**said, "answers": dict(effect.after.answers)})

    def _people(self, written: Written, effect: Effect) -> list[Representative]:
        """The firm's people in the order of ``effect.after``."""
        found = []
        for place, one in enumerate(effect.after.people, 1):
            if one.id is not None:
                said = {name: value for name, value in one.values.items() if value and name != ABSENT}
                written.change(self.known.people[one.id], said)
                found.append(self.known.people[one.id])
            else:
                found.append(self._person(written, one, place))
        return found

    def _person(self, written: Written, one: Person, place: int) -> Representative:
        """A new one, or somebody of the same list who stands for this firm too: same e-mail, same name."""
        who = _who(one.values.get("email"), one.values["display_name"])
        person = self.people.get(who) if who else None
        if person is None:
            person = written.add(Representative(event_id=self.event.id, rank=place, **one.values))
            if who:
                self.people[who] = person
        return person

    def _stand_for(self, written: Written, people: Iterable[Representative]) -> None:
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


def _change_company(written: Written, after: dict[str, Any]) -> None:
    company = written.company
    said = {column: value for column, value in after.items() if value and getattr(company, column) != value}
    if said:
        written.change(company, said)
        written.change(company, {"folded": _folded(company), "updated_at": now()})


def _folded(company: Company) -> str:
    return search_key(company.name, company.name_zh, *(company.other_names or ()))


def _raise_version(row: Any) -> None:
    """So that a form which somebody opened before is not saved over this; versions only grow, also when undone."""
    if hasattr(row, "version"):
        row.version += 1


def _last_rank(*brought: ColumnElement[bool]) -> int:
    highest = select(func.max(Registration.rank)).where(*brought)
    return int(db.session.scalar(highest) or 0)


def _people_of(*brought: ColumnElement[bool]) -> dict[tuple[str, str], Representative]:
    """Everybody who comes for these registrations and can be told by e-mail and name."""
    found = (
        select(Representative)
        .join(Representation, Representation.representative_id == Representative.id)
        .join(Registration, Registration.id == Representation.registration_id)
        .where(*brought, Representative.email.is_not(None))
    )
    return {who: one for one in db.session.scalars(found) if (who := _who(one.email, one.display_name))}


def _who(email: str | None, name: str) -> tuple[str, str] | None:
    return (email.lower(), compact(name)) if email else None
