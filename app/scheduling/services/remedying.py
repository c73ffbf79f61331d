"""Do what would help a request that is not held: in the draft alone, or by more of what the event has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from app.companies.wording import company_label
from app.core.clock import Span
from app.core.db import db, transaction
from app.core.errors import Conflict, NotFound
from app.events.models import Event, Slot
from app.events.services import add_table
from app.meetings.interpreting import InterpreterDraft, languages_for
from app.meetings.services.coming import say_there
from app.meetings.services.interpreters import add_interpreter
from app.meetings.services.limiting import allow_one_more
from app.registrations.models import Representative
from app.scheduling.asked import Settings
from app.scheduling.freeing import lacked, person_in
from app.scheduling.gathered import needs_between
from app.scheduling.models import Draft
from app.scheduling.moving import Bench
from app.scheduling.problem import Held, Problem, Table
from app.scheduling.queries.ground import gather
from app.scheduling.queries.words import away_by_word_alone
from app.scheduling.services import changing
from app.scheduling.services.changing import Act, Changed, Timetable
from app.scheduling.services.errors import Breaks
from app.scheduling.services.refreshing import refresh
from app.scheduling.services.together import require_seen

IN_DRAFT: Final = ("place", "move", "give_up")
IN_EVENT: Final = ("one_more_table", "one_more_interpreter", "raise_limit", "free_person")


How = Mapping[str, Any]
"""A remedy as ``unplaced_json`` writes it."""


class AdviceChanged(Conflict):
    """What would help is something else by now: nothing was done."""

    code = "advice_changed"


@dataclass(frozen=True)
class Remedied:
    """``made``: what the event has more now, as its name or number; "" where only the draft has changed."""

    changed: Changed
    made: str = ""


def remedy(
    event_id: int, number: int, meeting: str, *, do: str, by: int | None, name: str = "", seen: int | None = None
) -> Remedied:
    """``do``: what the planner was offered; ``name``: of an interpreter who comes in. A change of the event is real at
    once, the draft is looked at anew on it, and all is undone where it does not help.

    Raises AdviceChanged, Breaks, NotFound, DraftClosed, DraftMovedOn, PhaseForbids, and as ``change_event``.
    """
    with transaction():
        draft, problem = changing.open_draft(event_id, number)
        require_seen(draft, seen, by=by)
        act, told = Act("remedied", by=by), _told_of(draft, meeting)
        how: How = told.get("remedy", {})
        if not how:
            raise NotFound
        if how["do"] != do:
            raise AdviceChanged
        if do in IN_DRAFT:
            return Remedied(changing.apply(draft, problem, _in_draft(meeting, how), act))
        if do not in IN_EVENT:
            raise NotFound
        made = MORE[do](draft, problem, meeting, how, by, name)
        done = changing.apply(draft, refresh(draft), _placing(meeting, how["slot"]), act)
        if do == "free_person":
            draft.undo = [*draft.undo[:-1], draft.undo[-1] | {"there": _time_of(problem, meeting, how)}]
        return Remedied(done, made)


def _told_of(draft: Draft, meeting: str) -> dict[str, Any]:
    return next((one for one in draft.unplaced if one["request"] == meeting), {})


def _placing(meeting: str, slot: str) -> Callable[[Bench], Timetable]:
    def act(bench: Bench) -> Mapping[str, Held]:
        if meeting not in bench.requests:
            raise Breaks(faults="gone")
        found = bench.with_placed(meeting, slot)
        if found is None:
            raise Breaks
        return found

    return act


def _in_draft(meeting: str, how: How) -> Callable[[Bench], Timetable]:
    other = how.get("about", "")

    def act(bench: Bench) -> Mapping[str, Held]:
        if how["do"] == "place":
            return _placing(meeting, how["slot"])(bench)
        if other not in bench.held:
            raise AdviceChanged
        if other in bench.locked:
            raise Breaks(faults="locked")
        kept = [held for one, held in bench.held.items() if one != other]
        found = Bench(bench.problem, kept, bench.locked).with_placed(meeting, how["slot"])
        if found is not None and how["do"] == "move":
            found = Bench(bench.problem, found.values(), bench.locked).with_placed(other, how["to"])
        if found is None:
            raise Breaks
        return found

    return act


def _one_more_table(draft: Draft, problem: Problem, meeting: str, how: How, by: int | None, _name: str) -> str:
    """In the first zone where it helps; its label."""
    slot = how["slot"]
    timetable = changing.held_in_draft(draft).values()
    for zone, beside in {table.zone: table.id for table in reversed(problem.tables)}.items():
        larger = replace(problem, tables=(*problem.tables, Table("new", zone)))
        if Bench(larger, timetable).with_placed(meeting, slot) is not None:
            return add_table(draft.event_id, beside=int(beside), by=by).label
    raise Breaks


def _one_more_interpreter(draft: Draft, problem: Problem, meeting: str, how: How, by: int | None, name: str) -> str:
    """For this meeting's languages and hours alone; the name that it was given."""
    slot = how["slot"]
    request = next(one for one in problem.requests if one.id == meeting)
    first = next(place for place, each in enumerate(problem.slots) if each.id == slot)
    last = problem.slots[first + request.length - 1]
    begins, ends = (db.session.get_one(Slot, int(one)) for one in (slot, last.id))
    parties = gather(db.session.get_one(Event, draft.event_id), Settings.from_json(draft.settings)).ground.parties
    needs = needs_between(*(parties[int(firm)] for firm in (request.asker, request.asked)))
    hours = (Span(begins.starts_at, ends.ends_at),)
    add_interpreter(draft.event_id, InterpreterDraft(name, languages_for(needs), hours=hours), by=by)
    return name


def _raise_limit(draft: Draft, _problem: Problem, _meeting: str, how: How, by: int | None, _name: str) -> str:
    """How many meetings the firms may have now that had their most; of two, in the order of the request."""
    firms = sorted(int(one) for one in how["about"].split())
    most = {firm: allow_one_more(draft.event_id, firm, by=by) for firm in firms}
    return " ".join(str(most[int(one)]) for one in how["about"].split())


def _free_person(draft: Draft, problem: Problem, meeting: str, how: How, by: int | None, _name: str) -> str:
    """Of whoever was said to be away then; the name."""
    person, slots = _time_of(problem, meeting, how)
    if away_by_word_alone(db.session.get_one(Event, draft.event_id), {(person, slot) for slot in slots}) != {
        (person, slot) for slot in slots
    }:
        raise AdviceChanged
    say_there(draft.event_id, person, slots, by=by)
    return company_label(db.session.get_one(Representative, person))


def _time_of(problem: Problem, meeting: str, how: How) -> tuple[int, list[int]]:
    """Who would have to be there, and when."""
    person = person_in(problem, how["about"])
    request = next((one for one in problem.requests if one.id == meeting), None)
    if person is None or request is None:
        raise AdviceChanged
    return int(person.id), [int(slot) for slot in lacked(problem, request, how["slot"], person)]


MORE: Final = {
    "free_person": _free_person,
    "one_more_table": _one_more_table,
    "one_more_interpreter": _one_more_interpreter,
    "raise_limit": _raise_limit,
}
