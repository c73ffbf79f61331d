"""Which table a firm keeps that sits at one all day, where the problem leaves it open."""

from __future__ import annotations

from dataclasses import replace

from app.scheduling.problem import Problem, Request


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
    open_firms = [firm for firm in without if firm not in known]
    given = {firm: others[place % len(others)] for place, firm in enumerate(open_firms)} | known
    return replace(problem, firms=tuple(replace(one, table=one.table or given.get(one.id)) for one in problem.firms))


def homes_of(problem: Problem) -> dict[str, str | None]:
    """The firms that sit at one table all day, with that table if it is told."""
    keeping = {group.id for group in problem.groups if group.keeps_table}
    return {firm.id: firm.table for firm in problem.firms if firm.group in keeping or firm.table}


def host_of(request: Request, homes: dict[str, str | None]) -> str | None:
    """The firm at whose table the two meet: the asked if it keeps one, else the asker."""
    return next((firm for firm in (request.asked, request.asker) if firm in homes), None)


def _as_they_stand(problem: Problem, homes: dict[str, str | None]) -> dict[str, str]:
    """The tables at which firms sit now, or are fixed to."""
    requests = {request.id: request for request in problem.requests}
    found: dict[str, str] = {}
    for held in (*problem.standing, *problem.fixed):
        host = host_of(requests[held.request], homes)
        if host and held.table and homes[host] is None:
            found[host] = held.table
    return found
