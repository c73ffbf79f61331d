"""What each person wears and sits behind: badges and place cards, in the order of the pack."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.core.localized import Localized
from app.day.paper.agendas import Name, firm_name, name_of
from app.day.paper.ground import Firm, Ground, Person
from app.day.paper.sheets import Sheet


@dataclass(frozen=True, slots=True)
class Card:
    """``side``: of the event, or the delegation; ``version``: of the badge, where a new one makes the old one void."""

    person_id: int
    name: Name
    firm: Name
    side: Localized
    category: str
    version: int = 0


def badges(ground: Ground) -> list[Sheet[Card]]:
    return [_sheet(one, firm, _card(one, firm, one.version)) for one, firm in _everybody(ground)]


def place_cards(ground: Ground) -> list[Sheet[Card]]:
    return [_sheet(one, firm, _card(one, firm, 0)) for one, firm in _everybody(ground)]


def _everybody(ground: Ground) -> Iterator[tuple[Person, Firm]]:
    """Of firms and guests that are approved."""
    for one in ground.people:
        approved = [firm for firm in ground.firms_of(one) if firm.approved]
        if approved:
            yield one, approved[0]


def _card(person: Person, firm: Firm, version: int) -> Card:
    side = firm.delegation or firm.group
    return Card(person.id, name_of(person), firm_name(firm), side, firm.category, version)


def _sheet(person: Person, firm: Firm, card: Card) -> Sheet[Card]:
    title = f"{person.name} · {firm.name}" if firm.name else person.name
    return Sheet(f"p{person.id}", title, card, person.spoken, delegation_id=firm.delegation_id)
