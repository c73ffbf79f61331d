"""How long a browser stays signed in, and what ends it."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie

import pytest
from flask_login import encode_cookie
from sqlalchemy import select

from app.accounts import login, services
from app.accounts.credentials import MAX_SESSION_DAYS, parse_session_name
from app.accounts.models import EndedSession, User
from app.accounts.services.access import end_session
from app.core.db import db
from app.core.jobs.housekeeping import CHORES
from app.core.web.security import SESSION_HOURS
from tests import factories
from tests.accounts.conftest import PASSWORD
from tests.accounts.test_sign_in import is_in, sign_in
from tests.support.clients import Visitor
from tests.support.queries import counted

DAY = 24 * 3600


@pytest.fixture
def tan(app):
    return services.set_password(factories.user("Tan Mei", "tan@ych.example"), PASSWORD)


@pytest.fixture
def later(monkeypatch):
    """``later(hours=13)``: so much time has gone by."""
    real = time.time

    def go(hours=0.0, days=0.0):
        monkeypatch.setattr(time, "time", lambda: real() + 3600 * hours + DAY * days)

    return go


@pytest.fixture
def by_device(app, monkeypatch):
    """A browser that came by a firm's link: it signs in once and is known again."""

    def enter(user, device=True):
        visitor = Visitor(app)
        wanted = login.start_session

        def entering(who, **_):
            wanted(who, device=device)

        monkeypatch.setattr(login, "start_session", entering)
        answer = visitor.post("/" + services.sign_in_link(user).split("/", 3)[3])
        monkeypatch.setattr(login, "start_session", wanted)
        return visitor, answer

    return enter


def forget_session(visitor):
    visitor.delete_cookie("session")


def test_a_session_ends_after_its_hours_without_use(client, tan, later):
    sign_in(client, tan.email)

    later(hours=SESSION_HOURS + 0.1)

    assert not is_in(client)


def test_use_keeps_it_alive(client, tan, later):
    sign_in(client, tan.email)

    for hours in (0.9, 1.8, 2.7):
        later(hours=hours * SESSION_HOURS)
        assert is_in(client)


def test_the_cookie_lives_as_long_as_the_session(client, tan, settings):
    answer = sign_in(client, tan.email)

    [cookie] = [
        SimpleCookie(one)["session"] for one in answer.headers.getlist("Set-Cookie") if one.startswith("session=")
    ]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert cookie["expires"]


def test_a_static_file_carries_no_cookie(client, tan):
    sign_in(client, tan.email)

    with client.get("/static/images/logo.svg") as answer:
        assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_a_browser_that_came_by_a_firm_s_link_is_known_for_sixty_days(later, by_device):
    visitor, answer = by_device(factories.user(email=None))
    cookie = SimpleCookie(
        next(one for one in answer.headers.getlist("Set-Cookie") if one.startswith("remember_token"))
    )["remember_token"]

    forget_session(visitor)

    assert is_in(visitor)
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_other_browsers_are_not_remembered(by_device):
    visitor, answer = by_device(factories.user(), device=False)

    assert not any(one.startswith("remember_token") for one in answer.headers.getlist("Set-Cookie"))
    forget_session(visitor)
    assert not is_in(visitor)


@pytest.mark.parametrize("act", [services.disable_user, services.sign_out_everywhere])
def test_what_ends_sessions_ends_remembered_browsers_too(by_device, act):
    user = factories.user(email=None)
    visitor, _ = by_device(user)
    forget_session(visitor)

    act(db.session.get_one(User, user.id))

    assert not is_in(visitor)


def test_signing_out_forgets_the_browser(by_device):
    visitor, _ = by_device(factories.user(email=None))

    visitor.post("/sign-out", data={"sure": "1"})
    forget_session(visitor)

    assert not is_in(visitor)


@pytest.mark.full
def test_a_forged_cookie_is_worth_nothing(app, client, tan):
    client.set_cookie("remember_token", f"{tan.get_id()}|" + "0" * 128)
    assert not is_in(client)

    client.set_cookie("remember_token", encode_cookie(str(replace(name_of(tan), version=tan.session_version + 1))))
    assert not is_in(client)

    client.set_cookie("remember_token", encode_cookie(tan.get_id()))
    assert is_in(client)


def test_the_next_user_of_a_remembered_browser_does_not_turn_into_the_first(by_device, tan):
    visitor, _ = by_device(factories.user("First", email=None))

    sign_in_path = "/" + services.sign_in_link(tan).split("/", 3)[3]
    visitor.post(sign_in_path)
    forget_session(visitor)

    assert not is_in(visitor)


