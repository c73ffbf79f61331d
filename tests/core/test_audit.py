from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Organisation
from app.core import audit
from app.core.db import db, transaction
from app.core.models import Notice
from app.events.models import Event
from tests import factories

pytestmark = pytest.mark.databases("sqlite", "postgresql")


def test_a_notice_says_who_did_what_to_which_row(app: Flask) -> None:
    user = factories.user()
    when = datetime(2032, 3, 18, 6, 30, tzinfo=UTC)

    with transaction() as session:
        organisation = Organisation(name_en="Chamber")
        session.add(organisation)
        audit.log_action(
            "organisation.added", organisation, by=user.id, fields={"name_zh", "name_en"}, state="draft", at=when
        )

    (notice,) = audit.list_notices(organisation)
    assert (notice.kind, notice.subject, notice.subject_id) == ("organisation.added", "organisations", organisation.id)
    assert (notice.user_id, notice.event_id) == (user.id, None)
    assert notice.details == {"fields": ["name_en", "name_zh"], "state": "draft", "at": "2032-03-18T06:30:00+00:00"}


@pytest.mark.parametrize("value", ["Tan Wei Ming", "tan@example.org", "陈", {"name": "x"}, ["ok", "Not Ok"], b"x"])
def test_a_detail_that_may_be_personal_is_refused(app: Flask, value: object) -> None:
    user = factories.user()

    with pytest.raises(ValueError, match="name"), transaction():
        audit.log_action("user.changed", user, by=None, name=value)

    assert audit.list_notices(user) == []


@pytest.mark.parametrize("value", [None, 7, 0.5, True, "requested", "name_en", [1, 2], date(2032, 3, 18)])
def test_ids_states_fields_and_dates_are_let_in(app: Flask, value: object) -> None:
    user = factories.user()

    with transaction():
        audit.log_action("user.changed", user, by=None, detail=value)

    assert len(audit.list_notices(user)) == 1


def test_write_outside_a_transaction_is_refused(app: Flask) -> None:
    user = factories.user()

    with pytest.raises(RuntimeError):
        audit.log_action("user.changed", user, by=None)


def test_a_notice_goes_when_its_act_is_undone(app: Flask) -> None:
    user = factories.user()

    with suppress(ZeroDivisionError), transaction():
        audit.log_action("user.changed", user, by=None)
        raise ZeroDivisionError

    assert audit.list_notices(user) == []


def test_lately_is_newest_first_of_one_event_and_of_the_kinds_asked_for(event: Event) -> None:
    user = factories.user()
    with transaction():
        for kind in ("first", "second", "third", "fourth"):
            audit.log_action(kind, user, event_id=event.id, by=None)
        audit.log_action("third", user, by=None)

    assert [notice.kind for notice in audit.list_recent_notices(event.id, {"third", "second", "first"}, 2)] == [
        "third",
        "second",
    ]


def test_notices_of_several_rows_are_oldest_first(app: Flask) -> None:
    one, two, other = (factories.user() for _ in range(3))
    with transaction():
        for kind, user in (("first", two), ("second", one), ("third", other)):
            audit.log_action(kind, user, by=None)

    assert [notice.kind for notice in audit.list_notices(one, two)] == ["first", "second"]
    assert audit.list_notices() == ()


@pytest.mark.parametrize("change", [update(Notice).values(kind="other"), delete(Notice)], ids=["update", "delete"])
def test_the_database_refuses_to_change_a_notice(app: Flask, change: Any) -> None:
    user = factories.user()
    with transaction():
        audit.log_action("user.changed", user, by=None)

    with pytest.raises(IntegrityError, match="notices_append_only"), transaction() as session:
        session.execute(change)

    assert db.session.scalar(select(func.count()).select_from(Notice)) == 1
