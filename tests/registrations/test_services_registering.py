"""A firm registers itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from datetime import datetime

import pytest

from app.core.db import db, transaction
from app.core.errors import Invalid
from app.core.models import Outbox
from app.registrations.models import Consent, Registration
from app.registrations.queries.duplicate_candidates import find_event_duplicates
from app.registrations.services import registering
from app.registrations.services.registering import NewCompany, RegistrationClosed
from tests import factories

FIRM = NewCompany(name="New Firm", person="Mei Lin", email="Mei@Example.org", languages=["zh"])
SAID = {"attendee_list": True, "contacts": False, "cross_border": False}


@pytest.fixture
def event(app):
    return factories.event(phase="registration", registration_mode="open")


def register(event, firm=FIRM, code=""):
    group = factories.group(event, "Chongqing")
    return registering.register_company(event, firm, group_id=group.id, code=code, given_by_purpose=SAID, language="zh")


def test_a_firm_that_registers_waits_for_approval_and_gets_its_link(event):
    made = register(event)

    assert made.state == "submitted"
    assert [(letter.kind, letter.recipient) for letter in db.session.query(Outbox)] == [("welcome", "mei@example.org")]
    given = db.session.query(Consent).filter_by(registration_id=made.id, purpose="attendee_list").one()
    assert (given.given, given.source, given.language) == (True, "self", "zh")


def test_it_takes_part_at_once_where_approval_is_automatic_and_one_letter_says_so_with_the_link(event):
    with transaction():
        event.approval = "automatic"

    made = register(event)

    (letter,) = db.session.query(Outbox)
    assert (made.state, letter.kind) == ("approved", "welcome")
    assert ("New Firm获准参加" in letter.subject, "/f/" in letter.body) == (True, True), letter.body


def test_an_invited_event_lets_no_stranger_in(event):
    with transaction():
        event.registration_mode = "invited"

    with pytest.raises(RegistrationClosed):
        register(event)


@pytest.mark.parametrize(("today", "open_now"), [("2032-01-31", True), ("2032-02-26", True), ("2032-02-27", False)])
def test_it_is_open_from_its_phase_to_the_last_day_however_early_the_phase_was_opened(app, event, today, open_now):
    with transaction():
        event.registration_opens_on = dt.date(2032, 2, 1)
        event.registration_closes_on = dt.date(2032, 2, 26)

    app.config["CLOCK"] = lambda: datetime.fromisoformat(f"{today}T04:00:00+00:00")

    assert registering.is_self_registration_open(event) == open_now


@pytest.mark.parametrize("code", ["qiao 27", "QIAO27"])
def test_the_code_opens_however_it_is_typed(event, code):
    with transaction():
        event.registration_mode, event.registration_code = "code", "Qiao27"

    assert register(event, code=code).state == "submitted"


@pytest.mark.parametrize(("code", "wanted"), [("", "Qiao27"), ("Qiao28", "Qiao27"), ("", None)])
def test_a_wrong_code_opens_nothing(event, code, wanted):
    with transaction():
        event.registration_mode, event.registration_code = "code", wanted

    with pytest.raises(Invalid, match="event_code_wrong"):
        register(event, code=code)

    assert db.session.query(Registration).count() == 0


def test_who_sends_the_form_again_is_registered_once_and_gets_the_letter_again(event):
    made = register(event)

    again = register(event, replace(FIRM, name="NEW FIRM", email="mei@example.org"))

    assert again.id == made.id
    assert db.session.query(Registration).count() == 1
    assert [letter.recipient for letter in db.session.query(Outbox)] == ["mei@example.org"] * 2


def test_the_letter_goes_again_to_nobody_but_who_asks(event):
    made = register(event)
    factories.representative(made, email="colleague@example.org")

    register(event)

    assert {letter.recipient for letter in db.session.query(Outbox)} == {"mei@example.org"}


def test_a_stranger_who_types_a_known_name_gets_a_registration_of_their_own(event):
    there = factories.firm(event, name="New Firm")

    made = register(event)

    assert made.id != there.id
    assert made.company_id != there.company_id
    assert db.session.query(Consent).filter_by(registration_id=there.id).count() == 0
    assert {one: double.registration_id for one, double in find_event_duplicates(event.id, [made.id]).items()} == {
        made.id: there.id
    }
