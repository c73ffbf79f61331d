from __future__ import annotations

import threading
import time
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from app import cli
from app.accounts.credentials import parse_session_name
from app.accounts.permissions import Role
from config import CLEAR_TEXT, Mode, Smtp
from tests import factories

pytestmark = pytest.mark.databases("sqlite", "postgresql")


def test_one_person_for_each_role_who_came_first_and_may_sign_in(app):
    host = factories.organisation()
    shut = factories.member(host, Role.ORGANIZER, disabled_at=factories.FIRST_SLOT)
    organizer = factories.member(host, Role.ORGANIZER)
    factories.member(host, Role.ORGANIZER)
    desk = factories.event_role(factories.event(run_by=host), Role.DESK)

    assert shut.id < organizer.id
    assert cli.first_user_by_role() == {Role.ORGANIZER: organizer, Role.DESK: desk}


def test_local_mode_greets_with_a_link_for_each_role(app, settings):
    factories.member(factories.organisation(), Role.CHAMBER, name="Tan Mei Ling")

    told = cli.greeting(replace(settings, mode=Mode.LOCAL))

    address, _, explanation, link, *_ = told.splitlines()
    assert address == f"Qiao is at {settings.base_url}/"
    assert explanation == "Sign in with one of these links; each works once. Starting again prints new ones."
    assert link.split()[0] == "chamber"
    assert link.split()[1].startswith(f"{settings.base_url}/")
    assert link.endswith("  Tan Mei Ling")


def test_production_greets_without_links(app, settings):
    factories.member(factories.organisation(), Role.CHAMBER)

    told = cli.greeting(replace(settings, mode=Mode.PRODUCTION))

    assert told.splitlines() == [f"Qiao is at {settings.base_url}/", "", "Ctrl-C stops the server."]


def test_a_start_warns_of_a_mail_password_in_the_clear(app, settings):
    smtp = Smtp.from_url("smtp://qiao:hidden@mail.example.org?starttls=0")

    told = cli.greeting(replace(settings, mode=Mode.PRODUCTION, smtp=smtp))

    assert told.splitlines()[0] == f"Warning: {CLEAR_TEXT}"


def test_a_link_signs_in(app, settings, client):
    member = factories.member(factories.organisation(), Role.CHAMBER)
    told = cli.greeting(replace(settings, mode=Mode.LOCAL))
    link = next(
        word for word in told.split() if word.startswith(f"{settings.base_url}/") and word != f"{settings.base_url}/"
    )

    path = urlsplit(link).path
    client.get(path)
    client.post(path)

    with client.session_transaction() as session:
        name = parse_session_name(session["_user_id"])
    assert name is not None
    assert (name.user_id, name.version) == (member.id, member.session_version)


def test_a_database_is_empty_until_somebody_is_known(app):
    assert cli.has_no_users()

    factories.user()

    assert not cli.has_no_users()


def test_of_two_that_start_at_once_one_migrates_at_a_time(app, settings):
    inside, most = [], []

    def migrate():
        with app.app_context(), cli.migration_lock(settings):
            inside.append(1)
            most.append(len(inside))
            time.sleep(0.02)
            inside.pop()

    threads = [threading.Thread(target=migrate) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert most == [1] * 5
