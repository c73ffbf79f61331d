"""What has changed since a draft was made: which of its meetings cannot be published as they stand in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Final

from app.scheduling import check
from app.scheduling.check_known import Fault
from app.scheduling.problem import Held, Problem

GONE: Final = "gone"
MOVED: Final = "moved_since"


@dataclass(frozen=True)
class Row:
    """``codes``: why it cannot be: ``gone`` (called off, declined or withdrawn since), ``moved_since`` (the firms have
    chosen another time), or rules of ``check`` that it breaks now."""

    request: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Since:
    """``rows``: what stands in the way; ``target``: what everybody holds if the rest is published; ``changed``: of
    that, what is not held so now; ``freed``: booked meetings that lose their time."""

    rows: tuple[Row, ...]
    target: tuple[Held, ...]
    changed: tuple[Held, ...]
    freed: tuple[str, ...]


def since(before: Problem, now: Problem, draft: Sequence[Held], *, lines: Iterable[str] | None = None) -> Since:
    """``before``: what the draft was made from; ``now``: the same as it is now. ``lines``: the meetings whose change is
    wanted, None for all; the others stay as they are held now.
    """
    wanted = None if lines is None else set(lines)
    held, stood = ({one.request: one for one in problem.standing} for problem in (now, before))
    placed = {one.request: one for one in draft}
    known = {request.id for request in now.requests}
    planned = {request.id for request in before.requests}
    target: dict[str, Held] = {}
    rows: list[Row] = []
    for request in sorted(known | set(placed)):
        now_held, then_held, place = held.get(request), stood.get(request), placed.get(request)
        chosen = request in planned and (wanted is None or request in wanted)
        if not chosen or place == now_held:
            if now_held is not None:
                target[request] = now_held
        elif request not in known:
            rows += [Row(request, (GONE,))] if place != then_held else []  # what has begun meanwhile is no change
        elif now_held != then_held:
            rows.append(Row(request, (MOVED,)))
            if now_held is not None:
                target[request] = now_held
        elif place is not None:
            target[request] = place
    faulted, target = _without_faults(now, target, held)
    changed = tuple(one for one in target.values() if held.get(one.request) != one)
    freed = tuple(request for request in held if request not in target)
    return Since((*rows, *faulted), tuple(target.values()), changed, freed)


def declined(before: Problem, draft: Sequence[Held], lines: Iterable[str] | None) -> int:
    """How many changes that a draft proposes were not among the ``lines`` that were accepted; None: all were."""
    stood, placed = ({one.request: one for one in held} for held in (before.standing, draft))
    proposed = {one for one in {*stood, *placed} if stood.get(one) != placed.get(one)}
    return 0 if lines is None else len(proposed.difference(lines))


def _without_faults(
    now: Problem, target: dict[str, Held], held: Mapping[str, Held]
) -> tuple[list[Row], dict[str, Held]]:
    """What breaks a rule now is named and left as it is held now, until nothing does. What was faulty before, and no
    change has a part in, is no matter of this draft."""
    codes: dict[str, set[str]] = {}
    while True:
        changed = {request for request, one in target.items() if held.get(request) != one}
        found = check.faults(now, tuple(target.values()))
        blamed = [(fault.request, fault.code) for fault in found if fault.request in changed]
        blamed = blamed or [(one, fault.code) for fault in found if (one := _partner(now, fault, target, changed))]
        if not blamed:
            return [Row(request, tuple(sorted(codes[request]))) for request in sorted(codes)], target
        for request, code in blamed:
            codes.setdefault(request, set()).add(code)
            target.pop(request, None)
            if request in held:
                target[request] = held[request]


def _partner(now: Problem, fault: Fault, target: Mapping[str, Held], changed: Set[str]) -> str:
    """A changed meeting without which an unchanged one would break no rule; "" for none."""
    about, asked = fault.about, {request.id: request for request in now.requests}
    if fault.code.endswith("_taken") or fault.code == "too_far_to_walk":
        near = {about[1]}
    elif fault.code == "precedence":
        near = {about[0]}
    elif fault.code == "run_too_long":
        near = {one for one in changed if about[0] in (*(target[one].people or ()), target[one].interpreter)}
    elif fault.code == "limit":
        near = {one for one in changed if about[0] in (asked[one].asker, asked[one].asked)}
    else:
        near = set()
    return min(near & changed, default="")
