"""A disk without room refuses a booking, says so, and takes it once there is room."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event as listening
from sqlalchemy import select, text

from app.core.db import db, transaction
from app.meetings import services
from app.meetings.models import Claim, Meeting
from tests.meetings.views.looking import at

NO_ROOM = {
    "sqlite": (
        (
            "CREATE TRIGGER no_room BEFORE INSERT ON claims BEGIN "
            "INSERT INTO rate_counts (key, hits, expires_at) VALUES (hex(zeroblob(20000000)), 0, 0); END"
        ),
        "DROP TRIGGER no_room",
    ),
    "postgresql": (
        (
            "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$; "
            "CREATE TRIGGER no_room BEFORE INSERT ON claims FOR EACH ROW EXECUTE FUNCTION no_room()"
        ),
        "DROP FUNCTION no_room() CASCADE",
    ),
}


@contextmanager
def full_disk() -> Iterator[None]:
    """A claim needs more room than there is: SQLite's file may not grow, PostgreSQL reports what it does when a table
    cannot be extended."""
    here = db.engine.dialect.name
    fill, free = NO_ROOM[here]
    with transaction() as session:
        session.execute(text(fill))

    def stop_growing(connection: Any, *_more: Any) -> None:
        if here == "sqlite":
            connection.execute("PRAGMA max_page_count = 1")  # SQLite makes it as many as there are

    listening.listen(db.engine, "checkout", stop_growing)
    db.session.remove()
    yield
    listening.remove(db.engine, "checkout", stop_growing)
    db.session.remove()
    db.engine.dispose()
    with transaction() as session:
        session.execute(text(free))


@pytest.mark.databases("sqlite", "postgresql")
def test_a_booking_on_a_full_disk_is_refused_with_its_reason_and_taken_once_there_is_room(
    client, event, people, firms, slots
):
    meeting_id = services.request_meeting(event.id, firms[0].id, firms[1].id, by=None, slot_id=slots[0])
    client.as_user(people[1])
    page = at("take_time", event, firms[1], meeting_id=meeting_id)

    with full_disk():
        answer = client.post(page, data={"slot": slots[0]})

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "The server’s disk is full, so nothing was saved." in answer.text
    assert (state_of(meeting_id), db.session.scalars(select(Claim)).all()) == ("requested", [])
    assert client.post(page, data={"slot": slots[0]}).status_code == 302
    assert state_of(meeting_id) == "booked"


def state_of(meeting_id: int) -> str:
    db.session.rollback()
    return db.session.get_one(Meeting, meeting_id, populate_existing=True).state
