"""Instances of the published form, drawn by a seed, and their files."""

from __future__ import annotations

import random
from dataclasses import replace

from tests.bench.published.problem import AFTERNOON, ANY, MORNING, Meeting, Problem


def drawn(
    seed: int,
    *,
    participants: int = 6,
    meetings: int = 6,
    slots: int = 5,
    tables: int = 2,
    forbidden: float = 0.1,
    fixed: float = 0.1,
    halves: float = 0.2,
    orders: int = 1,
) -> Problem:
    """``forbidden``: share of each participant's slots; ``fixed`` and ``halves``: share of the meetings with a slot or
    a half of the day; ``orders``: precedences. It need not have a timetable."""
    lot = random.Random(seed)
    morning = lot.randint(0, slots)
    held = [_meeting(lot, participants, slots, fixed, halves) for _ in range(meetings)]
    for _ in range(orders if meetings > 1 else 0):
        earlier, later = lot.sample(range(meetings), 2)
        held[later] = replace(held[later], after=tuple(sorted({*held[later].after, earlier})))
    away = tuple(
        frozenset(slot for slot in range(1, slots + 1) if lot.random() < forbidden) for _ in range(participants)
    )
    return Problem(participants, tuple(held), tables, slots, morning, away)


def _meeting(lot: random.Random, participants: int, slots: int, fixed: float, halves: float) -> Meeting:
    first, second = lot.sample(range(participants), 2)
    session = lot.choice((MORNING, AFTERNOON)) if lot.random() < halves else ANY
    return Meeting(first, second, session, lot.randint(1, slots) if slots and lot.random() < fixed else 0)


def full_hall(seed: int, *, participants: int, slots: int, tables: int, taken: float = 1.0) -> Problem:
    """Has a timetable, since it is made from one; ``taken``: share of the tables' time that its meetings take."""
    lot = random.Random(seed)
    held: list[Meeting] = []
    for _ in range(slots):
        people = lot.sample(range(participants), 2 * tables)
        held += (Meeting(*pair) for pair in zip(people[::2], people[1::2], strict=True) if lot.random() < taken)
    lot.shuffle(held)
    return Problem(participants, tuple(held), tables, slots, slots // 2, (frozenset(),) * participants)


def round_robin(people: int, slots: int, tables: int) -> Problem:
    """Everybody meets everybody."""
    pairs = tuple(Meeting(one, other) for one in range(people) for other in range(one + 1, people))
    return Problem(people, pairs, tables, slots, slots, (frozenset(),) * people)


def to_dzn(problem: Problem) -> str:
    """As the published files are laid out, without the arrays that follow from the others."""
    rows = "\n".join(f"|{one.first + 1}, {one.second + 1},{one.session}, " for one in problem.meetings)
    forbidden = ",\n".join(f"{{{','.join(map(str, sorted(slots))) or '0'}}}" for slots in problem.forbidden)
    orders = ",\n".join(f"{{{','.join(str(at + 1) for at in one.after)}}}" for one in problem.meetings)
    return (
        f"nBusiness = {problem.participants};\nnMeetings = {len(problem.meetings)};\nnTables = {problem.tables};\n"
        f"nTotalSlots = {problem.slots};\nnMorningSlots = {problem.morning_slots};\n\n"
        f"requested = [{rows or '|'}\n|];\n\n"
        f"forbidden = [{forbidden}];\n\nfixed = [{','.join(str(one.fixed) for one in problem.meetings)}];\n\n"
        f"precedences = [{orders}];\n"
    )
