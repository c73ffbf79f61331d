"""The consents of a firm over HTTP."""

from __future__ import annotations

import re

from app.core.db import db
from app.registrations.models import Consent
from app.registrations.services import consents
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


def test_a_second_person_of_a_firm_says_for_themselves_that_their_data_may_cross_the_border(client, firm):
    """What the firm said stands where the box is left empty; the person's own word is kept where it is ticked."""
    own = Consent.representative_id.is_not(None)
    second = factories.user("Ms Second")
    factories.let_in(firm, second)
    person = factories.representative(firm, display_name="Ms Second", user_id=second.id)
    consents.save_consents(firm, {"cross_border": True}, language="en", people=[])
    page = client.as_user(second)

    asked = page.get(at(firm)).text
    page.post(at(firm, "consents"), data={"contacts": "y"})
    unsaid = db.session.query(Consent).filter_by(purpose="cross_border").filter(own).count()
    page.post(at(firm, "consents"), data={"cross_border": "y"})

    assert "Allowed for the firm, but not by yourself yet" in asked
    assert unsaid == 0
    said = db.session.query(Consent).filter_by(purpose="cross_border").order_by(Consent.id).all()
    assert [(one.representative_id, one.given) for one in said] == [(None, True), (None, True), (person.id, True)]
    assert "Allowed for the firm" not in page.get(at(firm)).text


def test_standing_in_public_is_a_choice_of_its_own_with_a_box_that_is_not_ticked(boss, firm):
    boss.post(at(firm, "consents"), data={"attendee_list": "y", "cross_border": "y"})
    shown = boss.get(at(firm)).text
    boss.post(at(firm, "consents"), data={"public_directory": "y"})
    boss.post(at(firm, "consents/public_directory/withdrawal"))

    rows = db.session.query(Consent).filter_by(purpose="public_directory").order_by(Consent.id).all()
    assert re.search(r'<input[^>]*name="public_directory"[^>]*>', shown)
    assert not re.search(r'name="public_directory"[^>]*checked|checked[^>]*name="public_directory"', shown)
    assert [(row.given, row.withdrawn_at is not None) for row in rows] == [(False, False), (True, True)]
    assert {row.given for row in db.session.query(Consent).filter_by(purpose="attendee_list")} == {True}


def test_only_the_firm_consents(client, firm):
    chamber = factories.member(
        db.session.get_one(type(firm.event.organisation), firm.delegation.organisation_id), "chamber"
    )

    answer = client.as_user(chamber).post(at(firm, "consents"), data={"attendee_list": "y"})

    assert answer.status_code == 403
