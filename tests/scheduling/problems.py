"""Problems drawn by hypothesis, small and nasty, and the best value of a tiny one by trying everything."""

from __future__ import annotations

from itertools import product

from hypothesis import strategies as st

from app.scheduling import checker
from app.scheduling.problem import (
    PRIORITIES,
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

WEIGHTS = ProblemWeights(must=9, want=3, open=1, least=50, change=1000)


@st.composite
def problems(draw, *, most_slots=4, most_firms=5, most_requests=6, rich=True):
    """Two days, mixed lengths, all blocked, everyone wants one firm: whatever comes."""
    slots = _slots(draw, draw(st.integers(1, most_slots)))
    names = [slot.id for slot in slots]
    some = st.lists(st.sampled_from(names), unique=True, max_size=len(names)).map(
        lambda chosen: tuple(sorted(chosen, key=names.index))
    )
    maybe = st.one_of(st.none(), some) if rich else st.none()
    count = draw(st.integers(2, most_firms))
    tables = tuple(
        ProblemTable(
            f"t{one}",
            draw(st.sampled_from("AB")),
            draw(maybe),
            draw(st.booleans()),
            draw(st.sampled_from([None, None, "g", "h", "k"])) if rich else None,
        )
        for one in range(draw(st.integers(0 if rich else 1, 3)))
    )
    groups = (
        (ProblemGroup("g", _limits(draw)), ProblemGroup("h", ProblemLimits(), draw(st.booleans())), ProblemGroup("k"))
        if rich
        else ()
    )
    firms = tuple(_firm(draw, one, tables, rich) for one in range(count))
    people = [ProblemPerson(f"p{one}", (f"f{one}",), draw(maybe)) for one in range(count)]
    if rich and draw(st.booleans()):
        people.append(ProblemPerson("q", ("f0", f"f{count - 1}"), draw(maybe)))
    pairs = [(one, other) for one in range(count) for other in range(count) if one < other]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=most_requests))
    requests = tuple(_request(draw, number, pair, maybe, rich) for number, pair in enumerate(chosen))
    if not rich:
        return SchedulingProblem(slots, firms, tuple(people), requests, tables, weights=WEIGHTS)
    ids = [request.id for request in requests]
    return SchedulingProblem(
        slots,
        firms,
        tuple(people),
        requests,
        tables,
        groups,
        draw(st.sampled_from([None, (("g", "h"), ("g", "g")), (("h", "g"), ("g", "h"), ("h", "h"))])),
        tuple(_interpreter(draw, one, maybe) for one in range(draw(st.integers(0, 2)))),
        {("A", "B"): draw(st.sampled_from([0, 10]))},
        (ProblemItem("i", (names[0],), ("p0",)),) if draw(st.booleans()) else (),
        ((ids[0], ids[1]),) if len(ids) > 1 and draw(st.booleans()) else (),
        ((requests[0].asked, requests[0].asker),) if requests and draw(st.integers(0, 4)) == 0 else (),
        weights=WEIGHTS,
    )


def _slots(draw, count):
    two_days = draw(st.booleans())
    return tuple(
        ProblemSlot(f"s{one}", one // 2 if two_days else 0, 540 + 25 * one, 560 + 25 * one) for one in range(count)
    )


def _limits(draw):
    return ProblemLimits(
        draw(st.integers(0, 2)), draw(st.sampled_from([None, 1, 2])), draw(st.sampled_from([None, None, 1, 2]))
    )


def _firm(draw, one, tables, rich):
    if not rich:
        return ProblemCompany(f"f{one}")
    table = draw(st.sampled_from([None, None, *(table.id for table in tables)]))
    return ProblemCompany(f"f{one}", draw(st.sampled_from("gh")), table=table)


def _request(draw, number, pair, maybe, rich):
    one, other = pair if draw(st.booleans()) else pair[::-1]
    need = ProblemNeed(("zh",), draw(st.sampled_from([None, "x"]))) if rich and draw(st.integers(0, 3)) == 0 else None
    length = draw(st.sampled_from([1, 1, 1, 2])) if rich else 1
    priority, score = draw(st.sampled_from(PRIORITIES)), draw(st.integers(1, 20))
    slots = draw(maybe) if draw(st.integers(0, 4)) == 0 else None
    return ProblemRequest(f"r{number}", f"f{one}", f"f{other}", priority, score, length, slots, need)


def _interpreter(draw, one, maybe):
    sectors = draw(st.sampled_from([(), ("x",), ("y",)]))
    return ProblemInterpreter(f"i{one}", ("zh",), sectors, draw(maybe), draw(st.sampled_from([None, 1])))


def best_value(problem):
    """By trying every slot of every request, persons, tables and interpreters as well. Tiny problems only."""
    spots = [[None, *_spots(problem, request)] for request in problem.requests]
    best = None
    for chosen in product(*spots):
        timetable = [held for held in chosen if held is not None]
        value = checker.schedule_value(problem, timetable)
        if (best is None or value > best) and not checker.find_faults(problem, timetable):
            best = value
    return best


def _spots(problem, request):
    of = {firm.id: [one.id for one in problem.people if firm.id in one.firms] for firm in problem.firms}
    tables = [table.id for table in problem.tables] or [None]
    helpers = [who.id for who in problem.interpreters] if request.need else [None]
    for slot, one, other, table, helper in product(
        problem.slots, of[request.asker], of[request.asked], tables, helpers
    ):
        held = PlacedMeeting(request.id, slot.id, table, (one, other), helper)
        lonely = SchedulingProblem(
            problem.slots,
            problem.firms,
            problem.people,
            problem.requests,
            problem.tables,
            problem.groups,
            problem.rules,
            problem.interpreters,
            problem.walking,
            problem.items,
            met=problem.met,
        )
        if not checker.find_faults(lonely, [held]):
            yield held
