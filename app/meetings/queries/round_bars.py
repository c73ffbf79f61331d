"""What keeps a firm from a seat at group meetings before it tries, and what one lacks: a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import select

from app.db import db, now
from app.events.models import Event
from app.meetings.models import Claim
from app.meetings.queries.boards import Hall, hall_at, hall_of
from app.meetings.queries.rounds import RoundRow
from app.meetings.round_seating import Held, bar_or_place, lacks_interpreter
from app.meetings.roundtables import Bar
from app.meetings.sitters import who_sits_for


def bars_to_seats(
    event: Event, registration_id: int, rows: Iterable[RoundRow], *, tells_own: bool = False
) -> dict[int, Bar]:
    """By group meeting why the firm could not sit down there now; absent: it could. ``tells_own``: the firm itself
    reads it, which learns where its own *never* is why; for others that looks full."""
    every = list(rows)
    found = {row.id: Bar.NEVER if tells_own and row.closed_by_own else Bar.FULL for row in every if row.left == 0}
    some = [row for row in every if row.left > 0 and row.slot_id is not None]
    if not some:
        return found
    hall, claims = _hall(event, registration_id, some), _claims(some)
    guest, at = hall.parties[registration_id], now()
    answers = {row.id: bar_or_place(hall.board, _held(row, hall, claims[row.id]), guest, now=at) for row in some}
    return found | {one: answer for one, answer in answers.items() if isinstance(answer, Bar)}


def lacks_interpreter_at(event: Event, row: RoundRow) -> bool:
    """Whether an interpreter is missing at a group as it sits now."""
    hall = _hall(event, row.host.registration_id, [row])
    return lacks_interpreter(hall.board, _held(row, hall, _claims([row])[row.id]))


def _hall(event: Event, registration_id: int, rows: Sequence[RoundRow]) -> Hall:
    """Of one meeting only what is taken around it."""
    firms = {registration_id, *(one for row in rows for one in _sitting(row))}
    if len(rows) == 1:
        return hall_at(event, firms, rows[0].slot_id or 0, length=rows[0].length)
    return hall_of(event, firms)


def _sitting(row: RoundRow) -> list[int]:
    return [row.host.registration_id, *(one.firm.registration_id for one in row.seated)]


def _claims(rows: Sequence[RoundRow]) -> dict[int, list[Claim]]:
    found: dict[int, list[Claim]] = defaultdict(list)
    held = select(Claim).where(Claim.meeting_id.in_([row.id for row in rows])).order_by(Claim.id)
    for one in db.session.scalars(held):
        found[one.meeting_id].append(one)
    return found


def _held(row: RoundRow, hall: Hall, claims: Sequence[Claim]) -> Held:
    """A group as it sits, of what is claimed for it."""
    sitting = {one.representative_id for one in claims if one.representative_id is not None}
    stand = {firm: sorted(sitting.intersection(hall.parties[firm].representatives)) for firm in _sitting(row)}
    sitters = who_sits_for(stand, sitting)
    return Held(
        slot_ids=tuple(sorted({one.slot_id for one in claims})),
        table_id=next((one.table_id for one in claims if one.table_id is not None), 0),
        people=tuple((hall.parties[firm], sitters.get(firm, 0)) for firm in _sitting(row)),
        seats=row.seats,
        interpreter_id=next((one.interpreter_id for one in claims if one.interpreter_id is not None), None),
    )
