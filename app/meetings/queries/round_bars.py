"""What keeps a firm from a seat at group meetings before it tries, and what one lacks: a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.core.db import now
from app.events.models import Event
from app.meetings.queries.boards import Hall, hall_for
from app.meetings.queries.rounds import RoundRow
from app.meetings.round_seating import Held, bar_or_place, lacks_interpreter
from app.meetings.roundtables import Bar
from app.meetings.sitters import who_sits_for


def bars_to_seats(
    event: Event, registration_id: int, rows: Iterable[RoundRow], *, tells_own: bool = False, hall: Hall | None = None
) -> dict[int, Bar]:
    """By group meeting why the firm could not sit down there now; absent: it could. ``tells_own``: the firm itself
    reads it, which learns where its own *never* is why; for others that looks full. ``hall``: where that is
    read already, with the firms that sit there."""
    every = list(rows)
    found = {row.id: Bar.NEVER if tells_own and row.closed_by_own else Bar.FULL for row in every if row.left == 0}
    some = [row for row in every if row.left > 0 and row.slot_id is not None]
    if not some:
        return found
    hall = hall or _hall(event, registration_id, some)
    guest, at = hall.parties[registration_id], now()
    answers = {row.id: bar_or_place(hall.board, _held(row, hall), guest, now=at) for row in some}
    return found | {one: answer for one, answer in answers.items() if isinstance(answer, Bar)}


def lacks_interpreter_at(event: Event, row: RoundRow) -> bool:
    """Whether an interpreter is missing at a group as it sits now."""
    hall = _hall(event, row.host.registration_id, [row])
    return lacks_interpreter(hall.board, _held(row, hall))


def _hall(event: Event, registration_id: int, rows: Sequence[RoundRow]) -> Hall:
    return hall_for(event, {registration_id, *(one.registration_id for row in rows for one in row.sitting)})


def _held(row: RoundRow, hall: Hall) -> Held:
    """A group as it sits, of what is claimed for it."""
    claims = hall.claims_of(row.id)
    firms = [one.registration_id for one in row.sitting]
    sitting = {one.representative_id for one in claims if one.representative_id is not None}
    stand = {firm: sorted(sitting.intersection(hall.parties[firm].representatives)) for firm in firms}
    sitters = who_sits_for(stand, sitting)
    return Held(
        slot_ids=tuple(sorted({one.slot_id for one in claims})),
        table_id=next((one.table_id for one in claims if one.table_id is not None), 0),
        people=tuple((hall.parties[firm], sitters.get(firm, 0)) for firm in firms),
        seats=row.seats,
        interpreter_id=next((one.interpreter_id for one in claims if one.interpreter_id is not None), None),
    )
