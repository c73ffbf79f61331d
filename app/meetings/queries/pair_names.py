"""Whom the names in a sheet of pairs mean at an event, in whatever spelling."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from babel import Locale
from sqlalchemy import select

from app.companies.models import Company
from app.companies.names.parsing import compact, fold, latin_name
from app.companies.names.search import search_companies
from app.companies.names.units import are_places_apart, places_named
from app.core.db import db
from app.core.localized import Localized
from app.core.parsing import parse_whole_number
from app.events.models import Event
from app.meetings.queries.lists import Firm
from app.meetings.short_names import short_names
from app.registrations.compared_firm import firm_of
from app.registrations.duplicates import Outcome
from app.registrations.models import Registration
from app.registrations.pool import Pool
from app.registrations.states import RegistrationState

LIKELY = 5


@dataclass(frozen=True, slots=True)
class Meant:
    """Whom a name means: ``firm`` where that is sure, else ``likely`` ones to choose from, ``elsewhere`` where the name
    says another place than theirs; or ``shut``, a firm of the event that is not approved."""

    text: str
    firm: Firm | None = None
    likely: tuple[Firm, ...] = ()
    shut: Firm | None = None
    elsewhere: bool = False


@dataclass
class Ground:
    """What the rows are compared with. ``mine``: whose firms who arranges answers for, None for all."""

    event: Event
    mine: Collection[int] | None
    firms: dict[int, Firm] = field(default_factory=dict)
    groups: dict[int, int | None] = field(default_factory=dict)
    places: dict[int, frozenset[str]] = field(default_factory=dict)
    folded: list[tuple[int, str]] = field(default_factory=list)
    pool: Pool = field(default_factory=Pool)
    known: dict[str, Meant] = field(default_factory=dict)
    exact: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    short: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    shut: Ground | None = None

    def meant(self, text: str) -> Meant:
        """Whom a name means in whatever spelling, as the import of firms tells them apart."""
        if text not in self.known:
            told = self.look_up(text)
            shut = self.shut.look_up(text).firm if told.firm is None and self.shut is not None else None
            self.known[text] = Meant(text, shut=shut) if shut is not None else told
        return self.known[text]

    def look_up(self, text: str) -> Meant:
        bare, _, number = text.rpartition(" #")
        if bare and (firm_id := parse_whole_number(number)) in self.firms:
            return Meant(text, self.firms[firm_id])
        if len(exactly := self.exact.get(fold(text), set())) == 1:
            return Meant(text, self.firms[next(iter(exactly))])
        found = self.pool.likely(firm_of("row", [text]))
        same = [int(one.key[1:]) for one, verdict in found if verdict.outcome is Outcome.SAME]
        if len(same) == 1:  # of several, as two branches of one house, none is surely meant
            return self._where_it_is(text, same[0])
        sure = {one for key in (compact(text), latin_name(text).key) for one in self.short.get(key, ())}
        if len(sure) == 1 and sure >= {int(one.key[1:]) for one, _verdict in found}:
            return self._where_it_is(text, next(iter(sure)))
        likely = [int(one.key[1:]) for one, _verdict in found] or search_companies(text, self.folded)
        return Meant(text, None, tuple(self.firms[one] for one in likely[:LIKELY]))

    def _where_it_is(self, text: str, firm_id: int) -> Meant:
        """The firm, or only perhaps where the name says another place: it may be another house of it."""
        firm = self.firms[firm_id]
        if are_places_apart(places_named([text]), self.places[firm_id]):
            return Meant(text, None, (firm,), elsewhere=True)
        return Meant(text, firm)


def ground_of(event: Event, mine: Collection[int] | None) -> Ground:
    """The firms that take part, and apart from them those of one's own that do not, in one query. ``mine``:
    delegations."""
    rows = db.session.execute(
        select(Registration, Company)
        .join(Company, Company.id == Registration.company_id)
        .where(
            Registration.event_id == event.id,
            Registration.kind == "firm",
        )
        .order_by(Registration.id)
    ).all()
    approved = [(row[0], row[1]) for row in rows if row[0].state == RegistrationState.APPROVED]
    others = [(row[0], row[1]) for row in rows if row[0].state != RegistrationState.APPROVED]
    own = None if mine is None else {one.id for one, _company in approved if one.delegation_id in mine}
    shut = Ground(event, own)
    ground = Ground(event, own, shut=shut)
    _fill(ground, approved)
    _fill(shut, [row for row in others if mine is None or row[0].delegation_id in mine])
    return ground


def _fill(ground: Ground, rows: Iterable[tuple[Registration, Company]]) -> None:
    for one, company in rows:
        ground.firms[one.id] = Firm(one.id, company.name, company.name_zh or "", Localized())
        ground.groups[one.id] = one.group_id
        ground.places[one.id] = _places(company)
        ground.folded.append((one.id, company.folded or ""))
        names = (company.name, company.name_zh or "", *(company.other_names or ()))
        registry = (company.uen or "", company.uscc or "")
        ground.pool.add(firm_of(f"r{one.id}", names, website=company.website or "", registry=registry))
        for name in filter(None, map(fold, names)):
            ground.exact[name].add(one.id)
        for short in short_names(names, company.website or ""):
            ground.short[short].add(one.id)


def _places(company: Company) -> frozenset[str]:
    """Those of its names and its city, else its country."""
    said = places_named(filter(None, (company.name, company.name_zh, *(company.other_names or ()), company.city)))
    return said or places_named([str(Locale("en").territories.get(company.country or "", ""))])
