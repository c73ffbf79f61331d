from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import bindparam, event, func, insert, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.db import db, fetch, read_rows, table_of, transaction, write_rows
from app.events.models import Event, Slot
from app.floor.models import Notice
from app.statements import FEW
from tests import factories

_S = table_of(Slot).c
_N = table_of(Notice).c
_THESE = (
    select(_S.id, _S.starts_at, _S.kind)
    .where(_S.id.in_(bindparam("ids", expanding=True)), _S.kind == "meeting", _S.starts_at > bindparam("after"))
    .order_by(_S.id)
)
_DETAILS = select(_N.details, _N.at).where(_N.id == bindparam("notice_id"))
_NOTED = insert(table_of(Notice))
_DIVIDED = select(1 / func.nullif(bindparam("number"), 0), func.no_such_function())
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@pytest.fixture
def slots(app: Flask) -> list[int]:
    made = factories.event(slots=5)
    return list(db.session.scalars(select(Slot.id).where(Slot.event_id == made.id).order_by(Slot.id)))


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_what_comes_again_is_what_came_before(slots: list[int], count: int) -> None:
    asked = {"ids": slots[:count], "after": LONG_AGO}
    expected = [tuple(row) for row in db.session.execute(_THESE, asked)]

    found = [fetch(_THESE, **asked).all() for _ in range(3)]

    assert [[tuple(row) for row in rows] for rows in found] == [expected] * 3
    assert len(expected) == count
    assert all(row.starts_at.tzinfo is UTC for rows in found for row in rows)
    assert [row.id for row in found[2]] == slots[:count]
    assert fetch(_THESE, **asked).scalars().all() == slots[:count]


def test_bare_rows_are_the_same(slots: list[int]) -> None:
    asked = {"ids": slots[:3], "after": LONG_AGO}
    expected = [tuple(row) for row in db.session.execute(_THESE, asked)]

    assert [list(map(tuple, read_rows(_THESE, **asked))) for _ in range(3)] == [expected] * 3
    assert {type(row) for row in read_rows(_THESE, **asked)} == {tuple}
    assert len(expected) == 3


def test_json_and_times_are_read_as_ever(app: Flask) -> None:
    made = factories.event(slots=0)
    with transaction() as session:
        notice = Notice(kind="a.b", subject="events", subject_id=made.id, details={"slots": [1, 2], "state": None})
        session.add(notice)
        session.flush()
        number, at = notice.id, notice.at

    for _ in range(3):
        row = fetch(_DETAILS, notice_id=number).one()
        assert (row.details, row.at) == ({"slots": [1, 2], "state": None}, at)


def test_it_sees_what_the_session_has_not_written_yet(app: Flask) -> None:
    count = select(func.count()).where(table_of(Event).c.slug == bindparam("slug"))
    fetch(count, slug="x").one()
    fetch(count, slug="x").one()

    with transaction() as session:
        made = session.merge(factories.event(slots=0))
        made.slug = "another-slug"
        assert fetch(count, slug="another-slug").scalar_one() == 1


def test_whoever_listens_hears_each_statement(slots: list[int]) -> None:
    heard: list[str] = []

    def hear(*said: object) -> None:
        heard.append(str(said[2]))

    event.listen(db.engine, "before_cursor_execute", hear)
    try:
        for _ in range(3):
            fetch(_THESE, ids=slots, after=LONG_AGO).all()
    finally:
        event.remove(db.engine, "before_cursor_execute", hear)

    assert len([one for one in heard if "FROM slots" in one]) == 3


def test_what_the_database_refuses_is_an_error_of_sqlalchemy(app: Flask) -> None:
    for _ in range(3):
        with pytest.raises(DBAPIError):
            fetch(_DIVIDED, number=1)
        db.session.rollback()


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("count", [1, 2, FEW, FEW + 1])
def test_rows_are_written_as_they_are_by_sqlalchemy(count: int) -> None:
    rows = [
        {"kind": f"$1, {n} VALUES", "subject": "events", "subject_id": n, "details": {"n": [n, None]}, "user_id": None}
        for n in range(count)
    ]
    told = select(_N.kind, _N.subject_id, _N.details, _N.user_id, _N.at.is_not(None)).order_by(_N.id)
    with transaction() as session:
        session.execute(_NOTED, rows)
        for _ in range(3):
            write_rows(_NOTED, rows)
        found = [tuple(row) for row in session.execute(told)]

    assert found == found[:count] * 4
    assert found[count - 1] == (f"$1, {count - 1} VALUES", count - 1, {"n": [count - 1, None]}, None, True)


@pytest.mark.usefixtures("app")
def test_of_rows_that_are_written_together_none_is_kept_where_one_is_refused() -> None:
    rows = [{"kind": "a.b", "subject": "events", "subject_id": n, "user_id": user} for n, user in ((1, None), (2, 99))]
    for _ in range(3):
        with pytest.raises(IntegrityError), transaction():
            write_rows(_NOTED, rows)

    assert db.session.scalar(select(func.count()).select_from(Notice).where(Notice.kind == "a.b")) == 0
