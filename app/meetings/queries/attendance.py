"""Who may sit for a firm, and when it is there at all: the parties of a board, in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Integer, bindparam, or_, select

from app.core.clock import Span
from app.core.db import db
from app.events.models import Event
from app.meetings.board import Party
from app.meetings.limits import Tally, remaining
from app.meetings.queries.frame import frame_of
from app.meetings.queries.tallies import limits_of
from app.meetings.queries.voices import sectors_of
from app.registrations.models import Registration, Representation, Representative
from app.registrations.queries.visits import Visits, visits_of_delegations

_EVENT = bindparam("event_id", type_=Integer)
_IDS = bindparam("firms", expanding=True, type_=Integer)

# made once: everybody books in the same minutes
_FIRMS = (
    select(
        Registration.id,
        Registration.group_id,
        Registration.delegation_id,
        Registration.home_table_id,
        Registration.languages,
        Registration.needs_interpreter,
        Representation.representative_id,
        Representative.languages.label("speaks"),
        Representative.absent,
    )
    .outerjoin(Representation, Representation.registration_id == Registration.id)
    .outerjoin(Representative, Representative.id == Representation.representative_id)
    .where(Registration.event_id == _EVENT)
    .order_by(Registration.id, Representative.rank.is_(None), Representative.rank, Representative.id)
)
_WANTED = _FIRMS.where(Registration.id.in_(_IDS))
_WANTED_AND_HOSTS = _FIRMS.where(or_(Registration.id.in_(_IDS), Registration.home_table_id.is_not(None)))


@dataclass
class People:
    """By firm who represents it, in the order of their rank; of those who said so what they ``speak``, and the half
    days that they ``miss``."""

    of: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    speak: dict[int, frozenset[str]] = field(default_factory=dict)
    miss: dict[int, frozenset[str]] = field(default_factory=dict)

    def of_all(self) -> set[int]:
        return {person for people in self.of.values() for person in people}


@dataclass(frozen=True)
class Attendance:
    """The firms that were asked for and, where asked for, those with a table of their own (``hosts``)."""

    parties: dict[int, Party]
    hosts: list[int]
    people: People


def attendance_of(
    event: Event,
    wanted: Collection[int],
    *,
    tallies: Mapping[int, Tally] | None = None,
    with_hosts: bool = False,
    speaking: Collection[int] = (),
    busy: Mapping[int | None, Sequence[Span]] | None = None,
) -> Attendance:
    """``speaking``: of these firms also what they are in, for the choice of an interpreter; ``busy``: as in ``Frame``,
    where that is read already."""
    asked = {"event_id": event.id, "firms": list(wanted)}
    found = db.session.execute(_WANTED_AND_HOSTS if with_hosts else _WANTED, asked).all()
    people, rows = _people(found), {row.id: row for row in found}.values()
    known = sectors_of(speaking)
    visits = visits_of_delegations(event.id, {row.delegation_id for row in rows if row.delegation_id is not None})
    speeches = frame_of(event.id).busy if busy is None else busy
    limits, tallies = limits_of(event), tallies or {}
    parties = {
        row.id: Party(
            registration_id=row.id,
            group_id=row.group_id,
            representatives=tuple(people.of[row.id]),
            home_table_id=row.home_table_id,
            windows=_windows(visits, row.delegation_id),
            away=(
                *_visited(visits, row.delegation_id, row.id),
                *speeches.get(None, ()),
                *speeches.get(row.group_id, ()),
            ),
            meetings_left=remaining(limits, tallies[row.id]).meetings if row.id in tallies else None,
            languages=frozenset(row.languages or ()),
            spoken={person: people.speak[person] for person in people.of[row.id] if person in people.speak},
            needs_interpreter=bool(row.needs_interpreter),
            sectors=known.get(row.id, frozenset()),
            longest_run=tallies[row.id].own.longest_run if row.id in tallies else None,
        )
        for row in rows
    }
    hosts = sorted(row.id for row in rows if row.home_table_id is not None)
    return Attendance(parties, hosts, people)


def _people(rows: Iterable[Any]) -> People:
    found = People()
    for row in rows:
        if row.representative_id is None:
            continue
        found.of[row.id].append(row.representative_id)
        if row.speaks:
            found.speak[row.representative_id] = frozenset(row.speaks)
        if row.absent:
            found.miss[row.representative_id] = frozenset(row.absent)
    return found


def _visited(visits: Visits, delegation_id: int | None, registration_id: int) -> list[Span]:
    return [Span(block.busy_from, block.ends_at) for block in visits.of(delegation_id, registration_id)]


def _windows(visits: Visits, delegation_id: int | None) -> tuple[Span, ...]:
    stay = visits.stays.get(delegation_id) if delegation_id is not None else None
    return (stay,) if stay is not None else ()
