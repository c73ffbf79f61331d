"""The workshop's own tools do what other tests rely on."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage

import pytest
from flask import g, redirect
from flask_login import current_user
from sqlalchemy import func, select, update

from app.accounts.models import User
from app.core.db import db, now, transaction
from app.core.models import Heartbeat
from tests import factories
from tests.support.clients import Visitor
from tests.support.instances import in_context, new_instance
from tests.support.waiting import until


@pytest.mark.databases("sqlite", "postgresql")
@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_finds_an_empty_database(app, database, turn):
    assert db.engine.dialect.name == database
    assert db.session.scalar(select(func.count()).select_from(User)) == 0

    factories.user()

    assert db.session.scalars(select(User.id)).all() == [1]


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_finds_the_configuration_as_built(app, turn):
    assert "CLOCK" not in app.config

    app.config["CLOCK"] = now


@pytest.fixture
def visitor(tmp_path):
    """A visitor of an application of its own, with two routes for these tests."""
    instance = new_instance(tmp_path)
    instance.app.get("/seen", endpoint="seen")(
        lambda: {"user": getattr(current_user, "id", None), "mark": g.get("mark")}
    )
    instance.app.get("/rename")(rename)
    instance.app.get("/elsewhere", endpoint="elsewhere")(lambda: redirect("/seen"))
    with in_context(instance.app):
        yield Visitor(instance.app)
    instance.close()


def rename():
    with transaction() as session:
        session.execute(update(User).values(name="renamed"))
    return {}


@pytest.mark.full
def test_a_request_sees_nothing_of_the_test(visitor):
    user = factories.user()
    g.mark = "left by the test"

    seen = visitor.as_user(user).get("/seen").json

    assert seen == {"user": user.id, "mark": None}


@pytest.mark.full
def test_a_redirect_is_followed(visitor):
    user = factories.user()

    assert visitor.as_user(user).get("/elsewhere", follow_redirects=True).json == {"user": user.id, "mark": None}


@pytest.mark.full
def test_a_test_reads_what_a_request_has_written(visitor):
    user = factories.user(name="as it was")
    assert user.name == "as it was"

    visitor.get("/rename")

    assert user.name == "renamed"


def test_a_letter_arrives(app, mailbox):
    letter = EmailMessage()
    letter["To"], letter["Subject"] = "firm@example.org", "预约 14:30"
    letter.set_content("Réservé.")

    with smtplib.SMTP(mailbox.smtp.host, mailbox.smtp.port) as smtp:
        smtp.send_message(letter, "qiao@example.org")

    assert app.config["SETTINGS"].smtp == mailbox.smtp
    assert [(kept["Subject"], kept.get_content().strip()) for kept in mailbox.letters] == [("预约 14:30", "Réservé.")]
    assert mailbox.envelopes == [("qiao@example.org", ["firm@example.org"])]


def test_a_server_and_its_workers_share_the_database_of_the_test(app, server):
    assert server.url == app.config["SETTINGS"].base_url

    until(lambda: {"consumer:quick", "consumer:long"} <= beats())


def beats():
    db.session.rollback()
    return set(db.session.scalars(select(Heartbeat.name)))
