"""The sheets of each kind, from what the day holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from app.day.paper.agendas import agendas
from app.day.paper.asked import Asked
from app.day.paper.buses import bus_lists
from app.day.paper.ground import Ground
from app.day.paper.kinds import Kind
from app.day.paper.people import badges, place_cards
from app.day.paper.sheets import Sheet, of_delegation, on_days
from app.day.paper.tables import halls, signs, slips

SHEETS: Final[Mapping[Kind, Callable[[Ground], list[Sheet[Any]]]]] = {
    Kind.AGENDAS: agendas,
    Kind.BADGES: badges,
    Kind.PLACE_CARDS: place_cards,
    Kind.TABLE_SIGNS: signs,
    Kind.TICK_SLIPS: slips,
    Kind.HALL_PLAN: halls,
    Kind.BUS_LISTS: bus_lists,
}
"""Run sheets of interpreters are gathered where they were before there was paper of the day."""


def chosen(sheets: Sequence[Sheet[Any]], asked: Asked) -> list[Sheet[Any]]:
    """Those of the delegation and the day that were asked for."""
    return on_days(of_delegation(sheets, asked.delegation_id), [asked.day] if asked.day else ())
