"""A draft on the ground as it now is: its problem gathered anew, what still can be held is held."""

from __future__ import annotations

from app.core.db import db
from app.events.models import Event
from app.scheduling.asked import Settings
from app.scheduling.bounds import bound, prices_for
from app.scheduling.certificate import certificate_json, certificate_of
from app.scheduling.models import Draft
from app.scheduling.packing import mark_of, packed, packed_problem, unpacked, unpacked_problem
from app.scheduling.problem import Problem
from app.scheduling.queries.ground import gather
from app.scheduling.services import changing
from app.scheduling.services.storing import put


def refresh(draft: Draft) -> Problem:
    """The problem of the draft from now on. What cannot be held any more loses its time, and each reason is to be told
    anew by the change that follows. What was changed by hand before can still be undone, as far as there is something.

    The bound is proven by the same prices, which prove one for any problem.
    """
    event = db.session.get_one(Event, draft.event_id)
    db.session.expire(event)
    before = changing.held_in_draft(draft)
    found = gather(event, Settings.from_json(draft.settings), fixed=unpacked_problem(draft.problem).fixed)
    problem = found.problem
    known = {request.id for request in problem.requests}
    draft.problem, draft.problem_mark = packed_problem(problem), mark_of(problem)
    draft.versions = {str(one): version for one, version in found.versions.items()}
    put(draft, problem, [held for one, held in before.items() if one in known])
    _prove(draft, problem)
    draft.undo = [one for one in draft.undo if not known.isdisjoint(one["ids"])]
    draft.unplaced = [one | {"stale": True} for one in draft.unplaced]
    changing.count_locks(draft)
    return problem


def _prove(draft: Draft, problem: Problem) -> None:
    if draft.certificate is None:
        return
    certificate = prices_for(problem, certificate_of(unpacked(draft.certificate)))
    draft.certificate, draft.bound = packed(certificate_json(certificate)), bound(problem, certificate)
    draft.proven = draft.value is not None and draft.value >= draft.bound
