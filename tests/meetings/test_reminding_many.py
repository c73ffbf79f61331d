"""Who must answer a request is reminded when an organizer says so, and not twice within a day."""

from __future__ import annotations

from sqlalchemy import select

from app.core.db import db
from app.core.models import Outbox
from app.meetings import services
from app.meetings.services.bulk import BulkAct, run_bulk_act
from tests import factories


def test_who_must_answer_is_reminded_once_within_a_day(event):
    one = factories.firm(event, "Singapore", users=[factories.user("One")])
    other = factories.firm(event, "Chongqing", users=[factories.user("Other", email="other@firm.example")])
    asked = services.request_meeting(event.id, one.id, other.id, by=None)

    done = [
        run_bulk_act(event.id, BulkAct.REMIND, [asked], days=0, by=None, tell=lambda _share: False) for _ in range(2)
    ]

    assert [len(answer["done"]) for answer in done] == [1, 0]
    assert done[1]["refused"][str(asked)]["code"] == "reminded_lately"
    told = select(Outbox.recipient).where(Outbox.kind == "meeting.reminder")
    assert "other@firm.example" in list(db.session.scalars(told))
