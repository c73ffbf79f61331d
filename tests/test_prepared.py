"""What a connection to PostgreSQL has prepared is asked as what it has not, and nothing of it outlives its use."""

from __future__ import annotations

import contextlib
import threading
import time
from datetime import UTC, datetime

import pytest
from flask import Flask
from psycopg.pq import TransactionStatus
from sqlalchemy import bindparam, func, insert, literal, literal_column, null, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from app import prepared
from app.db import aside, db, fetch, fetch_together, table_of, transaction, write, write_rows
from app.floor.models import Beat, Notice
from tests.test_engines import hang_up

pytestmark = [pytest.mark.databases("postgresql"), pytest.mark.usefixtures("app")]
OFTEN = 5
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
_NUMBER = bindparam("number", type_=table_of(Notice).c.id.type)
_NEXT = select(_NUMBER + 1)
_MODULO = select(_NUMBER % 2, literal("100 %"))
_DIVIDED = select(100 / _NUMBER)
_KINDS = select(literal(True), _NUMBER, literal("text"), bindparam("at", type_=table_of(Notice).c.at.type), null())
_BEATS = table_of(Beat)
_BEATEN = select(_BEATS.c.name).order_by(_BEATS.c.name)
_BEAT = insert(_BEATS)
_SLEEP = select(func.pg_sleep(bindparam("seconds")))


def status() -> TransactionStatus:
    raw = db.session.connection().connection.dbapi_connection
    return TransactionStatus(raw.info.transaction_status)  # type: ignore[union-attr]


def held() -> list[str]:
    """What the server holds for the session's connection, by the names of ours."""
    return list(db.session.scalars(text("SELECT name FROM pg_prepared_statements WHERE name LIKE 'qiao_%'")))


def asked(number: int) -> int:
    return int(fetch(_NEXT, number=number).scalar_one())


def test_it_is_prepared_once_and_outlasts_each_rollback() -> None:
    for number in range(OFTEN):
        assert asked(number) == number + 1
        db.session.rollback()

    assert len(held()) == 1


def test_what_is_read_begins_no_transaction_and_what_writes_does_with_what_it_asks_first() -> None:
    for _ in range(OFTEN):
        asked(1)
        db.session.rollback()
    asked(1)
    read = status()

    with transaction():
        asked(1)
        wrote = status()
    db.session.rollback()
    with aside() as connection:
        connection.execute(_NEXT, {"number": 1})
        beside = connection.connection.dbapi_connection.info.transaction_status  # type: ignore[union-attr]

    assert (read, wrote, beside) == (TransactionStatus.IDLE, TransactionStatus.INTRANS, TransactionStatus.INTRANS)


def test_who_wants_to_see_all_as_of_one_moment_does() -> None:
    for _ in range(OFTEN):
        asked(1)
        db.session.rollback()
    db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})

    asked(1)

    assert status() == TransactionStatus.INTRANS
    assert db.session.scalar(text("SHOW transaction_isolation")) == "repeatable read"
    db.session.rollback()
    asked(1)
    assert status() == TransactionStatus.IDLE, "the connection is as it was for whoever comes next"


def test_a_per_cent_sign_is_one() -> None:
    for _ in range(OFTEN):
        assert tuple(fetch(_MODULO, number=7).one()) == (1, "100 %")


def test_what_goes_in_and_comes_out_is_of_one_kind() -> None:
    for _ in range(OFTEN):
        assert tuple(fetch(_KINDS, number=70_000, at=NOON).one()) == (True, 70_000, "text", NOON, None)
        assert tuple(fetch(_KINDS, number=7, at=None).one()) == (True, 7, "text", None, None)


def test_what_it_refuses_is_an_error_of_sqlalchemy_and_taken_back() -> None:
    for number in (5, 5, 5, 5):
        assert fetch(_DIVIDED, number=number).scalar_one() == 100 / number
    for _ in range(2):
        with pytest.raises(DBAPIError) as caught, transaction():
            fetch(_DIVIDED, number=0)
        assert not caught.value.connection_invalidated

    assert fetch(_DIVIDED, number=4).scalar_one() == 25


def test_going_back_to_a_savepoint_loses_nothing_that_is_prepared() -> None:
    with transaction() as session:
        for number in range(OFTEN):
            kept = session.begin_nested()
            for _ in range(9):  # psycopg prepares its own, and lets go of all that is prepared when it goes back
                session.scalar(text("SELECT CAST(:number AS integer) + 2"), {"number": number})
            kept.rollback()
            assert asked(number) == number + 1


def test_after_tables_were_changed_all_is_prepared_anew() -> None:
    often_written()
    for number in range(OFTEN):
        with transaction() as session:
            session.execute(text("CREATE TABLE scratch (a integer)"))
            session.execute(text("DROP TABLE scratch"))
            write(_BEAT, name=f"{number}", at=NOON)
            assert asked(number) == number + 1

    assert len(beats()) == OFTEN


def test_those_not_used_for_longest_are_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "KEPT", 3)
    db.engine.dispose()  # a new connection has prepared nothing
    statements = [select(_NUMBER + literal_column(str(more))) for more in range(10, 16)]
    for _round in range(2):
        for more, statement in enumerate(statements, 10):
            for _ in range(OFTEN):
                assert fetch(statement, number=1).scalar_one() == more + 1

    assert len(held()) == 3


