"""What an organizer narrows the list of all meetings by, and what a database makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, exists, or_, select, true
from werkzeug.datastructures import MultiDict

from app.companies.models import CompanySector
from app.companies.sectors.tree import sector_tree
from app.core.db import now
from app.core.parsing import parse_whole_number
from app.events.models import Slot
from app.meetings.lifecycle import PLACED, State
from app.meetings.models import Meeting
from app.meetings.queries.lapsed import not_lapsed, state_at
from app.registrations.models import PRIORITIES, Registration
from app.registrations.queries.sectors import in_sectors

WAITS = (1, 3, 7)
LAPSES = (1, 3, 7)
"""Days: how long a request has waited at least, and in how many it lapses at the latest."""
NO_SECTOR: Final = "none"
WORKS_IN: Final = "is_in"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the organizer asked for; values that mean nothing are as good as none.

    ``waits``: days since who must answer was asked · ``lapses``: days until it lapses · ``time``: ``with``, ``ahead``
    for one that has not begun, ``without``, or ``lost`` what it had · ``brought``: ``asked`` for by a firm, or
    ``arranged`` · ``interpreter``: the two share no language · ``clash``: booked at a time at
    which one of the two is elsewhere · ``group`` and ``sector``: one of the two is of this side and works in this
    sector (an ISIC code of any level, or ``none`` for who names none) · ``met``: and the other works in this one.
    """

    name: str = ""
    states: tuple[State, ...] = ()
    group: str = ""
    delegation: str = ""
    priority: str = ""
    time: str = ""
    waits: str = ""
    lapses: str = ""
    sector: str = ""
    met: str = ""
    brought: str = ""
    interpreter: bool = False
    clash: bool = False

    @property
    def kept(self) -> dict[str, Any]:
        """As the address of the page says it; what was not asked for is absent."""
        said = {
            "q": self.name,
            "state": [state.value for state in self.states],
            "interpreter": "1" if self.interpreter else "",
            "clash": "1" if self.clash else "",
            **{name: getattr(self, name) for name in PLAIN},
        }
        return {name: value for name, value in said.items() if value}

    @property
    def narrows(self) -> bool:
        return bool(self.kept)


PLAIN: Final = ("group", "delegation", "priority", "time", "waits", "lapses", "sector", "met", "brought")
"""What an address says in one word each."""


def wanted_in(args: MultiDict[str, str]) -> Wanted:
    """What an address asks for."""
    states = tuple(State(word) for word in dict.fromkeys(args.getlist("state")) if word in list(State))
    words = {name: args.get(name, "") for name in PLAIN}
    needed, clash = (args.get(name) == "1" for name in ("interpreter", "clash"))
    return Wanted(name=args.get("q", ""), states=states, interpreter=needed, clash=clash, **words)


def conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    """All that a database can tell: neither names in any spelling, nor who shares a language, nor clashes."""
    found: list[ColumnElement[bool]] = []
    if wanted.states:
        found.append(state_at(now()).in_(wanted.states))
    if wanted.priority in PRIORITIES:
        found.append(Meeting.priority == wanted.priority)
    if wanted.brought in ("asked", "arranged"):
        found.append(Meeting.arranged_by.is_(None) if wanted.brought == "asked" else Meeting.arranged_by.is_not(None))
    if wanted.delegation == "none":
        found.append(_between(Registration.delegation_id.is_(None)))
    elif (delegation := parse_whole_number(wanted.delegation)) is not None:
        found.append(_between(Registration.delegation_id == delegation))
    return [*found, *_of_sides(wanted), *_in_time(wanted)]


def _of_sides(wanted: Wanted) -> list[ColumnElement[bool]]:
    group = parse_whole_number(wanted.group)
    one = [Registration.group_id == group] if group is not None else []
    one += _in_sector(wanted.sector)
    other = _in_sector(wanted.met)
    return [_between(and_(true(), *one), and_(true(), *other))] if one or other else []


def _in_sector(code: str) -> list[ColumnElement[bool]]:
    if code == NO_SECTOR:
        return [~exists().where(CompanySector.company_id == Registration.company_id, CompanySector.kind == WORKS_IN)]
    return [in_sectors(sector_tree().subtree(code), (WORKS_IN,))] if code in sector_tree() else []


def _in_time(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    moment = now()
    requested = and_(Meeting.state == State.REQUESTED, not_lapsed(moment))
    held = Meeting.state.in_(PLACED)
    if wanted.time == "with":
        found.append(held)
    elif wanted.time == "ahead":
        found.append(held & Meeting.slot_id.in_(select(Slot.id).where(Slot.starts_at > moment)))
    elif wanted.time == "without":
        found.append(and_(Meeting.state.in_((State.REQUESTED, State.AGREED)), not_lapsed(moment)))
    elif wanted.time == "lost":
        found.append((Meeting.state == State.AGREED) & (Meeting.sequence > 0))
    if (days := parse_whole_number(wanted.waits)) in WAITS:
        found.append(requested & (Meeting.changed_at <= moment - timedelta(days=days or 0)))
    if (days := parse_whole_number(wanted.lapses)) in LAPSES:
        found.append(requested & (Meeting.expires_at <= moment + timedelta(days=days or 0)))
    return found


def _between(one: ColumnElement[bool], other: ColumnElement[bool] | None = None) -> ColumnElement[bool]:
    """Whether one of the two is so, and the other of them is as ``other`` says."""
    firms = select(Registration.id).where(one)
    if other is None:
        return or_(Meeting.low_id.in_(firms), Meeting.high_id.in_(firms))
    others = select(Registration.id).where(other)
    return or_(
        and_(Meeting.low_id.in_(firms), Meeting.high_id.in_(others)),
        and_(Meeting.high_id.in_(firms), Meeting.low_id.in_(others)),
    )
