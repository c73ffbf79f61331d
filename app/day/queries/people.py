"""Everybody who may come through the door of an event, with whether they did; one query for any number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Date, Select, and_, bindparam, select

from app.companies.models import Company
from app.companies.names.parsing import pinyin
from app.core.db import db, now
from app.core.localized import Localized
from app.day.models import CheckIn
from app.day.typed import Typed, ends_so, found_among, is_called, key_of
from app.events.models import Event
from app.registrations.models import Registration, Representation, Representative
from app.registrations.queries.party import Firm
from app.registrations.states import RegistrationState

MOST_FOUND = 30


@dataclass(frozen=True, slots=True)
class Here:
    """That somebody is in the hall today, since when and by which desk."""

    check_in_id: int
    at: datetime
    desk: str


@dataclass(frozen=True, slots=True)
class Person:
    """``firms``: all whom the person comes for, by the number of the registration; ``folded``: how those may be
    typed. ``here``: None for who has not come yet; ``state``: of the registration."""

    id: int
    name: str
    name_zh: str | None
    salutation: str
    titles: Localized
    vip: bool
    greeter: str
    phone: str
    category: str
    delegation_id: int | None
    firms: tuple[tuple[int, Firm], ...]
    folded: str
    here: Here | None
    state: str = RegistrationState.APPROVED

    @property
    def registration_id(self) -> int:
        return self.firms[0][0]

    @property
    def firm(self) -> Firm:
        return self.firms[0][1]

    @property
    def end_of_phone(self) -> str:
        """Enough to tell two of one name apart, and no more."""
        return "".join(filter(str.isdigit, self.phone))[-4:]

    @property
    def name_key(self) -> str:
        return "\n".join(key_of(name) for name in (self.name, self.name_zh) if name)

    @property
    def key(self) -> str:
        return f"{self.name_key}\n{self.folded}"


def people_of(event_id: int) -> list[Person]:
    """All of approved firms and guests, each once, in the order of their names, Chinese ones by pinyin."""
    found: dict[int, Person] = {}
    for row in db.session.execute(_statement(), _asked(event_id)):
        made = _person(row)
        known = found.get(made.id)
        found[made.id] = made if known is None else _of_both(known, made)
    return sorted(found.values(), key=lambda one: (pinyin(one.name), one.id))


def not_admitted(event_id: int) -> list[Person]:
    """All of firms that wait for the organizer, or have not been submitted, as ``people_of``."""
    rows = db.session.execute(_statement(_PENDING), _asked(event_id)).all()
    return sorted(map(_person, rows), key=lambda one: (pinyin(one.name), one.id))


def person_at(event_id: int, person_id: int) -> Person | None:
    """One of them; None for who is not among them."""
    rows = db.session.execute(_statement().where(Representative.id == person_id), _asked(event_id)).all()
    made = [_person(row) for row in rows]
    return replace(made[0], firms=tuple(firm for one in made for firm in one.firms)) if made else None


def found_by(people: Sequence[Person], typed: Typed) -> list[Person]:
    """Those whom the words or the digits find, who are called so first, then the best; nobody for nothing typed."""
    if typed.digits:
        return [one for one in people if ends_so(one.phone, typed.digits)][:MOST_FOUND]
    places = found_among(typed.words, [(place, one.key) for place, one in enumerate(people)])
    return sorted((people[place] for place in places), key=lambda one: not is_called(typed.words, one.name_key))[
        :MOST_FOUND
    ]


def today_at(event_id: int) -> date:
    """On the clocks of the event."""
    return now().astimezone(ZoneInfo(db.session.get_one(Event, event_id).zone)).date()


def _asked(event_id: int) -> dict[str, Any]:
    return {"event_id": event_id, "today": today_at(event_id)}


_COLUMNS: tuple[Any, ...] = (
    *(Representative, Registration.id, Registration.category, Registration.institution, Registration.delegation_id),
    *(Company.name, Company.name_zh, Company.folded, CheckIn.id, CheckIn.at, CheckIn.desk, Registration.state),
)
_ADMITTED: Final = (RegistrationState.APPROVED,)
_PENDING: Final = (
    RegistrationState.INVITED,
    RegistrationState.DRAFT,
    RegistrationState.SUBMITTED,
    RegistrationState.WAITING,
)


@cache
def _statement(states: tuple[RegistrationState, ...] = _ADMITTED) -> Select[Any]:
    today = CheckIn.day == bindparam("today", type_=Date)
    live = and_(CheckIn.representative_id == Representative.id, today, CheckIn.undone_at.is_(None))
    return (
        select(*_COLUMNS)
        .join(Representation, Representation.representative_id == Representative.id)
        .join(Registration, Registration.id == Representation.registration_id)
        .outerjoin(Company, Company.id == Registration.company_id)
        .outerjoin(CheckIn, live)
        .where(
            Representative.event_id == bindparam("event_id"),
            Registration.state.in_(states),
            Representative.erased_at.is_(None),
        )
        .order_by(Representative.id, Registration.id)
    )


def _person(row: Any) -> Person:
    of, registration_id, category, institution, delegation_id, name, name_zh, folded, check_in_id, at, desk, state = row
    firm = Firm(name or institution or "", name_zh)
    return Person(
        id=of.id,
        name=of.display_name,
        name_zh=of.name_zh,
        salutation=of.salutation or "",
        titles=of.titles,
        vip=of.vip,
        greeter=of.greeter or "",
        phone=of.phone or "",
        category=category,
        delegation_id=delegation_id,
        firms=((registration_id, firm),),
        folded=folded or key_of(institution or ""),
        here=None if check_in_id is None else Here(check_in_id, at, desk or ""),
        state=state,
    )


def _of_both(one: Person, other: Person) -> Person:
    return replace(one, firms=(*one.firms, *other.firms), folded=f"{one.folded}\n{other.folded}")