@pytest.mark.parametrize("told", [False, True])
def test_others_go_on_while_one_waits_for_an_answer(app: Flask, *, told: bool) -> None:
    def wait() -> None:
        with app.app_context():
            for seconds in (0, 0, 0, 0, 0.5):
                with transaction() if told else contextlib.nullcontext():
                    fetch(_SLEEP, seconds=seconds)

    waiting = threading.Thread(target=wait)
    waiting.start()
    longest, before = 0.0, time.perf_counter()
    while waiting.is_alive():
        time.sleep(0.001)
        longest, before = max(longest, time.perf_counter() - before), time.perf_counter()

    assert longest < 0.4  # with the interpreter held it would be half a second


def beats() -> list[str]:
    return list(db.session.scalars(select(Beat.name).order_by(Beat.name)))


def often_written() -> None:
    """So that it is prepared."""
    for number in range(OFTEN):
        with transaction():
            write(_BEAT, name=f"{number}", at=NOON)
    with transaction() as session:
        session.execute(_BEATS.delete())


@pytest.mark.parametrize("then", ["a read", "many rows", "a cursor", "a savepoint", "the commit"])
def test_what_is_told_is_done_in_order_before_what_is_asked_next(then: str) -> None:
    often_written()
    with transaction() as session:
        write(_BEAT, name="a", at=NOON)
        write_rows(_BEAT, [{"name": name, "at": NOON} for name in "bc"])
        if then == "a read":
            assert fetch(_BEATEN).scalars().all() == ["a", "b", "c"]
        elif then == "many rows":
            for numbers in (range(20), range(20, 40)):
                write_rows(_BEAT, [{"name": f"{number}", "at": NOON} for number in numbers])
            session.execute(_BEATS.delete().where(_BEATS.c.name.in_([f"{number}" for number in range(40)])))
        elif then == "a cursor":
            assert session.scalar(text("SELECT count(*) FROM beats")) == 3
        elif then == "a savepoint":
            kept = session.begin_nested()
            write(_BEAT, name="d", at=NOON)
            kept.rollback()
        write(_BEAT, name="e", at=NOON)

    assert beats() == ["a", "b", "c", "e"]


@pytest.mark.parametrize("then", ["a read", "a cursor", "a savepoint", "the commit"])
def test_what_is_told_and_refused_is_raised_by_what_is_asked_next_and_nothing_is_kept(then: str) -> None:
    often_written()

    def twice() -> None:
        with transaction() as session:
            write(_BEAT, name="a", at=NOON)
            write(_BEAT, name="a", at=NOON)
            write(_BEAT, name="b", at=NOON)
            if then == "a read":
                fetch(_BEATEN)
            elif then == "a cursor":
                session.scalar(text("SELECT count(*) FROM beats"))
            elif then == "a savepoint":
                session.begin_nested()
                fetch(_BEATEN)
            if then != "the commit":
                pytest.fail("it should have been refused by now")

    for _ in range(OFTEN):
        with pytest.raises(IntegrityError) as caught:
            twice()
        assert "pk_beats" in str(caught.value.orig)
        assert not caught.value.connection_invalidated
        assert beats() == []


def test_several_answers_come_in_the_order_of_what_was_asked() -> None:
    often_written()
    with transaction():
        write(_BEAT, name="told", at=NOON)
        for number in range(OFTEN):
            one, names, kinds = fetch_together(
                (_NEXT, {"number": number}), (_BEATEN, {}), (_KINDS, {"number": number, "at": NOON})
            )
            assert one.scalar_one() == number + 1
            assert [row.name for row in names] == ["told"]
            assert tuple(kinds.one()) == (True, number, "text", NOON, None)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_of_several_that_are_asked_one_is_refused(place: int) -> None:
    for _ in range(OFTEN):
        asked_together = [(_DIVIDED, {"number": 0 if one == place else 4}) for one in range(3)]
        with pytest.raises(DBAPIError, match="division by zero"):
            fetch_together(*asked_together)
        db.session.rollback()

        assert [one.scalar_one() for one in fetch_together(*[(_DIVIDED, {"number": 4})] * 3)] == [25] * 3


def test_what_is_told_is_taken_back_with_the_rest_though_nobody_asked_on() -> None:
    often_written()

    def wrote() -> None:
        with transaction():
            write(_BEAT, name="a", at=NOON)
            raise ZeroDivisionError

    for _ in range(OFTEN):
        with pytest.raises(ZeroDivisionError):
            wrote()
        assert status() == TransactionStatus.IDLE
        assert beats() == []


@pytest.mark.parametrize("when", ["before it begins", "before a statement", "once told", "before the commit"])
def test_who_meets_a_server_that_hung_up_hears_so_once_and_goes_on(app: Flask, when: str) -> None:
    url = app.config["SETTINGS"].database_url
    often_written()
    for _ in range(OFTEN):
        asked(1)
    db.session.rollback()

    def wrote() -> None:
        with transaction():
            asked(1)
            if when == "once told":
                write(_BEAT, name="a", at=NOON)
            if when != "before it begins":
                hang_up(url)
            if when == "before a statement":
                asked(1)

    if when == "before it begins":
        hang_up(url)
    with pytest.raises(OperationalError) as caught:
        wrote()

    assert caught.value.connection_invalidated  # which the browser hears as 503
    assert asked(1) == 2
