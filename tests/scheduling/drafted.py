"""A planned hall, and the planner's pages about it."""

from __future__ import annotations

from flask.testing import FlaskClient

from app.scheduling.drafts import PlanSettings
from app.scheduling.services import planning
from tests.scheduling import halls


def wanting(hall):
    event, here, there = hall
    for one in here:
        for other in there:
            halls.agreed(one, other, priority="must" if one is here[0] else "want")
    return event


def drafted(hall, planner, **values):
    event = wanting(hall)
    planning.create_draft(event, PlanSettings(seconds=60, **values), by=planner.id)
    return event


def page(client: FlaskClient, event, path="") -> str:
    answer = client.get(f"/events/{event.slug}/schedule{path}")
    assert answer.status_code == 200, answer.text[:300]
    return answer.text
