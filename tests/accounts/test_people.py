"""Who works for an organisation, and on an event: invited, listed, sent away."""

import re

import pytest

from app.accounts.models import EventRole, Membership, Token
from app.accounts.permissions import Role
from app.core.db import db
from app.core.models import Outbox
from tests import factories
from tests.accounts.conftest import path_in
from tests.support.clients import Visitor
from tests.support.queries import counted

NEW = {"name": "Wu Min", "email": "wu@ftz.example"}


@pytest.fixture
def house(app):
    return factories.organisation("Lianglu Free Trade Zone")


@pytest.fixture
def chief(house):
    return factories.member(house, Role.ADMINISTRATOR, name="Li Wei")


class TestOfAnOrganisation:
    @pytest.fixture
    def page(self, house):
        return f"/organisations/{house.id}/people"

    def test_its_members_see_each_other_and_their_roles(self, client, house, chief, page):
        client.as_user(factories.member(house, Role.ORGANIZER, name="Wu Min"))

        text = client.get(page).text

        assert "Li Wei" in text
        assert "Administrator" in text
        assert "Mail the invitation" not in text

    def test_an_administrator_invites_somebody_who_then_has_the_role(self, app, client, house, chief, page, letters):
        client.as_user(chief)

        answer = client.post(page, data=NEW | {"role": "organizer"})
        [(recipient, kind, body)] = letters()
        waiting = client.get(page).text
        Visitor(app).post(path_in(body))

        assert answer.location == page
        assert (recipient, kind) == ("wu@ftz.example", "people_invitation")
        assert "Li Wei invites you to work on Lianglu Free Trade Zone" in body
        assert "Invitations that wait" in waiting
        assert "Invitations that wait" not in client.get(page).text
        roles = db.session.query(Membership.role).filter(Membership.user_id != chief.id).all()
        assert roles == [("organizer",)]

    @pytest.mark.parametrize(
        "wrong", [{"role": "desk"}, {"role": ""}, {"email": "wu"}, {"name": ""}, {"email": ""}], ids=str
    )
    def test_what_cannot_be_invited_is_refused(self, client, chief, page, letters, wrong):
        answer = client.as_user(chief).post(page, data=NEW | {"role": "organizer"} | wrong)

        assert answer.status_code == 422
        assert letters() == []

    def test_an_organizer_does_not_invite(self, client, house, page):
        client.as_user(factories.member(house, Role.ORGANIZER))

        assert client.post(page, data=NEW | {"role": "organizer"}).status_code == 403

    def test_a_withdrawn_invitation_is_dead(self, app, client, chief, page, letters):
        client.as_user(chief).post(page, data=NEW | {"role": "chamber"})
        [(_, _, body)] = letters()
        token = db.session.query(Token).one()

        answer = client.post(f"{page}/invitations/{token.id}/withdrawal")

        assert answer.location == page
        assert Visitor(app).post(path_in(body)).status_code == 404
        assert client.post(f"{page}/invitations/{token.id}/withdrawal").status_code == 409

    def test_an_invitation_elsewhere_is_not_withdrawn_here(self, client, chief, page, letters):
        other = factories.organisation()
        stranger = factories.member(other, Role.ADMINISTRATOR)
        client.as_user(stranger).post(f"/organisations/{other.id}/people", data=NEW | {"role": "chamber"})
        token = db.session.query(Token).one()

        answer = client.as_user(chief).post(f"{page}/invitations/{token.id}/withdrawal")

        assert answer.status_code == 404
        assert db.session.get_one(Token, token.id).revoked_at is None

    def test_a_role_is_taken_away_at_once(self, app, client, house, chief, page):
        gone = factories.member(house, Role.ORGANIZER)
        theirs = Visitor(app).as_user(gone)
        assert theirs.get(page).status_code == 200

        client.as_user(chief).post(f"{page}/{gone.id}/removal", data={"role": "organizer"})

        assert theirs.get(page).status_code == 404
        assert theirs.get("/account").status_code == 200

    def test_the_last_administrator_is_kept_with_a_word_why(self, client, chief, page):
        answer = client.as_user(chief).post(f"{page}/{chief.id}/removal", data={"role": "administrator"})

        assert answer.status_code == 409
        assert "at least one administrator" in answer.text

    def test_a_list_of_thirty_costs_as_many_queries_as_one_of_one(self, client, house, chief, page):
        client.as_user(chief)
        with counted() as for_one:
            client.get(page)

        for _ in range(29):
            factories.member(house, Role.ORGANIZER)
        with counted() as for_thirty:
            client.get(page)

        assert len(for_thirty) == len(for_one)


class TestOfAnEvent:
    @pytest.fixture
    def event(self, house):
        return factories.event(run_by=house, name_en="Matching Day")

    @pytest.fixture
    def page(self, event):
        return f"/events/{event.slug}/people"

    def test_the_organisation_s_people_are_listed_and_stay(self, client, chief, page):
        text = client.as_user(chief).get(page).text

        assert "Li Wei" in text
        assert "by the organisation" in text
        assert "Take the role away" not in text

    def test_somebody_of_the_desk_is_invited_and_lands_at_the_event(self, app, client, chief, event, page, letters):
        client.as_user(chief).post(page, data=NEW | {"role": "desk"})
        [(_, _, body)] = letters()

        answer = Visitor(app).post(path_in(body))

        assert answer.location == f"/events/{event.slug}/home"
        assert db.session.query(EventRole.event_id, EventRole.role).all() == [(event.id, "desk")]

    def test_a_company_s_role_is_not_given_away_here(self, client, chief, page, letters):
        assert client.as_user(chief).post(page, data=NEW | {"role": "company"}).status_code == 422
        assert letters() == []

    def test_a_role_is_taken_away(self, client, chief, event, page):
        desk = factories.event_role(event, Role.DESK)

        client.as_user(chief).post(f"{page}/{desk.id}/removal", data={"role": "desk"})

        assert db.session.query(EventRole).all() == []

    def test_a_withdrawn_invitation_is_dead(self, app, client, chief, page, letters):
        client.as_user(chief).post(page, data=NEW | {"role": "desk"})
        [(_, _, body)] = letters()

        client.post(f"{page}/invitations/{db.session.query(Token).one().id}/withdrawal")

        assert Visitor(app).post(path_in(body)).status_code == 404


def test_the_link_of_an_invitation_is_handed_over_once_where_no_letters_are_sent(client, app):
    event = factories.event(rehearsal=True)
    client.as_user(factories.member(event.organisation, "organizer", name=""))
    form = {"name": "Wu Min", "email": "wu@port.example", "role": "desk"}

    after = client.post(f"/events/{event.slug}/people", data=form, follow_redirects=True).text
    again = client.get(f"/events/{event.slug}/people").text
    listed = client.get(f"/events/{event.slug}/emails").text

    (letter,) = db.session.query(Outbox)
    [link] = re.findall(r"https?://\S+/invitation/\S+", letter.body)
    assert f'value="{link}"' in after
    assert "/invitation/" not in again
    assert "wu@port.example" in listed
    assert letter.event_id == event.id
    assert "Role: Desk" in letter.body
    told = Visitor(app).get(path_in(link)).text
    for word in (event.name.en, "Desk", "wu@port.example"):
        assert word in told
