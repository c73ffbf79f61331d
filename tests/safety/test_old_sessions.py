"""Case 18: no session outlives that its account is shut, or that its password is another."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from argon2 import PasswordHasher
from flask import Flask

from app.accounts import credentials, services
from app.accounts.models import User
from app.accounts.permissions import Role
from app.core.db import db
from tests import factories
from tests.support.clients import Visitor

PASSWORD, NEW = "seven lanterns over the river", "eight lanterns over the river"
DESK = "/events/matching-day/desk"
ENDS: dict[str, Callable[[User], object]] = {
    "disabled": services.disable_user,
    "new_password": lambda user: services.set_password(user, NEW),
    "signed_out_everywhere": services.sign_out_everywhere,
}


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credentials, "hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def clerk(app: Flask) -> User:
    """Somebody at a desk who signs in by a password."""
    event = factories.event("matching-day", phase="running")
    return services.set_password(factories.event_role(event, Role.DESK), PASSWORD)


@pytest.mark.parametrize("how", ENDS)
def test_case_18_an_old_cookie_dies_at_once_on_every_device(app: Flask, clerk: User, how: str) -> None:
    tablets = [Visitor(app).as_user(clerk) for _ in range(3)]
    assert [one.get(DESK).status_code for one in tablets] == [200, 200, 200]

    ENDS[how](db.session.get_one(User, clerk.id))

    for one in tablets:
        assert one.get(DESK).location == f"/sign-in?next={DESK}"
        assert one.get("/account").status_code == 302


def test_case_18_scans_that_an_old_cookie_sends_check_nobody_in(app: Flask, clerk: User) -> None:
    tablet = Visitor(app).as_user(clerk)
    sent = {"device": "a" * 32, "scans": "[]"}
    assert tablet.post(f"{DESK}/scans/waiting", data=sent).status_code == 200

    services.disable_user(db.session.get_one(User, clerk.id))

    assert tablet.post(f"{DESK}/scans/waiting", data=sent).status_code in (302, 401)
    assert tablet.get(f"{DESK}/roster").status_code in (302, 401)


def test_case_18_who_changes_the_password_stays_in_here_and_nowhere_else(app: Flask, clerk: User) -> None:
    here, elsewhere = (Visitor(app).as_user(clerk) for _ in range(2))

    here.post("/account/password", data={"present": PASSWORD, "password": NEW})

    assert here.get(DESK).status_code == 200
    assert elsewhere.get(DESK).status_code == 302
