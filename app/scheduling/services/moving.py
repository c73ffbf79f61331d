"""Change a draft by hand: each act is checked at once, and can be undone."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import update

from app.core.db import db, transaction
from app.core.errors import Conflict, NotFound
from app.meetings.services.coming import take_back
from app.scheduling.models import Draft, Placement
from app.scheduling.moving import Bench
from app.scheduling.problem import Held
from app.scheduling.services import changing
from app.scheduling.services.changing import Act, Changed
from app.scheduling.services.errors import Breaks
from app.scheduling.services.refreshing import refresh
from app.scheduling.services.storing import held_in
from app.scheduling.services.together import note, require_seen


class NothingToUndo(Conflict):
    code = "nothing_to_undo"


def place(
    event_id: int,
    number: int,
    meeting: str,
    slot: str,
    *,
    table: str = "",
    make_way: bool = False,
    by: int | None = None,
    seen: int | None = None,
) -> Changed:
    """Give a meeting a time, or another one; ``table``: at this one. ``make_way``: who is in the way loses theirs.
    Raises Breaks, DraftClosed, DraftMovedOn, NotFound, PhaseForbids."""

    def act(bench: Bench) -> Mapping[str, Held]:
        if meeting not in bench.requests:
            raise NotFound
        if meeting in bench.locked:
            raise Breaks(faults="locked")
        found = bench.with_placed(meeting, slot, table=table, make_way=make_way)
        if found is None:
            raise Breaks
        return found

    about = None if make_way else {meeting}
    return changing.change(event_id, number, act, Act("placed", about, by, seen))


def take_out(event_id: int, number: int, meeting: str, *, by: int | None = None, seen: int | None = None) -> Changed:
    """A meeting has no time in this draft any more. Raises NotFound where it has none, Breaks where it is locked,
    DraftMovedOn."""

    def act(bench: Bench) -> Mapping[str, Held]:
        if meeting not in bench.held:
            raise NotFound
        if meeting in bench.locked:
            raise Breaks(faults="locked")
        return {one: held for one, held in bench.held.items() if one != meeting}

    return changing.change(event_id, number, act, Act("taken_out", {meeting}, by, seen))


def lock(
    event_id: int,
    number: int,
    *,
    on: bool,
    meeting: str = "",
    firm: str = "",
    by: int | None = None,
    seen: int | None = None,
) -> int:
    """Keep a meeting, or all of a firm, as they are when it is planned anew; how many. Raises NotFound, DraftClosed,
    DraftMovedOn."""
    with transaction():
        draft, problem = changing.open_draft(event_id, number)
        known = {
            one.id for one in problem.requests if one.id == meeting or (not meeting and firm in (one.asker, one.asked))
        }
        require_seen(draft, seen, by=by, about=known)
        these = (Placement.draft_id == draft.id, Placement.meeting_id.in_([int(one) for one in known]))
        count = db.session.execute(update(Placement).where(*these).values(locked=on)).rowcount  # type: ignore[attr-defined]
        if not count:
            raise NotFound
        held = changing.held_in_draft(draft)
        changing.explain(draft, problem, held, held, also=known)
        changing.count_locks(draft)
        draft.version += 1
        note(draft, "locked" if on else "unlocked", known & {*held}, by=by)
        return int(count)


def undo(event_id: int, number: int, *, by: int | None = None, seen: int | None = None) -> None:
    """Take the last change by hand back, also what was said for somebody with it. Raises NothingToUndo, DraftClosed,
    DraftMovedOn, Breaks where that would move what was locked since, or what was there before is forbidden by now,
    SeatsHeld where who was said to be there is booked by now."""
    with transaction():
        draft, problem = changing.open_draft(event_id, number)
        if not draft.undo:
            raise NothingToUndo
        require_seen(draft, seen, by=by)
        *rest, last = draft.undo
        if changing.locked_in(draft.id) & {*last["ids"]}:
            raise Breaks(faults="locked")
        known = {request.id for request in problem.requests}
        was = {one["request"]: held_in(one) for one in last["was"] if one["request"] in known}
        before = changing.held_in_draft(draft)
        after = {one: held for one, held in before.items() if one not in last["ids"]} | was
        changing.require_faultless(problem, after)
        changing.write(draft, problem, before, after, out={*last.get("out", ())})
        draft.undo = rest
        if "there" in last:
            _take_word_back(draft, last["there"], by=by)
        note(draft, "undone", last["ids"], by=by)


def _take_word_back(draft: Draft, there: tuple[int, list[int]], *, by: int | None) -> None:
    """Who was said to be there is away again, and the draft is looked at anew on that."""
    person, slots = there
    take_back(draft.event_id, person, slots, by=by)
    problem, held = refresh(draft), changing.held_in_draft(draft)
    changing.write(draft, problem, held, held)
