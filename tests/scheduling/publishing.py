"""Drafts that are to be published, and repairs of what is."""

from __future__ import annotations

from dataclasses import replace

from app.core.db import db
from app.meetings import services as meetings
from app.meetings.models import Meeting
from app.scheduling.drafts import PlanSettings
from app.scheduling.services import planning
from tests import factories
from tests.scheduling import halls

QUICK = PlanSettings(seconds=8)


def drafted(**values):
    """A hall of 3 × 3 with everybody's meeting agreed, and a draft that holds all of them."""
    event, here, there = halls.hall(**values)
    planner = factories.user().id
    ids = [meetings.arrange(event.id, one.id, other.id, by=planner) for one in here for other in there]
    found = [db.session.get_one(Meeting, number) for number in ids]
    draft = planning.create_draft(event, QUICK, by=planner)
    db.session.refresh(draft)
    return event, found, draft, planner, (here, there)


def repaired(event, planner, supposed):
    draft = planning.create_draft(event, replace(QUICK, supposed=supposed), by=planner)
    db.session.refresh(draft)
    return draft
