"""A sheet that says other languages of a firm brings or spares interpreters of its meetings, and so does undoing it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.core.db import db
from app.importing.services.undo import undo_import
from app.meetings import services
from app.meetings.models import Claim
from tests import factories
from tests.doctor.hands import codes
from tests.importing.batches import imported
from tests.meetings.acts import slots
from tests.sheets.workbooks import xlsx


@pytest.mark.full
def test_a_sheet_with_other_languages_and_its_undoing_are_heard(event):
    delegation = factories.delegation(event)
    voice = factories.interpreter(event, "en", "zh")
    ours = factories.firm(event, "Singapore", name="Alpha Pte Ltd", delegation_id=delegation.id, languages=["en"])
    theirs = factories.firm(event, "Chongqing", languages=["zh"])
    made = services.request_meeting(event.id, ours.id, theirs.id, by=None)
    services.accept(made, theirs.id, by=None, slot_id=slots(event)[0])

    def interprets() -> list[int | None]:
        held = select(Claim.interpreter_id).where(Claim.meeting_id == made, Claim.interpreter_id.is_not(None))
        return list(db.session.scalars(held))

    assert interprets() == [voice.id]

    batch = imported(event, delegation, xlsx(("Company", "Languages"), ("Alpha Pte Ltd", "English, Chinese")))
    assert interprets() == []

    undo_import(batch.id, batch.version, by=None)
    assert interprets() == [voice.id]
    assert codes() == set()
