"""The consents of a firm over HTTP."""

from __future__ import annotations

from app.db import db
from app.registrations.models import Consent
from tests import factories
from tests.registrations.views.company_pages import at


def test_consents_are_given_in_boxes_and_taken_back(boss, firm):
    boss.post(at(firm, "consents"), data={"attendee_list": "y"})
    given = boss.get(at(firm)).text
    boss.post(at(firm, "consents/attendee_list/withdrawal"))

    rows = db.session.query(Consent).filter_by(purpose="attendee_list").all()
    assert "allowed on" in given
    assert [(row.given, row.withdrawn_at is not None) for row in rows] == [(True, True)]
    assert "taken back on" in boss.get(at(firm)).text


def test_only_the_firm_consents(client, firm):
    chamber = factories.member(
        db.session.get_one(type(firm.event.organisation), firm.delegation.organisation_id), "chamber"
    )

    answer = client.as_user(chamber).post(at(firm, "consents"), data={"attendee_list": "y"})

    assert answer.status_code == 403
