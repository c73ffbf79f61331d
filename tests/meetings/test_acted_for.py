"""For whom somebody acted is what they were then: who has left a firm or a chamber since changes no history."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select

from app.accounts.models import Membership
from app.companies.models import CompanyUser
from app.core.db import db, transaction
from app.core.models import Notice
from app.dashboard.queries.activity import acts_for_company
from app.group_meetings import services as rounds
from app.meetings import services
from app.meetings.queries.lists import get_company_meeting
from tests import factories
from tests.meetings.acts import slots
from tests.meetings.histories import lines
from tests.support.pages import read


@pytest.fixture
def chamber():
    return factories.organisation("Singapore Chamber")


@pytest.fixture
def delegate(chamber):
    return factories.member(chamber, "chamber")


@pytest.fixture
def acme(event, chamber):
    delegation = factories.delegation(event, of=chamber)
    return factories.firm(event, name="Acme", users=[factories.user()], delegation_id=delegation.id)


@pytest.fixture
def port(event):
    return factories.firm(event, "Chongqing", name="Port", users=[factories.user(), factories.user()])


def users_of(firm):
    return db.session.scalars(
        select(CompanyUser.user_id).where(CompanyUser.company_id == firm.company_id).order_by(CompanyUser.id)
    ).all()


def everybody_leaves(*users):
    with transaction() as session:
        session.execute(delete(CompanyUser).where(CompanyUser.user_id.in_(users)))
        session.execute(delete(Membership).where(Membership.user_id.in_(users)))


@pytest.mark.full
def test_who_left_since_acted_for_whom_they_did(client, event, acme, port, delegate):
    leaver, stayer = users_of(port)
    asked = services.request_meeting(event.id, acme.id, port.id, by=delegate.id)
    group = rounds.open_group_meeting(
        event.id, port.id, topic="Rail", slot_id=slots(event)[1], seats=2, is_open=False, invited=[acme.id], by=leaver
    )
    rounds.decline_invitation(group, acme.id, by=delegate.id)
    services.decline(asked, port.id, by=leaver, reason="", shared=True)

    everybody_leaves(leaver, delegate.id)

    stays = db.session.get(type(factories.user()), stayer)
    assert lines(client, stays, event, port, asked) == [
        ["asked", "Singapore Chamber for Acme"],
        ["declined", "Port"],
    ]
    page = client.as_user(stays).get(f"/events/{event.slug}/companies/{port.id}/groups/{group}")
    told = [[cell.text.strip() for cell in row.find("td")] for row in read(page).find("tbody")[-1].find("tr")]
    assert {who for *_what, who in told} == {"Port", "Singapore Chamber for Acme"}
    assert [(one.kind, one.by_id) for one in acts_for_company(acme)] == [
        ("round.decline", delegate.id),
        ("meeting.request", delegate.id),
    ]
    assert acts_for_company(port) == []


def test_who_asked_or_arranged_is_named_after_they_left(event, acme, port, delegate, chamber):
    asked = services.request_meeting(event.id, acme.id, port.id, by=delegate.id)
    other = factories.firm(event, "Chongqing", name="Quay")
    arranged = services.arrange(event.id, acme.id, other.id, by=delegate.id)

    everybody_leaves(delegate.id)

    assert get_company_meeting(acme.id, asked).acted == chamber.name
    assert get_company_meeting(acme.id, arranged).arranger == chamber.name


def test_who_comes_to_a_firm_later_has_not_acted_for_it_before(event, acme, port, delegate, chamber):
    asked = services.request_meeting(event.id, acme.id, port.id, by=delegate.id)

    factories.let_in(acme, delegate)
    services.withdraw(asked, acme.id, by=delegate.id)

    rows = select(Notice.kind, Notice.organisation_id).where(Notice.subject == "meetings").order_by(Notice.id)
    assert [tuple(row) for row in db.session.execute(rows)] == [
        ("meeting.request", chamber.id),
        ("meeting.withdraw", None),
    ]
