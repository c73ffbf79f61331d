"""What is wrong with who interprets at a meeting is found."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from app.core.db import db
from tests.doctor.hands import AWAY, careless, codes, put

VOICED = "INSERT INTO claims (event_id, slot_id, meeting_id, interpreter_id) SELECT event_id, slot_id, meeting_id, {1}"


@pytest.mark.full
@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (
            "DELETE FROM claims WHERE interpreter_id IS NOT NULL",
            {"interpreter_lacking", "interpreter_not_as_told"},
        ),
        (
            f"{VOICED} FROM claims WHERE interpreter_id IS NOT NULL",
            {"many_interpreters"},
        ),
        ('UPDATE interpreters SET languages = \'["fr", "en"]\'', {"interpreter_of_other_languages"}),
        ("UPDATE interpreters SET retired_at = '2026-01-01 00:00:00'", {"retired_interpreter_held"}),
        (AWAY.replace("representative_id", "interpreter_id"), {"interpreter_unavailable"}),
    ],
)
def test_what_is_wrong_with_an_interpreter_is_found(spoken, statement, found):
    made, voices = spoken
    assert codes() == set()

    put(statement.replace("{0}", str(made)).replace("{1}", str(voices[1].id)))

    assert codes() == found


def test_a_log_of_old_that_names_no_interpreter_lets_the_lack_be_found_all_the_same(spoken):
    if db.engine.dialect.name == "sqlite":
        put("DROP TRIGGER notices_no_update")
    with careless() as connection:
        for number, details in connection.execute(text("SELECT id, details FROM notices")).all():
            told = json.loads(details) if isinstance(details, str) else details
            kept = {name: value for name, value in told.items() if name not in ("table", "interpreter", "sequence")}
            connection.execute(
                text("UPDATE notices SET details = :told WHERE id = :id"), {"told": json.dumps(kept), "id": number}
            )
        connection.execute(text("DELETE FROM claims WHERE interpreter_id IS NOT NULL"))

    assert codes() - {"trigger_lost"} == {"interpreter_lacking"}
