"""Links from letters and from the terminal: looking uses nothing up, the button does, once."""

from datetime import timedelta

import pytest

from app.accounts import services
from app.accounts.models import EventRole, Token, User
from app.core.db import db, now
from tests import factories
from tests.accounts.conftest import PASSWORD, path_in
from tests.support.clients import Visitor


@pytest.fixture
def tan(app):
    return factories.user("Tan Mei", "tan@ych.example")


def path(url):
    return "/" + url.split("/", 3)[3]


def later(app, **span):
    moment = now() + timedelta(**span)
    app.config["CLOCK"] = lambda: moment


def test_a_link_begins_with_the_base_address(app, tan, settings):
    assert services.sign_in_link(tan).startswith(f"{settings.base_url}/sign-in/")


def test_looking_at_a_link_uses_nothing_up(client, tan):
    link = path(services.sign_in_link(tan))

    for _ in range(3):
        page = client.get(link)
        client.head(link)

    assert page.status_code == 200
    assert "Sign in as Tan Mei" in page.text
    assert client.post(link).status_code == 302


def test_the_button_signs_in_once(app, client, tan):
    link = path(services.sign_in_link(tan, "/account"))
    other = Visitor(app)

    assert client.post(link).location == "/account"
    assert client.get("/account").status_code == 200
    assert other.post(link).status_code == 404
    assert other.get("/account").status_code == 302


def test_only_the_hash_of_a_link_is_kept(app, tan):
    secret = services.sign_in_link(tan).rpartition("/")[2]

    token = db.session.query(Token).one()

    assert secret not in (token.hash, token.payload, token.subject)
    assert len(secret) >= 43


@pytest.mark.parametrize("span", [{"minutes": 31}, {"days": 400}])
def test_a_link_dies_after_half_an_hour(app, client, tan, span):
    link = path(services.sign_in_link(tan))

    later(app, **span)

    assert client.get(link).status_code == 404
    assert client.post(link).status_code == 404


def test_a_longer_life_can_be_given(app, client, tan):
    link = path(services.sign_in_link(tan, lifetime=timedelta(hours=12)))

    later(app, hours=11)

    assert client.post(link).status_code == 302


def test_a_link_never_leads_to_another_host(client, tan):
    assert client.post(path(services.sign_in_link(tan, "//evil.example"))).location == "/"


def test_a_mailed_link_leads_who_has_one_event_straight_to_it(client, tan):
    factories.firm(factories.event("fair"), users=[tan])

    assert client.post(path(services.sign_in_link(tan))).location == "/events/fair/home"


@pytest.mark.parametrize("way", ["sign-in", "reset"])
def test_every_link_to_an_account_dies_when_it_is_disabled(client, tan, letters, way):
    services.send_sign_in_link(tan.email) if way == "sign-in" else services.send_reset_link(tan.email)
    [(_, _, body)] = letters()
    services.disable_user(tan)

    assert client.get(path_in(body)).status_code == 404
    services.enable_user(tan)
    assert client.get(path_in(body)).status_code == 404
    assert client.post(path_in(body), data={"password": PASSWORD}).status_code == 404


def test_every_other_sign_in_link_dies_when_one_is_used(app, client, tan):
    first, second = (path(services.sign_in_link(tan)) for _ in range(2))

    client.post(second)

    assert Visitor(app).post(first).status_code == 404


def test_used_expired_and_invented_links_get_one_answer(app, client, tan):
    used = path(services.sign_in_link(tan))
    client.post(used)
    expired = path(services.sign_in_link(tan))
    later(app, hours=1)
    stranger = Visitor(app)

    answers = [stranger.get(link) for link in (used, expired, "/sign-in/" + "x" * 43, "/sign-in/0")]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text.partition("<main")[2].partition("</main>")[0] for answer in answers}) == 1


def test_one_purpose_does_not_serve_another(client, tan, letters):
    services.send_reset_link(tan.email)
    [(_, _, body)] = letters()
    secret = path_in(body).rpartition("/")[2]

    for way in ("sign-in", "invitation", "email"):
        assert client.post(f"/{way}/{secret}").status_code == 404
    assert client.get(f"/reset/{secret}").status_code == 200


def test_a_link_replaces_whoever_was_signed_in(client, tan):
    client.as_user(factories.user("Koh"))
    link = path(services.sign_in_link(tan))

    assert "You are signed in as Koh" in client.get(link).text
    client.post(link)

    assert 'value="Tan Mei"' in client.get("/account").text


class TestInvitations:
    @pytest.fixture
    def event(self, app):
        return factories.event()

    @pytest.fixture
    def host(self, event):
        return factories.member(event.organisation, "organizer", name="Li Wei")

    def invited(self, event, host, letters, email="new@port.example"):
        letters()
        services.invite(
            email, "Wu Min", "desk", to="Matching Day", event=event, next="/account", language="zh", by=host
        )
        [(recipient, kind, body)] = letters()
        assert (recipient, kind) == (email, "people_invitation")
        return path_in(body)

    def test_it_makes_the_account_with_its_role(self, client, event, host, letters):
        link = self.invited(event, host, letters)

        looked = client.get(link)
        accepted = client.post(link, headers={"Accept-Language": "fr"})

        made = db.session.query(User).filter_by(email="new@port.example").one()
        assert (looked.status_code, accepted.location) == (200, "/account")
        assert (made.name, made.locale, made.password_hash) == ("Wu Min", "fr", None)
        assert db.session.query(EventRole.user_id, EventRole.event_id, EventRole.role).all() == [
            (made.id, event.id, "desk")
        ]

    def test_it_works_once(self, client, event, host, letters):
        link = self.invited(event, host, letters)
        client.post(link)

        assert client.post(link).status_code == 404

    def test_it_dies_after_seven_days(self, app, client, event, host, letters):
        link = self.invited(event, host, letters)

        later(app, days=7, seconds=1)

        assert client.post(link).status_code == 404

    def test_a_shut_account_stays_shut(self, client, event, host, letters):
        services.disable_user(factories.user(email="gone@port.example"))

        client.post(self.invited(event, host, letters, "gone@port.example"))

        assert client.get("/account").status_code == 302
        assert db.session.query(EventRole).all() == []

    def test_it_is_for_the_address_it_was_mailed_to_whoever_opens_it(self, client, event, host, letters):
        client.as_user(factories.user("Somebody"))

        client.post(self.invited(event, host, letters))

        assert 'value="Wu Min"' in client.get("/account").text
