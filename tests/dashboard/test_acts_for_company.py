"""What the chamber does in a firm's name: done as if by the firm, told to it, and in the log with who it was."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts.permissions import Role
from app.core import audit
from app.core.db import db, transaction
from app.core.models import Notice
from app.dashboard.queries import activity as queries
from app.dashboard.queries.activity import acts_for_company
from app.meetings import services as meetings
from app.meetings.models import Meeting
from app.registrations.models import Registration, Representation
from app.registrations.queries.access import list_company_users
from tests import factories
from tests.registrations.forms import fields
from tests.support.pages import read


@pytest.fixture
def house(app):
    return factories.organisation("Chamber")


@pytest.fixture
def firm(house):
    event = factories.event("day")
    delegation = factories.delegation(event, of=house)
    return factories.firm(event, name="Alpha", users=[factories.user("Boss")], delegation_id=delegation.id)


@pytest.fixture
def assistant(house):
    return factories.member(house, Role.CHAMBER, name="Ms Chamber")


def host(firm, name=""):
    return factories.firm(firm.event, "Chongqing", name=name)


def on_home(client, firm):
    page = client.as_user(list_company_users(firm)[0]).get(f"/events/day/companies/{firm.id}/home").text
    return read(page).find("#for-you")[0].text if 'id="for-you"' in page else ""


@pytest.mark.full
def test_all_that_the_chamber_does_for_a_member_is_told_to_it_and_stands_in_the_log(client, firm, assistant):
    asked, waits, turned_down, called_off = (host(firm) for _ in range(4))
    waiting = meetings.request_meeting(firm.event_id, waits.id, firm.id, by=None)
    refused = meetings.request_meeting(firm.event_id, turned_down.id, firm.id, by=None)
    agreed = meetings.request_meeting(firm.event_id, called_off.id, firm.id, by=None)
    meetings.accept(agreed, firm.id, by=list_company_users(firm)[0].id)
    base, chamber = f"/events/day/companies/{firm.id}", client.as_user(assistant)

    answers = [
        chamber.post(f"{base}/profile", data=fields(chamber.get(f"{base}/profile"), about_en="We ship.", act="save")),
        chamber.post(
            f"/events/day/delegations/{firm.delegation_id}/consents",
            data={
                "firms": [firm.id],
                "attendee_list": "y",
                "signed_on": "2026-01-20",
                "paper_language": "en",
                "evidence": "Binder 3",
            },
        ),
        chamber.post(f"{base}/ask/{asked.id}", data={"priority": "must"}),
        chamber.post(f"{base}/meetings/{waiting}/acceptance"),
        chamber.post(f"{base}/meetings/{refused}/decline"),
        chamber.post(f"{base}/meetings/{agreed}/cancellation"),
    ]

    told = on_home(client, firm)
    log = chamber.as_user(assistant).get(f"{base}/registration").text
    db.session.expire_all()
    states = {one.id: one.state for one in db.session.scalars(select(Meeting))}
    assert [answer.status_code for answer in answers] == [302] * 6
    assert (states[waiting], states[refused], states[agreed]) == ("agreed", "declined", "cancelled")
    for sentence in (
        "Ms Chamber sent 1 request",
        "Ms Chamber accepted 1 request",
        "Ms Chamber declined 1 request",
        "Ms Chamber cancelled 1 meeting",
        "Ms Chamber recorded consents from paper",
    ):
        assert sentence in told
    assert {one.kind for one in acts_for_company(firm, most=10)} > {"profile.saved"}
    assert log.count("Ms Chamber, for the firm") == 2
    acts = select(Notice.kind).where(Notice.user_id == assistant.id, Notice.event_id == firm.event_id)
    assert set(db.session.scalars(acts)) >= {"profile.saved", "consent.recorded", "meeting.request", "meeting.cancel"}


def test_leaving_in_a_firms_name_is_told_too(client, firm, assistant):
    client.as_user(assistant).post(f"/events/day/companies/{firm.id}/registration/cancellation")

    assert [(one.kind, one.by) for one in acts_for_company(db.session.get_one(Registration, firm.id))] == [
        ("registration.cancelled", "Ms Chamber")
    ]


def test_what_the_firm_and_its_partners_do_is_not_done_for_it(client, firm):
    boss, partner = list_company_users(firm)[0], host(firm)
    theirs = factories.user("Partner")
    factories.let_in(partner, theirs)
    meetings.request_meeting(firm.event_id, firm.id, partner.id, by=boss.id)
    meetings.decline(db.session.scalars(select(Meeting.id)).one(), partner.id, by=theirs.id)

    assert (acts_for_company(firm), on_home(client, firm)) == ([], "")
    assert acts_for_company(partner) == []


def test_much_that_partners_do_hides_nothing_of_what_was_done_for_it(firm, assistant, monkeypatch):
    monkeypatch.setattr(queries, "MOST_NOTICES", 2)
    meetings.request_meeting(firm.event_id, firm.id, host(firm).id, by=assistant.id)
    for _ in range(3):
        meetings.request_meeting(firm.event_id, host(firm).id, firm.id, by=factories.user("Partner").id)

    assert [one.kind for one in acts_for_company(firm)] == ["meeting.request"]


def test_what_her_other_firm_changes_of_somebody_who_stands_for_two_is_not_done_for_it(firm, assistant):
    person, other, theirs = factories.representative(firm), host(firm), factories.user("Partner")
    factories.let_in(other, theirs)
    with transaction() as session:
        session.add(Representation(event_id=firm.event_id, representative_id=person.id, registration_id=other.id))
        audit.log_action("person.saved", person, event_id=firm.event_id, by=theirs.id)

    assert acts_for_company(firm) == []

    with transaction():
        audit.log_action("person.saved", person, event_id=firm.event_id, by=assistant.id)
    assert [one.by for one in acts_for_company(firm)] == ["Ms Chamber"]
