"""A sheet that says at which half days somebody comes says it of those who are there already, too."""

from __future__ import annotations

import pytest
from flask import Flask

from app.accounts.models import User
from app.core.db import db, transaction
from app.events.models import Event
from app.importing.queries.imports import get_plan
from app.importing.services.undo import undo_import
from app.meetings import services as meetings
from app.registrations.models import Delegation, Registration, Representative
from tests import factories
from tests.importing.batches import firms, imported, uploaded
from tests.importing.pages import act, address, newest_batch, send, text_of
from tests.sheets.workbooks import xlsx
from tests.support.clients import Visitor

HEAD = ("Company", "Contact", "E-mail", "18 Mar AM", "18 Mar PM")
MORNING, AFTERNOON = "2032-03-18 am", "2032-03-18 pm"


@pytest.fixture
def event(app: Flask) -> Event:
    return factories.event("matching-day", phase="booking")


@pytest.fixture
def firm(event: Event, delegation: Delegation) -> Registration:
    imported(event, delegation, xlsx(HEAD[:3], ("Alpha Pte Ltd", "Tan Wei", "a@alpha.example.org")))
    return firms(delegation)[0]


def sheet(morning: str, afternoon: str) -> bytes:
    return xlsx(HEAD, ("Alpha Pte Ltd", "Tan Wei", "a@alpha.example.org", morning, afternoon))


def absent(firm: Registration) -> list[str]:
    db.session.expire_all()
    return list(firm.representatives[0].absent)


def book(event: Event, firm: Registration) -> None:
    """At the first time of the morning."""
    partner = factories.firm(event, "Chongqing", name="Jetty Partner", users=[factories.user("Partner")])
    with transaction():
        firm.state = "approved"
    asked = meetings.request_meeting(event.id, firm.id, partner.id, by=None)
    meetings.accept(asked, partner.id, by=None, slot_id=event.slots[0].id)


def test_the_preview_says_when_somebody_stays_away_and_the_import_writes_it(
    client: Visitor, user: User, event: Event, delegation: Delegation, firm: Registration
) -> None:
    client.as_user(user)
    send(client, delegation, sheet("N", "Y"))

    shown = text_of(client.get(address(delegation, newest_batch().id)))
    act(client, delegation, newest_batch(), "run")

    assert "there all the time → 18 March 2032, morning" in shown
    assert absent(firm) == [MORNING]


def test_a_later_sheet_takes_back_what_it_asks_of_and_nothing_else(
    event: Event, delegation: Delegation, firm: Registration
) -> None:
    with transaction():
        db.session.get_one(Representative, firm.representatives[0].id).absent = [MORNING, AFTERNOON]

    imported(
        event, delegation, xlsx((*HEAD[:3], "18 Mar AM"), ("Alpha Pte Ltd", "Tan Wei", "a@alpha.example.org", "Y"))
    )

    assert absent(firm) == [AFTERNOON]


def test_a_sheet_that_asks_of_no_half_day_leaves_them(event: Event, delegation: Delegation, firm: Registration) -> None:
    imported(event, delegation, sheet("N", "Y"))

    imported(event, delegation, xlsx(HEAD[:3], ("Alpha Pte Ltd", "Tan Wei", "a@alpha.example.org")))

    assert absent(firm) == [MORNING]


def test_the_same_sheet_again_changes_nothing(event: Event, delegation: Delegation, firm: Registration) -> None:
    imported(event, delegation, sheet("N", "Y"))

    (row,) = [row for row in get_plan(uploaded(event, delegation, sheet("N", "Y"))).rows if row.company]

    assert row.changes == ()


def test_an_undo_brings_the_half_days_back(event: Event, delegation: Delegation, firm: Registration) -> None:
    batch = imported(event, delegation, sheet("N", "Y"))

    undo_import(batch.id, batch.version, by=None)

    assert absent(firm) == []


def test_what_a_firm_has_said_itself_stays(event: Event, delegation: Delegation, firm: Registration) -> None:
    with transaction():
        db.session.get_one(Registration, firm.id).confirmed_at = event.slots[0].starts_at

    imported(event, delegation, sheet("N", "Y"))

    assert absent(firm) == []


def test_who_is_needed_at_a_meeting_stays_and_is_named_after_the_import(
    client: Visitor, user: User, event: Event, delegation: Delegation, firm: Registration
) -> None:
    book(event, firm)
    client.as_user(user)
    send(client, delegation, sheet("N", "Y"))

    act(client, delegation, newest_batch(), "run")
    shown = text_of(client.get(address(delegation, newest_batch().id)))

    assert absent(firm) == []
    assert (
        "1 person is needed at a meeting The sheet says that they are away then. They stay as they are: Tan Wei."
        in (shown)
    )
