"""Guessing ends soon, for whoever guesses; a hall full of people behind one address is not held up by it."""

import pytest

from app.accounts import services
from app.accounts.views import attempts
from app.accounts.views.attempts import (
    EMAILS_FROM_ANYWHERE,
    EMAILS_TO_ACCOUNT,
    GUESSES_FROM_ADDRESS,
    GUESSES_FROM_ANYWHERE,
    GUESSES_OF_ACCOUNT,
)
from app.core.db import db
from app.core.models import RateCount
from app.core.web.rate_limits import RateLimit
from tests import factories
from tests.accounts.conftest import PASSWORD, path_in
from tests.accounts.test_sign_in import is_in, sign_in
from tests.support.clients import Visitor

SPELLINGS = ("tan@ych.example", "TAN@ych.example", " tan@ych.example", "tan+1@ych.example", "t.an@ych.example")


def most(limit: RateLimit) -> int:
    return limit.item.amount


@pytest.fixture
def tan(app):
    return services.set_password(factories.user("Tan Mei", "tan@ych.example"), PASSWORD)


def test_spellings_of_one_account_share_its_guesses(client, tan):
    for n in range(most(GUESSES_OF_ACCOUNT)):
        assert sign_in(client, SPELLINGS[n % len(SPELLINGS)], "wrong password").status_code == 422

    answer = sign_in(client, "tan@ych.example")

    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 15 * 60
    assert "Sign in by an emailed link, or try again in 15 min." in answer.text
    assert not is_in(client)


def test_an_unknown_account_runs_into_the_same_limit(client):
    answers = [sign_in(client, "nobody@ych.example", "wrong").status_code for _ in range(most(GUESSES_OF_ACCOUNT) + 1)]

    assert answers == [422] * most(GUESSES_OF_ACCOUNT) + [429]


@pytest.mark.full
def test_a_success_wipes_the_account_s_failures(client, tan):
    for _ in range(3):
        for _ in range(most(GUESSES_OF_ACCOUNT) - 1):
            sign_in(client, tan.email, "wrong password")
        assert sign_in(client, tan.email).status_code == 302
        client.post("/sign-out")


def test_who_may_not_guess_any_more_still_gets_a_link(client, tan, letters):
    for _ in range(most(GUESSES_OF_ACCOUNT) + 1):
        sign_in(client, tan.email, "wrong password")

    answer = client.post("/sign-in", data={"email": tan.email, "way": "link"})

    assert answer.location == "/sent"


def from_many_addresses(app, many, **post):
    """How a post is answered to each of so many visitors, each at an address of their own."""
    places = ({"REMOTE_ADDR": f"10.{n // 250}.{n % 250}.1"} for n in range(many))
    return [Visitor(app).post(environ_base=place, **post).status_code for place in places]


def guesses_elsewhere(app, email):
    many = most(GUESSES_FROM_ANYWHERE) + 20
    return from_many_addresses(app, many, path="/sign-in", data={"email": email, "password": "wrong password"})


@pytest.mark.full
@pytest.mark.databases("sqlite", "postgresql")
def test_case_27_wrong_passwords_from_one_address_leave_the_owner_s_address(app, client, tan):
    for _ in range(most(GUESSES_OF_ACCOUNT) + 1):
        sign_in(Visitor(app), tan.email, "wrong password", environ_base={"REMOTE_ADDR": "10.0.0.9"})

    assert sign_in(client, tan.email).status_code == 302


@pytest.mark.databases("sqlite", "postgresql")
def test_case_27_any_number_of_wrong_tries_from_elsewhere_leaves_a_known_device_and_a_mailed_link(
    app, client, tan, letters
):
    sign_in(client, tan.email)
    client.post("/sign-out")

    guesses_elsewhere(app, tan.email)
    asked = {"path": "/sign-in", "data": {"email": tan.email, "way": "link"}}
    from_many_addresses(app, most(EMAILS_FROM_ANYWHERE) + 5, **asked)
    letters()

    assert sign_in(Visitor(app), tan.email).status_code == 429
    assert client.post("/sign-in", data={"email": tan.email, "way": "link"}).location == "/sent"
    [(_recipient, _kind, text)] = letters()
    assert sign_in(client, tan.email, "mistyped").status_code == 422
    assert sign_in(client, tan.email).status_code == 302
    assert Visitor(app).post(path_in(text)).status_code == 302


