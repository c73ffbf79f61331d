"""What a decision about many firms would do: whom it moves, whom it leaves and why, how many letters it writes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from app.companies.models import Company
from app.core.db import db
from app.core.errors import DomainError
from app.registrations.models import Registration
from app.registrations.queries.people import reach_of
from app.registrations.queries.places import open_offers, places_of
from app.registrations.states import Act, Actor, RegistrationState, move


@dataclass(frozen=True, slots=True)
class Chosen:
    """One of the firms. ``why``: the code of the refusal that would leave it as it is; "" where it moves."""

    id: int
    name: str
    name_zh: str
    state: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """``to``: the state that the moved ones get; ``letters``: to how many addresses this is written."""

    to: RegistrationState
    going: list[Chosen]
    staying: list[Chosen]
    letters: int


TO = {
    Act.APPROVE: RegistrationState.APPROVED,
    Act.REJECT: RegistrationState.REJECTED,
    Act.WAIT: RegistrationState.WAITING,
}


def preview_of(event_id: int, ids: Collection[int], act: Act) -> Preview:
    """Five queries at most, whatever the number; in the order in which it would be done for places, shown by name."""
    chosen = (
        select(Registration.id, Registration.state, Registration.group_id, Company.name, Company.name_zh)
        .join(Company, Company.id == Registration.company_id)
        .where(Registration.event_id == event_id, Registration.kind == "firm", Registration.id.in_(ids))
        .order_by(Registration.id)
    )
    places = places_of(event_id) if act == Act.APPROVE else {}
    offered = {one.registration_id for one in open_offers(event_id)} if act == Act.APPROVE else set()
    given: Counter[int | None] = Counter()
    found = []
    for number, state, group_id, name, name_zh in db.session.execute(chosen):
        why = _refusal(state, act)
        room = places[group_id].free if group_id in places else None
        if not why and room is not None and number not in offered:
            why = "places_full" if given[group_id] >= room else ""
            given[group_id] += not why
        found.append(Chosen(number, name, name_zh or "", state, why))
    found.sort(key=lambda one: one.name.casefold())
    going = [one for one in found if not one.why]
    letters = sum(len(reach.mails) for reach in reach_of([one.id for one in going]).values())
    return Preview(TO[act], going, [one for one in found if one.why], letters)


def _refusal(state: str, act: Act) -> str:
    try:
        move(RegistrationState(state), act, Actor.ORGANIZER)
    except DomainError as refused:
        return refused.code
    return ""