def test_a_remembered_user_who_signs_in_anew_stays_remembered(by_device):
    user = factories.user("First", email=None)
    visitor, _ = by_device(user)

    visitor.post("/" + services.sign_in_link(user).split("/", 3)[3])
    forget_session(visitor)

    assert is_in(visitor)


MARK = "A" * 22
NAMES = [
    "",
    "x",
    "1",
    "1.1",
    f"99999.1.1799999999.{MARK}",
    f"1.x.1799999999.{MARK}",
    "1" * 40 + f".1.1799999999.{MARK}",
]


@pytest.mark.parametrize("kept", [*NAMES, f"1.1.1799999999.{MARK}\n", "1.1.1799999999.", f"1.1..{MARK}"])
def test_a_session_of_nobody_is_a_stranger_s(client, tan, kept):
    with client.session_transaction() as session:
        session["_user_id"] = kept

    assert client.get("/account").status_code == 302


def name_of(user):
    found = parse_session_name(user.get_id())
    assert found is not None
    return found


def cookies_of(visitor):
    kept = (visitor.get_cookie(name) for name in ("session", "remember_token"))
    return {cookie.key: cookie.value for cookie in kept if cookie is not None}


def with_cookies(app, cookies):
    """Whoever kept a copy of these."""
    visitor = Visitor(app)
    for name, value in cookies.items():
        visitor.set_cookie(name, value)
    return visitor


def test_a_cookie_that_was_kept_lets_nobody_in_after_its_session_was_signed_out_of(app, client, tan):
    sign_in(client, tan.email)
    kept = cookies_of(client)
    assert is_in(with_cookies(app, kept))

    client.post("/sign-out")

    assert not is_in(with_cookies(app, kept))
    assert not is_in(client)


@pytest.mark.parametrize("name", ["session", "remember_token"])
def test_no_cookie_of_a_person_without_email_outlives_signing_out(app, by_device, name):
    visitor, _ = by_device(factories.user(email=None))
    kept = {name: cookies_of(visitor)[name]}
    assert is_in(with_cookies(app, kept))

    visitor.post("/sign-out", data={"sure": "1"})

    assert not is_in(with_cookies(app, kept))


def test_a_device_that_was_known_again_signs_out_of_all_its_cookies(app, by_device):
    visitor, _ = by_device(factories.user(email=None))
    first = cookies_of(visitor)
    forget_session(visitor)
    assert is_in(visitor)
    second = cookies_of(visitor)

    visitor.post("/sign-out", data={"sure": "1"})

    assert not is_in(with_cookies(app, first))
    assert not is_in(with_cookies(app, second))


def test_signing_out_of_one_browser_leaves_the_others_in(app, client, tan):
    other = Visitor(app)
    sign_in(client, tan.email)
    sign_in(other, tan.email)

    client.post("/sign-out")

    assert is_in(other)


def test_who_signs_in_over_a_session_ends_it(app, client, tan):
    sign_in(client, tan.email)
    kept = cookies_of(client)

    client.post("/" + services.sign_in_link(factories.user("Next", "next@ych.example")).split("/", 3)[3])

    assert not is_in(with_cookies(app, kept))
    assert is_in(client)


def test_a_second_sign_out_of_the_same_session_changes_nothing(app):
    end_session(MARK)
    end_session(MARK)

    assert db.session.scalars(select(EndedSession.mark)).all() == [MARK]


def test_a_session_lives_sixty_days_at_most_whatever_its_cookie_says(client, tan, later):
    client.set_cookie("remember_token", encode_cookie(tan.get_id()))
    later(days=MAX_SESSION_DAYS - 1)
    assert is_in(client)

    later(days=MAX_SESSION_DAYS + 1)

    assert not is_in(client)


def test_ended_sessions_are_forgotten_once_they_would_be_over_in_any_case(app):
    end_session("long ago")
    app.config["CLOCK"] = lambda: datetime.now(UTC) + timedelta(days=MAX_SESSION_DAYS - 1)
    end_session("lately")
    app.config["CLOCK"] = lambda: datetime.now(UTC) + timedelta(days=MAX_SESSION_DAYS + 2)

    CHORES["forget_ended_sessions"].act()

    assert db.session.scalars(select(EndedSession.mark)).all() == ["lately"]


def test_whether_a_session_was_ended_is_asked_with_who_is_there(app, client, tan):
    sign_in(client, tan.email)

    with counted() as queries:
        client.get("/account")

    assert len([one for one in queries if "ended_sessions" in one]) == 1
    assert len([one for one in queries if "FROM users" in one]) == 1