@pytest.mark.full
def test_case_27_a_known_device_is_not_held_up_by_what_others_behind_its_address_tried(app, client, tan, monkeypatch):
    monkeypatch.setattr(attempts, "FLOOD_FROM_ADDRESS", RateLimit("flood_from_address", "70 per 15 minutes"))
    monkeypatch.setattr(attempts, "EMAILS_FROM_ADDRESS", RateLimit("letters_from_address", "5 per hour"))
    sign_in(client, tan.email)
    client.post("/sign-out")
    for n in range(80):
        sign_in(Visitor(app), f"guess{n % 40}@ych.example", "wrong")
        sign_in(Visitor(app), tan.email, "wrong password")
        Visitor(app).post("/forgot", data={"email": f"guess{n}@ych.example"})

    assert client.post("/forgot", data={"email": tan.email}).location == "/sent"
    assert sign_in(client, tan.email).status_code == 302


@pytest.mark.full
def test_guesses_of_one_account_end_however_many_addresses_they_come_from(app, tan):
    for email in (tan.email, "nobody@ych.example"):
        answers = guesses_elsewhere(app, email)

        assert answers == [422] * most(GUESSES_FROM_ANYWHERE) + [429] * 20


def test_a_known_device_guesses_no_more_than_one_address(client, tan):
    sign_in(client, tan.email)
    client.post("/sign-out")

    answers = [sign_in(client, tan.email, "wrong password").status_code for _ in range(most(GUESSES_OF_ACCOUNT) + 1)]

    assert answers == [422] * most(GUESSES_OF_ACCOUNT) + [429]


@pytest.mark.full
def test_a_device_known_to_one_account_is_not_known_to_others(app, client, tan):
    services.set_password(factories.user("Lim", "lim@ych.example"), PASSWORD)
    sign_in(client, "lim@ych.example")
    client.post("/sign-out")
    guesses_elsewhere(app, tan.email)

    assert sign_in(client, tan.email, "wrong password").status_code == 429
    assert sign_in(client, "nobody@ych.example", "wrong password").status_code == 422


@pytest.mark.full
@pytest.mark.parametrize("forged", ["", "x", '["a", [1]]', "WyJhIixbMV1d.ZZZZZZ.AAAAAAAAAAAAAAAAAAAAAAAAAAA"])
def test_a_forged_device_is_an_unknown_one(app, client, tan, forged):
    guesses_elsewhere(app, tan.email)
    client.set_cookie("known_device", forged)

    assert sign_in(client, tan.email).status_code == 429


def test_a_device_is_known_to_limits_alone(client, tan):
    sign_in(client, tan.email)
    device = client.get_cookie("known_device")
    client.post("/sign-out")

    assert device is not None
    assert (device.http_only, device.same_site) == (True, "Lax")
    assert client.get_cookie("known_device") is not None
    assert not is_in(client)


@pytest.mark.full
def test_one_address_has_so_many_failed_sign_ins(client, tan):
    for n in range(most(GUESSES_FROM_ADDRESS)):
        sign_in(client, f"guess{n}@ych.example", "wrong")

    assert sign_in(client, "one-more@ych.example", "wrong").status_code == 429


@pytest.mark.full
def test_somebody_elses_guesses_behind_the_same_address_hold_up_no_account_that_did_not_fail(app, client, tan):
    for n in range(most(GUESSES_FROM_ADDRESS) + 5):
        sign_in(client, f"guess{n}@ych.example", "wrong")

    assert sign_in(Visitor(app), tan.email).status_code == 302
    assert sign_in(client, tan.email, "wrong password").status_code == 429
    assert sign_in(client, tan.email).status_code == 429  # it has failed now, too


@pytest.mark.full
def test_a_flood_of_guesses_is_hashed_for_nobody(app, client, tan, monkeypatch):
    monkeypatch.setattr(attempts, "FLOOD_FROM_ADDRESS", RateLimit("flood_from_address", "70 per 15 minutes"))
    for n in range(70):
        sign_in(client, f"guess{n}@ych.example", "wrong")

    assert sign_in(Visitor(app), tan.email).status_code == 429


