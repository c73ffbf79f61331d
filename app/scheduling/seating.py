"""Which table a firm keeps that sits at one all day, where the problem leaves it open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from app.scheduling.problem import Held, Problem, Request


def seated(problem: Problem) -> Problem:
    """With a table for each firm of a group that keeps them: where it sits now, else those in greatest demand first,
    one each while they last. As many tables stay free as meetings of two firms without a table need, by their share.
    """
    homes = homes_of(problem)
    demand = dict.fromkeys(homes, 0)
    for request in problem.requests:
        if (host := host_of(request, homes)) is not None:
            demand[host] += 1
    without = sorted((one for one, table in homes.items() if table is None), key=lambda one: -demand[one])
    free = [table.id for table in problem.tables if table.id not in homes.values()]
    if not without or not free:
        return problem
    loose = len(problem.requests) - sum(demand.values())
    kept = free[: max(1, len(free) - -(-len(free) * loose // max(1, len(problem.requests))))]
    known = _as_they_stand(problem, homes)
    others = [table for table in kept if table not in known.values()] or kept
    given = _given(problem, [firm for firm in without if firm not in known], others, free) | known
    return replace(problem, firms=tuple(replace(one, table=one.table or given.get(one.id)) for one in problem.firms))


def _given(problem: Problem, firms: Sequence[str], tables: Sequence[str], spare: Sequence[str]) -> dict[str, str]:
    """A table for each of these firms, of those at which its side may sit, the one that fewest have got, of these one
    in the zone where it sat, and of these one that is open longest; of the ``spare`` ones where there is no other."""
    first, last = (_tables_of_sides(problem, some) for some in (tables, spare))
    group = {firm.id: firm.group for firm in problem.firms}
    shared, given = dict.fromkeys((*tables, *spare), 0), dict[str, str]()
    shut = {table.id: 0 if table.slots is None else len(problem.slots) - len(table.slots) for table in problem.tables}
    never = {one for one, slots in shut.items() if slots == len(problem.slots)}
    zone = {table.id: table.zone for table in problem.tables}
    sat = _zones_of(problem)
    for firm in firms:
        if theirs := first[group[firm]] or last[group[firm]]:
            here = sat.get(firm)
            rank = {one: (one in never, shared[one], here not in (None, zone[one]), shut[one]) for one in theirs}
            given[firm] = min(theirs, key=rank.__getitem__)
            shared[given[firm]] += 1
    return given


def _zones_of(problem: Problem) -> dict[str, str]:
    """Where firms that keep tables sit now."""
    homes, zone = homes_of(problem), {table.id: table.zone for table in problem.tables}
    requests = {request.id: request for request in problem.requests}
    hosts = ((host_of(requests[held.request], homes), held.table) for held in problem.standing)
    return {host: zone[table] for host, table in hosts if host and table in zone}


def _tables_of_sides(problem: Problem, tables: Sequence[str]) -> dict[str | None, list[str]]:
    """Of these tables those at which firms of each group may sit."""
    side = {table.id: table.group for table in problem.tables}
    groups = {firm.group for firm in problem.firms}
    return {group: [one for one in tables if side.get(one) in (None, group)] for group in groups}


def homes_of(problem: Problem) -> dict[str, str | None]:
    """The firms that sit at one table all day, with that table if it is told."""
    keeping = {group.id for group in problem.groups if group.keeps_table}
    return {firm.id: firm.table for firm in problem.firms if firm.group in keeping or firm.table}


def host_of(request: Request, homes: dict[str, str | None]) -> str | None:
    """The firm at whose table the two meet: the asked if it keeps one, else the asker."""
    return next((firm for firm in (request.asked, request.asker) if firm in homes), None)


def _as_they_stand(problem: Problem, homes: dict[str, str | None]) -> dict[str, str]:
    """The tables at which firms sit now, most of the time where there are several, or are fixed to; as far as their
    side may sit there. At a table that is lost nobody sits: its firm is given another one."""
    may = _tables_of_sides(problem, [table.id for table in problem.tables])
    group = {firm.id: firm.group for firm in problem.firms}
    requests = {request.id: request for request in problem.requests}
    opens = {table.id: table.slots for table in problem.tables}

    def seat_of(held: Held) -> tuple[str, str] | None:
        host = host_of(requests[held.request], homes)
        if host and held.table and homes[host] is None and held.table in may[group[host]]:
            return host, held.table
        return None

    seats = Counter(
        seat
        for held in problem.standing
        if (seat := seat_of(held)) and ((slots := opens[seat[1]]) is None or held.slot in slots)
    )
    found = dict(seat for seat, _times in reversed(seats.most_common()))
    return found | dict(seat for held in problem.fixed if (seat := seat_of(held)))
