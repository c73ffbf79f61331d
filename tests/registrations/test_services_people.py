"""Who stands for a firm, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from app.core.db import db, transaction
from app.registrations.models import Registration, Representation
from app.registrations.services.people import set_absence
from tests import factories


@pytest.mark.databases("postgresql")
def test_somebody_is_absent_only_once_whoever_books_for_any_of_its_firms_is_done(app):
    event = factories.event()
    firm, other = factories.firm(event), factories.firm(event)
    person = firm.representatives[0]
    with transaction() as session:
        session.add(Representation(event_id=event.id, representative_id=person.id, registration_id=other.id))

    with db.engine.connect() as books, transaction() as session:
        books.execute(select(Registration.id).where(Registration.id == other.id).with_for_update())
        session.execute(text("SET LOCAL lock_timeout = '200ms'"))
        with pytest.raises(OperationalError, match="lock timeout"):
            set_absence(firm, person.id, [], by=None)
        session.rollback()