@pytest.mark.full
def test_a_hall_of_people_who_sign_in_well_shares_one_address_without_harm(app, tan):
    for _ in range(most(GUESSES_FROM_ADDRESS) + 5):
        assert sign_in(Visitor(app), tan.email).status_code == 302


@pytest.mark.full
def test_the_header_of_a_proxy_that_is_not_there_buys_no_more_guesses(client):
    for n in range(most(GUESSES_FROM_ADDRESS)):
        forged = {"X-Forwarded-For": f"10.0.0.{n}", "X-Real-IP": f"10.0.1.{n}", "Forwarded": f"for=10.0.2.{n}"}
        sign_in(client, f"guess{n}@ych.example", "wrong", headers=forged)

    assert sign_in(client, "last@ych.example", "wrong", headers={"X-Forwarded-For": "10.9.9.9"}).status_code == 429


@pytest.mark.full
def test_an_ipv6_host_counts_with_its_whole_site(client):
    for n in range(most(GUESSES_FROM_ADDRESS)):
        remote = {"REMOTE_ADDR": f"2001:db8:1:{n + 1:x}::1"}
        sign_in(client, f"guess{n}@ych.example", "wrong", environ_base=remote)

    same = sign_in(client, "x@ych.example", "wrong", environ_base={"REMOTE_ADDR": "2001:db8:1:ffff::1"})
    other = sign_in(client, "y@ych.example", "wrong", environ_base={"REMOTE_ADDR": "2001:db8:2::1"})
    assert (same.status_code, other.status_code) == (429, 422)


@pytest.mark.full
def test_guessing_links_ends_and_a_right_one_passes_all_the_same(client, tan):
    for n in range(most(GUESSES_FROM_ADDRESS)):
        assert client.get(f"/sign-in/{n:043}").status_code == 404

    link = "/" + services.sign_in_link(tan).split("/", 3)[3]

    assert client.get("/sign-in/" + "x" * 43).status_code == 429
    assert client.get(link).status_code == 200
    assert client.post(link).status_code == 302


def test_one_mailbox_gets_so_many_letters_whether_it_has_an_account_or_not(client, tan, letters):
    letters()
    for email in ("tan@ych.example", "nobody@ych.example"):
        answers = [client.post("/forgot", data={"email": email}) for _ in range(most(EMAILS_TO_ACCOUNT) + 2)]

        assert [answer.status_code for answer in answers] == [302] * (most(EMAILS_TO_ACCOUNT) + 1) + [429]
        assert 0 < int(answers[-1].headers["Retry-After"]) <= 15 * 60
    assert len(letters()) == most(EMAILS_TO_ACCOUNT) + 1


def test_where_an_address_asked_for_too_many_emails_each_mailbox_gets_one_more_a_quarter_of_an_hour(
    client, tan, letters, monkeypatch
):
    monkeypatch.setattr(attempts, "EMAILS_FROM_ADDRESS", RateLimit("letters_from_address", "20 per hour"))
    for n in range(20):
        client.post("/forgot", data={"email": f"guess{n}@ych.example"})
    letters()

    answers = [client.post("/forgot", data={"email": "tan@ych.example"}).status_code for _ in range(3)]

    assert answers == [302, 429, 429]
    assert len(letters()) == 1


def test_the_present_password_is_not_guessed_on_the_account_page(client, tan):
    client.as_user(tan)
    for _ in range(most(GUESSES_OF_ACCOUNT)):
        client.post("/account/email", data={"email": "new@ych.example", "present": "wrong"})

    answer = client.post("/account/password", data={"present": PASSWORD, "password": "twelve bridges in the fog"})

    assert answer.status_code == 429


def test_the_counters_hold_neither_addresses_nor_mailboxes(client):
    sign_in(client, "tan@ych.example", "wrong")

    keys = [row.key for row in db.session.query(RateCount)]
    assert len(keys) == 4
    assert not any("tan" in key or "ych" in key or "127.0.0.1" in key for key in keys)
