"""The audit log: who signed in, what failed, who was held up, which roles changed, and from which network."""

from __future__ import annotations

import pytest

from app.accounts import services
from app.accounts.permissions import Role
from app.core.db import db
from app.core.models import Notice
from app.core.web.rate_limits import limiter
from tests import factories
from tests.accounts.conftest import PASSWORD, path_in
from tests.support.clients import Visitor

OWNER = "owner@port.example"
ATTACKER = {"REMOTE_ADDR": "203.0.113.77"}


@pytest.fixture
def owner(app):
    return services.set_password(factories.user("Owner", OWNER), PASSWORD)


@pytest.fixture
def log(app):
    """(kind, subject, subject's id, details) of each entry since the test began."""
    start = db.session.query(Notice).count()

    def read(*kinds):
        rows = db.session.query(Notice).order_by(Notice.id).offset(start)
        return [(one.kind, one.subject, one.subject_id, one.details) for one in rows if one.kind in kinds]

    return read


def test_a_sign_in_tells_by_which_way_and_from_which_network(app, owner, letters, log):
    letters()
    services.send_sign_in_link(OWNER)
    [(_, _, body)] = letters()

    Visitor(app).post(path_in(body), environ_base={"REMOTE_ADDR": "2001:db8:1:2::9"})
    Visitor(app).post("/sign-in", data={"email": OWNER, "password": PASSWORD, "way": "password"}, environ_base=ATTACKER)

    assert log("user.signed_in") == [
        ("user.signed_in", "users", owner.id, {"way": "link", "network": "2001:db8:1::/48"}),
        ("user.signed_in", "users", owner.id, {"way": "password", "network": "203.0.113.0/24"}),
    ]


def test_ten_wrong_passwords_and_the_lock_out_after_them_stand_in_it(app, client, owner, log):
    limiter.storage.reset()

    for _ in range(14):
        client.post("/sign-in", data={"email": OWNER, "password": "wrong", "way": "password"}, environ_base=ATTACKER)

    failed = log("user.sign_in_failed")
    assert len(failed) >= 10
    assert set(map(str, failed)) == {str(("user.sign_in_failed", "users", owner.id, {"network": "203.0.113.0/24"}))}
    held_up = log("limit.reached")
    assert [(kind, details["network"]) for kind, _, _, details in held_up] == [("limit.reached", "203.0.113.0/24")]


def test_wrong_passwords_for_addresses_of_nobody_stand_in_it(client, log):
    client.post("/sign-in", data={"email": "nobody@port.example", "password": "wrong", "way": "password"})

    assert log("user.sign_in_failed") == [("user.sign_in_failed", "users", 0, {"network": "127.0.0.0/24"})]


@pytest.mark.full
def test_links_asked_for_again_and_again_stand_in_it(client, owner, log):
    limiter.storage.reset()

    for _ in range(40):
        client.post("/sign-in", data={"email": OWNER, "way": "link"}, environ_base=ATTACKER)

    sent = log("user.sign_in_link_sent")
    assert len(sent) >= 5
    assert sent[0] == ("user.sign_in_link_sent", "users", owner.id, {"network": "203.0.113.0/24"})
    assert len(log("limit.reached")) == 1


def test_wrong_access_codes_of_one_network_stand_in_it_with_its_lock_out(client, log):
    limiter.storage.reset()

    for number in range(20):
        code = f"QX2-{'2345678'[number % 7]}{'ACDEFGH'[number // 7]}2C"
        client.post("/f", data={"code": code}, environ_base={"REMOTE_ADDR": f"2001:db8:5:{number}::1"})

    wrong = log("firm_link.wrong_code")
    assert len(wrong) == 12
    assert wrong[0][3] == {"initials": "qx", "network": "2001:db8:5::/48"}
    assert [(kind, details["network"]) for kind, _, _, details in log("limit.reached")] == [
        ("limit.reached", "2001:db8:5::/48")
    ]


def test_roles_that_change_stand_in_it(app, owner, log):
    house = factories.organisation()
    chief = factories.member(house, Role.ADMINISTRATOR)
    event = factories.event(run_by=house)

    services.join_organisation(owner, house, Role.CHAMBER, by=chief.id)
    services.leave_organisation(owner, house, Role.CHAMBER, by=chief.id)
    services.give_event_role(owner, event.id, Role.DESK, by=chief.id)
    services.take_event_role(owner, event.id, Role.DESK, by=chief.id)

    kinds = ("user.joined", "user.left", "user.event_role_given", "user.event_role_taken")
    assert [kind for kind, *_ in log(*kinds)] == list(kinds)


def test_the_operator_reads_it_at_the_terminal(app, client, owner):
    client.post("/sign-in", data={"email": OWNER, "password": "wrong", "way": "password"}, environ_base=ATTACKER)
    other = factories.user(email="other@port.example")

    of_owner = app.test_cli_runner().invoke(args=["user", "log", "--email", OWNER]).output
    of_other = app.test_cli_runner().invoke(args=["user", "log", "--email", str(other.email)]).output

    assert f"user.sign_in_failed users={owner.id} network=203.0.113.0/24" in of_owner
    assert "sign_in_failed" not in of_other
