import pytest

from app.accounts import services
from app.accounts.models import User
from app.core.db import db
from tests import factories
from tests.accounts.conftest import PASSWORD, path_in
from tests.accounts.test_links import later
from tests.support.clients import Visitor

NEW = "twelve bridges in the fog"


@pytest.fixture
def tan(app, letters):
    user = services.set_password(factories.user("Tan Mei", "tan@ych.example"), PASSWORD)
    letters()
    return user


def asked(client, letters, email="tan@ych.example"):
    client.post("/forgot", data={"email": email})
    [(recipient, kind, body)] = letters()
    assert (recipient, kind) == ("tan@ych.example", "reset_link")
    return path_in(body)


def test_a_new_password_is_chosen_by_the_mailed_link(client, tan, letters):
    link = asked(client, letters, " TAN@ych.example")

    assert client.get(link).status_code == 200
    answer = client.post(link, data={"password": NEW})

    assert answer.status_code == 302
    assert client.get("/account").status_code == 200
    assert services.get_user_by_password(tan.email, NEW) == tan
    assert services.get_user_by_password(tan.email, PASSWORD) is None


def test_the_change_is_told_by_mail(client, tan, letters):
    client.post(asked(client, letters), data={"password": NEW})

    assert [(recipient, kind) for recipient, kind, _ in letters()] == [("tan@ych.example", "password_changed")]


def test_every_session_from_before_dies(app, client, tan, letters):
    elsewhere = Visitor(app)
    elsewhere.as_user(tan)

    client.post(asked(client, letters), data={"password": NEW})

    assert elsewhere.get("/account").status_code == 302


def test_a_refused_password_leaves_the_link_alive_and_the_old_password(client, tan, letters):
    link = asked(client, letters)

    answer = client.post(link, data={"password": "short"})

    assert answer.status_code == 422
    assert "Use 10 characters or more." in answer.text
    assert services.get_user_by_password(tan.email, PASSWORD) == tan
    assert client.post(link, data={"password": NEW}).status_code == 302


def test_the_link_works_once_and_takes_the_others_with_it(app, client, tan, letters):
    first, second = asked(client, letters), asked(client, letters)
    sign_in = "/" + services.sign_in_link(tan).split("/", 3)[3]

    client.post(first, data={"password": NEW})

    for link in (first, second):
        assert Visitor(app).post(link, data={"password": "a third one, much longer"}).status_code == 404
    assert Visitor(app).post(sign_in).status_code == 404


def test_the_link_dies_after_an_hour(app, client, tan, letters):
    link = asked(client, letters)

    later(app, minutes=61)

    assert client.get(link).status_code == 404
    assert client.post(link, data={"password": NEW}).status_code == 404


def test_asking_tells_nothing_about_the_account(client, tan, letters):
    known, unknown = (client.post("/forgot", data={"email": f"{who}@ych.example"}) for who in ("tan", "nobody"))

    assert (known.status_code, known.location, known.text) == (unknown.status_code, unknown.location, unknown.text)
    assert len(letters()) == 1


def test_a_shut_account_gets_no_link(client, tan, letters):
    services.disable_user(tan)

    client.post("/forgot", data={"email": tan.email})

    assert letters() == []


def test_an_account_without_password_gets_its_first_one(client, letters):
    user = factories.user(email="tan@ych.example")

    client.post(asked(client, letters), data={"password": NEW})

    assert db.session.get_one(User, user.id).password_hash is not None


@pytest.mark.parametrize("act", ["reset", "sign_out", "shut_and_open"])
def test_case_18_an_address_that_an_intruder_wanted_is_not_confirmed_afterwards(app, client, tan, letters, act):
    """Whoever was in asked for another e-mail; its link must not outlive what ends the sessions."""
    services.request_new_email(tan, "mallory@evil.example")
    [(recipient, _kind, body)] = letters()
    assert recipient == "mallory@evil.example"

    if act == "reset":
        client.post(asked(client, letters), data={"password": NEW})
    elif act == "sign_out":
        services.sign_out_everywhere(tan)
    else:
        services.disable_user(tan)
        services.enable_user(tan)

    assert Visitor(app).post(path_in(body)).status_code == 404
    assert db.session.get_one(User, tan.id).email == "tan@ych.example"
