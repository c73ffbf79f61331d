"""What anybody needs to check a draft: problem, timetable and certificate, as ``flask timetable`` reads them."""

from __future__ import annotations

import json
from typing import Any

from flask import Response
from flask.typing import ResponseReturnValue

from app.core.errors import NotFound
from app.core.web.guards import allow
from app.events.models import Event
from app.scheduling.models import Draft
from app.scheduling.packing import unpacked, unpacked_problem
from app.scheduling.services.storing import timetable_of
from app.scheduling.views.blueprint import DRAFT, PLANNERS, a_draft, scheduling
from app.scheduling.writing import problem_json, timetable_json


@scheduling.get(f"{DRAFT}/problem.json")
@allow(*PLANNERS, of=a_draft)
def problem_file(event: Event, draft: Draft) -> ResponseReturnValue:
    return _file(event, draft, "problem", problem_json(unpacked_problem(draft.problem)))


@scheduling.get(f"{DRAFT}/timetable.json")
@allow(*PLANNERS, of=a_draft)
def timetable_file(event: Event, draft: Draft) -> ResponseReturnValue:
    return _file(event, draft, "timetable", {"timetable": timetable_json(timetable_of(draft.id))})


@scheduling.get(f"{DRAFT}/certificate.json")
@allow(*PLANNERS, of=a_draft)
def certificate_file(event: Event, draft: Draft) -> ResponseReturnValue:
    """Raises NotFound where no bound was proven."""
    if draft.certificate is None:
        raise NotFound
    return _file(event, draft, "certificate", unpacked(draft.certificate))


def _file(event: Event, draft: Draft, kind: str, told: Any) -> Response:
    name = f"{kind}-{event.slug}-{draft.number}.json"
    answer = Response(json.dumps(told, ensure_ascii=False) + "\n", mimetype="application/json")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
