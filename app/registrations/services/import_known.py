"""What the known firms of an import have now: asked for together, companies and registrations locked in the order of
their numbers. The caller holds the transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select

from app.companies.models import Company
from app.core.db import db
from app.core.errors import Stale
from app.events.models import Event
from app.registrations.models import Registration, Representation, Representative
from app.registrations.plan import Effect
from app.registrations.queries.grounds import COMPANY_COLUMNS, values


class KnownRows:
    """``people``: by id; ``ties``: who stands for what already, as (registration, representative)."""

    def __init__(self, event: Event, delegation_id: int | None, effects: Iterable[Effect]) -> None:
        known = [effect for effect in effects if effect.company_id is not None]
        companies = [effect.company_id for effect in known]
        self.delegation_id = delegation_id
        self._companies: dict[int | None, Company] = (
            {one.id: one for one in _locked(Company, Company.id.in_(companies))} if known else {}
        )
        here = (Registration.event_id == event.id, Registration.company_id.in_(companies))
        self._registrations: dict[int | None, Registration] = (
            {one.company_id: one for one in _locked(Registration, *here)} if known else {}
        )
        self.people: dict[int, Representative] = {one.id: one for one in _people(known)}
        self.ties = _ties([one.id for one in self._registrations.values()])

    def company(self, effect: Effect) -> Company:
        """Provided that it is still what the plan was made from; else raises Stale."""
        company = self._companies.get(effect.company_id)
        before = {column: value for column, value in effect.before.company.items() if column in COMPANY_COLUMNS}
        if company is None or {column: value or None for column, value in before.items()} != {
            column: value or None for column, value in values(company, before).items()
        }:
            raise Stale
        return company

    def registration(self, effect: Effect) -> Registration | None:
        """The firm's here. Raises Stale if it is not what the plan was made from."""
        found = self._registrations.get(effect.company_id)
        apart = found is not None and found.delegation_id != self.delegation_id
        if apart or (found is not None and found.answers != effect.before.answers):
            raise Stale
        return found


def _locked(model: Any, *where: Any) -> Iterable[Any]:
    chosen = select(model).where(*where).order_by(model.id).with_for_update()
    return db.session.scalars(chosen.execution_options(populate_existing=True))


def _people(known: Iterable[Effect]) -> Iterable[Representative]:
    wanted = {person.id for effect in known for person in effect.after.people if person.id is not None}
    return db.session.scalars(select(Representative).where(Representative.id.in_(wanted))) if wanted else ()


def _ties(registrations: Sequence[int]) -> set[tuple[int, int]]:
    tied = select(Representation.registration_id, Representation.representative_id)
    found = db.session.execute(tied.where(Representation.registration_id.in_(registrations))) if registrations else ()
    return {(registration, person) for registration, person in found}
