"""In by password or link, out again; what strangers learn from it."""

import re
from dataclasses import replace

import pytest
from argon2 import PasswordHasher

from app.accounts import credentials, services
from app.accounts.models import User
from app.core.db import db
from app.core.models import Outbox
from config import Smtp
from tests import factories
from tests.accounts.conftest import PASSWORD, path_in


@pytest.fixture
def tan(app):
    return services.set_password(factories.user("Tan Mei", "tan@ych.example"), PASSWORD)


def sign_in(client, email, password=PASSWORD, **more):
    return client.post("/sign-in", data={"email": email, "password": password, "way": "password"}, **more)


def is_in(client):
    return client.get("/account").status_code == 200


def without_token(answer):
    """The page but for its form's token, which says the second it was made in."""
    page, found = re.subn(r'(name="csrf_token" value=)"[^"]+"', r"\1", answer.text)
    assert found == 1
    return page


@pytest.mark.parametrize("spelling", ["tan@ych.example", " TAN@YCH.example ", "ｔａｎ@ych.example"])
def test_email_and_password_let_in_however_the_address_is_spelled(client, tan, spelling):
    answer = sign_in(client, spelling)

    assert answer.location == "/"
    assert is_in(client)


def test_after_signing_in_one_is_where_one_wanted_to_be(client, tan):
    wanted = client.get("/account/email").location

    answer = client.post(wanted, data={"email": tan.email, "password": PASSWORD})

    assert answer.location == "/account/email"


@pytest.mark.parametrize("elsewhere", ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example"])
def test_nobody_is_sent_to_another_host(client, tan, elsewhere):
    answer = client.post("/sign-in", query_string={"next": elsewhere}, data={"email": tan.email, "password": PASSWORD})

    assert answer.location == "/"


def test_an_unknown_address_gets_the_answer_of_a_wrong_password(client, tan):
    unknown = sign_in(client, "nobody@ych.example", "wrong password")
    known = sign_in(client, "tan@ych.example", "wrong password")

    assert (known.status_code, unknown.status_code) == (422, 422)
    assert without_token(known).replace("tan@ych", "nobody@ych") == without_token(unknown)


def test_an_unknown_address_costs_the_same_hash_work(client, tan, monkeypatch):
    asked = []

    def matches(kept, password):
        asked.append(kept is not None)
        return False

    monkeypatch.setattr(credentials, "is_password", matches)

    sign_in(client, "nobody@ych.example")
    sign_in(client, "tan@ych.example", "wrong password")

    assert asked == [False, True]


def test_an_account_without_password_is_not_opened_by_an_empty_one(client):
    user = factories.user()

    answer = sign_in(client, user.email, "")

    assert answer.status_code == 422
    assert not is_in(client)


def test_a_link_is_mailed_to_the_account_that_asks_for_it(client, tan, letters):
    letters()

    answer = client.post("/sign-in?next=/account", data={"email": "TAN@ych.example", "way": "link"})
    [(recipient, kind, body)] = letters()
    signed_in = client.post(path_in(body))

    assert answer.location == "/sent?next=/account"
    assert (recipient, kind) == ("tan@ych.example", "sign_in_link")
    assert signed_in.location == "/account"
    assert is_in(client)


def test_asking_for_a_link_tells_nothing_about_the_account(client, tan, letters):
    letters()

    answers = [client.post("/sign-in", data={"email": f"{who}@ych.example", "way": "link"}) for who in ("tan", "no")]

    assert {(answer.status_code, answer.location, answer.text) for answer in answers} == {
        (302, "/sent", answers[0].text)
    }
    assert [recipient for recipient, _, _ in letters()] == ["tan@ych.example"]


def test_letters_lead_to_the_configured_address_whatever_host_was_asked(client, tan, letters, settings):
    letters()

    client.post("/sign-in", data={"email": tan.email, "way": "link"}, headers={"Host": "evil.example"})

    [(_, _, body)] = letters()
    assert f"{settings.base_url}/sign-in/" in body
    assert "evil.example" not in body


def test_a_disabled_account_is_shut_like_one_that_never_was(client, tan, letters):
    services.disable_user(tan)
    letters()

    answer = sign_in(client, tan.email)
    client.post("/sign-in", data={"email": tan.email, "way": "link"})

    assert answer.status_code == 422
    assert letters() == []


def test_a_disabled_account_dies_at_once(client, tan):
    client.as_user(tan)

    services.disable_user(tan)

    assert not is_in(client)


def test_enabling_an_account_does_not_revive_its_old_sessions(client, tan):
    client.as_user(tan)
    services.disable_user(tan)
    services.enable_user(tan)

    assert not is_in(client)
    assert sign_in(client, tan.email).status_code == 302


def test_signing_in_starts_a_session_of_its_own(client, tan):
    client.get("/sign-in?lang=fr")
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
        before = dict(session)

    sign_in(client, tan.email)

    with client.session_transaction() as session:
        assert "planted" not in session
        assert session.get("csrf_token") != before.get("csrf_token") or "csrf_token" not in before
        assert session["language"] == "fr"
        assert session.permanent


def test_signing_out_ends_the_session(client, tan):
    client.as_user(tan)

    answer = client.post("/sign-out")

    assert answer.location == "/sign-in"
    assert not is_in(client)


def test_signing_out_takes_a_post(client, tan):
    client.as_user(tan)

    assert client.get("/sign-out").status_code == 405
    assert is_in(client)


def test_somebody_whose_only_way_in_is_the_device_is_asked_before_signing_out(client):
    client.as_user(factories.user(email=None))

    asked = client.post("/sign-out")
    assert "only way in" in asked.text
    assert is_in(client)

    client.post("/sign-out", data={"sure": "1"})
    assert not is_in(client)


def test_whoever_is_in_does_not_see_the_sign_in_page(client, tan):
    client.as_user(tan)

    assert client.get("/sign-in?next=/account").location == "/account"


def test_a_stronger_cost_is_taken_up_at_the_next_sign_in(client, tan, monkeypatch):
    before = tan.password_hash
    monkeypatch.setattr(credentials, "hasher", PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))

    sign_in(client, tan.email)

    after = db.session.get_one(User, tan.id).password_hash
    assert [str(kept).split("$")[3] for kept in (before, after)] == ["m=8,t=1,p=1", "m=16,t=2,p=1"]
    assert sign_in(client, tan.email).status_code == 302


def test_a_sent_letter_keeps_no_way_in(client, tan, letters):
    letters()
    client.post("/sign-in", data={"email": tan.email, "way": "link"})

    assert len(letters()) == 1
    assert db.session.query(Outbox.event_id, Outbox.body).filter_by(kind="sign_in_link").all() == [(None, "")]


def test_where_no_letters_are_sent_the_page_says_so(client, app, settings):
    assert "Letters are not being sent" in client.get("/sent").text

    app.config["SETTINGS"] = replace(settings, smtp=Smtp(host="mail.example", port=25))

    assert "is on its way" in client.get("/sent").text
