from __future__ import annotations

import pytest
from sqlalchemy import select

from app.core.db import db
from app.events.models import Slot
from tests import factories


@pytest.fixture
def event(app):
    return factories.event()


@pytest.fixture
def people(event):
    """A user of a firm on each side."""
    return factories.user("Asker"), factories.user("Asked")


@pytest.fixture
def firms(event, people):
    asker = factories.firm(event, "Singapore", name="YCH Group Pte Ltd", users=[people[0]])
    asked = factories.firm(event, "Chongqing", name="Chongqing Port", users=[people[1]])
    return asker, asked


@pytest.fixture
def slots(event):
    return list(db.session.scalars(select(Slot.id).where(Slot.event_id == event.id).order_by(Slot.starts_at)))
