"""Problems drawn by a seed, the same for ever: what the bench is measured on. Frozen: a change here moves every figure.

The plain form has one representative for each firm, one length, requests between any two firms and tables that are all
alike. ``everything`` adds the rest of the form in amounts that a trade event has: two days, two groups of which one
keeps its tables, zones with a walk, interpreters, lengths, limits, second representatives, programme, precedences.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Final

from app.scheduling.problem import (
    MAX_SCORE,
    PlacedMeeting,
    ProblemCompany,
    ProblemGroup,
    ProblemInterpreter,
    ProblemItem,
    ProblemLimits,
    ProblemNeed,
    ProblemPerson,
    ProblemRequest,
    ProblemSlot,
    ProblemTable,
    ProblemWeights,
    SchedulingProblem,
)

WEIGHTS: Final = ProblemWeights(must=9, want=3, open=1, least=500)
"""Nearer to each other than usual, lest the musts alone make up the value."""
OPENS, MINUTES, PAUSE, LUNCH = 540, 20, 5, 60
PRIORITIES: Final = ("must",) + ("want",) * 5 + ("open",) * 4
ZONES: Final = ("A", "B", "C")
SECTORS: Final = ("finance", "trade", "technology")


def generate(
    requests: int, people: int, slots: int, tables: int, *, blocked: float, seed: int, everything: bool = False
) -> SchedulingProblem:
    """``blocked``: the share of each person's slots that are not usable, in [0, 1].

    Raises ValueError for more requests than there are pairs.
    """
    if requests > people * (people - 1) // 2:
        raise ValueError(f"{people} people make fewer than {requests} pairs")
    random = Random(seed)
    times = _slots(slots, 2 if everything and slots > 1 else 1)
    names = [slot.id for slot in times]
    open_to = [tuple(slot for slot in names if random.random() >= blocked) for _ in range(people)]
    plain = SchedulingProblem(
        times,
        tuple(ProblemCompany(f"f{one}") for one in range(people)),
        tuple(ProblemPerson(f"p{one}", (f"f{one}",), usable) for one, usable in enumerate(open_to)),
        _requests(random, requests, people),
        tuple(ProblemTable(f"t{one}") for one in range(tables)),
        weights=WEIGHTS,
        pause=PAUSE,
    )
    return _with_everything(random, plain) if everything else plain


def _slots(count: int, days: int) -> tuple[ProblemSlot, ...]:
    """From nine o'clock on, with an hour's lunch after half of each day."""
    found = []
    for number in range(count):
        day, place = divmod(number, -(-count // days))
        starts = OPENS + place * (MINUTES + PAUSE) + (LUNCH if place >= count // days // 2 else 0)
        found.append(ProblemSlot(f"d{day + 1}s{place + 1}", day, starts, starts + MINUTES))
    return tuple(found)


def _requests(random: Random, count: int, firms: int) -> tuple[ProblemRequest, ...]:
    pairs: dict[frozenset[int], tuple[int, int]] = {}
    while len(pairs) < count:
        one, other = random.randrange(firms), random.randrange(firms)
        if one != other:
            pairs.setdefault(frozenset((one, other)), (one, other))
    return tuple(
        ProblemRequest(f"r{number}", f"f{one}", f"f{other}", random.choice(PRIORITIES), random.randint(1, MAX_SCORE))
        for number, (one, other) in enumerate(pairs.values())
    )


def _with_everything(random: Random, plain: SchedulingProblem) -> SchedulingProblem:
    hosts = min(len(plain.firms) // 2, len(plain.tables) // 2)
    firms = tuple(_firm(random, number, hosts) for number in range(len(plain.firms)))
    people = (*plain.people, *_seconds(random, plain))
    rich = replace(
        plain,
        groups=(
            ProblemGroup("hosts", ProblemLimits(least=2, run=6), keeps_table=True),
            ProblemGroup("visitors", ProblemLimits(least=2, most=len(plain.slots) - 2 or 1, run=5)),
        ),
        rules=(("visitors", "hosts"), ("hosts", "visitors"), ("visitors", "visitors")),
        firms=firms,
        people=people,
        tables=tuple(_table(random, number, hosts, plain.slots) for number in range(len(plain.tables))),
        walking={("A", "B"): 5, ("B", "C"): 5, ("A", "C"): 10},
        interpreters=_interpreters(random, plain),
        requests=tuple(_richer(random, request, plain.slots) for request in plain.requests),
        items=(ProblemItem("opening", (plain.slots[0].id,), tuple(one.id for one in people if random.random() < 0.2)),),
        precedences=_precedences(random, plain),
        met=tuple((one.asker, one.asked) for one in plain.requests if random.random() < 0.01),
    )
    return replace(rich, fixed=_fixed(random, rich))


def _firm(random: Random, number: int, hosts: int) -> ProblemCompany:
    if number < hosts:
        return ProblemCompany(f"f{number}", "hosts", table=f"t{number}")
    limits = ProblemLimits(most=random.randint(3, 6)) if random.random() < 0.05 else ProblemLimits()
    return ProblemCompany(f"f{number}", "visitors", limits)


def _seconds(random: Random, plain: SchedulingProblem) -> list[ProblemPerson]:
    """A second representative for some firms, a few of whom stand for another firm as well."""
    names = [slot.id for slot in plain.slots]
    found = []
    for number, firm in enumerate(plain.firms):
        if random.random() < 0.1:
            firms = (firm.id, random.choice(plain.firms).id) if random.random() < 0.1 else (firm.id,)
            found.append(
                ProblemPerson(
                    f"q{number}",
                    tuple(dict.fromkeys(firms)),
                    tuple(sorted(random.sample(names, len(names) // 2), key=names.index)),
                )
            )
    return found


def _table(random: Random, number: int, hosts: int, slots: tuple[ProblemSlot, ...]) -> ProblemTable:
    closed = slots[-1].id if number >= hosts and random.random() < 0.1 else None
    usable = tuple(slot.id for slot in slots if slot.id != closed) if closed else None
    return ProblemTable(f"t{number}", ZONES[number % len(ZONES)], usable, chair=random.random() < 0.8)


def _interpreters(random: Random, plain: SchedulingProblem) -> tuple[ProblemInterpreter, ...]:
    names = [slot.id for slot in plain.slots]
    found = []
    for number in range(max(1, len(plain.people) // 12)):
        sectors = tuple(random.sample(SECTORS, 2)) if random.random() < 0.5 else ()
        start = random.randrange(len(names) // 4 + 1)
        found.append(ProblemInterpreter(f"i{number}", ("en", "zh"), sectors, tuple(names[start:]), run=4))
    return tuple(found)


def _richer(random: Random, request: ProblemRequest, slots: tuple[ProblemSlot, ...]) -> ProblemRequest:
    need = ProblemNeed(("zh", "en"), random.choice(SECTORS)) if random.random() < 0.15 else None
    begins = tuple(slot.id for slot in slots if slot.day == 0) if random.random() < 0.05 else None
    return replace(request, need=need, length=2 if random.random() < 0.1 else 1, slots=begins)


def _precedences(random: Random, plain: SchedulingProblem) -> tuple[tuple[str, str], ...]:
    count = len(plain.requests) // 50
    drawn = [sorted(random.sample(range(len(plain.requests)), 2)) for _ in range(count)]
    return tuple((plain.requests[one].id, plain.requests[other].id) for one, other in drawn)


def _fixed(random: Random, rich: SchedulingProblem) -> tuple[PlacedMeeting, ...]:
    """Of each firm at most one, at a slot that is free for both."""
    usable = {firm: set(person.slots or ()) for person in reversed(rich.people) for firm in person.firms}
    group = {firm.id: firm.group for firm in rich.firms}
    taken = {firm for pair in rich.met for firm in pair}
    found = []
    for request in rich.requests[: max(1, len(rich.requests) // 100)]:
        firms = {request.asker, request.asked}
        both = [slot.id for slot in rich.slots[1:] if slot.id in usable[request.asker] & usable[request.asked]]
        plain = request.length == 1 and request.need is None and request.slots is None
        if both and plain and not taken & firms and {group[firm] for firm in firms} != {"hosts"}:
            taken |= firms
            found.append(PlacedMeeting(request.id, random.choice(both)))
    return tuple(found)
